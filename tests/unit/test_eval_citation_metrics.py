"""Citation precision and recall: by hand for each branch, and against another way of computing them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.citing.citation_metrics import CitationScores, Cited, score_answer, score_statement

PROVEN_BY = {
    "one": [{"a"}],
    "either": [{"a"}, {"b"}],
    "both": [{"a", "b"}],
    "all": [{"a", "b", "c"}],
}
"""Of each statement the least sets of texts that entail it; whatever holds one of them entails it too."""


def entails(premises: Sequence[str], statement: str) -> bool:
    assert premises, "nothing was asked about"
    return any(proof <= set(premises) for proof in PROVEN_BY.get(statement, []))


@pytest.mark.parametrize(
    ("statement", "cited", "supported", "precise"),
    [
        pytest.param("one", "", False, (), id="cites nothing"),
        pytest.param("one", "a", True, (True,), id="one that entails"),
        pytest.param("one", "b", False, (False,), id="one that does not"),
        pytest.param("never", "ab", False, (False, False), id="several that do not"),
        pytest.param("one", "ab", True, (True, False), id="b is superfluous"),
        pytest.param("either", "ab", True, (True, True), id="each by itself"),
        pytest.param("both", "ab", True, (True, True), id="a half each"),
        pytest.param("both", "abd", True, (True, True, False), id="a half each and one of no use"),
        pytest.param("both", "a", False, (False,), id="one half alone"),
        pytest.param("all", "abc", True, (True, True, True), id="a third each"),
    ],
)
def test_statements(statement: str, cited: str, supported: bool, precise: tuple[bool, ...]) -> None:
    scores = score_statement(Cited(statement, tuple(cited)), entails)
    assert (scores.is_supported, scores.precise) == (supported, precise)


def test_an_answer_is_averaged_over_its_statements_and_over_its_citations() -> None:
    answer = [Cited("one", ("a", "b")), Cited("one"), Cited("both", ("a", "b")), Cited("never", ("a",))]
    scores = score_answer(answer, entails)
    assert scores.recall == 2 / 4  # the first and the third
    assert scores.precision == 3 / 5  # a, not b; a and b; not a


def test_an_answer_without_citations_has_no_precision_to_speak_of() -> None:
    assert score_answer([Cited[str, str]("one")], entails).precision == 0.0


def test_an_answer_without_statements_is_refused() -> None:
    with pytest.raises(ValueError, match="leave out answers that make none"):
        score_answer([], entails)


@pytest.mark.parametrize(
    ("statement", "cited", "calls"),
    [
        pytest.param("one", "a", [("a",)], id="one citation is asked about once"),
        pytest.param("never", "ab", [("a", "b")], id="what fails is not asked about in parts"),
        pytest.param("one", "ab", [("a", "b"), ("a",), ("b",), ("a",)], id="others only where one fails"),
    ],
)
def test_no_more_is_asked_than_settles_it(statement: str, cited: str, calls: list[tuple[str, ...]]) -> None:
    asked: list[tuple[str, ...]] = []

    def listen(premises: Sequence[str], statement: str) -> bool:
        asked.append(tuple(premises))
        return entails(premises, statement)

    score_statement(Cited(statement, tuple(cited)), listen)
    assert asked == calls


def score_by_sets(
    answer: Sequence[Cited[int, str]], proves: Callable[[frozenset[int]], bool]
) -> CitationScores:
    """Score in another way: write out every subset of the citations first, then read the figures off it."""
    recalls: list[Fraction] = []
    precisions: list[Fraction] = []
    for cited in answer:
        everything = frozenset(cited.premises)
        proofs = {
            frozenset(subset)
            for size in range(1, len(everything) + 1)
            for subset in combinations(sorted(everything), size)
            if proves(frozenset(subset))
        }
        recalls.append(Fraction(everything in proofs))
        superfluous = {
            one for one in everything if frozenset({one}) not in proofs and everything - {one} in proofs
        }
        precisions += [Fraction(everything in proofs and one not in superfluous) for one in cited.premises]
    precision = sum(precisions, Fraction(0)) / max(len(precisions), 1)
    return CitationScores(float(precision), float(sum(recalls, Fraction(0)) / len(recalls)), ())


CITATIONS = st.lists(st.integers(0, 4), unique=True, max_size=4)
PROOFS = st.frozensets(st.frozensets(st.integers(0, 4), min_size=1, max_size=4), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(CITATIONS, min_size=1, max_size=4), PROOFS)
def test_agrees_with_the_figures_read_off_all_subsets(
    cited: list[list[int]], proofs: frozenset[frozenset[int]]
) -> None:
    """Also where more text entails less: a judge of entailment is not always of one mind."""
    answer = [Cited("it", tuple(numbers)) for numbers in cited]
    found = score_answer(answer, lambda premises, _: frozenset(premises) in proofs)
    wanted = score_by_sets(answer, lambda subset: subset in proofs)
    assert (found.precision, found.recall) == pytest.approx((wanted.precision, wanted.recall))
