"""Train: the rows are learnt with sentence-transformers' own module, losses and trainer.

Texts come as pieces that were cut once, so that a step is a look-up of rows, one product of matrices and
Adam. Each row of the trainer's data set is a whole batch, in the order of the plan: the run depends on the
seed alone, and goes on from a checkpoint as if it had never stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from index.embedding import Vectors
from training.batching import BatchMaker
from training.checkpoints import catch_interrupt, find_checkpoint
from training.settings import TrainSettings

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import SentenceTransformerTrainer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

OnStep = Callable[[int, float], None]
"""Called after each step with the number of steps done and the last loss that was logged."""

_LOG_EVERY_STEPS = 20
_KEPT_CHECKPOINTS = 2


def train_rows(
    batches: BatchMaker,
    tokenizer: Tokenizer,
    settings: TrainSettings,
    *,
    seed: int,
    checkpoints: Path,
    on_step: OnStep,
) -> Vectors:
    """Learn the rows, from the last checkpoint where there is one. Needs the extra `training`.

    Args:
        batches: All batches of the run.
        tokenizer: Has as many pieces as there are rows.
        settings: Of the run; checkpoints of other settings must have been removed.
        seed: Of the rows at the start.
        checkpoints: A folder for what the run can be resumed from.
        on_step: Called after each step.

    Returns:
        `(vocabulary, dimensions)` float32.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; a checkpoint of the step was written first.
    """
    import torch

    before = torch.get_num_threads()
    if settings.threads:
        torch.set_num_threads(settings.threads)
    try:
        table, model = _make_model(tokenizer, settings, seed=seed)
        with catch_interrupt() as interrupted:
            watch = _make_watch(on_step, interrupted)
            trainer = _make_trainer(model, batches, settings, checkpoints=checkpoints, watch=watch)
            trainer.train(resume_from_checkpoint=find_checkpoint(checkpoints))
        if interrupted:
            raise KeyboardInterrupt
        return np.array(table.embedding.weight.detach().numpy(), dtype=np.float32)
    finally:
        torch.set_num_threads(before)


def _make_model(
    tokenizer: Tokenizer, settings: TrainSettings, *, seed: int
) -> tuple[StaticEmbedding, SentenceTransformer]:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    chance = torch.Generator().manual_seed(seed)
    size = (tokenizer.get_vocab_size(), settings.dimensions)
    rows = torch.randn(size, generator=chance) * settings.initial_scale
    # No `Normalize`: the loss takes cosines, and rows keep the norms that they learn.
    table = StaticEmbedding(tokenizer, embedding_weights=rows)
    return table, SentenceTransformer(modules=[table], device="cpu")


def _make_loss(model: SentenceTransformer, settings: TrainSettings) -> torch.nn.Module:
    from sentence_transformers.sentence_transformer.losses import (
        MatryoshkaLoss,
        MultipleNegativesRankingLoss,
    )

    scale = 1 / settings.temperature
    if settings.both_ways:
        loss: torch.nn.Module = MultipleNegativesRankingLoss(
            model, scale=scale, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
        )
    else:
        loss = MultipleNegativesRankingLoss(model, scale=scale)
    if not settings.matryoshka:
        return loss
    weights = [1.0, *(settings.matryoshka_weight for _ in settings.matryoshka)]
    return MatryoshkaLoss(model, loss, [settings.dimensions, *settings.matryoshka], weights)


class _Collator:
    """Gives the trainer the batch that a row of its data set stands for."""

    valid_label_columns: tuple[str, ...] = ()

    def __init__(self, batches: BatchMaker) -> None:
        self._batches = batches

    def __call__(self, rows: Sequence[Mapping[str, int]]) -> dict[str, Any]:
        import torch

        (row,) = rows
        inputs: dict[str, Any] = {}
        for side, (pieces, offsets) in zip(("left", "right"), self._batches.make(row["step"]), strict=True):
            inputs[f"{side}_input_ids"] = torch.from_numpy(pieces.astype(np.int64))
            inputs[f"{side}_offsets"] = torch.from_numpy(offsets)
        return inputs


def _make_trainer(
    model: SentenceTransformer,
    batches: BatchMaker,
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

    class Trainer(SentenceTransformerTrainer):
        """Takes the batches in the order of the plan, and writes no card while it trains."""

        def add_model_card_callback(self, default_args_dict: dict[str, Any]) -> None:
            del default_args_dict

        def get_batch_sampler(self, dataset: Dataset, **options: Any) -> DefaultBatchSampler:  # type: ignore[override] # noqa: ANN401
            return DefaultBatchSampler(SequentialSampler(dataset), **options)

    disable_progress_bars()
    logging.getLogger("transformers").setLevel(logging.ERROR)  # it remarks on the file system
    steps = len(batches)
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(checkpoints),
        per_device_train_batch_size=1,
        max_steps=steps,
        learning_rate=settings.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=round(settings.warmup_share * steps),
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
        loss=_make_loss(model, settings),
        # Typed as the one that cuts texts; the trainer asks no more of it than to be called.
        data_collator=_Collator(batches),  # type: ignore[arg-type]
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
