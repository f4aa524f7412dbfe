"""The catalogue of an index: what is known of every article without reading its text.

It is small (a few hundred bytes an article), so that a page can list, count and narrow all articles at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.documents import Dated, Zone

_WHOLE_YEAR = (101, 1231)
"""The first and the last day of a year, as `month * 100 + day`."""
_LAST_DAY = 31
"""Of any month: only the order of dates counts, so that no calendar is asked."""


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """One article, without its text.

    Attributes:
        number: The article's number in the index, from 0.
        id: Stable; see `index.documents.Article`.
        source: The page it stands on.
        ordinal: Its number on its page, from 0.
        zone: Short name of the zone it is about, empty when none is named.
        headline: The mended headline, empty when there is none.
        published: When the page came out, as far as the page tells.
        is_whole_page: The page could not be split, and this article is all of it.
    """

    number: int
    id: str
    source: str
    ordinal: int
    zone: str
    headline: str
    published: Dated
    is_whole_page: bool


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All articles of one generation of an index, by number; safe to share between threads.

    What is derived is worked out at its first use and kept.

    Attributes:
        entries: Every article; entry `i` has the number `i`.
        zones: Every zone that an article is about, in the order in which they were met.
    """

    entries: tuple[ArticleEntry, ...]
    zones: tuple[Zone, ...]

    def zone(self, short: str) -> Zone | None:
        """Give the zone of this short name; none where no article is about it."""
        return self._zones.get(short)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The pages, each once, in the order of their names."""
        return tuple(sorted({entry.source for entry in self.entries}))

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """The cities, in Chinese, in which the zones lie, in order; each is in `city_names`."""
        return tuple(sorted(self.city_names))

    @cached_property
    def city_names(self) -> dict[str, str]:
        """The pinyin of each city by its name in Chinese; empty where it is not known."""
        names: dict[str, str] = {}
        for zone in self.zones:
            if zone.city:
                names[zone.city] = names.get(zone.city) or zone.city_english
        return names

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months of publication that are known, as `2024-03`, the earliest first."""
        dates = {entry.published for entry in self.entries}
        return tuple(sorted({str(date)[:7] for date in dates if date.year and date.month}))

    @cached_property
    def zone_numbers(self) -> NDArray[np.int32]:
        """`(n_articles,)` int32: number in `zones`, -1 where no zone is known."""
        numbers = {zone.short: number for number, zone in enumerate(self.zones)}
        return np.array([numbers.get(entry.zone, -1) for entry in self.entries], dtype=np.int32)

    @cached_property
    def source_numbers(self) -> NDArray[np.int32]:
        """`(n_articles,)` int32: number in `sources`."""
        numbers = {source: number for number, source in enumerate(self.sources)}
        return np.array([numbers[entry.source] for entry in self.entries], dtype=np.int32)

    @cached_property
    def published_spans(self) -> NDArray[np.int32]:
        """`(n_articles, 2)` int32: the first and the last day, as `20240307`, on which it may have come out.

        Both are 0 where the date is unknown.
        """
        spans = [span_of(entry.published) for entry in self.entries]
        return np.array(spans, dtype=np.int32).reshape(-1, 2)

    @cached_property
    def _zones(self) -> dict[str, Zone]:
        return {zone.short: zone for zone in self.zones}


def span_of(date: Dated) -> tuple[int, int]:
    """Give the first and the last day of a date, as `20240307`; both 0 where it is unknown."""
    if date.year is None:
        return 0, 0
    first, last = _WHOLE_YEAR
    if date.month is not None:
        first, last = date.month * 100 + 1, date.month * 100 + _LAST_DAY
        if date.day is not None:
            first = last = date.month * 100 + date.day
    return date.year * 10_000 + first, date.year * 10_000 + last
