"""`python -m eval --validate`: gold files proven against their pages, every fault in a line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from eval.checking.statements import CitedPages
from eval.commands import Command, CommandResult
from eval.gating import GOLD_FOLDER
from eval.questions import GoldQuestion
from eval.validating.findings import Finding
from eval.validating.reading_gold import GoldRow, ReadGold, read_gold
from eval.validating.searching_pages import GoldPages, read_gold_pages
from eval.validating.showing_nearest import find_nearest, list_unwritten_zones
from eval.validating.validating import Validation, validate_gold
from rag.answers import Json
from rag.settings import SAMPLE_PAGES

VALIDATION_VERSION = 1


def add_validating_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of validating."""
    group = parser.add_argument_group("proving gold")
    group.add_argument(
        "--validate",
        type=Path,
        nargs="*",
        metavar="FILE",
        help="prove these gold files (all that is committed) against --pages (the sample's); with --verbose"
        " show what comes nearest to unanswerable questions",
    )
    group.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")


def find_misuse(options: argparse.Namespace) -> str:
    """Say what is wrong with the options, or nothing (an empty text)."""
    if options.index or options.split or options.baseline:
        return "--validate takes --pages only; leave out --index, --split and --baseline"
    return ""


def run_validation(options: argparse.Namespace, console: Console) -> CommandResult:
    """Prove the gold files that the options name, and print what was found.

    Raises:
        FileNotFoundError: There is no such folder of pages.
        ValueError: No page in it can be read.
    """
    paths = [_shorten(path) for path in options.validate or list_committed_gold()]
    folder = options.pages or SAMPLE_PAGES
    read = read_gold(paths)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        cutting = progress.add_task(f"cutting {folder}", total=None)
        pages, refused = read_gold_pages(
            folder, progress=lambda done, total: progress.update(cutting, completed=done, total=total)
        )
        proving = progress.add_task("proving", total=len(read.rows))
        validation = validate_gold(
            read, pages, cited=lambda: CitedPages(folder), progress=lambda: progress.advance(proving)
        )
    for line in refused:
        console.print(escape(f"not read: {line}"), soft_wrap=True, highlight=False)
    _print_findings(validation.findings, console)
    if options.verbose:
        _print_nearest(read, pages, console)
    console.print(escape(summarise_validation(validation)), soft_wrap=True, highlight=False)
    is_wrong = bool(validation.errors or (options.strict and validation.warnings))
    return CommandResult(report_validation(validation), status=1 if is_wrong else 0)


def list_committed_gold(folder: Path = GOLD_FOLDER) -> list[Path]:
    """Give the gold files of a folder, by name."""
    return sorted(folder.glob("*.jsonl"))


def summarise_validation(validation: Validation) -> str:
    """Give the last line: `202 questions, 87 articles, 0 errors, 3 warnings`."""
    rows = [_count(number, what) for what, number in validation.counts.items() if number]
    found = {"errors": len(validation.errors), "warnings": len(validation.warnings)}
    return ", ".join([*(rows or ["no rows"]), *(_count(number, what) for what, number in found.items())])


def report_validation(validation: Validation) -> dict[str, Json]:
    """Give it all as JSON values."""
    return {
        "version": VALIDATION_VERSION,
        "rows": dict(validation.counts),
        "errors": len(validation.errors),
        "warnings": len(validation.warnings),
        "findings": [finding.as_json() for finding in validation.findings],
    }


def _shorten(path: Path) -> Path:
    """Give a path from here where it lies below, so that lines stay short."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_absolute() and path.is_relative_to(here) else path


def _count(number: int, what: str) -> str:
    return f"{number:,} {what.removesuffix('s') if number == 1 else what}"


def _print_findings(findings: Sequence[Finding], console: Console) -> None:
    for finding in findings:
        if console.quiet and finding.is_error:
            print(finding, file=sys.stderr)
        console.print(escape(str(finding)), soft_wrap=True, highlight=False)


def _print_nearest(read: ReadGold, pages: GoldPages, console: Console) -> None:
    rows = [(row, row.gold) for row in read.rows if isinstance(row.gold, GoldQuestion)]
    absent = [(row, gold) for row, gold in rows if not gold.is_answerable]
    if not absent:
        return
    console.print(
        "Unanswerable, and what comes nearest; no program can prove that nothing is said:", highlight=False
    )
    nearest = find_nearest([gold for _, gold in absent], pages)
    for (row, gold), sentences in zip(absent, nearest, strict=True):
        lines = [_describe_unanswerable(row, gold, pages), *(f"    {sentence}" for sentence in sentences)]
        console.print(escape("\n".join(lines)), soft_wrap=True, highlight=False)


def _describe_unanswerable(row: GoldRow, gold: GoldQuestion, pages: GoldPages) -> str:
    unwritten = list_unwritten_zones(gold, pages)
    proof = f" [these pages never name {', '.join(unwritten)}]" if unwritten else ""
    return f"  {gold.id}: {gold.question} ({row.why or 'no why'}){proof}"


VALIDATE = Command("--validate", add_validating_options, find_misuse, run_validation)
