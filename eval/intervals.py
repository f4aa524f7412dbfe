"""How sure a figure is: 95 % intervals for shares and means, and a paired test between two runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Z_95 = 1.959963984540054
_RESAMPLES = 2000
_SEED = 20240613
_MOST_EXACT = 16
_SIGNS = 10_000
_SIGNS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over questions or articles, each weighing the same, or another figure of a set of them.

    Attributes:
        value: The figure.
        n: Over how many questions or articles.
        low: Lower end of the 95 % interval.
        high: Upper end of the 95 % interval.
    """

    value: float
    n: int
    low: float
    high: float


def average(values: Sequence[float]) -> Figure:
    """Average values between 0 and 1, with Wilson's interval for yes-or-no values and bootstrap otherwise."""
    if not values:
        raise ValueError("a figure needs at least one value")
    mean = math.fsum(values) / len(values)
    is_share = all(value in (0.0, 1.0) for value in values)
    low, high = compute_wilson(sum(values), len(values)) if is_share else compute_bootstrap(values)
    return Figure(mean, len(values), low, high)


def make_share(value: float, n: int) -> Figure:
    """Give a share of `n` with Wilson's interval; of nothing it could be anything."""
    low, high = compute_wilson(value * n, n) if n else (0.0, 1.0)
    return Figure(value, n, low, high)


def compute_wilson(successes: float, n: int) -> tuple[float, float]:
    """Compute Wilson's score interval at 95 %.

    `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)` (Wilson, Probable inference, the law of succession,
    and statistical inference, JASA 22, 1927); unlike the normal interval it is right near 0 and 1.
    """
    share = successes / n
    z2 = _Z_95 * _Z_95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = _Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low = middle - reach if successes > 0 else 0.0  # exact at the ends, where rounding would miss
    high = middle + reach if successes < n else 1.0
    return low, high


def compute_bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """Compute the percentile bootstrap interval of the mean at 95 %; see `bootstrap_statistic`."""
    return bootstrap_statistic(np.asarray(values, dtype=np.float64), lambda draws: draws.mean(axis=1))


def bootstrap_statistic(
    sample: NDArray[Any], statistic: Callable[[NDArray[Any]], NDArray[np.float64]]
) -> tuple[float, float]:
    """Compute the percentile bootstrap interval of a statistic at 95 %, 2000 resamples, always the same seed.

    Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.

    Args:
        sample: `(n, …)`: one row a question.
        statistic: Of resamples `(2000, n, …)` their values `(2000,)`.
    """
    draws = np.random.default_rng(_SEED).integers(0, len(sample), size=(_RESAMPLES, len(sample)))
    low, high = np.quantile(statistic(sample[draws]), [0.025, 0.975])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much one run is above another on the same questions.

    Attributes:
        value: Mean of the differences, after less before.
        n: How many questions both runs have.
        low: Lower end of the 95 % interval of the mean, by the bootstrap.
        high: Upper end of the 95 % interval.
        p: Two-sided, of the randomisation test: how often a difference as large comes about when the two runs
            are alike.
    """

    value: float
    n: int
    low: float
    high: float
    p: float


def format_p(p: float) -> str:
    """Write p to three places: a test of 10,000 draws cannot tell how far below 0.001 it is."""
    return "<.001" if p < 0.001 else f"{p:.3f}"


def compare_runs(before: Mapping[str, float], after: Mapping[str, float]) -> Difference:
    """Compare two runs question by question.

    Args:
        before: The figure of each question, by its id.
        after: The same of the other run.

    Raises:
        ValueError: The two have not the same questions, or none.
    """
    if before.keys() != after.keys():
        odd = sorted(before.keys() ^ after.keys())
        raise ValueError(f"two runs are compared over the same questions; only one has {', '.join(odd[:3])}")
    if not before:
        raise ValueError("two runs without a question cannot be compared; give at least one")
    differences = [after[id_] - before[id_] for id_ in before]
    low, high = compute_bootstrap(differences)
    value = math.fsum(differences) / len(differences)
    return Difference(value, len(differences), low, high, compute_randomisation(differences))


def compute_randomisation(differences: Sequence[float]) -> float:
    """Compute the two-sided p of Fisher's randomisation test on paired differences.

    Were the two runs alike, each difference could as well have the other sign. p is the share of choices of
    signs whose sum is at least as far from 0 as the one seen (Fisher, The Design of Experiments, 1935,
    section 21; Smucker, Allan and Carterette, A comparison of statistical significance tests for information
    retrieval evaluation, CIKM 2007). Up to 16 differences that are not 0, all choices are looked at; beyond,
    10,000 random ones, always the same, and `(1 + as far) / (1 + 10,000)`, which is never 0 (Phipson and
    Smyth, Permutation p-values should never be zero, 2010).
    """
    sizes = np.abs(np.asarray([value for value in differences if value != 0], dtype=np.float64))
    seen = abs(math.fsum(differences)) - 1e-9  # sums of the same numbers in another order differ a little
    if sizes.size <= _MOST_EXACT:
        choices = np.arange(2**sizes.size)[:, np.newaxis] >> np.arange(sizes.size) & 1
        return float(np.mean(np.abs((2 * choices - 1) @ sizes) >= seen))
    draws = np.random.default_rng(_SEED)
    as_far = 0
    for _ in range(_SIGNS // _SIGNS_AT_ONCE):
        choices = draws.integers(0, 2, size=(_SIGNS_AT_ONCE, sizes.size), dtype=np.int8)
        as_far += int(np.count_nonzero(np.abs((2 * choices - 1) @ sizes) >= seen))
    return (1 + as_far) / (1 + _SIGNS)


def adjust_holm(ps: Sequence[float]) -> list[float]:
    """Adjust the p of several tests so that none is sure by their number alone.

    The k-th smallest of m becomes the largest of `(m - i + 1) p_i` for `i = 1 … k`, at most 1: where nothing
    of what is tested makes a difference, one adjusted p or more below 0.05 comes about in at most 5 of 100
    cases (Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics,
    1979).
    """
    adjusted = [1.0] * len(ps)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda place: ps[place])):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = largest
    return adjusted
