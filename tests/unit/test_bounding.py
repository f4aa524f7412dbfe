"""Conditions on amounts: which a question sets, and which sentences meet them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.bounding import find_bounds, meets_bounds
from rag.understanding import understand_question


@pytest.mark.parametrize(
    ("question", "sign", "value", "unit"),
    [
        ("Which zones have a plant worth over 2 billion yuan?", ">", 2_000_000_000, "yuan"),
        ("Which zones have more than 300 million yuan of exports?", ">", 300_000_000, "yuan"),
        ("Which zones invested at least 5 billion yuan?", ">=", 5_000_000_000, "yuan"),
        ("Which zones invested no more than 5 billion yuan?", "<=", 5_000_000_000, "yuan"),
        ("Which zones invested less than 5 billion yuan?", "<", 5_000_000_000, "yuan"),
        ("哪些开发区有不低于3亿元的项目？", ">=", 300_000_000, "yuan"),
        ("哪些开发区有30亿元以上的项目？", ">=", 3_000_000_000, "yuan"),
        ("哪些开发区有超过7亿元的项目？", ">", 700_000_000, "yuan"),
        ("哪些开发区的出口低于7亿元？", "<", 700_000_000, "yuan"),
    ],
)
def test_the_conditions_of_a_question(question: str, sign: str, value: int, unit: str) -> None:
    (bound,) = find_bounds(question)
    assert (bound.sign, bound.figure.value, bound.figure.unit) == (sign, Decimal(value), unit)


@pytest.mark.parametrize(
    "question", ["Which zones had projects in 2024?", "哪个项目投资10亿元？", "Which zone exported 5 tonnes?"]
)
def test_an_amount_that_is_not_compared_is_no_condition(question: str) -> None:
    assert find_bounds(question) == ()


OVER, AT_LEAST, UNDER = "投资超过20亿元的项目", "不低于20亿元的项目", "低于20亿元的项目"


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        (OVER, "染料项目总投资26亿元。", True),
        (OVER, "染料项目总投资6亿元。", False),
        (OVER, "染料厂年用电26亿千瓦时。", False),
        (OVER, "染料厂建筑面积26亿平方米。", False),
        (OVER, "染料项目正在建设。", False),
        (OVER, "染料项目总投资20亿元。", False),
        (OVER, "染料项目总投资超20亿元。", True),
        (OVER, "染料项目总投资近20亿元。", False),
        (AT_LEAST, "染料项目总投资20亿元。", True),
        (AT_LEAST, "染料项目总投资近20亿元。", False),
        (UNDER, "染料项目总投资近20亿元。", True),
        (UNDER, "染料项目总投资20亿元。", False),
        ("exports over 20 billion yuan", "出口额210亿元。", True),
        ("over 50 companies", "有染料企业58家。", True),
        ("over 50 companies", "有染料企业48家。", False),
        ("染料项目", "染料项目正在建设。", True),
    ],
)
def test_a_sentence_meets_a_condition(question: str, sentence: str, *, holds: bool) -> None:
    assert meets_bounds(question, sentence) is holds


def test_a_condition_of_a_list_is_not_searched_but_what_is_counted_is(
    gazetteer: Gazetteer, lexicon: Lexicon
) -> None:
    def surfaces(question: str) -> list[str]:
        query = understand_question(question, gazetteer=gazetteer, lexicon=lexicon)
        return [concept.surface for concept in query.concepts]

    assert surfaces("Which zones have a glass plant worth over 2 billion yuan?") == [
        "glass",
        "plant",
        "worth",
    ]
    assert surfaces("哪些开发区有20亿元以上的玻璃项目？") == ["玻璃", "项目"]
    assert surfaces("Which zones have more than 50 companies?") == ["companies"]
