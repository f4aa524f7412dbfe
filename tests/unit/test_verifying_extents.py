"""All or some, none or one, a day or a year, the whole or a part: what a right figure is said to be of."""

from __future__ import annotations

import pytest

from index.lexicon import load_lexicon
from rag.answers import Citation
from rag.checking.translating_words import WordTranslations
from rag.checking.verifying_extents import find_extent_problems

FIRMS = "铸造企业17家，其中已投产6家。"
REPORTS = "已办结申请3400件，没有一件被退回。"
TRADE = "全区进出口总值74.2亿元，同比增长11%。"
WATER = "污水处理厂日处理能力2.5万吨。"
FUND = "管委会三年出资4500万元。"
YIELDS = "项目年产3万吨。"


@pytest.fixture(scope="module")
def translations() -> WordTranslations:
    return WordTranslations(load_lexicon())


def holds(statement: str, sentence: str, translations: WordTranslations) -> bool:
    size = len(sentence)
    cited = Citation(1, sentence, None, sentence, None, "", "", "", "", "p.txt", 0, size, "a", 0, size)
    return find_extent_problems(statement, [cited], translations) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("All 17 foundries are in production.", FIRMS),
        ("17家铸造企业已全部投产。", FIRMS),
        ("Only one of the 3,400 applications was sent back.", REPORTS),
        ("只有一件申请被退回。", REPORTS),
        ("Exports came to 7.42 billion yuan.", TRADE),
        ("全区出口总值74.2亿元。", TRADE),
        ("The plant can treat 25,000 tonnes a year.", WATER),
        ("该厂年处理能力2.5万吨。", WATER),
        ("It puts in 45 million yuan a year for three years.", FUND),
        ("每年出资4500万元。", FUND),
        ("It makes 30,000 tonnes a day.", YIELDS),
    ],
)
def test_another_reach(translations: WordTranslations, statement: str, sentence: str) -> None:
    assert not holds(statement, sentence, translations)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("All 17 foundries stand at the lake.", FIRMS),
        ("17家铸造企业都在湖边。", FIRMS),
        ("Six of the 17 foundries are in production.", FIRMS),
        ("17家铸造企业中6家已投产。", FIRMS),
        ("None of the 3,400 applications was sent back.", REPORTS),
        ("3400件申请没有一件被退回。", REPORTS),
        ("Imports and exports came to 7.42 billion yuan.", TRADE),
        ("Foreign trade came to 7.42 billion yuan.", TRADE),
        ("进出口总值74.2亿元。", TRADE),
        ("The plant can treat 25,000 tonnes a day.", WATER),
        ("该厂每天可处理污水2.5万吨。", WATER),
        ("It puts in 45 million yuan over three years.", FUND),
        ("三年出资4500万元。", FUND),
        ("It makes 30,000 tonnes a year.", YIELDS),
        ("Its annual output is 30,000 tonnes.", YIELDS),
    ],
)
def test_the_same_reach(translations: WordTranslations, statement: str, sentence: str) -> None:
    assert holds(statement, sentence, translations)
