"""The gazetteer: every name of a development zone, in Chinese, pinyin and English, to one `Zone`.

A name is found from its end: the kind's words (`经济技术开发区`, `development zone`) are looked for first and
the place is read off before them, so that a text is read once whatever the number of zones. A zone that is
not listed is recognised by the same make-up of its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.documents import Zone
from index.place_names import (
    BareNames,
    ChinesePlaces,
    LatinPlaces,
    Place,
    drop_company_names,
    has_latin,
    read_elsewhere,
)
from index.zone_kinds import PARK, UNSTATED, GazetteerData, ZoneKind, make_zone, read_gazetteer
from index.zone_names import FoundName, LiteralNames, ZoneNames, make_names

_PARK_BEFORE = re.compile(
    r"\s*(?:本[刊报]讯)?\s*(?:[\u4e00-\u9fff]{2,8}(?:省|自治区|市)|内蒙古|广西|西藏|宁夏|新疆)?"
)


@dataclass(frozen=True, slots=True)
class ZoneMention:
    """A zone's name in a text, `[start, end)`.

    A spelling that several zones share (`Pinglu development zone`) gives one mention of each, over the
    same characters.
    """

    zone: Zone
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place's name in a text, `[start, end)`, outside the names of zones.

    Attributes:
        place: In Chinese without 市, 县 or 区: `长治`; `祁县` keeps its second character.
        place_english: `Changzhi`.
        city: The prefecture-level city it lies in, in Chinese.
        is_city: The place is that city itself.
        start: First character.
        end: One past the last character, `市`, `县` or `County` included.
    """

    place: str
    place_english: str
    city: str
    is_city: bool
    start: int
    end: int


class Gazetteer:
    """Finds zones and places in a text; immutable, safe to share between threads."""

    def __init__(self, data: GazetteerData, *, more: Iterable[Zone] = ()) -> None:
        """Index the listed zones of `data` and the zones of `more`."""
        self._data = data
        self._places = {place.name: place for place in data.places}
        self._cities = {place.name: place.english for place in data.places if place.is_city}
        self._by_short = {record.zone.short: record.zone for record in data.zones}
        listed = {*self._places, *data.cities_elsewhere}
        unlisted: dict[str, Place] = {}
        for zone in more:
            self._by_short.setdefault(zone.short, zone)
            self._places.setdefault(zone.place, _place_of(zone))
            if zone.place not in listed:
                unlisted[zone.place] = self._places[zone.place]
        self.zones: tuple[Zone, ...] = tuple(self._by_short.values())
        self._latin_places = LatinPlaces(self._places.values(), data.english_words)
        self._bare_names = BareNames(unlisted.values())
        self._chinese_places = ChinesePlaces(data.places, (*data.not_places, *data.cities_elsewhere))
        self._names = ZoneNames(data)
        self._literals = LiteralNames(
            {
                name: record.zone.short
                for record in data.zones
                for name in (record.zone.name, *record.other_names)
            }
        )

    def get(self, short: str) -> Zone | None:
        """Give the zone with this canonical short name."""
        return self._by_short.get(short)

    def find(self, text: str) -> list[ZoneMention]:
        """Give every zone that `text` names, in order; of names that overlap the longer stays."""
        mentions = [
            ZoneMention(self._by_short[short], start, end) for short, start, end in self._literals.find(text)
        ]
        mentions += [
            ZoneMention(self._choose(name.place or self._place(name), name.kind), name.start, name.end)
            for name in self._names.find_chinese(text)
        ]
        if has_latin(text):
            for found, kind, start, end in self._names.find_latin(text, self._latin_places.find(text)):
                mentions += [ZoneMention(self._choose(place, kind), start, end) for place in found.places]
        return _drop_overlaps([item for item in mentions if self._is_zone(item.zone)])

    def find_park(self, text: str) -> Zone | None:
        """Give the industrial park that a headline or an article begins with, its province left out."""
        for name in self._names.find_chinese(text):
            if name.kind.key == PARK and _PARK_BEFORE.fullmatch(text, 0, name.start):
                return self._choose(name.place or self._place(name), name.kind)
        return None

    def _is_zone(self, zone: Zone) -> bool:
        """Tell whether a name counts wherever it stands: a park's only once an article is about it."""
        return not zone.short.endswith(self._data.kinds[PARK].label) or zone.short in self._by_short

    def find_places(self, text: str) -> list[PlaceMention]:
        """Give the places that `text` names outside the names of zones, in order."""
        taken = [(mention.start, mention.end) for mention in self.find(text)]
        found = [*self._chinese_places.find(text), *self._bare_names.find(text)]
        found.sort(key=lambda item: item.start)
        if has_latin(text):
            latin = drop_company_names(text, self._latin_places.find(text))
            found = sorted([*found, *latin], key=lambda item: item.start)
        return [
            PlaceMention(place.name, place.english, place.city, place.is_city, item.start, item.end)
            for item in found
            if not any(item.start < end and start < item.end for start, end in taken)
            for place in item.places
            if place.stands_alone
        ]

    def resolve(self, name: str) -> Zone | None:
        """Give the zone that `name` as a whole means; a bare place means its zone when it has just one."""
        name = name.strip()
        if name in self._by_short:
            return self._by_short[name]
        whole = {m.zone.short: m.zone for m in self.find(name) if (m.start, m.end) == (0, len(name))}
        if not whole:
            whole = {
                zone.short: zone
                for place in self.find_places(name)
                if (place.start, place.end) == (0, len(name))
                for zone in self.zones_of_place(place.place)
            }
        return next(iter(whole.values())) if len(whole) == 1 else None

    def zones_of_place(self, place: str) -> tuple[Zone, ...]:
        """Give the zones named after this place (`长治`), and not those of its counties."""
        return tuple(zone for zone in self.zones if zone.place == place)

    def names_of(self, zone: Zone) -> tuple[str, ...]:
        """Give the names under which `zone` is found, in both languages, the short one first."""
        place = self._places.get(zone.place) or _place_of(zone)
        kind = self._kind_of(zone)
        others = tuple(
            name for record in self._data.zones if record.zone == zone for name in record.other_names
        )
        return tuple(dict.fromkeys((zone.short, zone.name, *others, *make_names(place, kind), zone.english)))

    def with_zones(self, zones: Iterable[Zone]) -> Gazetteer:
        """Give a gazetteer that also knows `zones`, such as the unlisted ones of an index."""
        known = {record.zone.short for record in self._data.zones}
        more = {zone.short: zone for zone in (*self.zones, *zones) if zone.short not in known}
        return Gazetteer(self._data, more=more.values())

    def _place(self, name: FoundName) -> Place:
        return self._places.get(name.place_name) or read_elsewhere(name.place_name, name.city)

    def _choose(self, place: Place, kind: ZoneKind) -> Zone:
        """Give the zone of `kind` at `place`.

        A place's only zone is meant too where it is called just a development zone or an economic one.
        """
        zone = self._by_short.get(place.name + kind.label)
        if zone is None and kind.key in {UNSTATED, "economic"}:
            here = self.zones_of_place(place.name)
            zone = here[0] if len(here) == 1 else None
        return zone or make_zone(place, kind, city_english=self._cities.get(place.city, ""), listed=False)

    def _kind_of(self, zone: Zone) -> ZoneKind:
        label = zone.short[len(zone.place) :]
        return next(kind for kind in self._data.kinds.values() if kind.label == label)


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Give the gazetteer of Shanxi that ships, read once."""
    return Gazetteer(read_gazetteer())


def _place_of(zone: Zone) -> Place:
    return Place(zone.place, "", zone.city, ((zone.place_english,),))


def _drop_overlaps(mentions: list[ZoneMention]) -> list[ZoneMention]:
    """Keep the longest of overlapping mentions, and all of those over the same characters."""
    kept: list[ZoneMention] = []
    for mention in sorted(mentions, key=lambda item: (item.start - item.end, item.start)):
        same = [other for other in kept if other.start < mention.end and mention.start < other.end]
        if all((o.start, o.end) == (mention.start, mention.end) and o.zone != mention.zone for o in same):
            kept.append(mention)
    return sorted(kept, key=lambda item: item.start)
