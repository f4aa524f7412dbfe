import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.intervals import average, compute_bootstrap, compute_wilson


def test_wilson_follows_the_formula() -> None:
    z, p, n = 1.959963984540054, 0.8, 10
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert compute_wilson(8, n) == pytest.approx((middle - reach, middle + reach))


def test_wilson_agrees_with_a_published_value() -> None:
    # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I: 81 of 263.
    assert compute_wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_shares_use_wilson_and_means_use_bootstrap() -> None:
    share = average([1.0, 1.0, 0.0, 1.0])
    assert (share.value, share.n, share.low, share.high) == (3 / 4, 4, *compute_wilson(3, 4))
    mean = average([0.5, 1.0, 0.25])
    assert mean.value == pytest.approx((0.5 + 1.0 + 0.25) / 3)
    assert (mean.low, mean.high) == compute_bootstrap([0.5, 1.0, 0.25])


def test_bootstrap_is_the_same_each_time_and_holds_the_mean() -> None:
    values = [0.1, 0.9, 0.5, 0.7, 0.3]
    assert compute_bootstrap(values) == compute_bootstrap(values)
    low, high = compute_bootstrap(values)
    assert low < 0.5 < high


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_holds_the_share(successes: int, more: int) -> None:
    n = successes + more
    low, high = compute_wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1


def test_no_values_have_no_mean() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        average([])
