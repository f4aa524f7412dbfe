"""What an index holds, counted: articles by zone, by city, by month; pure, for the *Zones* tab."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from index.catalogue import ArticleEntry, Catalogue
from index.documents import Dated, Zone

Month = tuple[int, int]
"""Year and month, 1 to 12; month 0 where only the year is known."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Some articles, counted.

    Attributes:
        articles: How many they are.
        first: The earliest date of them, where one is known; a year alone counts as before its months.
        last: The latest date of them.
        months: How many came out in each month, in order; articles without a date are not in it.
        sources: The files they stand in, in order.
    """

    articles: int
    first: Dated
    last: Dated
    months: Mapping[Month, int]
    sources: tuple[str, ...]

    @property
    def undated(self) -> int:
        """How many have no date at all."""
        return self.articles - sum(self.months.values())


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """One zone, and the articles about it."""

    zone: Zone
    tally: Tally


@dataclass(frozen=True, slots=True)
class CityCount:
    """One city, and what lies in it.

    Attributes:
        city: Its name in Chinese, without 市; empty for the zones whose city is unknown.
        city_english: The same in pinyin.
        zones: How many zones lie in it.
        articles: How many articles are about them.
    """

    city: str
    city_english: str
    zones: int
    articles: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What an index holds.

    Attributes:
        all: All articles.
        nowhere: Those that are about no zone.
        zones: Every zone, those with the most articles first, then by their English names.
        cities: Every city, those with the most articles first; the unknown one last.
    """

    all: Tally
    nowhere: Tally
    zones: tuple[ZoneCount, ...]
    cities: tuple[CityCount, ...]


def summarise_catalogue(catalogue: Catalogue) -> Overview:
    """Count what a catalogue lists; each article is looked at twice."""
    by_zone: defaultdict[str, list[ArticleEntry]] = defaultdict(list)
    for entry in catalogue.entries:
        by_zone[entry.zone].append(entry)
    nowhere = tally_entries(by_zone.pop("", ()))
    known = {zone.short: zone for zone in catalogue.zones}
    zones = [*known.values(), *(_stand_in(short) for short in by_zone if short not in known)]
    counts = sorted(
        (ZoneCount(zone, tally_entries(by_zone.get(zone.short, ()))) for zone in zones), key=_rank
    )
    return Overview(tally_entries(catalogue.entries), nowhere, tuple(counts), _count_cities(counts))


def tally_entries(entries: Iterable[ArticleEntry]) -> Tally:
    """Count some articles."""
    listed = list(entries)
    dated = [entry.published for entry in listed if entry.published.year is not None]
    months = Counter((date.year or 0, date.month or 0) for date in dated)
    sources = sorted({entry.source for entry in listed})
    return Tally(
        articles=len(listed),
        first=min(dated, key=order_date, default=Dated()),
        last=max(dated, key=order_date, default=Dated()),
        months=dict(sorted(months.items())),
        sources=tuple(sources),
    )


def sort_newest_first(entries: Iterable[ArticleEntry]) -> list[ArticleEntry]:
    """Put articles in order: the newest first, those without a date last, those of one day as on their pages.

    A date that is known to the year only comes after the months of that year.
    """
    on_pages = sorted(entries, key=lambda entry: (entry.source, entry.ordinal))
    return sorted(on_pages, key=lambda entry: order_date(entry.published), reverse=True)


def order_date(date: Dated) -> tuple[int, int, int]:
    """Give what dates are sorted by; an unknown part comes before all known ones."""
    return date.year or 0, date.month or 0, date.day or 0


def _rank(count: ZoneCount) -> tuple[int, str, str]:
    return -count.tally.articles, count.zone.english.casefold(), count.zone.short


def _stand_in(short: str) -> Zone:
    """Give a zone that an article names and the catalogue does not describe."""
    return Zone(short, short, "", "", "", short, "", listed=False)


def _count_cities(counts: Iterable[ZoneCount]) -> tuple[CityCount, ...]:
    in_order = sorted(counts, key=lambda count: count.zone.city)
    cities = []
    for city, group in groupby(in_order, key=lambda count: count.zone.city):
        within = list(group)
        english = next((count.zone.city_english for count in within if count.zone.city_english), "")
        cities.append(CityCount(city, english, len(within), sum(count.tally.articles for count in within)))
    return tuple(sorted(cities, key=lambda one: (not one.city, -one.articles, one.city_english, one.city)))
