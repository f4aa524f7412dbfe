import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.intervals import (
    average,
    bootstrap_statistic,
    compare_runs,
    compute_bootstrap,
    compute_randomisation,
    compute_wilson,
)


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


def test_randomisation_gives_what_fisher_found_in_darwins_plants() -> None:
    # The Design of Experiments, 1935, section 21: of the 32,768 choices of signs, 863 have a sum of 314
    # or more, and as many one of -314 or less.
    eighths_of_an_inch = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    assert compute_randomisation(eighths_of_an_inch) == 2 * 863 / 32768


def test_randomisation_by_draws_is_near_the_exact_one() -> None:
    # Each of 20 differences is 1 or -1, so that the exact p is a binomial's: 15 or more of 20 on one side.
    exact = 2 * sum(math.comb(20, ones) for ones in range(15, 21)) / 2**20
    differences = [1.0] * 15 + [-1.0] * 5
    assert compute_randomisation(differences) == pytest.approx(exact, abs=4 * math.sqrt(exact / 10_000))


def test_questions_without_a_difference_change_no_p() -> None:
    assert compute_randomisation([0.5, 0.25, 0.5, *[0.0] * 100]) == 2 / 2**3
    assert compute_randomisation([0.0] * 3) == 1.0


def test_random_p_is_never_zero() -> None:
    assert compute_randomisation([1.0] * 200) == 1 / 10_001


def test_runs_are_compared_question_by_question() -> None:
    before = {"a": 0.5, "b": 1.0, "c": 0.0, "d": 0.25}
    after = {"d": 0.75, "c": 0.5, "b": 1.0, "a": 1.0}
    difference = compare_runs(before, after)
    assert (difference.value, difference.n, difference.p) == (0.375, 4, 2 / 2**3)
    assert (difference.low, difference.high) == compute_bootstrap([0.5, 0.0, 0.5, 0.5])
    assert compare_runs(after, before).value == -0.375


def test_runs_over_other_questions_are_not_compared() -> None:
    with pytest.raises(ValueError, match="only one has b, c"):
        compare_runs({"a": 1.0, "b": 1.0}, {"a": 1.0, "c": 1.0})
    with pytest.raises(ValueError, match="at least one"):
        compare_runs({}, {})


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]), min_size=1, max_size=12))
def test_the_other_direction_is_as_likely(differences: list[float]) -> None:
    p = compute_randomisation(differences)
    assert 2 / 2**12 <= p <= 1
    assert compute_randomisation([-value for value in differences]) == p


SEEDS = st.integers(0, 2**31)


@settings(max_examples=8)
@given(SEEDS, st.integers(20, 200))
def test_bootstrap_agrees_with_scipy(seed: int, n: int) -> None:
    from scipy.stats import bootstrap  # type: ignore[import-untyped]

    sample = np.random.default_rng(seed).beta(0.5, 0.3, size=n)  # as figures are: many near 0 and near 1
    wanted = bootstrap((sample,), np.mean, n_resamples=20_000, method="percentile", rng=seed)
    # The end of an interval of 2,000 draws varies by some 0.06 standard errors; 90 % would be 0.3 narrower.
    assert compute_bootstrap(sample.tolist()) == pytest.approx(
        tuple(wanted.confidence_interval), abs=0.25 * wanted.standard_error
    )


def test_bootstrap_of_another_statistic_over_rows() -> None:
    rows = np.array([[1.0, 4.0], [3.0, 2.0], [5.0, 6.0]])
    low, high = bootstrap_statistic(rows, lambda draws: draws[..., 0].max(axis=1) + draws[..., 1].max(axis=1))
    assert (low, high) == (5.0, 11.0)  # all of the lowest row, and any that have the highest


# Binary fractions, whose sums are exact: scipy takes no account of rounding where two sums are the same.
DIFFERENCES = st.sampled_from([-1.0, -0.5, -0.375, 0.0, 0.125, 0.25, 0.625, 1.0])


@settings(max_examples=25)
@given(st.lists(DIFFERENCES, min_size=2, max_size=10))
def test_exact_randomisation_agrees_with_scipy(differences: list[float]) -> None:
    assert compute_randomisation(differences) == pytest.approx(ask_scipy(differences, 2**12))


@settings(max_examples=5)
@given(SEEDS, st.integers(20, 80))
def test_randomisation_by_draws_agrees_with_scipy(seed: int, n: int) -> None:
    differences = np.random.default_rng(seed).normal(0.15, 1, size=n).round(2).tolist()
    p, wanted = compute_randomisation(differences), ask_scipy(differences, 10_000)
    # Two shares of 10,000 draws each; scipy doubles the smaller tail.
    assert p == pytest.approx(wanted, abs=5 * math.sqrt(3 * max(p, 0.001) / 10_000))


def ask_scipy(differences: list[float], draws: int) -> float:
    from scipy.stats import permutation_test

    found = permutation_test(
        (np.asarray(differences),), np.sum, permutation_type="samples", n_resamples=draws, rng=7
    )
    return float(found.pvalue)
