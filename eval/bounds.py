"""`--fail-under NAME=VALUE`: the least that a figure must be, or the most where lower is better."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from eval.intervals import Figure
from eval.judging import LOWER_IS_BETTER
from eval.regressions import explain_failing
from eval.reports.sections import is_time
from eval.summarising import ALL, Summary


class UnknownFigureError(ValueError):
    """No suite that ran has a figure of this name; the message lists those that there are."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What one figure must at least be; at most, where lower is better.

    Attributes:
        target: `FIGURE`, `GROUP/FIGURE`, `SUITE:FIGURE` or `SUITE:GROUP/FIGURE`; without a suite, every one
            that has it is meant.
        value: The bound itself.
    """

    target: str
    value: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of one group of a suite."""

    summary: Summary
    group: str
    name: str
    figure: Figure


def parse_bound(text: str) -> Bound:
    """Read `NAME=VALUE`.

    Raises:
        ValueError: There is no name, the value is no number, or no figure can have it.
    """
    target, _, number = text.rpartition("=")
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not target.strip() or not math.isfinite(value):
        raise ValueError(f"--fail-under takes NAME=VALUE such as list_f1=0.85, not {text!r}")
    bound = Bound(target.strip(), value)
    if wrong := _find_impossible(bound):
        raise ValueError(wrong)
    return bound


def _find_impossible(bound: Bound) -> str:
    """Say of a value that the figure cannot have why, and what may be meant; else an empty text."""
    value = bound.value
    if is_time(bound.target):
        return "" if value > 0 else f"--fail-under {bound.target}={value:g}: a time is above 0 ms"
    if 0 <= value <= 1:
        return ""
    meant = f"; for {value:g} % give {bound.target}={value / 100:g}" if 1 < value <= 100 else ""
    return f"--fail-under {bound.target}={value:g}: the figure is a share, from 0 to 1{meant}"


def list_breaches(summaries: Sequence[Summary], bounds: Sequence[Bound]) -> list[str]:
    """Say of every figure that breaks its bound what it is, what was wanted, and which questions did it.

    Raises:
        UnknownFigureError: A bound names a figure that no suite has.
    """
    known = [_list_targets(summary) for summary in summaries]
    breaches = []
    for bound in bounds:
        here = [targets[bound.target] for targets in known if bound.target in targets]
        if not here:
            raise UnknownFigureError(_list_known(bound, summaries))
        breaches += [_explain(bound, measured) for measured in here if _is_broken(bound, measured)]
    return breaches


def _list_targets(summary: Summary) -> Mapping[str, Measured]:
    """Give each figure by everything that it may be called."""
    targets: dict[str, Measured] = {}
    for group, figures in summary.groups.items():
        for name, figure in figures.items():
            called = name if group == ALL else f"{group}/{name}"
            measured = Measured(summary, group, name, figure)
            targets |= {called: measured, f"{summary.suite}:{called}": measured}
    return targets


def _is_broken(bound: Bound, measured: Measured) -> bool:
    value = measured.figure.value
    return value > bound.value if measured.name in LOWER_IS_BETTER else value < bound.value


def _explain(bound: Bound, measured: Measured) -> str:
    summary, group, name, figure = measured.summary, measured.group, measured.name, measured.figure
    called = name if group == ALL else f"{group}/{name}"
    wanted = "at most" if name in LOWER_IS_BETTER else "at least"
    note = ", lower is better" if name in LOWER_IS_BETTER else ""
    members = summary.members.get(group, ())
    failing = [id_ for id_ in summary.failing.get(name, ()) if group == ALL or id_ in members]
    measured_as = f"{figure.value:.4f} (n {figure.n}{note})"
    head = f"{summary.suite}: {called} is {measured_as}, wanted {wanted} {bound.value:g}"
    return "\n".join([f"{head}; failing:" if failing else head, *explain_failing(name, failing, summary)])


def _list_known(bound: Bound, summaries: Sequence[Summary]) -> str:
    names = sorted({name for summary in summaries for name in summary.figures})
    groups = sorted({group for summary in summaries for group in summary.groups if group != ALL})
    suites = sorted(summary.suite for summary in summaries)
    near = _find_nearest(bound.target, summaries)
    meant = f"; did you mean {near!r}?" if near else ";"
    return (
        f"--fail-under: no figure is called {bound.target!r}{meant} figures: {', '.join(names)};"
        f" suites (SUITE:FIGURE): {', '.join(suites)}; groups (GROUP/FIGURE): {', '.join(groups) or 'none'}"
    )


def _find_nearest(target: str, summaries: Sequence[Summary]) -> str:
    """Give what is called most like this, whatever its case, or an empty text where nothing is."""
    by_folded = {name.casefold(): name for summary in summaries for name in _list_targets(summary)}
    near = get_close_matches(target.casefold(), by_folded, n=1)
    return by_folded[near[0]] if near else ""
