"""Two curves of a suite: evidence found within the first k passages, and how long answers took."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from markupsafe import Markup

from eval.reports.drawing_svg import WIDTH, Scale, draw_dot, draw_line, draw_path, draw_text, wrap_chart

_TOP, _BOTTOM, _AXIS = 24.0, 190.0, 34.0
_LEFT, _RIGHT = 34.0, WIDTH - 12.0
_Y_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_STYLES = ("line-1", "line-2", "line-3")
_STEPS = (1, 2, 5, 10)


def compute_recall_curve(ranks: Sequence[Sequence[int | None]], depth: int) -> list[float]:
    """Compute evidence recall@k for k from 1 to `depth`, each question weighing the same.

    Args:
        ranks: Of each question with evidence, the rank of each gold stretch, from 1; `None` for not found.
        depth: The last k.
    """
    if not ranks:
        raise ValueError("a recall curve needs at least one question with evidence")
    return [
        math.fsum(sum(rank is not None and rank <= k for rank in found) / len(found) for found in ranks)
        / len(ranks)
        for k in range(1, depth + 1)
    ]


def chart_recall(title: str, curves: Mapping[str, Sequence[float]]) -> Markup:
    """Draw recall over k, a line for each group; the lines are told apart by dashes and by name."""
    depth = max(len(curve) for curve in curves.values())
    across = Scale(1, max(depth, 2), start=_LEFT, end=_RIGHT)
    marks = [*_draw_frame([(k, str(k)) for k in range(1, depth + 1)], across, "k, passages looked at")]
    for number, (name, curve) in enumerate(curves.items()):
        style = _STYLES[number % len(_STYLES)]
        points = [(across.place(k), _UP.place(value)) for k, value in enumerate(curve, start=1)]
        marks += [draw_path(points, f"line {style}"), *(draw_dot(x, y, f"dot {style}") for x, y in points)]
        marks += _draw_legend(name, style, number)
    described = "; ".join(
        f"{name}: " + ", ".join(f"{value:.2f} at {k}" for k, value in enumerate(curve, start=1))
        for name, curve in curves.items()
    )
    return wrap_chart(marks, _BOTTOM + _AXIS, title=title, description=described)


def chart_times(title: str, seconds: Sequence[float]) -> Markup:
    """Draw the share of questions that were answered within a time, with half and 95 % of them marked."""
    times = sorted(one * 1000 for one in seconds)
    most = round_up(times[-1])
    across = Scale(0, most, start=_LEFT, end=_RIGHT)
    ticks = [(most * part / 4, f"{most * part / 4:g}") for part in range(5)]
    points = [(across.place(0), _UP.place(0))]
    for number, time in enumerate(times, start=1):
        points += [(across.place(time), points[-1][1]), (across.place(time), _UP.place(number / len(times)))]
    marks = [*_draw_frame(ticks, across, "milliseconds"), draw_path(points, "line line-1")]
    told = [(name, float(np.quantile(times, share))) for name, share in (("half", 0.5), ("95 %", 0.95))]
    for number, (name, time) in enumerate(told):
        x = across.place(time)
        marks += [draw_line((x, _TOP), (x, _BOTTOM), "mark")]
        marks.append(
            draw_text(_RIGHT - 4, _BOTTOM - 26 + 15 * number, f"{name} within {time:.0f} ms", "label end")
        )
    described = ", ".join(f"{name} of {len(times)} answers within {time:.0f} ms" for name, time in told)
    return wrap_chart(marks, _BOTTOM + _AXIS, title=title, description=described)


def round_up(value: float) -> float:
    """Give the next larger of 1, 2, 5 times a power of ten: the end of an axis."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _STEPS if step * power >= value)


_UP = Scale(0.0, 1.0, start=_BOTTOM, end=_TOP)


def _draw_frame(ticks: Sequence[tuple[float, str]], across: Scale, unit: str) -> Iterator[Markup]:
    for share in _Y_TICKS:
        y = _UP.place(share)
        yield draw_line((_LEFT, y), (_RIGHT, y), "grid")
        yield draw_text(_LEFT - 4, y + 4, f"{share:g}", "tick end")
    for value, told in ticks:
        anchor = "end" if value == ticks[-1][0] else "middle"
        yield draw_text(across.place(value), _BOTTOM + 14, told, f"tick {anchor}")
    yield draw_text((_LEFT + _RIGHT) / 2, _BOTTOM + 29, unit, "tick middle")


def _draw_legend(name: str, style: str, number: int) -> list[Markup]:
    x = _LEFT + number * 105
    return [draw_line((x, 9), (x + 22, 9), f"line {style}"), draw_text(x + 27, 13, name, "label")]
