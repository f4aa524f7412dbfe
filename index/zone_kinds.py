"""The gazetteer's data as read from disk: kinds of zones, places, zones and the words of names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.documents import Zone
from index.place_names import Place

GAZETTEER_DIR = Path(__file__).parent / "gazetteer"
UNSTATED = "unstated"
"""The kind of a name that says only that it is a development zone."""
FREE_TRADE = "free trade"
PARK = "park"
"""The kind of industrial parks, which are zones only where an article is about one."""


@dataclass(frozen=True, slots=True)
class ZoneKind:
    """What a zone is called after its place.

    Attributes:
        key: Its table in `names.toml`.
        label: The end of the canonical short name: `经开区`.
        name: The end of the full Chinese name.
        title: The end of the English name.
        chinese: Every Chinese form.
        english: Every English form, as regular expressions.
    """

    key: str
    label: str
    name: str
    title: str
    chinese: tuple[str, ...]
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoneRecord:
    """A listed zone with its kind and the names that are not made by rule."""

    zone: Zone
    kind: str
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GazetteerData:
    """All that the gazetteer is made from.

    Attributes:
        kinds: By key, in the file's order.
        places: Shanxi's divisions.
        zones: The listed zones.
        leading: Words that stand before a zone's name.
        stop: Words that no place's name holds.
        not_places: Phrases that hold a place's characters by chance.
        english_words: Latin spellings that need a capital to be a place.
        cities_elsewhere: Cities outside Shanxi.
    """

    kinds: dict[str, ZoneKind]
    places: tuple[Place, ...]
    zones: tuple[ZoneRecord, ...]
    leading: tuple[str, ...]
    stop: tuple[str, ...]
    not_places: tuple[str, ...]
    english_words: tuple[str, ...]
    cities_elsewhere: tuple[str, ...]


def make_zone(
    place: Place, kind: ZoneKind, *, city_english: str, name: str = "", title: str = "", listed: bool
) -> Zone:
    """Make the zone of `kind` at `place`; `name` and `title` where they are not the kind's usual ones."""
    return Zone(
        short=place.name + kind.label,
        name=name or place.name + kind.name,
        english=f"{place.english} {title or kind.title}",
        city=place.city,
        city_english=city_english,
        place=place.name,
        place_english=place.english,
        listed=listed,
    )


def read_gazetteer(directory: Path = GAZETTEER_DIR) -> GazetteerData:
    """Read `names.toml` and the tables of places, zones and cities elsewhere.

    Raises:
        ValueError: A row of a table has an unknown kind or place; the message names it.
    """
    names = tomllib.loads((directory / "names.toml").read_text(encoding="utf-8"))
    kinds = {
        key: ZoneKind(
            key, row["label"], row["name"], row["title"], tuple(row["chinese"]), tuple(row["english"])
        )
        for key, row in names["kinds"].items()
    }
    places = tuple(_read_places(directory / "shanxi_places.tsv"))
    return GazetteerData(
        kinds=kinds,
        places=places,
        zones=tuple(_read_zones(directory / "shanxi_zones.tsv", kinds, places)),
        leading=tuple(names["unlisted"]["leading"]),
        stop=tuple(names["unlisted"]["stop"]),
        not_places=tuple(names["not_places"]),
        english_words=tuple(names["english_words"]),
        cities_elsewhere=tuple(names["cities_elsewhere"]),
    )


def _read_rows(path: Path, columns: int) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            yield cells + [""] * (columns - len(cells))


def _read_places(path: Path) -> Iterator[Place]:
    for name, division, pinyin, city, others in _read_rows(path, 5):
        readings = [tuple(reading.split()) for reading in [pinyin, *_split(others)]]
        yield Place(name, division, city, tuple(readings))


def _read_zones(path: Path, kinds: dict[str, ZoneKind], places: tuple[Place, ...]) -> Iterator[ZoneRecord]:
    by_name = {place.name: place for place in places}
    cities = {place.name: place.english for place in places if place.is_city}
    for place, kind, name, title, others in _read_rows(path, 5):
        if kind not in kinds:
            raise ValueError(f"{path.name}: unknown kind {kind!r} of {place}; known: {', '.join(kinds)}")
        if place not in by_name:
            raise ValueError(f"{path.name}: {place!r} is not in shanxi_places.tsv; add it there")
        where = by_name[place]
        zone = make_zone(
            where, kinds[kind], city_english=cities[where.city], name=name, title=title, listed=True
        )
        yield ZoneRecord(zone, kind, tuple(_split(others)))


def _split(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;]", cell) if part.strip()]
