"""Two sides of a comparison, and which figure is larger: computed, or not said."""

import pytest

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Query
from rag.comparing import compare_citations, list_sides, split_sides
from rag.understanding import understand_question
from tests.unit.rag_fakes import make_citation


def split(question: str, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Query, ...]:
    query = understand_question(question, gazetteer=gazetteer, lexicon=lexicon)
    return split_sides(query, gazetteer=gazetteer, lexicon=lexicon)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        pytest.param("运城经开区的铜箔和祁县经开区的玻璃，哪个出口更多？", 2, id="two sides"),
        pytest.param("哪些开发区发展铜加工？", 1, id="no comparison"),
        pytest.param("哪个更大？", 1, id="a comparison of nothing that is named"),
    ],
)
def test_what_is_searched_for_a_question(
    question: str, sides: int, gazetteer: Gazetteer, lexicon: Lexicon
) -> None:
    query = understand_question(question, gazetteer=gazetteer, lexicon=lexicon)
    searched = list_sides(query, gazetteer=gazetteer, lexicon=lexicon)
    assert searched == (split_sides(query, gazetteer=gazetteer, lexicon=lexicon) or (query,))
    assert len(searched) == sides


def words(query: Query) -> list[str]:
    return [concept.surface for concept in query.concepts]


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Is more invested in Yuncheng Economic Development Zone's copper foil"
            " or in Qixian Economic Development Zone's glass?",
            ["invested", "copper foil"],
            ["invested", "glass"],
        ),
        ("运城经开区的铜箔和祁县经开区的玻璃，哪个出口更多？", ["铜箔", "出口"], ["玻璃", "出口"]),
        (
            "Which is larger, the copper foil export of Yuncheng Economic Development Zone"
            " or the glass export of Qixian Economic Development Zone?",
            ["copper foil", "export"],
            ["glass", "export"],
        ),
    ],
    ids=["shared before", "shared after", "nothing shared"],
)
def test_each_side_has_its_zone_its_own_words_and_the_shared_ones(
    question: str, first: list[str], second: list[str], gazetteer: Gazetteer, lexicon: Lexicon
) -> None:
    left, right = split(question, gazetteer, lexicon)
    assert (left.zones, right.zones) == (("运城经开区",), ("祁县经开区",))
    for side in (left, right):
        assert (side.expects, side.is_list, side.question) == ("number", False, question)
    assert (words(left), words(right)) == (first, second)


@pytest.mark.parametrize(
    ("question", "shared"),
    [
        (
            "Which has the larger export, Yuncheng Economic Development Zone"
            " or Qixian Economic Development Zone?",
            ["export"],
        ),
        ("运城经开区和祁县经开区，哪个的玻璃更多？", ["玻璃"]),
    ],
    ids=["named before", "named after"],
)
def test_what_one_side_names_holds_for_both(
    question: str, shared: list[str], gazetteer: Gazetteer, lexicon: Lexicon
) -> None:
    left, right = split(question, gazetteer, lexicon)
    assert (left.zones, right.zones) == (("运城经开区",), ("祁县经开区",))
    assert words(left) == words(right) == shared


@pytest.mark.parametrize(
    ("question", "zones"),
    [
        ("祁县经开区的玻璃和食品哪个出口更多？", ("祁县经开区",)),
        ("玻璃和食品哪个出口更多？", ()),
    ],
    ids=["of one zone", "of none"],
)
def test_two_things_are_two_sides(
    question: str, zones: tuple[str, ...], gazetteer: Gazetteer, lexicon: Lexicon
) -> None:
    left, right = split(question, gazetteer, lexicon)
    assert left.zones == right.zones == zones
    assert (words(left), words(right)) == (["玻璃", "出口"], ["食品", "出口"])


def test_two_years_of_one_zone_are_two_sides(gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    left, right = split("祁县经开区的玻璃出口，2023年和2024年哪个更高？", gazetteer, lexicon)
    assert (left.years, right.years) == ((2023,), (2024,))
    assert left.zones == right.zones == ("祁县经开区",)
    assert words(left) == words(right) == ["玻璃", "出口"]


@pytest.mark.parametrize(
    "question",
    [
        "玻璃出口哪个更多？",
        "祁县经开区的玻璃出口更多吗？",
        "运城经开区、祁县经开区和晋城经开区的玻璃哪个更多？",
    ],
    ids=["one thing", "one zone", "three zones"],
)
def test_no_two_sides_no_comparison(question: str, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    assert split(question, gazetteer, lexicon) == ()


def test_the_larger_figure_is_computed_and_not_read_off() -> None:
    small, large = make_citation("出口9800万元。", "9800万元"), make_citation("出口3.8亿元。", "3.8亿元")
    for pair in ((small, large), (large, small)):
        found = compare_citations(*pair)
        assert found is not None
        assert (found.larger, found.larger_figure) == (large, "3.8亿元")
        assert (found.smaller, found.smaller_figure) == (small, "9800万元")
        assert not found.is_equal


def test_equal_values_in_other_words() -> None:
    found = compare_citations(make_citation("1.2亿元", "1.2亿元"), make_citation("12000万元", "12000万元"))
    assert found is not None
    assert found.is_equal


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [(("100亿元", "100亿元"), ("近百亿元", "百亿元")), (("超过100亿元", "100亿元"), ("100亿元", "100亿元"))],
    ids=["nearly is less", "over is more"],
)
def test_an_inexact_figure_equals_none(larger: tuple[str, str], smaller: tuple[str, str]) -> None:
    pair = [make_citation(f"产值{text}。", focus) for text, focus in (larger, smaller)]
    for sides in (pair, pair[::-1]):
        found = compare_citations(*sides)
        assert found is not None
        assert (found.larger_figure, found.smaller_figure) == (larger[0], smaller[0])
        assert not found.is_equal


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (make_citation("产值约100亿元", "100亿元"), make_citation("产值100亿元", "100亿元")),
        (make_citation("产值近100亿元", "100亿元"), make_citation("产值近100亿元", "100亿元")),
        (make_citation("投资3亿元", "3亿元"), make_citation("占地260亩", "260亩")),
        (make_citation("投资3亿元"), make_citation("投资2亿元", "2亿元")),
        (make_citation("投资3亿元", "投资"), make_citation("投资2亿元", "2亿元")),
    ],
    ids=["about", "nearly both", "other units", "nothing marked", "no figure marked"],
)
def test_what_cannot_be_held_side_by_side_is_not_compared(first: object, second: object) -> None:
    assert compare_citations(first, second) is None  # type: ignore[arg-type]
