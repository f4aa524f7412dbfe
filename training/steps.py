"""The steps from data to an encoder's folder, each from what the one before has left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding import list_vocabulary
from training.batching import PairPool, plan_batches, pool_pairs
from training.composing import compose_pieces
from training.counting_words import make_tokenizer
from training.evaluating import measure_rows
from training.glosses import load_glosses
from training.glossing import GLOSSED_KINDS, Glosser
from training.jobs import Job
from training.making_batches import BatchMaker
from training.packing import PackedPairs, PieceCutter, load_pairs, save_pairs
from training.pairs import read_pairs
from training.preparing import prepare_pairs
from training.recipe import Weights
from training.replacing import replace_file

MEGABYTE = 1 << 20


def prepare(job: Job) -> None:
    """Write the pairs by kind."""
    with job.record("prepare") as told, job.reporter.show_parts("prepare", total=7) as on_kind:
        done = prepare_pairs(job.data, job.work, job.recipe, glossary=job.glossary, on_kind=on_kind)
        told.update(asdict(done))


def build_tokenizer(job: Job) -> None:
    """Write the tokenizer."""
    job.require("prepare")
    with job.record("tokenizer") as told, job.reporter.show_parts("tokenizer", total=5) as on_kind:
        told["pieces"] = make_tokenizer(job.work, job.recipe, glossary=job.glossary, on_kind=on_kind)


def align(job: Job) -> None:
    """Write the word table, and the glosses that the training starts from."""
    from training.aligning import align_pieces
    from training.glosses import make_glosses, save_glosses
    from training.linking import ParallelPieces
    from training.word_tables import make_word_table, write_word_table

    job.require("tokenizer")
    settings = job.recipe.align
    pool = load_pool(job, Weights(settings.kinds, job.recipe.weights.sources))
    pairs = ParallelPieces(
        pool.left.pieces,
        pool.left.starts,
        pool.right.pieces,
        pool.right.starts,
        pool.weights.astype(np.float32),
    )
    vocabulary = list_vocabulary(load_tokenizer(job))
    rounds = 1 + settings.alignment.free_rounds + settings.alignment.agreeing_rounds
    with job.record("align") as told, job.reporter.show_parts("align", total=rounds) as on_part:
        alignment = align_pieces(
            pairs,
            vocabulary=len(vocabulary),
            settings=settings.alignment,
            on_round=lambda: on_part(""),
        )
        table = make_word_table(alignment, vocabulary, settings.table)
        write_word_table(table, job.work.word_table)
        glosses = make_glosses(alignment, settings.glosses)
        save_glosses(job.work.glosses, glosses)
        told.update(words=len(table.english), translations=len(table.chinese), glosses=len(glosses.pieces))


def train(job: Job) -> None:
    """Learn the rows, from the last checkpoint of the same settings where there is one."""
    from training.checkpoints import remove_checkpoints
    from training.learning import Table, train_rows
    from training.starting import draw_rows, fold_rows

    job.require("align")
    settings, seed = job.recipe.train, job.recipe.seed
    if job.work.read_record("train_started") != {"key": job.make_key("train")}:
        remove_checkpoints(job.work.checkpoints)
        job.work.write_record("train_started", {"key": job.make_key("train")})
    pool = load_pool(job, job.recipe.weights)
    plan = plan_batches(pool, batch_size=settings.batch_size, epochs=settings.epochs, seed=seed)
    glosses = load_glosses(job.work.glosses)
    batches = BatchMaker(pool, plan, settings, seed=seed, glosser=Glosser(glosses))
    tokenizer = load_tokenizer(job)
    composition = compose_pieces(list_vocabulary(tokenizer), job.recipe.composition.share)
    table = Table(tokenizer, composition, draw_rows(composition, glosses, settings, seed=seed))
    seen = batches.mark_seen(composition.pieces)
    with job.record("train") as told, job.reporter.show_progress("train", total=len(plan)) as advance:
        rows = train_rows(
            batches,
            table,
            settings,
            checkpoints=job.work.checkpoints,
            on_step=lambda step, loss: advance(step, f"loss {loss:.3f}"),
        )
        folded = fold_rows(rows, composition, seen, unseen_norm=settings.unseen_norm, seed=seed)
        _save_array(seen, job.work.seen)
        _save_array(folded, job.work.rows)
        told.update(steps=len(plan), pairs=int(np.count_nonzero(pool.weights)), seen=int(seen.sum()))
        told["peak_megabytes"] = _measure_peak_megabytes()
    remove_checkpoints(job.work.checkpoints)


def evaluate(job: Job) -> None:
    """Measure the rows on texts for development."""
    job.require("train")
    settings = job.recipe.evaluate
    parts = len(settings.bitext) + len(settings.windows)
    with job.record("evaluate") as told, job.reporter.show_parts("evaluate", total=parts) as on_file:
        told["figures"] = measure_rows(
            np.load(job.work.rows),
            load_tokenizer(job),
            settings,
            data=job.data,
            seed=job.recipe.seed,
            on_file=on_file,
        )


STEPS: Mapping[str, Callable[[Job], None]] = {
    "prepare": prepare,
    "tokenizer": build_tokenizer,
    "align": align,
    "train": train,
    "evaluate": evaluate,
}
"""In their order; the folder is written after them (`training.writing`)."""


def load_tokenizer(job: Job) -> Tokenizer:
    """Read the tokenizer that the step before has built."""
    return Tokenizer.from_file(str(job.work.tokenizer))


def load_pool(job: Job, weights: Weights) -> PairPool:
    """Give the pairs of all kinds that weigh something, as pieces.

    Raises:
        RecipeError: A kind is named that is not prepared.
    """
    weighing = [kind for kind, weight in weights.kinds.items() if weight > 0]
    packed = {kind: _load_kind(job, GLOSSED_KINDS.get(kind, kind)) for kind in weighing}
    return pool_pairs(packed, weights)


def _load_kind(job: Job, kind: str) -> PackedPairs:
    """Give the pairs of a kind as pieces; they are cut when they are first asked for."""
    path, record = job.work.find_pieces(kind), f"pieces_{kind}"
    made_from = {"key": job.make_key("pieces")}
    if job.work.read_record(record) != made_from:
        job.reporter.say(f"pieces of {kind}")
        job.work.remove_record(record)
        cutter = PieceCutter(load_tokenizer(job))
        save_pairs(path, cutter.pack_pairs(read_pairs(job.find_pairs(kind))))
        job.work.write_record(record, made_from)
    return load_pairs(path)


def _save_array(array: NDArray[Any], path: Path) -> None:
    with replace_file(path) as unfinished:
        np.save(unfinished, array)


def _measure_peak_megabytes() -> int | None:
    """Give the most memory that this process has held, where the system tells it."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // MEGABYTE if sys.platform == "darwin" else peak // 1024
