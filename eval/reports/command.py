"""`python -m eval --compare BEFORE.json AFTER.json`: two runs, question by question."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from eval.commands import Command, CommandResult
from eval.reports.comparing_runs import compare_reports
from eval.reports.printing_comparisons import print_comparison, report_comparison
from eval.reports.reading_reports import load_suites


def _add_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("two runs")
    group.add_argument(
        "--compare",
        type=Path,
        nargs=2,
        metavar=("BEFORE", "AFTER"),
        help="compare two reports (report.json) over the same gold, question by question",
    )


def _find_misuse(options: argparse.Namespace) -> str:
    if options.settings:
        return "--compare reads what was run, and runs nothing; leave out --set"
    return ""


def _run(options: argparse.Namespace, console: Console) -> CommandResult:
    before, after = (load_suites(path) for path in options.compare)
    comparison = compare_reports(before, after)
    print_comparison(console, comparison)
    return CommandResult(report_comparison(comparison))


COMPARE = Command("--compare", _add_options, _find_misuse, _run)
