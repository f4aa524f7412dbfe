"""The make-up of a zone's name: a place and the words of a kind, in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.place_names import FoundPlaces, Place, join_longest_first, make_name_pattern
from index.zone_kinds import FREE_TRADE, UNSTATED, GazetteerData, ZoneKind

_WINDOW = 16
"""How many characters before the kind's words are looked at for a place."""
_ENGLISH_GAP = r"(?:['’]s)?(?:\s+|\s*-\s*)(?:(?:national|provincial|state|state-level)\s+)?"
_PROVINCE = re.compile(r"(?<![A-Za-z])Shanxi(?:\s+Province)?(?:['’]s|,)?\s+$", re.IGNORECASE)
_COORDINATION = re.compile(r"\s*,\s*|\s*,?\s*(?:and|or|&|versus|vs\.?)\s+(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundName:
    """A zone's name: its place (`None` when no table has it), its kind, and where it stands."""

    place: Place | None
    place_name: str
    city: str
    kind: ZoneKind
    start: int
    end: int


class LiteralNames:
    """Finds names that are given whole and not made by rule."""

    def __init__(self, shorts: Mapping[str, str]) -> None:
        """Take names and the short names of their zones; a space in a name is any white space."""
        self._shorts = {_fold(name): short for name, short in shorts.items()}
        parts = [
            (rf"(?<![A-Za-z]){part}(?![A-Za-z])" if name.isascii() else part)
            for name in sorted(shorts, key=len, reverse=True)
            for part in [r"\s+".join(re.escape(word) for word in name.split())]
        ]
        self._pattern = re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Give short name, start and end of each."""
        for match in self._pattern.finditer(text):
            yield self._shorts[_fold(match.group())], match.start(), match.end()


class ZoneNames:
    """Finds names that are made of a place and a kind."""

    def __init__(self, data: GazetteerData) -> None:
        """Prepare the patterns of all kinds of `data`."""
        self._kinds = {form: kind for kind in data.kinds.values() for form in kind.chinese}
        self._chinese = re.compile(join_longest_first(self._kinds))
        places = {place.name: place for place in data.places}
        self._places = places
        cities = join_longest_first(place.name for place in data.places if place.is_city)
        self._before = re.compile(
            rf"(?P<province>山西省?)?(?:(?P<city>{cities})市?)?"
            rf"(?P<place>{make_name_pattern(data.places)})(?:[市县区])?(?P<gap>\s{{0,2}})$"
        )
        self._joined = re.compile(rf"(?P<place>{make_name_pattern(data.places)})[、和与及]$")
        elsewhere = join_longest_first(data.cities_elsewhere)
        self._elsewhere = re.compile(rf"(?P<city>{elsewhere})市?(?P<place>[\u4e00-\u9fff]{{2,3}}[市县区])?$")
        self._city_first = re.compile(rf"^(?:{elsewhere})市?(?=..)")
        self._run = re.compile(r"[\u4e00-\u9fff]{2,12}$")
        self._leading = re.compile(f".*(?:{join_longest_first(data.leading)})(?=..)")
        self._ends = re.compile(f"(?:{join_longest_first(data.leading)})$")
        self._stop = re.compile(join_longest_first(data.stop))
        self._english = [
            (kind, re.compile(_ENGLISH_GAP + rf"(?:{'|'.join(kind.english)})(?![A-Za-z])", re.IGNORECASE))
            for kind in data.kinds.values()
        ]

    def find_chinese(self, text: str) -> Iterator[FoundName]:
        """Give the names written in Chinese, in order."""
        floor = 0
        for match in self._chinese.finditer(text):
            kind = self._kinds[match.group()]
            begin = max(floor, match.start() - _WINDOW)
            before = text[begin : match.start()]
            name = self._known(before, begin, match, kind) or self._unknown(before, begin, match, kind)
            if name is not None:
                yield from self._coordinated(text, floor, name)
                floor = match.end()
                yield name

    def find_latin(
        self, text: str, found: Sequence[FoundPlaces]
    ) -> Iterator[tuple[FoundPlaces, ZoneKind, int, int]]:
        """Give those of `found` that a kind's words follow, the kind, and where the whole name stands.

        A plural serves every place before it (`Zuoyun and Datong development zones`); after one city alone
        (`Changzhi development zones`) it means all the zones there and is no zone's name.
        """
        for index, item in enumerate(found):
            kind, end = self._match_english(text, item.end)
            if kind is None:
                continue
            if text[end - 1] in "sS":
                first = _first_coordinated(text, found, index)
                if first == index and item.places[0].is_city:
                    continue
                for other in found[first:index]:
                    yield other, kind, other.start, other.end
            yield item, kind, _include_province(text, item.start), end

    def _match_english(self, text: str, position: int) -> tuple[ZoneKind | None, int]:
        best: tuple[ZoneKind | None, int] = None, position
        for kind, pattern in self._english:
            match = pattern.match(text, position)
            if match and match.end() > best[1]:
                best = kind, match.end()
        return best

    def _known(self, before: str, begin: int, match: re.Match[str], kind: ZoneKind) -> FoundName | None:
        found = self._before.search(before)
        if found is None or (found["gap"] and kind.key == UNSTATED):
            return None
        place = self._places[found["place"]]
        if (place.division == "省") != (kind.key == "reform"):
            return None
        start = found.start()
        if found["city"] and found["city"] != place.city:
            start = found.start("place")
        return FoundName(place, place.name, place.city, kind, begin + start, match.end())

    def _coordinated(self, text: str, floor: int, name: FoundName) -> Iterator[FoundName]:
        """Give 长治 too in `长治、运城经开区`, where one kind's words serve several places."""
        before, start = text[floor : name.start], name.start - floor
        while name.place is not None and (
            found := self._joined.search(before, max(0, start - _WINDOW), start)
        ):
            place = self._places[found["place"]]
            begin = found.start("place")
            yield FoundName(
                place, place.name, place.city, name.kind, floor + begin, floor + found.end("place")
            )
            start = begin

    def _unknown(self, before: str, begin: int, match: re.Match[str], kind: ZoneKind) -> FoundName | None:
        """Read an unlisted place: a known city elsewhere, or what is left once leading words are cut."""
        if match.group() == "示范区" or kind.key == "reform":
            return None
        city = self._elsewhere.search(before)
        if city is not None and not (city["place"] and self._stop.search(city["place"])):
            name = city["place"] or city["city"]
            return FoundName(None, _trim(name), "", kind, begin + city.start(), match.end())
        if kind.key == FREE_TRADE:  # most of them are countries', or plans: 建立自贸区
            return None
        run = self._run.search(before)
        if run is None:
            return None
        rest = self._leading.sub("", run.group())
        rest = self._city_first.sub("", rest) or rest
        is_plain = kind.key == UNSTATED and rest[-1] not in "市县"
        if is_plain or not 2 <= len(rest) <= 4 or self._stop.search(rest) or self._ends.search(rest):
            return None
        start = match.start() - len(rest)
        return FoundName(None, _trim(rest), "", kind, start, match.end())


def _include_province(text: str, start: int) -> int:
    found = _PROVINCE.search(text, max(0, start - 24), start)
    return found.start() if found else start


def _first_coordinated(text: str, found: Sequence[FoundPlaces], index: int) -> int:
    while index > 0 and _COORDINATION.fullmatch(text[found[index - 1].end : found[index].start]):
        index -= 1
    return index


def make_names(place: Place, kind: ZoneKind) -> Iterator[str]:
    """Give the names of the zone of `kind` at `place` that are made by rule."""
    for form in kind.chinese:
        yield place.name + form
    for form in place.english_forms:
        yield f"{form} {kind.title}"


def _trim(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] in "市县区" else name


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
