"""Figures that follow from two of the sentence, where the statement's words say that they do."""

from __future__ import annotations

import pytest

from rag.answers import Citation, Problem
from rag.checking.verifying_figures import find_figure_problems

YIELD = "合格率由84%提高到93%，能耗下降7%。"
LINES = "日产量从1.4万台增加到3.2万台。"
CHAIN = "2021年产业链实现产值30亿元，2024年预计实现产值60亿元。"
PARTS = "新签约项目29个，其中外资项目6个。"
PLANTS = "重点产业项目7个，基础设施项目4个。"
CATCH = "2022年加工肉制品28万吨，比上年增加3万吨。"


def check(statement: str, sentence: str) -> list[Problem]:
    size = len(sentence)
    cited = Citation(1, sentence, None, sentence, None, "", "", "", "", "p.txt", 0, size, "a", 0, size)
    return find_figure_problems(statement, [cited])


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("The pass rate rose by 9 percentage points to 93%.", YIELD),
        ("合格率提高了9个百分点，达到93%。", YIELD),
        ("Daily output more than doubled to 32,000 units.", LINES),
        ("日产量增加1.8万台。", LINES),
        ("Daily output rose by 129%.", LINES),
        ("Output is to double by 2024.", CHAIN),
        ("产值预计翻一番。", CHAIN),
        ("The other 23 projects are domestic.", PARTS),
        ("其余23个项目是内资项目。", PARTS),
        ("Together these are 11 projects.", PLANTS),
        ("合计有项目11个。", PLANTS),
        ("It processed 280,000 tonnes, compared with 250,000 tonnes a year earlier.", CATCH),
    ],
)
def test_what_follows_from_two_figures(statement: str, sentence: str) -> None:
    assert check(statement, sentence) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("The pass rate rose by 8 percentage points to 93%.", YIELD),
        ("The pass rate fell by 9 percentage points.", YIELD),
        ("合格率提高了11个百分点。", YIELD),
        ("Daily output more than tripled.", LINES),
        ("Daily output doubled.", LINES),
        ("日产量增加1.6万台。", LINES),
        ("Output is to triple by 2024.", CHAIN),
        ("产值预计翻两番。", CHAIN),
        ("The other 24 projects are domestic.", PARTS),
        ("The 23 projects are foreign.", PARTS),
        ("合计有项目12个。", PLANTS),
        ("It processed 280,000 tonnes, compared with 240,000 tonnes a year earlier.", CATCH),
    ],
)
def test_wrong_sums_fail(statement: str, sentence: str) -> None:
    assert check(statement, sentence) != []


def test_points_have_no_level_for_a_counterpart() -> None:
    assert check("The rate rose by 5 percentage points.", "合格率达到93%。") == [
        Problem("figure", "5 percentage points")
    ]
