"""How well refusing is told from answering, over a whole set of questions.

Refusing is the positive class: a question is positive where the pages do not say, and is taken for positive
where it is refused. The figures are of counts over the set, no means over questions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.intervals import Figure, bootstrap_statistic, make_share

PRECISION, RECALL, F1 = "abstention_precision", "abstention_recall", "abstention_f1"

Flags = NDArray[np.bool_]
Values = NDArray[np.float64]


def measure_abstention(should_refuse: Sequence[bool], refused: Sequence[bool]) -> dict[str, Figure]:
    """Measure refusing over a set: `abstention_precision`, `abstention_recall` and `abstention_f1`.

    Empty where all questions are to be refused or none is: precision would be 1, or recall would have no
    value, whatever the answers are. The intervals of precision and recall are Wilson's, since they are shares
    of the refused and of the unanswerable, and these are their `n`; F1's is by the bootstrap over questions.

    Args:
        should_refuse: Of each question, whether the pages do not say.
        refused: Of each, whether it was refused.
    """
    should, did = np.asarray(should_refuse, dtype=bool), np.asarray(refused, dtype=bool)
    if should.all() or not should.any():
        return {}
    right = int((should & did).sum())
    pairs = np.stack([should, did], axis=1)
    low, high = bootstrap_statistic(pairs, lambda draws: compute_f1_of_flags(draws[..., 0], draws[..., 1]))
    return {
        PRECISION: _make_share(right, int(did.sum())),
        RECALL: _make_share(right, int(should.sum())),
        F1: Figure(float(compute_f1_of_flags(should, did)), len(should), low, high),
    }


def compute_f1_of_flags(wanted: Flags, given: Flags) -> Values:
    """Compute F1 of a class: `2 TP / (2 TP + FP + FN)`, 0 where nothing is wanted and nothing given.

    That is `2PR / (P + R)` with `P = TP / (TP + FP)` and `R = TP / (TP + FN)` (van Rijsbergen, Information
    Retrieval, 1979, chapter 7), 0 where either has no value.

    Args:
        wanted: `(…, n)`: which are of the class.
        given: `(…, n)`: which were taken for it.

    Returns:
        `(…)`: F1 over the last axis.
    """
    both = (wanted & given).sum(axis=-1, dtype=np.float64)
    either = wanted.sum(axis=-1, dtype=np.float64) + given.sum(axis=-1, dtype=np.float64)
    values: Values = np.divide(2 * both, either, out=np.zeros_like(either), where=either > 0)
    return values


def _make_share(right: int, of: int) -> Figure:
    """Give a share; 0 of 0 is 0, since nothing was found."""
    return make_share(right / of if of else 0.0, of)
