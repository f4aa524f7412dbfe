"""Cohen's kappa: by hand, and as scikit-learn computes it."""

import random

import pytest

from eval.citing.agreement import measure_agreement


def test_kappa_by_hand() -> None:
    # Cohen's table of yes and no: 20 both yes, 15 both no, 5 and 10 apart.
    first = [True] * 20 + [True] * 5 + [False] * 10 + [False] * 15
    second = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    found = measure_agreement(first, second)
    by_chance = 25 / 50 * 30 / 50 + 25 / 50 * 20 / 50
    assert (found.n, found.observed) == (50, 35 / 50)
    assert found.kappa == pytest.approx((35 / 50 - by_chance) / (1 - by_chance))


@pytest.mark.parametrize(
    ("first", "second", "observed", "kappa"),
    [
        pytest.param([True, False], [True, False], 1.0, 1.0, id="always"),
        pytest.param([True, False], [False, True], 0.0, -1.0, id="never"),
        pytest.param([True, True, False, False], [True, False, True, False], 0.5, 0.0, id="as by chance"),
        pytest.param([True, True], [True, True], 1.0, None, id="one label only: not defined"),
        pytest.param([True, True], [True, False], 0.5, 0.0, id="one of them always says yes"),
    ],
)
def test_ends_of_the_scale(
    first: list[bool], second: list[bool], observed: float, kappa: float | None
) -> None:
    found = measure_agreement(first, second)
    assert (found.observed, found.kappa) == (observed, kappa)


@pytest.mark.parametrize(("first", "second"), [([], []), ([True], [])])
def test_what_cannot_be_compared_is_refused(first: list[bool], second: list[bool]) -> None:
    with pytest.raises(ValueError, match="the same things judged twice"):
        measure_agreement(first, second)


@pytest.mark.models
@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

    draw = random.Random(seed)
    first = [draw.choice("abc") for _ in range(40)]
    second = [label if draw.random() < 0.6 else draw.choice("abc") for label in first]
    assert measure_agreement(first, second).kappa == pytest.approx(cohen_kappa_score(first, second))
