"""Figures with their intervals as dots and whiskers, one row each, with the baseline's mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.reports.drawing_svg import (
    WIDTH,
    Scale,
    draw_diamond,
    draw_dot,
    draw_line,
    draw_text,
    group_marks,
    wrap_chart,
)
from eval.reports.sections import format_value

SHARES = Scale(0.0, 1.0, start=10.0, end=WIDTH - 10.0)
"""Where a share between 0 and 1 stands."""
ROW = 40
_AXIS = 22
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Whisker:
    """One row of a chart.

    Attributes:
        label: What it is.
        value: The figure, 0 to 1.
        low: Lower end of its 95 % interval.
        high: Upper end.
        n: How many it stands on.
        floor: The baseline's value, or `None`.
    """

    label: str
    value: float
    low: float
    high: float
    n: int
    floor: float | None = None


def chart_whiskers(title: str, rows: Sequence[Whisker]) -> Markup:
    """Draw a row for each figure: its label, below it a dot on its interval; the baseline is a diamond."""
    bottom = len(rows) * ROW
    marks = [*_draw_axis(bottom), *(_draw_row(row, at * ROW) for at, row in enumerate(rows))]
    description = "; ".join(_tell(row) for row in rows)
    return wrap_chart(marks, bottom + _AXIS, title=title, description=description)


def _draw_axis(bottom: float) -> Iterator[Markup]:
    for tick in _TICKS:
        x = SHARES.place(tick)
        yield draw_line((x, 0), (x, bottom), "grid")
        anchor = "start" if tick == 0 else "end" if tick == 1 else "middle"
        yield draw_text(x, bottom + 14, f"{tick:g}", f"tick {anchor}")


def _draw_row(row: Whisker, top: float) -> Markup:
    y = top + 28
    low, high = SHARES.place(row.low), SHARES.place(row.high)
    marks = [
        draw_text(SHARES.start, top + 15, row.label, "label"),
        draw_text(SHARES.end, top + 15, f"{format_value(row.label, row.value)}  n {row.n}", "label end"),
        draw_line((low, y), (high, y), "whisker"),
        draw_line((low, y - 4), (low, y + 4), "whisker"),
        draw_line((high, y - 4), (high, y + 4), "whisker"),
    ]
    if row.floor is not None:
        marks.append(draw_diamond(SHARES.place(row.floor), y, "floor"))
    marks.append(draw_dot(SHARES.place(row.value), y, "dot"))
    return group_marks(marks, _tell(row))


def _tell(row: Whisker) -> str:
    value = format_value(row.label, row.value)
    told = f"{row.label}: {value}, 95 % interval {row.low:.3f} to {row.high:.3f}, n {row.n}"
    return told if row.floor is None else f"{told}, baseline {format_value(row.label, row.floor)}"
