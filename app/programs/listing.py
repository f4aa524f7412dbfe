"""The zones of the index with their names and how much is said of them, as plain values."""

from __future__ import annotations

from collections import defaultdict

from app.programs.requests import MOST_ZONES, ZonesRequest
from index.catalogue import Catalogue
from index.documents import Zone
from index.zones import Gazetteer
from rag.answers import Json, Narrowing
from rag.narrowing import check_narrowing


def list_zones(request: ZonesRequest, catalogue: Catalogue, gazetteer: Gazetteer) -> dict[str, Json]:
    """List the zones that fit, those with most articles first, at most `MOST_ZONES`.

    Args:
        request: Which are asked for.
        catalogue: What is indexed.
        gazetteer: Knows the zones' names.

    Raises:
        rag.narrowing.NarrowingError: No zone lies in the city that is asked for.
    """
    cities = check_narrowing(Narrowing(cities=(request.city or "",)), catalogue, gazetteer).cities
    wanted = (request.text or "").strip().casefold()
    dates: defaultdict[str, list[str]] = defaultdict(list)
    for entry in catalogue.entries:
        dates[entry.zone].append(str(entry.published))
    fitting = [
        (zone, names)
        for zone in catalogue.zones
        if not cities or zone.city in cities
        for names in (gazetteer.names_of(zone),)
        if any(wanted in name.casefold() for name in names)
    ]
    fitting.sort(key=lambda pair: (-len(dates[pair[0].short]), pair[0].short))
    return {
        "total": len(fitting),
        "zones": [_describe_zone(zone, names, dates[zone.short]) for zone, names in fitting[:MOST_ZONES]],
        "scope": {"articles": len(catalogue.entries), "zones": len(catalogue.zones)},
    }


def _describe_zone(zone: Zone, names: tuple[str, ...], dates: list[str]) -> Json:
    known = sorted(filter(None, dates))
    return {
        "name": zone.name,
        "short": zone.short,
        "english": zone.english,
        "other_names": [name for name in names if name not in {zone.name, zone.short, zone.english}],
        "city": zone.city,
        "city_english": zone.city_english,
        "articles": len(dates),
        "first": known[0] if known else "",
        "last": known[-1] if known else "",
    }
