"""Every zone, place and name of a statement against the cited sentences, their headlines, zones, authors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from index.figures import find_figures
from index.lexicon import Lexicon
from index.zones import Gazetteer, PlaceMention, ZoneMention
from rag.answers import Citation, Problem
from rag.hanzi_names import find_hanzi_problems
from rag.latin_names import LatinNameChecker
from rag.name_sources import read_name_source
from rag.stated_figures import find_codes

_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_Mention = TypeVar("_Mention", ZoneMention, PlaceMention)
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s，。；）)」”]+|www\.[^\s，。；）)」”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@])@\w{2,}"
    r"|(?<![\w.-])[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.(?:com|cn|net|org|io|top|xyz|info|gov|edu|co|ru|shop|site"
    r"|online|app|dev|link|club|vip|biz|me|cc|tv|example|test)(?![\w])(?:/\S*)?"
    r"|(?<![\w.,])(?:\+\d{1,3}[\s-]?)?(?:1[3-9]\d{9}|0\d{2,3}[\s-]\d{7,8}|\d{3,4}-\d{3,4}-\d{3,4}|400\d{7})(?!\d)",
    re.IGNORECASE,
)
"""Addresses of pages and letters, handles, telephone numbers."""


@dataclass(frozen=True, slots=True)
class _Places:
    """What the citations allow: zones by their short names, places and cities in Chinese."""

    zones: frozenset[str]
    places: frozenset[str]


def find_zone_problems(text: str, cited: Sequence[Citation], gazetteer: Gazetteer) -> list[Problem]:
    """Give a problem for each zone or place that a statement names and no citation is of.

    A zone's own place and city may be named too.
    """
    mentions = gazetteer.find(text)
    places = gazetteer.find_places(text)
    if not mentions and not places:
        return []
    allowed = _read_places(cited, gazetteer)
    instead = _name_zone(text, cited, gazetteer)
    problems = [
        Problem("zone", text[group[0].start : group[0].end], instead)
        for group in _group(mentions)
        if not any(mention.zone.short in allowed.zones for mention in group)
    ]
    problems += [
        Problem("zone", text[group[0].start : group[0].end], instead)
        for group in _group(places)
        if not any(mention.place in allowed.places for mention in group)
    ]
    return problems


def _read_places(cited: Sequence[Citation], gazetteer: Gazetteer) -> _Places:
    zones = {citation.zone for citation in cited if citation.zone}
    places: set[str] = set()
    for citation in cited:
        for text in (citation.text, citation.headline):
            zones |= {mention.zone.short for mention in gazetteer.find(text)}
            for place in gazetteer.find_places(text):
                places |= {place.place, place.city}
    for short in zones:
        zone = gazetteer.get(short)
        if zone is not None:
            places |= {zone.place, zone.city}
    return _Places(frozenset(zones), frozenset(places))


def _name_zone(text: str, cited: Sequence[Citation], gazetteer: Gazetteer) -> str:
    """Give the cited zone's name, in the statement's language."""
    zone = gazetteer.get(cited[0].zone) if cited else None
    if zone is None:
        return cited[0].zone if cited else ""
    return zone.short if _is_chinese(text) else f"{zone.english} ({zone.short})"


def _is_chinese(text: str) -> bool:
    plain = _IN_BRACKETS.sub("", text)
    return len(_HANZI.findall(plain)) > len(_LATIN_WORD.findall(plain))


def _group(mentions: Sequence[_Mention]) -> list[list[_Mention]]:
    """Put together the readings of one and the same spelling."""
    groups: dict[tuple[int, int], list[_Mention]] = {}
    for mention in mentions:
        groups.setdefault((mention.start, mention.end), []).append(mention)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class CheckedNames:
    """What the names of a statement came to: those that fail, and those that nothing can confirm."""

    problems: tuple[Problem, ...] = ()
    unconfirmed: tuple[str, ...] = ()


class NameChecker:
    """Checks the names of statements; immutable, safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        """Take what finds zones and what translates words."""
        self._gazetteer = gazetteer
        self._latin = LatinNameChecker(lexicon)

    def check(self, text: str, cited: Sequence[Citation], *, question: str = "") -> CheckedNames:
        """Hold every name of a statement against what it cites."""
        source = read_name_source(cited, self._gazetteer)
        problems = [
            problem
            for problem in find_zone_problems(text, cited, self._gazetteer)
            if not self._latin.sounds_like_name(problem.said, source)
        ]
        problems += find_address_problems(text, cited, question)
        problems += [
            Problem("name", code)
            for code in find_codes(text)
            if not source.has_latin(code) and code.casefold() not in question.casefold()
        ]
        plain = self._blank(text)
        problems += find_hanzi_problems(plain, source, is_chinese=_is_chinese(text))
        latin = self._latin.check(plain, source, question=question)
        problems += [Problem("name", name) for name in latin.missing]
        return CheckedNames(tuple(problems), latin.unconfirmed)

    def _blank(self, text: str) -> str:
        """Blank out what is checked elsewhere: zones, places, figures, addresses."""
        spans = [(mention.start, mention.end) for mention in self._gazetteer.find(text)]
        spans += [(place.start, place.end) for place in self._gazetteer.find_places(text)]
        spans += [(figure.start, figure.end) for figure in find_figures(text)]
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
