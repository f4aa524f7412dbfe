"""A figure that was expected, told in another unit or language, and what is another figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.answer_figures import is_number
from eval.answer_metrics import asks_for_figure, find_answers


@pytest.mark.parametrize(
    ("wanted", "evidence", "field", "is_given"),
    [
        pytest.param(
            "24.96亿元", "", "It came to 2.496 billion yuan.", True, id="another scale and language"
        ),
        pytest.param("24.96亿元", "", "It came to RMB 2,496 million [1].", True, id="currency before it"),
        pytest.param("24.96亿元", "", "产值249600万元", True, id="another scale"),
        pytest.param("24.96亿元", "", "It came to 2.495 billion yuan.", False, id="another value"),
        pytest.param("24.96亿元", "", "It came to 2.496 billion US dollars.", False, id="another currency"),
        pytest.param("24.96亿元", "", "some 2.5 billion yuan", False, id="rounder than expected"),
        pytest.param("3亿元", "", "about 300 million yuan", True, id="said to be near the same value"),
        pytest.param("24.96", "产值24.96亿元", "2.496 billion yuan", True, id="unit from the evidence"),
        pytest.param("10亿", "超过10亿元", "1 billion yuan", True, id="scale, and unit from the evidence"),
        pytest.param("24.96", "产值21.77亿元", "2.496 billion yuan", False, id="not in the evidence"),
        pytest.param("24.96", "产值24.96亿元", "24.96 billion yuan", False, id="same digits, another value"),
        pytest.param("24.96", "产值24.96亿元", "24.96 in all", True, id="same digits, no unit"),
        pytest.param("24.96", "产值24.96亿元", "24.96万吨", False, id="same digits, another unit of measure"),
        pytest.param("8", "晚了8天", "8 months late", False, id="same digits, another length of time"),
        pytest.param("46", "加注站46座", "46 stations", True, id="counted by another word"),
        pytest.param("5", "投资5亿元", "5月开工", False, id="same digits, a month"),
        pytest.param("46", "投资46亿元", "46 people", False, id="same digits, people"),
        pytest.param("46", "加注站46座", "45座", False, id="counted by the same word"),
        pytest.param("24.96", "产值24.96亿元", "24.96亿元，去年24.96万元", True, id="also the right value"),
        pytest.param("4.96", "产值24.96亿元", "2.496 billion yuan", False, id="part of a number in it"),
        pytest.param("24.96", "", "2.496 billion yuan", False, id="no evidence, no unit"),
        pytest.param("120亩", "", "an area of 8 hectares", True, id="area"),
        pytest.param("130亩", "", "covers 8.67 hectares", True, id="area, rounded by converting"),
        pytest.param("130亩", "", "covers 8.5 hectares", False, id="another area"),
        pytest.param("120", "占地120亩", "80,000平方米", True, id="area, unit from the evidence"),
        pytest.param("5", "5月投资5亿元", "in May, 500 million yuan", True, id="amount, and not the month"),
        pytest.param("5", "5月开工", "in May", False, id="a number is no month"),
        pytest.param("5", "5月开工", "in May 2024", False, id="a number is no month of a year"),
        pytest.param("40 patents", "", "forty companies", False, id="nouns that no table has"),
        pytest.param("40 stations", "", "40.0 villages", False, id="a noun that no table has"),
        pytest.param("40", "有40 stations", "40.0 villages", False, id="such a noun in the evidence"),
        pytest.param("24.96亿元", "", "投资24.96[1]亿元", True, id="a reference within a figure"),
        pytest.param("20%", "", "20 percent", True, id="percent"),
        pytest.param("20%", "", "grew by 20 to 30 percent", False, id="the end of a range"),
        pytest.param("30", "增长30%", "grew by 20 to 30 percent", False, id="the end of a range, no unit"),
        pytest.param(
            "20", "增长20%至30%", "20 percent last year, 30 percent now", True, id="one end of a gold range"
        ),
        pytest.param("20至30%", "", "20 to 30 percent", True, id="a range"),
        pytest.param("20至30%", "", "20 to 40 percent", False, id="another range"),
        pytest.param("20至30%", "", "20 percent", False, id="one end of a range"),
        pytest.param("2023年10月", "", "It opened in October 2023.", True, id="month in English"),
        pytest.param("October 2023", "", "于2023年10月28日投产", True, id="the day beside the month"),
        pytest.param("2023年10月", "", "It opened in October.", False, id="year not said"),
        pytest.param("10月18日", "", "on 18 October 2024", True, id="year beside the day"),
        pytest.param("10月18日", "", "on 19 October 2024", False, id="another day"),
        pytest.param("October 18, 2024", "", "于2024年10月投产", False, id="the month alone"),
        pytest.param("October 18, 2024", "", "于2024年10月19日投产", False, id="another day of the month"),
        pytest.param("2023年10月至11月", "", "2023年10月至12月", False, id="another end of months"),
        pytest.param("2023年10月至11月", "", "在2023年10月—11月", True, id="the same months"),
        pytest.param("8月", "", "in August", True, id="month"),
        pytest.param("8月", "", "8 months later", False, id="how long is not when"),
    ],
)
def test_the_same_value_counts_in_another_unit(
    wanted: str, evidence: str, field: str, *, is_given: bool
) -> None:
    assert find_answers([[wanted]], [field], evidence=[evidence]) == [is_given]


def test_a_reference_is_no_figure() -> None:
    assert find_answers([["3年"]], ["It took [3] years."]) == [False]


def test_a_value_is_not_found_across_two_fields() -> None:
    assert find_answers([["24.96亿元"]], ["2.496", "billion yuan"]) == [False]


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_yuan_are_told_in_millions_exactly_when_they_are_as_many(wanted: int, told: int) -> None:
    gold, field = [[f"{wanted}万元"]], [f"It came to {told / 100:.2f} million yuan."]
    assert find_answers(gold, field) == [wanted == told]


@pytest.mark.parametrize(
    ("group", "is_figure"),
    [
        pytest.param(["7.8"], True, id="number"),
        pytest.param(["1,400"], True, id="number with a comma"),
        pytest.param(["１２.５"], True, id="full width"),
        pytest.param(["10亿"], True, id="number with its scale"),
        pytest.param(["2万吨"], True, id="number with its unit"),
        pytest.param(["六十", "60"], True, id="one alternative is a number"),
        pytest.param(["2023年10月", "October 2023"], True, id="date"),
        pytest.param(["东街小学", "Dongjie"], False, id="name"),
        pytest.param(["5G基站"], False, id="name that starts with a digit"),
        pytest.param(["第7车间"], False, id="name with a number in it"),
    ],
)
def test_a_group_asks_for_a_figure_or_for_a_name(group: list[str], *, is_figure: bool) -> None:
    assert asks_for_figure(group) is is_figure


def test_more_than_a_number_is_none() -> None:
    assert not is_number("投资3.2亿元")
    assert not is_number("")
