"""To which articles a search was narrowed, in words: a line below the answer, and wherever a reader asks."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Zone
from prompts.loading import load_wording
from rag.answers import Language, Narrowing, Query
from rag.composing import escape_markdown, name_zone, pair_names
from rag.resources import Resources

_MOST_NAMED = 5
"""Zones, cities or files that are named; how many more there are is told."""


def tell_narrowing(query: Query, resources: Resources) -> str:
    """Say to what a question's search was narrowed, as a line below its answer; empty where it was not."""
    return compose_narrowing(query.narrowing, resources.index.zones, query.language)


def compose_narrowing(narrowing: Narrowing, zones: Sequence[Zone], language: Language) -> str:
    """Say to which articles the search was narrowed; empty where it was not.

    Args:
        narrowing: As checked.
        zones: Those of the index, for their names.
        language: Of the reader.
    """
    if narrowing.is_empty:
        return ""
    wording = load_wording(language, "answer")
    by_short = {zone.short: zone for zone in zones}
    pinyin = {zone.city: zone.city_english for zone in zones}
    names = {
        "narrowed_zones": [
            name_zone(by_short[short], language) if short in by_short else short for short in narrowing.zones
        ],
        "narrowed_cities": [pair_names(pinyin.get(city, ""), city, language) for city in narrowing.cities],
        "narrowed_sources": [
            wording["narrowed_source"].format(source=source) for source in narrowing.sources
        ],
    }
    parts = [wording[key].format(names=_name_some(given, language)) for key, given in names.items() if given]
    if narrowing.since or narrowing.until:
        whole = "narrowed_dates" if narrowing.until else "narrowed_since"
        key = whole if narrowing.since else "narrowed_until"
        parts.append(wording[key].format(since=narrowing.since, until=narrowing.until))
    return wording["narrowed"].format(parts=wording["reason_separator"].join(parts))


def _name_some(names: Sequence[str], language: Language) -> str:
    wording = load_wording(language, "answer")
    shown = wording["separator"].join(escape_markdown(name) for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return shown + wording["narrowed_more"].format(count=more) if more > 0 else shown
