"""A comparison of two runs as tables for the terminal and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.intervals import format_p
from eval.reporting import REPORT_VERSION
from eval.reports.comparing_runs import ComparedFigure, ComparedSuite, Comparison
from eval.reports.holding_to_baseline import BETTER, WORSE, name_change
from eval.reports.sections import format_difference, format_scores, format_value, sort_figures
from rag.answers import Json

_STYLES = {BETTER: "green", WORSE: "red"}


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Print a table for each gold file, who newly fails and passes, and what was left out."""
    for suite in comparison.suites:
        table = make_comparison_table(suite)
        console.print(table if table.row_count else f"{escape(suite.name)}: no figure moved", highlight=False)
        for line in _list_lines(suite):
            console.print(line, soft_wrap=True, highlight=False)
    for told, names in (("before", comparison.only_before), ("after", comparison.only_after)):
        if names:
            console.print(f"only {told}: {escape(', '.join(names))}", soft_wrap=True, highlight=False)
    console.print(
        f"{comparison.n_tests} tests were made. p: paired randomisation; Holm: p for so many tests. No p:"
        " no mean over questions, interval by the paired bootstrap. +, −: questions better and worse.",
        highlight=False,
    )


def make_comparison_table(suite: ComparedSuite) -> Table:
    """Make the table of one gold file's figures that moved, by what they tell; it fits 80 columns."""
    table = Table(title=escape(suite.name), title_justify="left", box=SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column("figure", no_wrap=True)
    for heading in ("before", "after", "diff", "95 % interval", "p", "Holm", "n", "+", "−"):
        table.add_column(heading, justify="right", no_wrap=True)
    moved = {one.name: one for one in suite.figures if has_moved(one)}
    for section in sort_figures(moved):
        table.add_section()
        for name in section.names:
            table.add_row(*_make_cells(moved[name]))
    return table


def has_moved(one: ComparedFigure) -> bool:
    """Tell whether any question, or the figure as such, is not as it was."""
    return bool(one.better or one.worse) or one.difference != 0


def _make_cells(one: ComparedFigure) -> Iterator[str]:
    style = _STYLES.get(name_change(one.name, one.difference), "dim")
    low, high = (format_difference(one.name, end).removesuffix(" ms") for end in (one.low, one.high))
    yield escape(one.name)
    yield format_value(one.name, one.before)
    yield format_value(one.name, one.after)
    yield f"[{style}]{format_difference(one.name, one.difference)}[/{style}]"
    yield f"{low} to {high}"
    yield _format_p(one.p)
    yield _format_p(one.p_of_all)
    yield str(one.n)
    yield "" if one.p is None else str(len(one.better))
    yield "" if one.p is None else str(len(one.worse))


def _format_p(p: float | None) -> str:
    return "" if p is None else format_p(p)


def _list_lines(suite: ComparedSuite) -> Iterator[str]:
    """Give a line for each id that newly fails or passes, with its values in the figures and the reason.

    A lower rank has no reason but its value: nothing is wrong with the answer.
    """
    for id_, names in sort_by_id([(one.name, one.newly_failing) for one in suite.figures]).items():
        reason = escape(suite.reasons_after.get(id_, ""))
        told = f": {reason}" if reason else ""
        yield f"[red]newly failing[/red] {escape(id_)} ({_show_values(id_, names, suite)}){told}"
    for id_, names in sort_by_id([(one.name, one.newly_passing) for one in suite.figures]).items():
        reason = escape(suite.reasons_before.get(id_, ""))
        told = f"; before: {reason}" if reason else ""
        yield f"[green]newly passing[/green] {escape(id_)} ({_show_values(id_, names, suite)}){told}"
    same = [one.name for one in suite.figures if not has_moved(one)]
    odd = [f"{one.name} {one.n_odd}" for one in suite.figures if one.n_odd]
    if same:
        yield f"as before: {', '.join(same)}"
    if odd:
        yield f"questions left out, as only one run has a value of them: {', '.join(odd)}"
    if suite.odd:
        yield f"figures that only one run has: {', '.join(suite.odd)}"
    if suite.left_out:
        yield f"not compared (a report lacks what they are computed of): {', '.join(suite.left_out)}"


def _show_values(id_: str, names: Sequence[str], suite: ComparedSuite) -> str:
    values = {one.name: one.values[id_] for one in suite.figures if one.name in names}
    return ", ".join(f"{name} {' → '.join(format_scores(*values[name]))}" for name in names)


def sort_by_id(figures: Sequence[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Turn ids by figure into figures by id, both in their order."""
    by_id: dict[str, list[str]] = {}
    for name, ids in figures:
        for id_ in ids:
            by_id.setdefault(id_, []).append(name)
    return by_id


def report_comparison(comparison: Comparison) -> dict[str, Json]:
    """Give a comparison as JSON values."""
    return {
        "version": REPORT_VERSION,
        "tests": comparison.n_tests,
        "suites": [_report_suite(suite) for suite in comparison.suites],
        "only_before": list(comparison.only_before),
        "only_after": list(comparison.only_after),
    }


def _report_suite(suite: ComparedSuite) -> Json:
    failing = sort_by_id([(one.name, one.newly_failing) for one in suite.figures])
    passing = sort_by_id([(one.name, one.newly_passing) for one in suite.figures])
    return {
        "suite": suite.name,
        "figures": {one.name: _report_figure(one) for one in suite.figures},
        "newly_failing": {
            id_: _report_moved(id_, names, suite, suite.reasons_after) for id_, names in failing.items()
        },
        "newly_passing": {
            id_: _report_moved(id_, names, suite, suite.reasons_before) for id_, names in passing.items()
        },
        "not_compared": list(suite.left_out),
        "only_one_run": list(suite.odd),
    }


def _report_moved(
    id_: str, names: Sequence[str], suite: ComparedSuite, reasons: Mapping[str, str]
) -> dict[str, Json]:
    values: dict[str, Json] = {one.name: list(one.values[id_]) for one in suite.figures if one.name in names}
    return {"figures": list(names), "values": values, "reason": reasons.get(id_, "")}


def _report_figure(one: ComparedFigure) -> Json:
    return {
        "before": one.before,
        "after": one.after,
        "difference": one.difference,
        "low": one.low,
        "high": one.high,
        "p": one.p,
        "p_of_all": one.p_of_all,
        "n": one.n,
        "n_odd": one.n_odd,
        "better": list(one.better),
        "worse": list(one.worse),
    }
