"""The committed baseline: figures that must not get worse, and what to say when one does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.judging import LOWER_IS_BETTER
from eval.summarising import Summary

_VERSION = 1
_ROUNDING = 1e-4
"""Figures are written with four decimals; less than that is no change."""


class BaselineError(ValueError):
    """The baseline cannot be read; the message says how to make one."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What one figure was when the baseline was written.

    Attributes:
        value: The figure.
        n: Over how many questions or articles.
        failing: Ids that were not perfect in it.
    """

    value: float
    n: int
    failing: tuple[str, ...]


Baseline = Mapping[str, Mapping[str, Floor]]
"""Floors by gold file and figure."""


def load_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: It is missing or not of this make.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != _VERSION:
            raise BaselineError(f"{path} has version {content['version']!r}, this program reads {_VERSION}")
        return {
            suite: {name: _read_floor(row) for name, row in rows.items()}
            for suite, rows in content["suites"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BaselineError(f"{path} is no baseline ({error}); make one with --write-baseline") from error


def write_baseline(path: Path, summaries: Sequence[Summary]) -> None:
    """Write the figures of these suites, keeping the floors of suites that did not run."""
    suites = dict(load_baseline(path)) if path.exists() else {}
    suites |= {summary.suite: _make_floors(summary) for summary in summaries}
    content = {
        "version": _VERSION,
        "suites": {
            suite: {
                name: {"value": round(floor.value, 4), "n": floor.n, "failing": list(floor.failing)}
                for name, floor in floors.items()
            }
            for suite, floors in sorted(suites.items())
        },
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def list_regressions(summary: Summary, baseline: Baseline) -> list[str]:
    """Say of every figure that got worse which it is, by how much, and which questions or articles did it.

    A figure that is gone, or that stands on fewer questions than before, is a regression too: otherwise
    removing the questions that fail would pass.
    """
    floors = baseline.get(summary.suite)
    if floors is None:
        return [f"{summary.suite}: the baseline has no figures for it; add them with --write-baseline"]
    return [line for name, floor in floors.items() for line in _compare(summary, name, floor)]


def _compare(summary: Summary, name: str, floor: Floor) -> Iterator[str]:
    figure = summary.figures.get(name)
    if figure is None or figure.n < floor.n:
        n = figure.n if figure else 0
        yield (
            f"{summary.suite}: {name} stands on {n} where the baseline has {floor.n};"
            " if that is meant, use --write-baseline"
        )
        return
    change = figure.value - floor.value
    if (-change if name in LOWER_IS_BETTER else change) >= -_ROUNDING:
        return
    new = [id_ for id_ in summary.failing.get(name, ()) if id_ not in floor.failing]
    because = "; newly failing:" if new else "; the same fail, but worse:"
    details = [f"    {id_}: {summary.reasons.get(id_, '')}" for id_ in new or summary.failing.get(name, ())]
    yield "\n".join(
        [f"{summary.suite}: {name} is {figure.value:.4f}, the baseline {floor.value:.4f}{because}", *details]
    )


def _make_floors(summary: Summary) -> dict[str, Floor]:
    return {
        name: Floor(figure.value, figure.n, summary.failing.get(name, ()))
        for name, figure in summary.figures.items()
    }


def _read_floor(row: Mapping[str, object]) -> Floor:
    value, n, failing = row["value"], row["n"], row["failing"]
    if not isinstance(value, (int, float)) or not isinstance(n, int) or not isinstance(failing, list):
        raise TypeError(f"expected value, n and failing, found {dict(row)}")
    return Floor(float(value), n, tuple(map(str, failing)))
