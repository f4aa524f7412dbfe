"""The README's section of results, drawn from the committed baseline, so that the two cannot part."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from eval.baselines import Baseline, load_baseline
from eval.commands import Command, CommandResult
from eval.gating import BASELINE_FILE
from eval.intervals import Figure
from eval.origins import Origin
from eval.published_figures import PUBLISHED, Place, PublishedTable
from eval.summarising import ALL

README_FILE = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- figures: written by `python -m eval --write-results`; change nothing here -->"
END = "<!-- /figures -->"
HOW = "python -m eval --gate --write-baseline"


class PublishingError(ValueError):
    """The results cannot be drawn or put into place; the message says what is missing."""


def render_results(baseline: Baseline) -> str:
    """Draw all tables in Markdown, with the day and the commit of the run, without the markers.

    Raises:
        PublishingError: The baseline lacks a figure that is shown.
    """
    parts = [_render_origins(baseline), *(_render_table(table, baseline) for table in PUBLISHED)]
    return "\n\n".join(parts)


def publish_results(page: Path, baseline: Baseline) -> None:
    """Put the results between the markers of a Markdown page; all else on it stays.

    Raises:
        PublishingError: The page has not both markers once, or the baseline lacks a figure.
        OSError: The page cannot be read or written.
    """
    text = page.read_text(encoding="utf-8")
    before, old, after = split_page(text, page)
    new = f"\n{render_results(baseline)}\n"
    if new != old:
        page.write_text(f"{before}{BEGIN}{new}{END}{after}", encoding="utf-8")


def split_page(text: str, page: Path) -> tuple[str, str, str]:
    """Give what stands before the markers of a page, between them, and after them.

    Raises:
        PublishingError: It has not both markers once, in their order.
    """
    before, begin, rest = text.partition(BEGIN)
    old, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in after:
        raise PublishingError(f"{page} must have these two lines once, in this order: {BEGIN} and {END}")
    return before, old, after


def _render_origins(baseline: Baseline) -> str:
    rows = [row for table in PUBLISHED for row in table.rows]
    shown = dict.fromkeys(place.suite for row in rows for place in row.places if place)
    origins: dict[Origin, list[str]] = {}
    for suite in shown:
        if suite in baseline:
            origins.setdefault(baseline[suite].origin, []).append(suite)
    runs = [
        str(origin) + (f" ({', '.join(suites)})" if len(origins) > 1 else "")
        for origin, suites in origins.items()
    ]
    return f"Written by `{HOW}`: {'; '.join(runs)}."


def _render_table(table: PublishedTable, baseline: Baseline) -> str:
    rows: list[Sequence[str]] = [table.columns, ["---"] * len(table.columns)]
    rows += [[row.label, *(_render_figure(place, baseline) for place in row.places)] for row in table.rows]
    return "\n".join(f"|{'|'.join(f' {cell} ' if cell != '---' else cell for cell in row)}|" for row in rows)


def _render_figure(place: Place | None, baseline: Baseline) -> str:
    if place is None:
        return ""
    figure = _find_figure(place, baseline)
    return f"{figure.value:.2f}, {figure.low:.2f} to {figure.high:.2f} ({figure.n})"


def _find_figure(place: Place, baseline: Baseline) -> Figure:
    try:
        suite = baseline[place.suite]
        return (
            suite.floors[place.name].figure if place.group == ALL else suite.groups[place.group][place.name]
        )
    except KeyError as error:
        raise PublishingError(
            f"the baseline has no {place.suite}:{place.group}/{place.name} ({error} is missing);"
            f" run {HOW}, or take it out of eval/published_figures.py"
        ) from None


def _add_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("publishing")
    group.add_argument(
        "--write-results",
        type=Path,
        nargs="?",
        const=README_FILE,
        metavar="FILE",
        help="put the baseline's figures between the markers of this Markdown page (README.md); runs nothing",
    )


def _find_misuse(options: argparse.Namespace) -> str:
    """Nothing can be wrong with one path."""
    del options
    return ""


def _run(options: argparse.Namespace, console: Console) -> CommandResult:
    publish_results(options.write_results, load_baseline(options.baseline or BASELINE_FILE))
    console.print(f"wrote the results in {escape(str(options.write_results))}", soft_wrap=True)
    return CommandResult()


WRITE_RESULTS = Command("--write-results", _add_options, _find_misuse, _run)
