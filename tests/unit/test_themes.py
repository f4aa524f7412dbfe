"""Themes: which terms of the glossary are things that can be asked for, and where a text names them."""

from __future__ import annotations

import pytest

from index.lexicon import GLOSSARY_FILE, read_glossary
from rag.suggestions.themes import Theme, ThemeFinder, load_choice, load_themes


@pytest.fixture(scope="module")
def finder() -> ThemeFinder:
    return load_themes()


def theme(english: str) -> Theme:
    return next(one for one in load_themes().themes if one.english == english)


def test_every_section_that_is_chosen_is_one_of_the_glossary() -> None:
    headings = [line for line in GLOSSARY_FILE.read_text("utf-8").splitlines() if line.startswith("# --- ")]
    assert set(load_choice()["sections"]) <= {line.strip("# -") for line in headings}
    assert set(load_choice()["sections"]) == {one.section for one in load_themes().themes}


def test_themes_are_terms_of_the_glossary_with_one_name_each(finder: ThemeFinder) -> None:
    glossary = read_glossary(GLOSSARY_FILE)
    assert len(finder.themes) > 1000
    assert len({one.chinese for one in finder.themes}) == len(finder.themes)
    assert all(glossary[one.english] == one.words and one.words[0] == one.chinese for one in finder.themes)


@pytest.mark.parametrize(
    "word", ["harvested", "widened", "extract", "distilled", "tourist", "construction project"]
)
def test_no_theme_is_a_verb_or_takes_no_projects(finder: ThemeFinder, word: str) -> None:
    assert word not in {one.english for one in finder.themes}


def test_of_names_within_each_other_the_longest_is_found(finder: ThemeFinder) -> None:
    found = finder.find("园区生产光伏组件和铜箔，光伏组件出口海外。")
    assert found[theme("solar panel")] == 2
    assert found[theme("copper foil")] == 1
    assert theme("photovoltaic") not in found


@pytest.mark.parametrize(
    ("question", "language", "english"),
    [
        ("Which zones make solar panels?", "en", "solar panel"),
        ("Who builds lithium batteries and drones?", "en", "lithium battery"),
        ("哪些开发区生产无人机？", "zh", "drone"),
    ],
)
def test_the_theme_of_a_question_is_found_in_either_number(
    finder: ThemeFinder, question: str, language: str, english: str
) -> None:
    found = finder.find_asked(question, "zh" if language == "zh" else "en")
    assert found is not None
    assert found.english == english


def test_a_question_of_no_thing_has_no_theme(finder: ThemeFinder) -> None:
    assert finder.find_asked("Who is the director?", "en") is None
    assert finder.find_asked("管委会主任是谁？", "zh") is None


@pytest.mark.parametrize(
    ("english", "text", "is_project", "is_trade"),
    [
        ("drone", "年产无人机3000架。", True, True),
        ("drone", "三家无人机企业正在招聘。", False, True),
        ("drone", "一架无人机飞过，工人抬头看。", False, False),
        ("gold", "利用好煤炭供应黄金期，引导企业生产。", False, False),
        ("sewage treatment", "投资1.6亿元新建的污水处理厂投用。", False, True),
    ],
)
def test_a_thing_that_is_made_is_told_from_a_word_in_passing(
    finder: ThemeFinder, english: str, text: str, is_project: bool, is_trade: bool
) -> None:
    assert finder.is_project(theme(english), text) is is_project
    assert finder.is_trade(theme(english), text) is is_trade


def test_a_word_that_begins_a_longer_name_does_not_name_the_theme(finder: ThemeFinder) -> None:
    assert not finder.names(theme("automobile"), "年产汽车玻璃150万套。")
    assert finder.names(theme("automobile"), "年产新能源汽车2万辆。")
