"""`python -m eval --fit`: fit the judging models, write them, and print what they do on the other half."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.commands import Command, CommandResult
from eval.fitting import (
    Bag,
    collect_bags,
    fit_models,
    format_models,
    is_for_fitting,
    measure_answers,
    measure_lists,
    weights_of,
)
from eval.gating import GOLD_FOLDER
from eval.preparing import build_page_index
from eval.questions import load_questions
from rag.assembling import open_pipeline
from rag.judging import MODEL_FILE, JudgingModel
from rag.settings import SAMPLE_PAGES, load_settings

_GOLD = ("sample_questions.jsonl", "sample_near_misses.jsonl")


def run_fitting(console: Console, *, to: Path = MODEL_FILE) -> None:
    """Fit on the sample's `fit` half, write the model file, and print the figures of both halves."""
    questions = [question for name in _GOLD for question in load_questions(GOLD_FOLDER / name)]
    with tempfile.TemporaryDirectory() as folder:
        index = build_page_index(SAMPLE_PAGES, Path(folder) / "index")
        pipeline = open_pipeline(load_settings({"index_dir": index}))
        halves = {
            half: list(collect_bags([q for q in questions if is_for_fitting(q) == is_fit], pipeline))
            for half, is_fit in (("fit", True), ("test", False))
        }
    for_lists, for_quotes = fit_models(halves["fit"])
    to.write_text(format_models(for_lists, for_quotes), "utf-8")
    console.print(_tabulate(halves, for_lists, for_quotes))
    console.print(f"wrote {to.name}", highlight=False)


def _tabulate(halves: dict[str, list[Bag]], for_lists: JudgingModel, for_quotes: JudgingModel) -> Table:
    table = Table("half", "list precision", "list recall", "list F1", "list refused", "answered", "refused")
    for half, bags in halves.items():
        table.add_row(half, *[f"{value:.3f}" for value in _measure(bags, for_lists, for_quotes)])
    return table


def _measure(bags: Sequence[Bag], for_lists: JudgingModel, for_quotes: JudgingModel) -> list[float]:
    zones = [bag for bag in bags if bag.kind == "zone"]
    answers = [bag for bag in bags if bag.kind == "answer"]
    lists = measure_lists(zones, weights_of(for_lists), for_lists.threshold)
    return [
        lists.precision,
        lists.recall,
        lists.f1,
        lists.refused,
        *measure_answers(answers, weights_of(for_quotes), for_quotes.threshold),
    ]


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fit", action="store_true", help="fit the judging models on the sample's fit half")


def _find_misuse(options: argparse.Namespace) -> str:
    is_odd = options.pages or options.index or options.split
    return "--fit knows its pages; leave out --pages, --index and --split" if is_odd else ""


def _run(_options: argparse.Namespace, console: Console) -> CommandResult:
    run_fitting(console)
    return CommandResult()


FIT = Command("--fit", _add_options, _find_misuse, _run)
