"""Things of one kind taken for one another, and wider words that are right."""

import pytest

from rag.answers import Problem
from rag.checking.statement_units import tell_language
from rag.checking.verifying_siblings import find_sibling


@pytest.mark.parametrize(
    ("statement", "page", "said", "instead"),
    [
        ("It smelts 3,000 tonnes of zinc.", "年产镁3000吨", "zinc", "镁"),
        ("Refined lead is made there.", "生产精炼铝锭", "Refined lead", "铝"),
        ("The works has sold 30 buses.", "工厂售出轻卡30辆", "buses", "轻卡"),
        ("The zone has a wind farm.", "全区建有光伏电站", "wind farm", "光伏"),
        ("年产镁锭3000吨。", "年产锌锭3000吨", "镁", "锌"),
        ("工厂售出客车30辆。", "工厂售出轻卡30辆", "客车", "轻卡"),
    ],
)
def test_another_thing_of_the_kind_is_found(statement: str, page: str, said: str, instead: str) -> None:
    assert find_sibling(statement, tell_language(statement), page) == Problem("meaning", said, instead)


@pytest.mark.parametrize(
    ("statement", "page"),
    [
        ("It smelts 3,000 tonnes of metal.", "年产镁3000吨"),
        ("The works has sold 30 vehicles.", "工厂售出轻卡30辆"),
        ("The works has sold 30 heavy trucks.", "工厂售出重卡30辆"),
        ("Magnesium alloys with aluminium are made.", "生产铝镁合金"),
        ("The zone took the lead in trade.", "全区出口铝材"),
        ("The zone has solar plants.", "全区建有风电和光伏电站"),
        ("Buses and trucks are made.", "生产各种商用车，包括重卡"),
        ("年产金属3000吨。", "年产镁3000吨"),
    ],
)
def test_a_right_or_wider_word_is_let_pass(statement: str, page: str) -> None:
    assert find_sibling(statement, tell_language(statement), page) is None
