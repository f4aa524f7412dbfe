"""The sentences that an answer quotes: the surest, none twice, none much less sure than the best."""

from hypothesis import given
from hypothesis import strategies as st

from rag.quoting import LEAST_ODDS_SHARE, choose_quotes
from tests.unit.rag_fakes import make_evidence


def choose(*items: tuple[str, float], threshold: float = 0.5, most: int = 3) -> list[str]:
    evidence = [make_evidence(text, score) for text, score in items]
    return [item.text for item in choose_quotes(evidence, threshold=threshold, most=most)]


def test_the_surest_come_first() -> None:
    assert choose(("a", 0.7), ("b", 0.8), ("c", 0.75)) == ["b", "c", "a"]


def test_what_is_below_the_threshold_is_not_quoted() -> None:
    assert choose(("a", 0.5), ("b", 0.49)) == ["a"]
    assert choose(("b", 0.49)) == []


def test_at_most_so_many() -> None:
    assert choose(("a", 0.7), ("b", 0.8), ("c", 0.75), most=2) == ["b", "c"]


def test_the_same_words_once() -> None:
    assert choose(("a", 0.7), ("a", 0.8), ("b", 0.75)) == ["a", "b"]


def test_a_good_answer_is_not_followed_by_loosely_related_ones() -> None:
    # Odds of 0.99 are 99, those of 0.9 are 9: less than a fifth.
    assert choose(("a", 0.99), ("b", 0.9)) == ["a"]
    assert choose(("a", 0.95), ("b", 0.9)) == ["a", "b"]


def test_equals_stand_in_the_order_of_the_pages() -> None:
    one, other = make_evidence("a", 0.8, source="2.txt"), make_evidence("b", 0.8, source="1.txt")
    assert [item.text for item in choose_quotes([one, other], threshold=0.5, most=2)] == ["b", "a"]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 1)), max_size=12), st.integers(1, 5))
def test_whatever_is_found(items: list[tuple[str, float]], most: int) -> None:
    evidence = [make_evidence(text, score) for text, score in items]
    chosen = choose_quotes(evidence, threshold=0.3, most=most)
    scores = [item.score for item in chosen]
    assert scores == sorted(scores, reverse=True)
    assert len(chosen) == len({item.text for item in chosen}) <= most
    assert bool(chosen) == any(score >= 0.3 for _, score in items)
    if chosen:
        assert scores[0] == max(score for _, score in items)
        least = scores[0] / max(1e-6, 1 - scores[0]) * LEAST_ODDS_SHARE
        assert all(score >= 0.3 and score / max(1e-6, 1 - score) >= least for score in scores)
