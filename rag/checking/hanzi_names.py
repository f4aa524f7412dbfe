"""Names in Chinese characters within a statement that no cited sentence has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from rag.answers import Problem
from rag.checking.name_sources import NameSource
from rag.checking.name_words import load_name_words

_HANZI_RUN = re.compile(r"[\u3400-\u9fff](?:[\u3400-\u9fff·“”‘’\"、]*[\u3400-\u9fff])")
_QUOTED = re.compile(r"[“「『《]([^“”「」『』《》]{2,24})[”」』》]")
_NOT_HANZI = re.compile(r"[^\u3400-\u9fff]+")
_LONGEST_SHOWN = 6


def find_hanzi_problems(
    text: str, source: NameSource, ordinary: Set[str], *, is_chinese: bool
) -> list[Problem]:
    """Give a problem for each name that the source does not have.

    In an English statement every run of Chinese is a name; in a Chinese one companies, persons, places and
    what stands in quotation marks are.

    Args:
        text: The statement, zones and figures blanked out.
        source: Where its names are to stand.
        ordinary: Chinese words, which are no company's own name.
        is_chinese: The statement's language.
    """
    names = _find_names(text, source, ordinary) if is_chinese else _find_runs(text)
    missing = [name for name in dict.fromkeys(names) if not source.has_hanzi(name)]
    return [
        Problem("name", name)
        for name in missing
        if not any(name != other and name in other for other in missing)
    ]


def _find_runs(text: str) -> Iterator[str]:
    for match in _HANZI_RUN.finditer(text):
        yield from (part for part in re.split(r"[·“”‘’\"、]", match[0]) if len(part) >= 2)


def _find_names(text: str, source: NameSource, ordinary: Set[str]) -> Iterator[str]:
    words = load_name_words()
    for match in _QUOTED.finditer(text):
        yield from (part for part in _NOT_HANZI.split(match[1]) if len(part) >= 2)
    for pattern in (words.trader, words.person_before, words.person_after):
        for match in pattern.finditer(text):
            yield match["name"]
    for match in words.likely_trader.finditer(text):
        if match["core"] not in ordinary:
            yield match["name"]
    for match in words.chinese_places.finditer(text):
        yield match[0]
    yield from _find_companies(text, source)


def _find_companies(text: str, source: NameSource) -> Iterator[str]:
    """Give the companies of a text whose names the source does not have.

    Where a name begins cannot be told; its last two characters before its trade (华鑫 in 华鑫铜业) decide.
    """
    words = load_name_words()
    for match in words.company.finditer(text):
        name = match["name"]
        if len(name) < 2 or name.endswith(words.not_names):
            continue
        trade = words.trade.search(name)
        size = len(trade[0]) + 2 if trade else 2
        if trade and len(trade[0]) == len(name):
            continue
        if not source.has_hanzi(name[-size:]):
            yield name[-max(size, _LONGEST_SHOWN) :] + match["end"]
