"""The shapes of questions: both languages have the same, and none is broken."""

import re
import tomllib

import pytest

from rag.answers import Language
from rag.question_words import WORDS_FILE, load_doubt_patterns, load_question_words, load_unit_patterns

LANGUAGES: tuple[Language, ...] = ("en", "zh")
TABLES = tomllib.loads(WORDS_FILE.read_text("utf-8"))
PATTERNS = [
    (table, key)
    for table, entries in TABLES.items()
    for key, value in entries.items()
    if isinstance(value, str)
]


def test_both_languages_have_the_same_patterns() -> None:
    english, chinese = (load_question_words(language).patterns for language in LANGUAGES)
    assert english.keys() == chinese.keys()


@pytest.mark.parametrize(("table", "key"), PATTERNS, ids=[f"{table}.{key}" for table, key in PATTERNS])
def test_a_pattern_compiles_and_matches_no_empty_text(table: str, key: str) -> None:
    pattern = re.compile(TABLES[table][key], re.IGNORECASE)
    assert not pattern.search("")


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_are_cut_the_longest_first(language: Language) -> None:
    words = load_question_words(language)
    longest = max(words.stop, key=len)
    match = words.stop_pattern.match(longest)
    assert match is not None
    assert match[0] == longest


def test_a_single_character_is_never_cut_out_of_a_word() -> None:
    words = load_question_words("zh")
    assert "大" in words.stop
    assert not words.stop_pattern.fullmatch("大")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_lower_case_so_that_they_are_found(language: Language) -> None:
    words = load_question_words(language)
    assert {word for word in words.stop | words.light if word != word.lower()} == set()


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How much was invested?", "yuan"),
        ("投资多少？", "yuan"),
        ("How many firms are there?", "count"),
        ("有多少家企业？", "count"),
        ("占地面积多大？", "m2"),
        ("what share of exports", "percent"),
        ("年产多少吨？", "tonne"),
        ("the installed capacity", "watt"),
    ],
)
def test_the_unit_that_a_question_asks_for(question: str, unit: str) -> None:
    assert next(name for name, pattern in load_unit_patterns().items() if pattern.search(question)) == unit


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("absence", "全区还没有一家铜加工企业。"),
        ("simile", "像种田一样精细。"),
        ("elsewhere", "考察组到园区了解情况。"),
    ],
)
def test_doubts(kind: str, sentence: str) -> None:
    assert load_doubt_patterns()[kind].search(sentence)
    assert not load_doubt_patterns()[kind].search("铜箔项目投产。")
