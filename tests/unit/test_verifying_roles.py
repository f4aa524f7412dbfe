"""Figures that stand in the sentence, but for something else."""

from __future__ import annotations

import pytest

from index.lexicon import load_lexicon
from rag.answers import Citation, Problem
from rag.translating_words import WordTranslations
from rag.verifying_roles import find_role_problems
from rag.verifying_zones import is_chinese

OUTPUT = "今年1-8月，45家玻璃企业完成产值31.7亿元，同比增长9.6%，出口额2.3亿元。"
PRICE = "每吨售价由300元提高到4800元。"


@pytest.fixture(scope="module")
def translations() -> WordTranslations:
    return WordTranslations(load_lexicon())


def check(statement: str, sentence: str, translations: WordTranslations) -> list[Problem]:
    size = len(sentence)
    cited = Citation(1, sentence, None, sentence, None, "", "", "", "", "p.txt", 0, size, "a", 0, size)
    return find_role_problems(statement, [cited], translations, is_chinese=is_chinese(statement))


@pytest.mark.parametrize(
    ("statement", "sentence", "problem"),
    [
        ("产值2.3亿元，出口额31.7亿元。", OUTPUT, ("2.3亿元", "31.7亿元")),
        ("出口额达到31.7亿元。", OUTPUT, ("31.7亿元", "2.3亿元")),
        ("Exports reached 3.17 billion yuan.", OUTPUT, ("3.17 billion yuan", "2.3亿元")),
        ("An output value of 230 million yuan.", OUTPUT, ("230 million yuan", "31.7亿元")),
        ("The price rose from 4,800 yuan to 300 yuan.", PRICE, ("4,800 yuan", "300元")),
        ("售价由4800元提高到300元。", PRICE, ("4800元", "300元")),
    ],
)
def test_swapped_figures(
    translations: WordTranslations, statement: str, sentence: str, problem: tuple[str, str]
) -> None:
    found = check(statement, sentence, translations)
    assert Problem("figure", *problem) in found


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("产值31.7亿元，出口额2.3亿元。", OUTPUT),
        ("Exports reached 230 million yuan.", OUTPUT),
        ("The glass companies made 3.17 billion yuan, of which 230 million yuan was exported.", OUTPUT),
        ("With exports of 230 million yuan, the output value was 3.17 billion yuan.", OUTPUT),
        ("The price rose from 300 yuan to 4,800 yuan.", PRICE),
        ("It came to 3.17 billion yuan.", OUTPUT),
        ("Nothing is counted.", OUTPUT),
    ],
)
def test_figures_in_their_places(translations: WordTranslations, statement: str, sentence: str) -> None:
    assert check(statement, sentence, translations) == []
