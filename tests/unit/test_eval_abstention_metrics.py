"""Refusing as a class of its own: the formulas, scikit-learn's values, and where there is nothing to say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.abstention_metrics import F1, PRECISION, RECALL, compute_f1_of_flags, measure_abstention
from eval.intervals import compute_wilson

# Of 5 unanswerable questions 3 are refused, of 7 others 1.
SHOULD = [True] * 5 + [False] * 7
REFUSED = [True] * 3 + [False] * 2 + [True] + [False] * 6


def test_figures_follow_their_formulas() -> None:
    figures = measure_abstention(SHOULD, REFUSED)
    precision, recall = 3 / 4, 3 / 5
    assert figures[PRECISION].value == precision
    assert figures[RECALL].value == recall
    assert figures[F1].value == pytest.approx(2 * precision * recall / (precision + recall))
    assert [figures[name].n for name in (PRECISION, RECALL, F1)] == [4, 5, 12]


def test_intervals_are_those_of_shares_and_of_the_bootstrap() -> None:
    figures = measure_abstention(SHOULD, REFUSED)
    assert (figures[PRECISION].low, figures[PRECISION].high) == compute_wilson(3, 4)
    assert (figures[RECALL].low, figures[RECALL].high) == compute_wilson(3, 5)
    many, more = (measure_abstention(SHOULD * times, REFUSED * times)[F1] for times in (10, 90))
    assert 0 < many.low < more.low < 2 / 3 < more.high < many.high < 1
    assert (many.high - many.low) / (more.high - more.low) == pytest.approx(3, rel=0.1)  # by the root of 9


@pytest.mark.parametrize("should", [True, False], ids=["all unanswerable", "none unanswerable"])
def test_one_class_alone_tells_nothing(*, should: bool) -> None:
    assert measure_abstention([should] * 4, [True, True, False, False]) == {}
    assert measure_abstention([], []) == {}


def test_refusing_nothing_has_found_nothing() -> None:
    figures = measure_abstention([True, False], [False, False])
    assert {name: figure.value for name, figure in figures.items()} == {PRECISION: 0.0, RECALL: 0.0, F1: 0.0}
    assert (figures[PRECISION].low, figures[PRECISION].high, figures[PRECISION].n) == (0.0, 1.0, 0)


def test_f1_is_taken_over_the_last_axis() -> None:
    wanted = np.array([[True, False, True], [False, False, False]])
    given = np.array([[True, True, False], [False, False, False]])
    assert compute_f1_of_flags(wanted, given).tolist() == [1 / 2, 0.0]


@pytest.mark.models  # scikit-learn comes with sentence-transformers
@settings(max_examples=50)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40))
def test_all_agree_with_scikit_learn(pairs: list[tuple[bool, bool]]) -> None:
    from sklearn.metrics import precision_recall_fscore_support  # type: ignore[import-untyped]

    should, refused = [list(flags) for flags in zip(*pairs, strict=True)]
    figures = measure_abstention(should, refused)
    wanted = precision_recall_fscore_support(
        should, refused, average="binary", pos_label=True, zero_division=0
    )
    if len(set(should)) == 1:
        assert figures == {}
        return
    assert [figures[name].value for name in (PRECISION, RECALL, F1)] == pytest.approx(list(wanted[:3]))
