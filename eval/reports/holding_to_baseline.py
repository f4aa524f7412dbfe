"""Figures beside those of the baseline, as JSON values: how far apart, for the better, and whose doing."""

from __future__ import annotations

from collections.abc import Collection

from eval.baselines import SuiteBaseline
from eval.judging import LOWER_IS_BETTER, UNGATED
from eval.summarising import Summary
from rag.answers import Json

BETTER = "better"
WORSE = "worse"
SAME = "same"
_ROUNDING = 1e-4
"""A baseline is written with four decimals; less than that is no change."""


def compare_with_baseline(
    summary: Summary, baseline: SuiteBaseline, asked: Collection[str]
) -> dict[str, Json]:
    """Give for each figure that both have: the floor, the difference to it, and who newly fails or passes.

    `figures` is by figure, `groups` the baseline's values by group and figure; `newly_failing` and
    `newly_passing` are by id the figures that it newly fails or passes. A baseline knows only who failed, so
    a question that is new and fails counts as newly failing.

    Args:
        summary: The figures of this run.
        baseline: What the same gold gave before.
        asked: The ids of this run; one that failed before and is no longer asked passes nothing.
    """
    figures: dict[str, Json] = {}
    failing: dict[str, Json] = {}
    passing: dict[str, Json] = {}
    for name, figure in summary.figures.items():
        floor = baseline.floors.get(name)
        if floor is None or name in UNGATED:
            continue
        difference = figure.value - floor.value
        figures[name] = {
            "value": floor.value,
            "n": floor.n,
            "difference": round(difference, 6),
            "change": name_change(name, difference),
        }
        now = summary.failing.get(name, ())
        _note(failing, name, [id_ for id_ in now if id_ not in floor.failing])
        _note(passing, name, [id_ for id_ in floor.failing if id_ in asked and id_ not in now])
    groups: dict[str, Json] = {
        group: {name: figure.value for name, figure in named.items() if name not in UNGATED}
        for group, named in baseline.groups.items()
    }
    return {
        **baseline.origin.as_json(),
        "figures": figures,
        "groups": groups,
        "newly_failing": failing,
        "newly_passing": passing,
    }


def name_change(figure: str, difference: float) -> str:
    """Say whether a difference in this figure is for the better or the worse, or none."""
    if abs(difference) < _ROUNDING:
        return SAME
    return BETTER if (difference > 0) != (figure in LOWER_IS_BETTER) else WORSE


def _note(by_id: dict[str, Json], figure: str, ids: list[str]) -> None:
    for id_ in ids:
        named = by_id.setdefault(id_, [])
        if isinstance(named, list):
            named.append(figure)
