"""Every name of a statement against the cited sentences, their headlines, zones, authors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.figures import find_figures
from index.zones import Gazetteer
from rag.answers import Citation, Problem
from rag.checking.hanzi_names import find_hanzi_problems
from rag.checking.latin_names import LatinNameChecker
from rag.checking.name_sources import read_name_source
from rag.checking.stated_figures import find_codes
from rag.checking.translating_words import WordTranslations
from rag.checking.verifying_zones import ZoneChecker, is_chinese

_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s，。；）)」”]+|www\.[^\s，。；）)」”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@])@\w{2,}"
    r"|(?<![\w.-])[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.(?:com|cn|net|org|io|top|xyz|info|gov|edu|co|ru|shop|site"
    r"|online|app|dev|link|club|vip|biz|me|cc|tv|example|test)(?![\w])(?:/\S*)?"
    r"|(?<![A-Za-z0-9.,])(?:\+\d{1,3}[\s-]?)?(?:1[3-9]\d{9}|0\d{2,3}[\s-]\d{7,8}|\d{3,4}-\d{3,4}-\d{3,4}|400\d{7})(?!\d)",
    re.IGNORECASE,
)
"""Addresses of pages and letters, handles, telephone numbers."""

_TEXTS_KEPT = 64


@dataclass(frozen=True, slots=True)
class CheckedNames:
    """What the names of a statement came to: those that fail, and those that nothing can confirm."""

    problems: tuple[Problem, ...] = ()
    unconfirmed: tuple[str, ...] = ()


class NameChecker:
    """Checks the names of statements; safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, zones: ZoneChecker, translations: WordTranslations) -> None:
        """Take what finds zones and what translates words."""
        self._gazetteer = gazetteer
        self._zones = zones
        self._ordinary = translations.chinese
        self._blank = lru_cache(maxsize=_TEXTS_KEPT)(self._blank_text)
        self._latin = LatinNameChecker(translations)

    def check(self, text: str, cited: Sequence[Citation], *, question: str = "") -> CheckedNames:
        """Hold every zone and name of a statement against what it cites."""
        source = read_name_source(cited, self._gazetteer)
        # A person or company may be spelt as a place is: Li Shi, Jincheng Cable.
        problems = [
            problem
            for problem in self._zones.find_problems(text, cited)
            if not self._latin.sounds_like_name(problem.said, source)
        ]
        problems += find_address_problems(text, cited, question)
        problems += [
            Problem("name", code)
            for code in find_codes(text)
            if not source.has_latin(code) and code.casefold() not in question.casefold()
        ]
        plain = self._blank(text)
        problems += find_hanzi_problems(plain, source, self._ordinary, is_chinese=is_chinese(text))
        latin = self._latin.check(plain, source, question=question)
        problems += [Problem("name", name) for name in latin.missing]
        return CheckedNames(tuple(problems), latin.unconfirmed)

    def _blank_text(self, text: str) -> str:
        """Blank out what is checked elsewhere: zones, places, figures, addresses."""
        text = self._zones.blank(text)
        spans = [(figure.start, figure.end) for figure in find_figures(text)]
        spans += [match.span() for match in _ADDRESS.finditer(text)]
        for start, end in spans:
            text = text[:start] + " " * (end - start) + text[end:]
        return text


def find_address_problems(text: str, cited: Sequence[Citation], question: str = "") -> list[Problem]:
    """Give a problem for each address, handle or telephone number that no cited sentence has."""
    known = "".join([question, *(citation.text for citation in cited)]).casefold()
    return [
        Problem("name", match[0])
        for match in _ADDRESS.finditer(text)
        if match[0].casefold().rstrip(".,") not in known
    ]
