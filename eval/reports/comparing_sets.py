"""Figures of a whole set, no means over its questions: two runs compared by the paired bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from eval.abstention_metrics import F1, PRECISION, RECALL, compute_f1_of_flags
from eval.intervals import bootstrap_statistic
from eval.judging import LATENCY_P50, LATENCY_P95
from eval.reports.reading_reports import Row, is_struck

Values: TypeAlias = NDArray[np.float64]
CHECK_PRECISION = "check_precision"


@dataclass(frozen=True, slots=True)
class SetFigure:
    """A figure that is computed of all questions of a set at once.

    Attributes:
        member: What the set is of, by its name in a report: `questions` or `statements`.
        columns: Gives of one of them the numbers that the figure is computed of.
        compute: Computes the figure of draws `(draws, n, columns)`, giving `(draws,)`.
    """

    member: str
    columns: Callable[[Row], tuple[float, ...]]
    compute: Callable[[NDArray[Any]], Values]


def _compute_share(draws: NDArray[Any]) -> Values:
    """Give the share of the taken (second column) that were wanted (first); 0 where none was taken."""
    wanted, taken = draws[..., 0] > 0, draws[..., 1] > 0
    both, all_taken = (wanted & taken).sum(axis=1, dtype=np.float64), taken.sum(axis=1, dtype=np.float64)
    values: Values = np.divide(both, all_taken, out=np.zeros_like(both), where=all_taken > 0)
    return values


def _get_refusal(row: Row) -> tuple[float, ...]:
    return float(row["expected"]["abstained"]), float(row["abstained"])


def _get_strike(row: Row) -> tuple[float, ...]:
    return float(row["label"] == "wrong"), float(is_struck(row))


def _get_time(row: Row) -> tuple[float, ...]:
    return (1000 * float(row["seconds"]),)


SET_FIGURES: Mapping[str, SetFigure] = {
    PRECISION: SetFigure("questions", _get_refusal, _compute_share),
    RECALL: SetFigure("questions", _get_refusal, lambda draws: _compute_share(draws[..., ::-1])),
    F1: SetFigure(
        "questions",
        _get_refusal,
        lambda draws: compute_f1_of_flags(draws[..., 0] > 0, draws[..., 1] > 0),
    ),
    CHECK_PRECISION: SetFigure("statements", _get_strike, _compute_share),
    LATENCY_P50: SetFigure("questions", _get_time, lambda draws: np.quantile(draws[..., 0], 0.5, axis=1)),
    LATENCY_P95: SetFigure("questions", _get_time, lambda draws: np.quantile(draws[..., 0], 0.95, axis=1)),
}


def compare_sets(name: str, before: Row, after: Row) -> tuple[float, float]:
    """Compute the 95 % interval of the difference of such a figure between two suites.

    Each resample draws questions and takes both runs' values of them, so that what is hard in a question
    stands on both sides (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 8, paired).
    Both suites must hold the same questions.
    """
    figure = SET_FIGURES[name]
    by_id = {row["id"]: figure.columns(row) for row in after[figure.member]}
    pairs = [(figure.columns(row), by_id[row["id"]]) for row in before[figure.member]]
    sample = np.asarray(pairs, dtype=np.float64)  # (n, 2, columns)
    return bootstrap_statistic(
        sample, lambda draws: figure.compute(draws[:, :, 1]) - figure.compute(draws[:, :, 0])
    )


def list_set_figures(suite: Row) -> Iterator[str]:
    """Name the figures of a suite that this module can compare."""
    for name, figure in SET_FIGURES.items():
        if name in suite["groups"]["all"] and figure.member in suite:
            yield name
