"""The text of a follow-up before it is understood: "the high-tech zone" named in full, "swap to" dropped.

After a question on one zone of a place, a bare kind of zone means the zone of that kind there, as the
gazetteer has it: 高新区 after 长治经开区 is 长治高新区.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from index.documents import Zone
from index.zones import Gazetteer
from rag.answers import Language, Query
from rag.dialogue.locating import locate_names
from rag.question_words import load_question_words

_STEM = 4
_WORD = re.compile(r"[a-z]{4,}")
_SAY_NO_KIND = frozenset({"zone", "zones", "area", "park", "there", "over", "development", "industrial"})


def name_anew(query: Query, before: Query, gazetteer: Gazetteer, understand: Callable[[str], Query]) -> Query:
    """Give the question with a bare kind of zone named in full, and without "swap to"."""
    text = _drop_swap(_name_bare_kind(query, before, gazetteer), query.language, gazetteer)
    return query if text == query.question else replace(understand(text), language=query.language)


def _drop_swap(question: str, language: Language, gazetteer: Gazetteer) -> str:
    """Drop "now for" and 换成 before the name of a zone, place or year, which alone is changed."""
    opening = load_question_words(language).patterns["swap_opening"].match(question)
    return question[opening.end() :] if opening and locate_names(question, gazetteer) else question


def _name_bare_kind(query: Query, before: Query, gazetteer: Gazetteer) -> str:
    """Give the question with a bare kind of zone named in full; as it is where it has none, or none fits.

    Args:
        query: The question, understood by itself.
        before: The question before it, complete; its zones or city must be of one place.
        gazetteer: Knows which zones that place has.
    """
    text = query.question
    patterns = load_question_words(query.language).patterns
    match = patterns["bare_kind"].search(text)
    is_whole = query.zones or query.cities or query.is_list or patterns["wide_scope"].search(text)
    if match is None or is_whole:
        return text
    known = [zone for short in before.zones if (zone := gazetteer.get(short)) is not None]
    places = {zone.place for zone in known} | set(before.cities)
    if len(places) != 1:
        return text
    zones = [zone for zone in gazetteer.zones_of_place(places.pop()) if _is_of_kind(zone, match["name"])]
    if len(zones) != 1:
        return text
    name = zones[0].english if query.language == "en" else zones[0].short
    return text[: match.start("name")] + name + text[match.end("name") :]


def _is_of_kind(zone: Zone, said: str) -> bool:
    """Say whether a zone is of the kind that is said: in English, whether its name has the kind's words."""
    if not said.isascii():
        return zone.short.endswith(said) or zone.name.endswith(said)
    words = set(_WORD.findall(said.lower())) - _SAY_NO_KIND
    return bool(words) and all(word[:_STEM] in zone.english.lower() for word in words)
