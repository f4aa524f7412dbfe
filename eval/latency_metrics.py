"""How long answers take: percentiles over a set of questions, reported and never gated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.intervals import Figure, bootstrap_statistic
from eval.judging import LATENCY_P50, LATENCY_P95
from eval.measuring import compute_percentile

_SHARES = {LATENCY_P50: 0.5, LATENCY_P95: 0.95}
_LEAST_BEYOND = 1
"""Values that must lie beyond a percentile, or it is but the largest value."""


def measure_latency(seconds: Sequence[float]) -> dict[str, Figure]:
    """Measure `latency_p50_ms` and `latency_p95_ms`, in milliseconds; none that too few values tell.

    A percentile is interpolated between the two nearest values (Hyndman and Fan, Sample quantiles in
    statistical packages, The American Statistician 50, 1996, definition 7), its interval is by the bootstrap
    over questions. The 95th needs 20 values: of fewer, less than one lies beyond it.

    Args:
        seconds: Wall time of each answer.
    """
    return {
        name: estimate_percentile([1000 * value for value in seconds], share)
        for name, share in _SHARES.items()
        if round(len(seconds) * (1 - share), 9) >= _LEAST_BEYOND
    }


def estimate_percentile(values: Sequence[float], share: float) -> Figure:
    """Give the value below which this share of the values lies, with its interval at 95 %."""
    sample = np.asarray(values, dtype=np.float64)
    low, high = bootstrap_statistic(sample, lambda draws: np.quantile(draws, share, axis=1))
    return Figure(compute_percentile(values, 100 * share), len(values), low, high)
