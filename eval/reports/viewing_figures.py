"""The figures of one suite as a page shows them: rows of a table by section, and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from markupsafe import Markup

from eval.intervals import Figure
from eval.reports.charting_curves import chart_recall, chart_times, compute_recall_curve
from eval.reports.charting_figures import Whisker, chart_whiskers
from eval.reports.holding_to_baseline import BETTER, SAME, WORSE
from eval.reports.sections import (
    choose_key_figures,
    format_difference,
    format_interval,
    format_value,
    is_time,
    sort_figures,
    sort_groups,
)
from eval.summarising import ALL

Row: TypeAlias = Mapping[str, Any]
"""A JSON object of a report."""
SIGNS = {BETTER: "▲", WORSE: "▼", SAME: "="}
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row of the table of figures; the last three are empty where no baseline has the figure.

    Attributes:
        name: The figure.
        value: Its value.
        interval: Its 95 % interval.
        n: How many it stands on.
        floor: The baseline's value.
        difference: To the baseline, with sign and word.
        change: `better`, `worse` or `same`.
    """

    name: str
    value: str
    interval: str
    n: int
    floor: str = ""
    difference: str = ""
    change: str = ""


def view_figures(suite: Row) -> list[tuple[str, list[FigureRow]]]:
    """Give the rows of a suite's table, by section."""
    figures = suite["groups"][ALL]
    sections = sort_figures(figures)
    return [
        (
            section.title,
            [_view_figure(name, figures[name], _get_floor(suite, name)) for name in section.names],
        )
        for section in sections
    ]


def _get_floor(suite: Row, name: str) -> Row | None:
    floor: Row | None = (suite.get("baseline") or {}).get("figures", {}).get(name)
    return floor


def _view_figure(name: str, row: Row, floor: Row | None) -> FigureRow:
    figure = Figure(row["value"], row["n"], row["low"], row["high"])
    value, interval = format_value(name, figure.value), format_interval(name, figure)
    if floor is None:
        return FigureRow(name, value, interval, figure.n)
    change = str(floor["change"])
    told = "same" if change == SAME else f"{format_difference(name, floor['difference'])} {change}"
    return FigureRow(
        name,
        value,
        interval,
        figure.n,
        format_value(name, floor["value"]),
        f"{SIGNS[change]} {told}",
        change,
    )


def view_groups(suite: Row) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Give the table by group: the names of all figures, and each group's cells, empty where it has none."""
    names = [name for section in sort_figures(suite["groups"][ALL]) for name in section.names]
    rows = []
    for group in sort_groups(suite["groups"]):
        figures = suite["groups"][group]
        cells = [figures.get(name) for name in names]
        rows.append(
            (
                group.replace("_", " "),
                [
                    f"{format_value(name, cell['value'])} · {cell['n']}" if cell else ""
                    for name, cell in zip(names, cells, strict=True)
                ],
            )
        )
    return names, rows


def chart_all(suite: Row) -> Markup:
    """Draw all figures of a suite but times."""
    figures = suite["groups"][ALL]
    rows = [
        _make_whisker(name, figures[name], _get_floor(suite, name))
        for section in sort_figures(figures)
        for name in section.names
        if not is_time(name)
    ]
    return chart_whiskers("All figures", rows)


def chart_parts(suite: Row) -> Iterator[tuple[str, Markup]]:
    """Give a suite's further charts, each with its caption: key figures by group, and curves."""
    figures = suite["groups"][ALL]
    floors = (suite.get("baseline") or {}).get("groups", {})
    for name in choose_key_figures(figures):
        by_group = [
            _make_whisker(group.replace("_", " "), found[name], _wrap_value(floors.get(group, {}).get(name)))
            for group, found in suite["groups"].items()
            if group != ALL and name in found
        ]
        if len(by_group) > 1:
            yield f"{name} by group", chart_whiskers(f"{name} by group", by_group)
    yield from _chart_questions(suite.get("questions", []))


def _wrap_value(value: float | None) -> Row | None:
    return None if value is None else {"value": value}


def _make_whisker(label: str, row: Row, floor: Row | None) -> Whisker:
    return Whisker(
        label, row["value"], row["low"], row["high"], row["n"], None if floor is None else floor["value"]
    )


def _chart_questions(questions: Sequence[Row]) -> Iterator[tuple[str, Markup]]:
    judged = [one for one in questions if one["judged"] and one["judged"]["evidence_ranks"]]
    if judged:
        groups = {"all": judged} | {
            lang: [one for one in judged if one["lang"] == lang]
            for lang in sorted({one["lang"] for one in judged})
        }
        curves = {
            name: compute_recall_curve([one["judged"]["evidence_ranks"] for one in members], _DEPTH)
            for name, members in groups.items()
        }
        yield "Evidence found within the first k passages", chart_recall("Evidence recall at k", curves)
    if questions:
        times = [one["seconds"] for one in questions]
        yield "Share of answers given within a time", chart_times("Time of answers", times)
