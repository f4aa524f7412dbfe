import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.answer_metrics import list_missing_answers, stands_in


@pytest.mark.parametrize(
    ("wanted", "field", "is_there"),
    [
        pytest.param("40", "拥有40余项专利", True, id="whole number"),
        pytest.param("40", "拥有140项", False, id="end of a longer number"),
        pytest.param("40", "拥有400项", False, id="start of a longer number"),
        pytest.param("40", "达40.5亿元", False, id="before a decimal point"),
        pytest.param("5", "达40.5亿元", False, id="behind a decimal point"),
        pytest.param("40", "共40.", True, id="before a full stop"),
        pytest.param("400", "about 1,400 people", False, id="group of a number with commas"),
        pytest.param("1,400", "about 1,400 people", True, id="number with commas"),
        pytest.param("1400", "about 1,400 people", True, id="commas in the text alone"),
        pytest.param("1,400", "共1400人", True, id="commas in what is wanted alone"),
        pytest.param("1400", "about 21,400 people", False, id="end of a longer number with commas"),
        pytest.param("1400", "of 1,400,000", False, id="start of a longer number with commas"),
        pytest.param("5180", "5,180.5 tonnes", False, id="with commas before a decimal point"),
        pytest.param("14", "in 2023, 14 companies", True, id="behind a comma and a year"),
        pytest.param("140", "of 5, 140 left", True, id="behind a comma and a space"),
        pytest.param("140", "其中5，140家", True, id="behind a full-width comma"),
        pytest.param("24.96", "24. 96\n亿元", True, id="space inside the number"),
        pytest.param("10亿", "产值 10 亿元", True, id="figure with its unit"),
        pytest.param("10亿", "产值 110 亿元", False, id="figure with its unit inside another"),
        pytest.param("5", "五家企业 [5]", False, id="a reference is no figure"),
        pytest.param("40%", "增长４０％", True, id="full-width forms are the same"),
        pytest.param("40", "达４０．５亿元", False, id="before a full-width decimal point"),
        pytest.param("40%", "增长40‰", False, id="another sign is another text"),
        pytest.param("feng zhibo", "by Feng  Zhibo.", True, id="case and spaces do not matter"),
        pytest.param("AI", "as he said", False, id="inside a word"),
        pytest.param("AI", "he said AI models", True, id="inside a word and then by itself"),
        pytest.param("AI", "发展AI产业", True, id="between hanzi"),
        pytest.param("Li Wei", "by Eli Wei", False, id="end of another name"),
        pytest.param("Li Wei", "by Li\nW ei", True, id="cut anywhere"),
        pytest.param("ceramic", "Ceramics are made.", True, id="the stem of a word"),
        pytest.param("RMB 1400", "of RMB 1,400", True, id="word and number with commas"),
        pytest.param("日升", "山西日 升公司", True, id="name cut by a space"),
        pytest.param("日升", "山西月升公司", False, id="another name"),
        pytest.param("40", "140项和40项", True, id="first inside another and then whole"),
    ],
)
def test_stands_in(wanted: str, field: str, *, is_there: bool) -> None:
    assert stands_in(wanted, field) is is_there


def test_every_group_needs_one_alternative() -> None:
    groups = [["3.2"], ["60", "六十"]]
    assert list_missing_answers(groups, ["投资3.2亿元", "占地六十亩"]) == []
    assert list_missing_answers(groups, ["投资3.2亿元"]) == ["60"]


def test_nothing_is_found_across_two_fields() -> None:
    assert list_missing_answers([["前后"]], ["前", "后"]) == ["前后"]
    assert list_missing_answers([["12"]], ["1", "2"]) == ["12"]


def test_no_groups_are_always_held() -> None:
    assert list_missing_answers([], ["x"]) == []


def test_empty_alternative_is_refused() -> None:
    with pytest.raises(ValueError, match="remove it"):
        stands_in(" ", "x")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_number_is_found_between_words_exactly_when_it_is_the_same(wanted: int, shown: int) -> None:
    assert stands_in(str(wanted), f"共{shown}家") is (wanted == shown)
