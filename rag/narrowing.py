"""To which articles a reader has narrowed the search: the choice checked, and the articles that it leaves.

Within a field any of its values will do; between fields all must hold. An article whose date is known only to
the year fits wherever its year and the range overlap, and one whose date is unknown fits no range at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue, span_of
from index.documents import Dated, Zone
from index.store import Index
from index.zones import Gazetteer
from rag.answers import Narrowing, Scope

MOST_CHARS = 300
"""Of one value of a narrowing."""
MOST_VALUES = {"zones": 200, "cities": 200, "sources": 50}
"""Of each field that has several."""
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NEAR_NAMES = 3
_LEAST_LIKENESS, _LEAST_LIKENESS_OF_HANZI = 0.6, 0.5
"""Of a name that may have been meant; two hanzi that share one are half alike."""
_ENDLESS = 99_999_999
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Articles = NDArray[np.bool_]


class NarrowingError(ValueError):
    """The search cannot be narrowed so; the message says why, and what would do."""


def find_allowed_articles(narrowing: Narrowing, catalogue: Catalogue) -> Articles | None:
    """Give the articles that a narrowing leaves: `(n_articles,)` bool, or `None` where it is empty.

    Args:
        narrowing: As `check_narrowing` gives it.
        catalogue: Of the index that is searched.
    """
    if narrowing.is_empty:
        return None
    allowed = np.ones(len(catalogue.entries), dtype=bool)
    if narrowing.zones or narrowing.cities:
        # One entry more than there are zones: -1, where no zone is known, is the last and never fits.
        fitting = [*(admits_zone(narrowing, zone) for zone in catalogue.zones), False]
        allowed &= np.array(fitting)[catalogue.zone_numbers]
    if narrowing.sources:
        parts = [part.casefold() for part in narrowing.sources]
        fitting = [any(part in source.casefold() for part in parts) for source in catalogue.sources]
        allowed &= np.array(fitting, dtype=bool)[catalogue.source_numbers]
    if narrowing.since or narrowing.until:
        spans = catalogue.published_spans
        first, last = _span_of_range(narrowing)
        allowed &= (spans[:, 0] > 0) & (spans[:, 0] <= last) & (spans[:, 1] >= first) & (first <= last)
    return allowed


def admits_zone(narrowing: Narrowing, zone: Zone) -> bool:
    """Tell whether a narrowing leaves articles about a zone, as far as its zones and cities say."""
    is_named = not narrowing.zones or zone.short in narrowing.zones
    return is_named and (not narrowing.cities or zone.city in narrowing.cities)


def count_scope(narrowing: Narrowing, index: Index) -> Scope:
    """Count what is searched: articles, and the zones that they are about."""
    allowed = None if narrowing.is_empty else find_allowed_articles(narrowing, index.catalogue)
    if allowed is None:
        return Scope(articles=index.n_articles, zones=len(index.zones))
    zones = np.unique(index.article_zones[allowed])
    return Scope(articles=int(np.count_nonzero(allowed)), zones=int(np.count_nonzero(zones >= 0)))


def list_searched_zones(narrowing: Narrowing, index: Index) -> set[str]:
    """Give the short names of the zones that the articles searched are about."""
    allowed = None if narrowing.is_empty else find_allowed_articles(narrowing, index.catalogue)
    if allowed is None:
        return set(index.zone_names)
    return {index.zone_names[number] for number in np.unique(index.article_zones[allowed]) if number >= 0}


def read_narrowing(given: Mapping[str, object]) -> Narrowing:
    """Read a narrowing from plain values, such as those of `Narrowing.as_json`; a missing field is empty.

    Raises:
        NarrowingError: It has another field, or a value of another kind.
    """
    names = [field.name for field in fields(Narrowing)]
    strange = sorted(str(name) for name in given if name not in names)
    if strange:
        raise NarrowingError(f"the search is not narrowed by {strange[0]!r}; by {', '.join(names)}")
    values = {name: _read_values(name, value) for name, value in given.items()}
    return Narrowing(**values)  # type: ignore[arg-type]


def _read_values(field: str, value: object) -> str | tuple[str, ...]:
    if field not in MOST_VALUES and isinstance(value, str):
        return value
    if (
        field in MOST_VALUES
        and isinstance(value, list | tuple)
        and all(isinstance(one, str) for one in value)
    ):
        return tuple(value)
    wanted = "a list of texts" if field in MOST_VALUES else "a text"
    raise NarrowingError(f"{field} is {str(value)[:MOST_CHARS]!r}; it takes {wanted}")


def check_narrowing(narrowing: Narrowing, catalogue: Catalogue, gazetteer: Gazetteer) -> Narrowing:
    """Give a narrowing as the search takes it: known names, each once, and dates that are some.

    A zone may go by any of its names, in characters, pinyin or English, and becomes its short name; a city by
    characters or pinyin, and becomes its name in Chinese. Blank values are left out.

    Args:
        narrowing: As a reader or a program gave it.
        catalogue: Of the index that is searched.
        gazetteer: Knows the zones' names, those of the index too.

    Raises:
        NarrowingError: The index has no such zone or city, a date is none, the range is empty, or a field has
            too many values or one that is too long.
    """
    zones = [_find_zone(name, catalogue, gazetteer) for name in _tidy("zones", narrowing.zones)]
    cities = [_find_city(name, catalogue, gazetteer) for name in _tidy("cities", narrowing.cities)]
    checked = replace(
        narrowing,
        zones=tuple(dict.fromkeys(zones)),
        cities=tuple(dict.fromkeys(cities)),
        sources=_tidy("sources", narrowing.sources),
        since=_check_date("since", narrowing.since),
        until=_check_date("until", narrowing.until),
    )
    first, last = _span_of_range(checked)
    if first > last:
        raise NarrowingError(f"since is {checked.since}, which is after until, {checked.until}; swap them")
    return checked


def _tidy(field: str, values: Sequence[str]) -> tuple[str, ...]:
    """Give the values without blanks around them, each once, within their bounds."""
    most = MOST_VALUES[field]
    if len(values) > most:
        raise NarrowingError(f"{field} has {len(values)} values; give at most {most}")
    tidied = tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
    for value in tidied:
        if len(value) > MOST_CHARS:
            raise NarrowingError(f"{field} has a value of {len(value)} characters; give at most {MOST_CHARS}")
        if _CONTROL.search(value):
            raise NarrowingError(f"{field} has the value {value!a}, whose control characters are no text")
    return tidied


def _find_zone(name: str, catalogue: Catalogue, gazetteer: Gazetteer) -> str:
    if catalogue.zone(name) is not None:
        return name
    meant = gazetteer.resolve(name)
    if meant is not None and catalogue.zone(meant.short) is not None:
        return meant.short
    spellings: dict[str, list[str]] = {}
    for zone in catalogue.zones:
        for spelling in (zone.short, zone.name, zone.english, zone.place, zone.place_english):
            spellings.setdefault(spelling.casefold(), []).append(zone.short)
    raise NarrowingError(f"no one zone of the index is called {name!r}{_tell_near(name, spellings)}")


def _find_city(name: str, catalogue: Catalogue, gazetteer: Gazetteer) -> str:
    if name in catalogue.city_names:
        return name
    # The gazetteer reads 太原市 and Taiyuan alike, and its pinyin however it is spaced.
    meant = {place.place for place in gazetteer.find_places(name) if place.is_city}
    known = [city for city in catalogue.cities if city in meant]
    if len(known) == 1:
        return known[0]
    spellings: dict[str, list[str]] = {}
    for city, english in catalogue.city_names.items():
        for spelling in (city, english):
            spellings.setdefault(spelling.casefold(), []).append(city)
    raise NarrowingError(f"no zone of the index lies in the city {name!r}{_tell_near(name, spellings)}")


def _tell_near(name: str, spellings: Mapping[str, Sequence[str]]) -> str:
    """Give the names nearest to one that is not known, or some that are.

    Args:
        name: As given.
        spellings: The known names by each of their spellings, in small letters; of some it may be empty.
    """
    least = _LEAST_LIKENESS if name.isascii() else _LEAST_LIKENESS_OF_HANZI
    near = get_close_matches(name.casefold(), filter(None, spellings), n=_NEAR_NAMES, cutoff=least)
    known = list(dict.fromkeys(full for spelling in near for full in spellings[spelling]))[:_NEAR_NAMES]
    if known:
        return f"; the nearest names are {', '.join(known)}"
    some = list(dict.fromkeys(full for every in spellings.values() for full in every))[:_NEAR_NAMES]
    return f"; there are {', '.join(some)} …" if some else "; it has none"


def _check_date(field: str, value: str) -> str:
    value = value.strip()
    if value and _read_date(value) is None:
        shown = value[:MOST_CHARS]
        raise NarrowingError(f"{field} is {shown!r}; it takes a date such as 2024, 2024-03 or 2024-03-07")
    return value


def _read_date(value: str) -> Dated | None:
    """Read an ISO 8601 date of any precision; none where it is no date of the calendar."""
    match = _ISO.fullmatch(value)
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part]
    try:
        date(*parts, *[1] * (3 - len(parts)))
    except ValueError:
        return None
    return Dated(*parts)


def _span_of_range(narrowing: Narrowing) -> tuple[int, int]:
    """Give the first and the last day of the range, as `20240307`; an open end lies beyond all dates."""
    since, until = _read_date(narrowing.since), _read_date(narrowing.until)
    return span_of(since)[0] if since else 0, span_of(until)[1] if until else _ENDLESS
