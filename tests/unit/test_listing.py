"""Every zone whose best sentence is sure enough, the surest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers import Evidence
from rag.listing import FLOOR_SHARE, NEAR_BEST_SHARE, list_zones, lower_threshold, settle_threshold
from tests.unit.rag_fakes import make_evidence


def ask(
    *items: tuple[str, str, float], threshold: float = 0.5, most_each: int = 2
) -> list[tuple[str, list[str]]]:
    evidence: list[Evidence] = [make_evidence(text, score, zone=zone) for zone, text, score in items]
    listed = list_zones(evidence, threshold=settle_threshold(evidence, threshold), most_each=most_each)
    return [(zone, [item.text for item in chosen]) for zone, chosen in listed]


def test_zones_are_ordered_by_their_best_sentence() -> None:
    items = [("甲", "a", 0.6), ("乙", "b", 0.9), ("丙", "c", 0.7), ("乙", "d", 0.55)]
    assert ask(*items) == [("乙", ["b", "d"]), ("丙", ["c"]), ("甲", ["a"])]


def test_the_threshold_itself_is_enough() -> None:
    items = [("甲", "a", 0.9), ("乙", "b", 0.5), ("丙", "c", 0.499)]
    assert ask(*items) == [("甲", ["a"]), ("乙", ["b"])]


def test_where_nothing_is_sure_the_nearly_as_sure_are_listed() -> None:
    floor = FLOOR_SHARE * 0.5
    best = (floor + 0.5) / 2
    assert ask(("甲", "a", best), ("乙", "b", best * 0.999)) == [("甲", ["a"]), ("乙", ["b"])]
    assert ask(("甲", "a", floor * 0.99)) == []


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_threshold_is_lowered_to_a_share_of_the_best_and_never_raised(
    threshold: float, best: float
) -> None:
    lowered = lower_threshold(threshold, best)
    assert FLOOR_SHARE * threshold <= lowered <= threshold
    if best * NEAR_BEST_SHARE >= threshold:
        assert lowered == threshold
    elif best * NEAR_BEST_SHARE > FLOOR_SHARE * threshold:
        assert lowered == pytest.approx(NEAR_BEST_SHARE * best)


def test_a_zone_is_shown_with_its_best_sentences() -> None:
    items = [("甲", "a", 0.6), ("甲", "b", 0.8), ("甲", "c", 0.7)]
    assert ask(*items, most_each=1) == [("甲", ["b"])]
    assert ask(*items, most_each=2) == [("甲", ["b", "c"])]


def test_a_sentence_of_no_zone_lists_nothing() -> None:
    assert ask(("", "a", 0.9)) == []
    assert ask() == []


def test_no_zone_is_lost_to_a_top_k() -> None:
    many = [("甲", str(number), 0.99) for number in range(500)]
    assert [zone for zone, _ in ask(*many, ("乙", "b", 0.5))] == ["甲", "乙"]


def test_equal_zones_stand_in_a_fixed_order() -> None:
    items = [("乙", "b", 0.9), ("甲", "a", 0.9)]
    assert ask(*items) == ask(*reversed(items))
