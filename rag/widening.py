"""A zone that a question names may be what others speak of: then its name is looked for, and no filter."""

from __future__ import annotations

from dataclasses import replace

from index.zones import Gazetteer
from rag.answers import Query


def widen_query(query: Query, gazetteer: Gazetteer) -> Query | None:
    """Give the query over all articles, where a sentence must name the zones that were a filter.

    "Who led the visit to Qinyuan?" is answered in the visitor's article. None for a list, which has no such
    filter, for a question that names no zone, and for a figure: one zone's figure beside another's name is
    not that zone's.
    """
    zones = [zone for short in query.zones if (zone := gazetteer.get(short)) is not None]
    if query.is_list or query.expects == "number" or not zones:
        return None
    names = tuple((*gazetteer.names_of(zone), zone.place) for zone in zones)
    return replace(query, zones=(), cities=(), required=names)
