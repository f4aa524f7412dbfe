"""Every zone and place of a statement against the zones that its citations are of or name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from index.zones import Gazetteer, PlaceMention, ZoneMention
from rag.answers import Citation, Problem

_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_KIND = re.compile(
    r"econom|tech|e[td]+z|h[it]dz|jingkai|gaoxin|agricult|touris|reform|demonstration|bonded|trade|zongbao|baoshui|zimao|保税|综保|自贸|经济|经开|高新|示范|综改|农|文旅|旅游",
    re.IGNORECASE,
)
"""What makes a zone's name more than that of some development zone."""
_TEXTS_KEPT = 256
_Mention = TypeVar("_Mention", ZoneMention, PlaceMention)


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """The zones and places that a text names, the readings of one spelling together.

    Attributes:
        zones: For each spelling, the zones that it may mean.
        places: The same of places outside zones' names.
    """

    zones: tuple[tuple[ZoneMention, ...], ...]
    places: tuple[tuple[PlaceMention, ...], ...]


class ZoneChecker:
    """Checks the zones of statements; safe to share between threads, keeps what it last read."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Take what finds zones."""
        self._gazetteer = gazetteer
        self.read = lru_cache(maxsize=_TEXTS_KEPT)(self._read_text)

    def find_problems(self, text: str, cited: Sequence[Citation]) -> list[Problem]:
        """Give a problem for each zone or place that a statement names and no citation is of.

        A zone's own place and city may be named too, and it may be called a development zone of no kind.
        """
        named = self.read(text)
        if not named.zones and not named.places:
            return []
        zones, places = self._read_allowed(cited)
        instead = self._name_zone(text, cited)
        wrong = [
            (group[0].start, group[0].end)
            for group in named.zones
            if not any(_is_allowed(mention, text, zones) for mention in group)
        ]
        wrong += [
            (group[0].start, group[0].end)
            for group in named.places
            if not any(
                mention.place in places or any(mention.place in citation.text for citation in cited)
                for mention in group
            )
        ]
        return [Problem("zone", text[start:end], instead) for start, end in wrong]

    def blank(self, text: str) -> str:
        """Put spaces in the place of the names of zones and places."""
        named = self.read(text)
        spans = [(group[0].start, group[0].end) for group in named.zones]
        spans += [(group[0].start, group[0].end) for group in named.places]
        for start, end in spans:
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def _read_text(self, text: str) -> NamedPlaces:
        return NamedPlaces(_group(self._gazetteer.find(text)), _group(self._gazetteer.find_places(text)))

    def _read_allowed(self, cited: Sequence[Citation]) -> tuple[frozenset[str], frozenset[str]]:
        """Give the short names of zones, and the places and cities, that may be named."""
        zones = {citation.zone for citation in cited if citation.zone}
        places: set[str] = set()
        for text in {text for citation in cited for text in (citation.text, citation.headline)}:
            named = self.read(text)
            zones |= {mention.zone.short for group in named.zones for mention in group}
            places |= {name for group in named.places for m in group for name in (m.place, m.city)}
        for short in zones:
            zone = self._gazetteer.get(short)
            if zone is not None:
                places |= {zone.place, zone.city}
        return frozenset(zones), frozenset(places)

    def _name_zone(self, text: str, cited: Sequence[Citation]) -> str:
        """Give the cited zone's name, in the statement's language."""
        zone = self._gazetteer.get(cited[0].zone) if cited else None
        if zone is None:
            return cited[0].zone if cited else ""
        return zone.short if is_chinese(text) else f"{zone.english} ({zone.short})"


def _is_allowed(mention: ZoneMention, text: str, allowed: frozenset[str]) -> bool:
    """Tell whether a zone is allowed, or is called a development zone only and one of its place is."""
    if mention.zone.short in allowed:
        return True
    states_kind = _KIND.search(text, mention.start, mention.end) is not None
    return not states_kind and any(short.startswith(mention.zone.place) for short in allowed)


def is_chinese(text: str) -> bool:
    """Tell the language of a statement; names in brackets do not count."""
    plain = _IN_BRACKETS.sub("", text)
    return len(_HANZI.findall(plain)) > len(_LATIN_WORD.findall(plain))


def _group(mentions: Sequence[_Mention]) -> tuple[tuple[_Mention, ...], ...]:
    """Put together the readings of one and the same spelling."""
    groups: dict[tuple[int, int], list[_Mention]] = {}
    for mention in mentions:
        groups.setdefault((mention.start, mention.end), []).append(mention)
    return tuple(tuple(group) for group in groups.values())
