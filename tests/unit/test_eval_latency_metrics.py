"""Percentiles of how long answers took."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.latency_metrics import estimate_percentile, measure_latency


def test_a_percentile_lies_between_the_two_nearest_values() -> None:
    assert estimate_percentile([10, 20, 30, 40], 0.5).value == 25
    assert estimate_percentile(list(range(21)), 0.95).value == 19


def test_the_order_of_the_questions_does_not_matter() -> None:
    values = [1.0, 5.0, 2.0, 9.0, 4.0]
    shuffled = random.Random(1).sample(values, len(values))
    assert estimate_percentile(shuffled, 0.5).value == estimate_percentile(values, 0.5).value == 4.0


def test_milliseconds_with_the_number_of_answers() -> None:
    figures = measure_latency([0.02] * 30 + [0.5] * 10)
    assert [figure.n for figure in figures.values()] == [40, 40]
    values = {name: figure.value for name, figure in figures.items()}
    assert values == pytest.approx({"latency_p50_ms": 20, "latency_p95_ms": 500})


@pytest.mark.parametrize(
    ("n", "names"),
    [
        pytest.param(1, [], id="one value"),
        pytest.param(2, ["latency_p50_ms"], id="one beyond the middle"),
        pytest.param(19, ["latency_p50_ms"], id="less than one beyond the 95th"),
        pytest.param(20, ["latency_p50_ms", "latency_p95_ms"], id="one beyond the 95th"),
    ],
)
def test_what_too_few_values_tell_is_left_out(n: int, names: list[str]) -> None:
    assert list(measure_latency([0.1] * n)) == names


@settings(max_examples=10)
@given(st.integers(0, 2**31), st.sampled_from([0.5, 0.95]))
def test_the_interval_holds_the_percentile_and_agrees_with_scipy(seed: int, share: float) -> None:
    from scipy.stats import bootstrap  # type: ignore[import-untyped]

    sample = np.random.default_rng(seed).lognormal(size=60)
    figure = estimate_percentile(sample.tolist(), share)
    wanted = bootstrap(
        (sample,),
        lambda values, axis: np.quantile(values, share, axis=axis),
        n_resamples=5000,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    assert figure.low <= figure.value <= figure.high
    # Both draw: a resampled percentile is one of few values, so allow for those beside the end.
    beside = [np.quantile(wanted.bootstrap_distribution, end) for end in (0.005, 0.05, 0.95, 0.995)]
    assert beside[0] <= figure.low <= beside[1]
    assert beside[2] <= figure.high <= beside[3]
