"""The bilingual glossary is data written by hand: its form is held here."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

GLOSSARY = Path(__file__).parents[2] / "index" / "bundled" / "glossary.tsv"
HANZI = re.compile(r"[\u4e00-\u9fff]")
ABBREVIATION = re.compile(r"[A-Z0-9][A-Za-z0-9.]*")
ENGLISH = re.compile(r"[a-z0-9][a-z0-9 ,.'&+\-]*")


def entries() -> list[tuple[str, list[str]]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert all(len(row) == 2 for row in cells), [row for row in cells if len(row) != 2]
    return [(row[0], row[1].split("|")) for row in cells]


def test_it_is_large_enough() -> None:
    assert len(entries()) >= 1200


def test_each_english_term_stands_once() -> None:
    counts = Counter(english for english, _ in entries())
    assert [term for term, count in counts.items() if count > 1] == []


def test_english_terms_are_lower_case_words() -> None:
    assert [english for english, _ in entries() if not ENGLISH.fullmatch(english)] == []


def test_chinese_terms_are_hanzi_or_abbreviations() -> None:
    wrong = [
        (english, term)
        for english, terms in entries()
        for term in terms
        if not (HANZI.search(term) or ABBREVIATION.fullmatch(term)) or term != term.strip()
    ]
    assert wrong == []


def test_no_term_repeats_a_translation() -> None:
    assert [english for english, terms in entries() if len(set(terms)) != len(terms)] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        pytest.param("recycling", "回收", id="process"),
        pytest.param("output value", "产值", id="two-words"),
        pytest.param("aluminium", "铝", id="british"),
        pytest.param("aluminum", "铝", id="american"),
        pytest.param("r&d", "研发", id="abbreviation"),
        pytest.param("management committee", "管委会", id="administration"),
    ],
)
def test_the_best_translation_stands_first(english: str, chinese: str) -> None:
    assert dict(entries())[english][0] == chinese
