"""`python -m eval --fit-statements`: fit the meaning models, write them, print what they do."""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.checking.fitting_statements import (
    THRESHOLD,
    KindShare,
    ParallelRow,
    fit_model,
    format_models,
    is_for_testing,
    make_pairs,
    measure_pairs,
    share_struck,
)
from eval.commands import Command, CommandResult
from eval.questions import GoldFileError
from rag.answers import Language
from rag.checking.verifying_meaning import MODEL_FILE, MeaningModel, MeaningModels

_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_LEAST_CHARS = 10
"""Shorter sentences say too little to be told from others."""


def run_statement_fitting(console: Console, files: Sequence[Path], *, to: Path = MODEL_FILE) -> None:
    """Fit on three of four blocks of the files, write the model file, and print the figures of the rest.

    Raises:
        GoldFileError: A file cannot be read, or has no row to use.
    """
    import numpy as np

    from index.lexicon import load_lexicon
    from index.zones import load_gazetteer
    from rag.checking.measuring_meaning import MeaningMeasure

    lexicon = load_lexicon()
    measure = MeaningMeasure(lexicon, load_gazetteer())
    halves = [list(_read_files(files, testing=testing)) for testing in (False, True)]
    models: dict[Language, MeaningModel] = {}
    shares: dict[str, list[KindShare]] = {}
    for language in _LANGUAGES:
        with console.status(f"measuring pairs, {language}"):
            fit, test = ([*make_pairs(rows, language, lexicon)] for rows in halves)
            features = measure_pairs(fit, measure)
            models[language] = fit_model(features, np.array([pair.is_right for pair in fit]))
            shares[language] = share_struck(test, measure_pairs(test, measure), models[language])
    to.write_text(format_models(MeaningModels(models, THRESHOLD, lexicon.encoder.digest)), "utf-8")
    console.print(_tabulate(shares))
    console.print(f"wrote {to.name}", highlight=False)


def _read_files(files: Sequence[Path], *, testing: bool) -> Iterator[ParallelRow]:
    for path in files:
        rows = [row for row in _read_file(path) if len(row.zh) >= _LEAST_CHARS]
        if not rows:
            raise GoldFileError(f"{path} has no row with en and zh; give JSON lines of sentence pairs")
        yield from (row for number, row in enumerate(rows) if is_for_testing(number) == testing)


def _read_file(path: Path) -> Iterator[ParallelRow]:
    try:
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
        for line in text.splitlines():
            row = json.loads(line)
            yield ParallelRow(str(row["en"]), str(row["zh"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoldFileError(f"{path}: no JSON lines of en and zh ({error}); check the path") from error


def _tabulate(shares: dict[str, list[KindShare]]) -> Table:
    table = Table("statement", "language", "n", "struck", title="rows left out of the fitting")
    for language, rows in shares.items():
        for share in rows:
            label = f"{'right' if share.is_right else 'wrong'}, {share.kind}"
            table.add_row(label, language, str(share.n), f"{share.struck:.3f}")
    return table


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fit-statements",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="fit the model of the check's meaning on JSON lines (.gz) of en and zh, in order of documents",
    )


def _run(options: argparse.Namespace, console: Console) -> CommandResult:
    run_statement_fitting(console, options.fit_statements)
    return CommandResult()


FIT_STATEMENTS = Command("--fit-statements", _add_options, lambda _options: "", _run)
