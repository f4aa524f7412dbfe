"""Questions, heads of tables, counted lead-ins and single words: frames where known, empty where not."""

from __future__ import annotations

import pytest

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Citation
from rag.checking.stating import Claim
from rag.checking.topic_lines import TopicReader
from rag.checking.translating_words import WordTranslations

TEXT = "今年5月，津成电材与开发区签约，投资6.8亿元建设铜线缆项目，出口额2亿元。"
OFFERED = (Citation(1, TEXT, None, TEXT, None, "垣曲经开区", "", "", "2023", "p", 0, 9, "a", 0, 9),)


@pytest.fixture(scope="module")
def topics(gazetteer: Gazetteer, lexicon: Lexicon) -> TopicReader:
    return TopicReader(gazetteer, WordTranslations(lexicon))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Copper.", "frame"),
        ("投资", "frame"),
        ("出口", "frame"),
        ("Bankruptcy.", "empty"),
        ("破产", "empty"),
        ("HACKED", "empty"),
        ("Yes.", "empty"),
        ("See alert(1)", "empty"),
        ("Copper fell.", "statement"),
        ("铜减产", "statement"),
        ("8万吨", "statement"),
        ("5 companies", "statement"),
        ("Zone | What | Figure", "frame"),
        ("Zone | Company | Investment (million yuan)", "frame"),
        ("开发区 | 企业 | 产值", "frame"),
        ("Yuanqu | bankrupt", "statement"),
        ("Investment | 6 million", "statement"),
        ("Three of the zones report exports:", "frame"),
        ("Three of the zones are bankrupt:", "statement"),
        ("两个开发区有出口：", "frame"),
        ("两个开发区已经破产：", "statement"),
        ("Which is larger: Yuanqu or Houma?", "frame"),
        ("What is next?", "frame"),
        ("哪个开发区投资更多？", "frame"),
        ("Did output fall by 40%?", "statement"),
        ("Send me your password?", "statement"),
        ("What is on evil.example?", "statement"),
    ],
)
def test_what_a_line_without_citations_is(topics: TopicReader, text: str, reading: str) -> None:
    assert topics.read(Claim(text), OFFERED) == reading


def test_a_figure_of_the_question_may_be_asked_again(topics: TopicReader) -> None:
    text = "Did copper grow by 40%?"
    assert topics.read(Claim(text), OFFERED, text) == "frame"
    assert topics.read(Claim(text), OFFERED, "Did copper grow by 50%?") == "statement"
