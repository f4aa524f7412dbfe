"""Figures written anew: the same value where it must be the same, another where it must be another."""

import random
from decimal import Decimal

import pytest

from eval.checking.rendering_figures import (
    change_value,
    find_pair,
    list_exact,
    print_chinese,
    write_chinese,
    write_english,
)
from index.figures import find_figures, same_figure


@pytest.mark.parametrize(
    ("printed", "english"),
    [
        ("6.8亿元", "680 million yuan"),
        ("24.96亿元", "2.496 billion yuan"),
        ("6000元", "6,000 yuan"),
        ("2600万美元", "26 million US dollars"),
        ("5万吨", "50,000 tonnes"),
        ("18.4%", "18.4 percent"),
        ("120万千瓦", "1,200 MW"),
        ("23家", "23"),
        ("9.2万平方米", "92,000 square metres"),
    ],
)
def test_an_amount_in_english(printed: str, english: str) -> None:
    figure = find_figures(printed)[0]
    assert write_english(figure.value, figure.unit) == english


def test_an_area_in_mu() -> None:
    assert write_english(find_figures("132亩")[0].value, "m2", is_mu=True) == "132 mu"


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("6.8亿元", "68000万元"),
        ("9800万元", "98,000,000元"),
        ("5万吨", "50,000吨"),
        ("71%", "百分之七十一"),
        ("10%", "百分之十"),
        ("300元", None),
        ("23家", None),
    ],
)
def test_an_amount_in_another_chinese_unit(printed: str, other: str | None) -> None:
    figure = find_figures(printed)[0]
    assert write_chinese(figure) == other
    if other:
        assert same_figure(find_figures(other)[0], figure)


def test_a_changed_value_is_none_of_the_sentence() -> None:
    sentence = "投资6.8亿元，年产值8亿元，占比12%，入驻企业3家、13家。"
    for seed in range(50):
        for figure in list_exact(sentence):
            value = change_value(figure, sentence, random.Random(seed))
            assert value is not None
            assert value not in [other.value for other in find_figures(sentence) if other.unit == figure.unit]


def test_a_changed_value_is_printed_in_the_same_unit() -> None:
    figure = find_figures("6.8亿元")[0]
    assert print_chinese("6.8亿元", figure, Decimal(780000000)) == "7.8亿元"
    assert print_chinese("三亿元", find_figures("三亿元")[0], Decimal(400000000)) is None


def test_approximate_figures_and_ranges_are_left_alone() -> None:
    assert list_exact("140余名员工，5到8家企业，约3亿元") == []


def test_a_pair_has_one_unit_and_two_values() -> None:
    pair = find_pair(list_exact("投资3亿元，占地30亩，产值3亿元，利润2亿元"))
    assert pair is not None
    assert [figure.value for figure in pair] == [Decimal(300000000), Decimal(200000000)]
    assert find_pair(list_exact("投资3亿元，占地30亩")) is None
