"""The rules that turn a page into articles, passages and zones, given to a build as plain functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.blocks import Chunk, Segment
from index.documents import Zone
from index.manifest import digest_rules


@dataclass(frozen=True, slots=True)
class Rules:
    """How a page becomes passages.

    Attributes:
        segment: Page to articles.
        chunk: Article to passages.
        find_zone: The zone of a canonical short name.
        digest: Changes when the outcome would; an index made by other rules is built again.
    """

    segment: Segment
    chunk: Chunk
    find_zone: Callable[[str], Zone]
    digest: str


def load_rules() -> Rules:
    """Give the rules of this package."""
    from index.chunking import chunk_article
    from index.segmenting import segment_page

    return Rules(segment=segment_page, chunk=chunk_article, find_zone=find_zone, digest=digest_rules())


def find_zone(short: str) -> Zone:
    """Give the zone of a canonical short name; one that is not listed keeps the name alone."""
    from index.zones import load_gazetteer

    gazetteer = load_gazetteer()
    zone = gazetteer.get(short) or gazetteer.resolve(short) or gazetteer.find_park(short)
    if zone is not None and zone.short == short:
        return zone
    return Zone(short, short, "", "", "", short, "", listed=False)
