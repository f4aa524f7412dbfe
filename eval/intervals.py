"""How sure a figure is: 95 % intervals for shares and for means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_Z_95 = 1.959963984540054
_RESAMPLES = 2000
_SEED = 20240613


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over questions or articles.

    Attributes:
        value: The mean of the values, each question weighing the same.
        n: How many values.
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
    """Compute the percentile bootstrap interval of the mean at 95 %, 2000 resamples, always the same seed.

    Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    sample = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(_SEED).integers(0, sample.size, size=(_RESAMPLES, sample.size))
    low, high = np.quantile(sample[draws].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
