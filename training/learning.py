"""Train: the rows are learnt with sentence-transformers' module and trainer.

Texts come as pieces that were cut once, so that a step is a look-up of rows, a few products of matrices and
Adam. Each row of the trainer's data set is a whole batch, in the order of the plan: the run depends on the
seed alone, and goes on from a checkpoint as if it had never stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from index.embedding import Vectors
from training.checkpoints import catch_interrupt, find_checkpoint
from training.composing import Composition
from training.making_batches import BatchMaker
from training.train_settings import TrainSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import SentenceTransformerTrainer

OnStep = Callable[[int, float], None]
"""Called after each step with the number of steps done and the last loss that was logged."""

_LOG_EVERY_STEPS = 20
_KEPT_CHECKPOINTS = 2


@dataclass(frozen=True, slots=True)
class Table:
    """What is trained.

    Attributes:
        tokenizer: Cuts texts in pieces.
        composition: Of the pieces.
        rows: At the start, `(composition.size, dimensions)` float32.
    """

    tokenizer: Tokenizer
    composition: Composition
    rows: Vectors


def train_rows(
    batches: BatchMaker, table: Table, settings: TrainSettings, *, checkpoints: Path, on_step: OnStep
) -> Vectors:
    """Learn the rows, from the last checkpoint where there is one. Needs the extra `training`.

    Args:
        batches: All batches of the run.
        table: The rows at the start.
        settings: Of the run; checkpoints of other settings must have been removed.
        checkpoints: A folder for what the run can be resumed from.
        on_step: Called after each step.

    Returns:
        `(composition.size, dimensions)` float32.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; a checkpoint of the step was written first.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    from training.composed_embedding import ComposedEmbedding

    before = torch.get_num_threads()
    if settings.threads:
        torch.set_num_threads(settings.threads)
    try:
        # No `Normalize`: the losses take cosines, and rows keep the norms that they learn.
        module = ComposedEmbedding(table.tokenizer, table.composition, table.rows)
        model = SentenceTransformer(modules=[module], device="cpu")
        collator = _Collator(batches, table.composition)
        with catch_interrupt() as interrupted:
            watch = _make_watch(on_step, interrupted)
            trainer = _make_trainer(model, collator, settings, checkpoints=checkpoints, watch=watch)
            trainer.train(resume_from_checkpoint=find_checkpoint(checkpoints))
        if interrupted:
            raise KeyboardInterrupt
        return np.array(module.embedding.weight.detach().numpy(), dtype=np.float32)
    finally:
        torch.set_num_threads(before)


class _Collator:
    """Gives the trainer the batch that a row of its data set stands for."""

    valid_label_columns: tuple[str, ...] = ()

    def __init__(self, batches: BatchMaker, composition: Composition) -> None:
        self._batches = batches
        self._composition = composition

    def __len__(self) -> int:
        return len(self._batches)

    def __call__(self, rows: Sequence[Mapping[str, int]]) -> dict[str, Any]:
        import torch

        from training.composed_embedding import make_features

        (row,) = rows
        parts = dict(zip(("left", "right"), self._batches.make(row["step"]), strict=True))
        late = self._batches.make_late(row["step"])
        if late is not None:
            parts["late"] = late.pieces, np.arange(len(late.pieces))
        # The trainer takes each name before `_input_ids` for a part of the batch, with all that is named so.
        inputs = {
            f"{part}_{name}": tensor
            for part, side in parts.items()
            for name, tensor in make_features(self._composition.expand(*side)).items()
        }
        for name in ("left", "left_owners", "right", "right_offsets") if late is not None else ():
            inputs[f"late_{name}"] = torch.from_numpy(getattr(late, name))
        return inputs


def _make_trainer(
    model: SentenceTransformer,
    collator: _Collator,
    settings: TrainSettings,
    *,
    checkpoints: Path,
    watch: Any,  # noqa: ANN401 - a TrainerCallback, which is not loaded with this module
) -> SentenceTransformerTrainer:
    from datasets import Dataset, disable_progress_bars  # type: ignore[import-untyped]
    from sentence_transformers.base.sampler import DefaultBatchSampler
    from sentence_transformers.sentence_transformer import (
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from torch.utils.data import SequentialSampler
    from transformers import PrinterCallback

    from training.losses import TwofoldLoss

    class Trainer(SentenceTransformerTrainer):
        """Takes the batches in the order of the plan, and writes no card while it trains."""

        def add_model_card_callback(self, default_args_dict: dict[str, Any]) -> None:
            del default_args_dict

        def get_batch_sampler(self, dataset: Dataset, **options: Any) -> DefaultBatchSampler:  # type: ignore[override] # noqa: ANN401
            return DefaultBatchSampler(SequentialSampler(dataset), **options)

    disable_progress_bars()
    logging.getLogger("transformers").setLevel(logging.ERROR)  # it remarks on the file system
    steps = len(collator)
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(checkpoints),
        per_device_train_batch_size=1,
        max_steps=steps,
        learning_rate=settings.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=settings.warmup_steps,
        optim="adamw_torch_fused",
        weight_decay=0.0,
        max_grad_norm=0.0,
        save_strategy="steps",
        save_steps=settings.checkpoint_every_steps,
        save_total_limit=_KEPT_CHECKPOINTS,
        logging_steps=_LOG_EVERY_STEPS,
        report_to=[],
        disable_tqdm=True,
        use_cpu=True,
    )
    trainer = Trainer(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_dict({"step": range(steps)}),
        loss=TwofoldLoss(model, settings),
        # Typed as the one that cuts texts; the trainer asks no more of it than to be called.
        data_collator=collator,  # type: ignore[arg-type]
        callbacks=[watch],
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def _make_watch(on_step: OnStep, interrupted: list[int]) -> Any:  # noqa: ANN401 - see `_make_trainer`
    from transformers import TrainerCallback

    class Watch(TrainerCallback):
        """Shows each step, and ends the run with a checkpoint when it is interrupted."""

        loss = float("nan")

        def on_log(self, args: Any, state: Any, control: Any, **rest: Any) -> None:  # noqa: ANN401
            del args, state, control
            self.loss = float(rest["logs"].get("loss", self.loss))

        def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:  # noqa: ANN401
            del args, rest
            on_step(state.global_step, self.loss)
            if interrupted:
                control.should_save = control.should_training_stop = True

    return Watch()
