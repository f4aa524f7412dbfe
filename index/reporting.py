"""What the command tells its user: progress on stderr while an index is built, the summary afterwards."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from index.builds import BuildStep, BuildSummary, OnStep


@contextmanager
def report_steps(*, total: int, verbose: bool, quiet: bool) -> Iterator[OnStep]:
    """Give what a build is to call: lines with `verbose`, a bar on a terminal, else nothing.

    Args:
        total: How many files there are, where the steps do not say how many pages there will be.
        verbose: A line for every page and step, and no bar.
        quiet: Neither.
    """
    if verbose:
        yield _print_step
    elif quiet or not sys.stderr.isatty():
        yield _say_nothing
    else:
        with _show_bar(total) as on_step:
            yield on_step


@contextmanager
def _show_bar(total: int) -> Iterator[OnStep]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("pages", total=total)

        def move(step: BuildStep) -> None:
            description = "pages" if step.name == "page" else step.name
            bar.update(task, completed=step.pages, total=step.total or total, description=description)

        yield move


def _print_step(step: BuildStep) -> None:
    text = f"page {step.pages}: {step.source}" if step.name == "page" else step.name
    print(text, file=sys.stderr)


def _say_nothing(step: BuildStep) -> None:
    del step


def report_oddities(summary: BuildSummary, *, quiet: bool) -> None:
    """Print one line for each refused file, and unless `quiet` for each page that could not be split."""
    for refusal in summary.refusals:
        print(f"refused: {refusal}", file=sys.stderr)
    if quiet:
        return
    for source in summary.unsplit:
        print(f"note: {source}: could not be split into articles; all of it is one article", file=sys.stderr)
    if summary.rebuilt_because:
        print(f"note: everything was indexed anew: {summary.rebuilt_because}", file=sys.stderr)


def format_summary(summary: BuildSummary, to: Path) -> str:
    """Give the summary in two lines."""
    done = f"{summary.embedded:,} new or changed, {summary.reused:,} unchanged, {summary.dropped:,} dropped"
    if summary.refusals:
        done += f", {len(summary.refusals):,} refused"
    return (
        f"{summary.pages:,} pages, {summary.articles:,} articles, {summary.zones:,} zones,"
        f" {summary.passages:,} passages in {summary.seconds:.1f} seconds\n"
        f"{to}: {done}"
    )


def format_json(summary: BuildSummary, to: Path) -> str:
    """Give the summary as one JSON object."""
    return json.dumps({"index": str(to), **asdict(summary)}, ensure_ascii=False)
