"""Write: the folders of the encoder, float and light, each with its card and the word table."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from index.embedding import list_vocabulary, mark_chinese
from training.errors import TrainingError
from training.exporting import FolderTooLargeError, write_float_folder, write_light_folder
from training.jobs import Job
from training.starting import scale_rows
from training.steps import load_tokenizer

CARD_FILE = Path(__file__).parent / "card.md"
SOURCES_FILE = Path(__file__).parent / "sources.toml"
CARD_NAME = "README.md"
FLOAT_NAME, LIGHT_NAME = "float", "light"
MEBIBYTE = 1 << 20


def write_folders(job: Job, to: Path) -> None:
    """Write `to/float` and `to/light`; what stood there before is replaced.

    Raises:
        MissingStepError: An earlier step is not done.
        TrainingError: A folder holds something that is no encoder, or the light one would be too large.
    """
    records = {step: job.require(step) for step in ("prepare", "tokenizer", "align", "train", "evaluate")}
    settings, tokenizer = job.recipe.write, load_tokenizer(job)
    chinese = mark_chinese(list_vocabulary(tokenizer))
    # Silent pieces stand in no batch, and so were never seen.
    rows = scale_rows(np.load(job.work.rows), np.load(job.work.seen), chinese, settings.median_norm)
    others: dict[str, str | bytes] = {
        CARD_NAME: format_card(job, records, dimensions=rows.shape[1]),
        job.work.word_table.name: job.work.word_table.read_bytes(),
    }
    try:
        write_light_folder(
            rows, tokenizer, to / LIGHT_NAME, others=others, most_bytes=int(settings.most_mib * MEBIBYTE)
        )
        write_float_folder(rows, tokenizer, to / FLOAT_NAME, others=others)
    except FolderTooLargeError as error:
        raise TrainingError(
            f"{error}; lower tokenizer.chinese_words or english_words, or raise write.most_mib"
        ) from error
    except FileExistsError as error:
        raise TrainingError(str(error)) from error


def format_card(job: Job, records: Mapping[str, Mapping[str, Any]], *, dimensions: int) -> str:
    """Fill the card in: what the encoder is, what it was made from, and what was measured."""
    settings = job.recipe.train
    return Template(CARD_FILE.read_text("utf-8")).substitute(
        name=job.recipe.write.name,
        pieces=f"{records['tokenizer']['pieces']:,}",
        dimensions=f"{dimensions:,}",
        words=f"{records['align']['words']:,}",
        pairs=f"{records['train']['pairs']:,}",
        epochs=settings.epochs,
        batch_size=f"{settings.batch_size:,}",
        temperature=settings.temperature,
        seed=job.recipe.seed,
        figures="\n".join(_tabulate_figures(records["evaluate"]["figures"])),
        sources="\n".join(_tabulate_sources(records["prepare"]["kept"], job.recipe.weights.kinds)),
        settings=json.dumps(
            job.recipe.list_settings("weights", "tokenizer", "composition", "train"), indent=1
        ),
    )


def _tabulate_figures(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterable[str]:
    yield "| sentence pairs | English to Chinese, accuracy at 1 | Chinese to English |"
    yield "|---|---|---|"
    for name, told in figures["bitext"].items():
        found = f"{told['english_to_chinese']:.3f} | {told['chinese_to_english']:.3f}"
        yield f"| {name} ({told['pairs']:,}) | {found} |"
    yield ""
    yield "| English to Chinese passages | sentence: MRR | recall at 10 | stretch: MRR | recall at 10 |"
    yield "|---|---|---|---|---|"
    for name, told in figures["windows"].items():
        found = " | ".join(
            f"{told[kind]['mrr']:.3f} | {told[kind]['recall_at_10']:.3f}" for kind in ("sentence", "span")
        )
        yield f"| {name} ({told['passages']:,} passages) | {found} |"


def _tabulate_sources(kept: Mapping[str, Mapping[str, int]], weights: Mapping[str, float]) -> Iterable[str]:
    """Count the pairs of each source over all kinds that weigh something, most first."""
    known = tomllib.loads(SOURCES_FILE.read_text("utf-8"))
    totals: dict[str, int] = {}
    for kind, counts in kept.items():
        for source, number in counts.items():
            totals[source] = totals.get(source, 0) + (number if weights.get(kind) else 0)
    yield "| source | pairs | what, and its licence |"
    yield "|---|---|---|"
    for source, number in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
        if number:
            yield f"| {source} | {number:,} | {known.get(source, 'states no licence')} |"
