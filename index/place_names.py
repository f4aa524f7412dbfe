"""Places of the gazetteer, and finding them in Chinese and in Latin letters.

A Latin name is matched word by word, so that a text is read once whatever the number of places:
`Lüliang`, `Lvliang`, `LULIANG`, `Lu:liang` and `Lyu-liang` have one key, and `Yunchengli` is another word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_DIVISIONS = {"市": "City", "县": "County", "区": "District"}
_LATIN_WORD = re.compile(r"(?:[A-Za-z\u00c0-\u024f\u0300-\u036f]|(?<=[uU]):(?=[A-Za-z]))+")
_LATIN_START = re.compile(r"[A-Za-z]{2}")
_LATIN_DIVISION = re.compile(
    r"[\s-](?:prefecture-level\s+)?(?:city|county|district|municipality|shi|xian|qu)(?![A-Za-z])",
    re.IGNORECASE,
)
_NEXT_NAME = re.compile(r"[ \u00a0-]([A-Z][a-z]{3,})(?![A-Za-z])")
_ONE_BREAK = re.compile(r"[\s'’\-]")
_BEFORE_SHORT = "市省在和与及到赴对从向为由了是的进入来至把将让于访"
"""What may stand right before a county of one character and its division, other than a city's name."""
_BARE_BEFORE = r"(?<![\u3400-\u9fff])|(?<=[那和与跟比及在于到从对向由问说换成])"
_BARE_AFTER = (
    r"(?![\u3400-\u9fff])|(?=[的呢和与跟比及在有是已将共现为到从对等都也还又则了多高哪怎县])|(?=市(?![场民值])|大(?![道街]))|(?=(?:去|今|明|前|近|当|每|本)[年两三几])"
    r"|(?=[那这][边里儿]|来[的了？]|去[的了？])"
    r"|(?=[上下]半年|第?[一二三四前]季|前[一二三四五六七八九十]|截至|目前|累计|新增|实现|完成|达到|建成|引进|投资|多少|什么|增长|拥有)"
)
"""What bounds a name that no table has: words of grammar, of time, and verbs of what is told of zones."""
_U_UMLAUT = re.compile(r"(?<=[ln])(?:v|yu|ue)(?=l|$)")


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative division, or a town that gave a zone its name.

    Attributes:
        name: In Chinese without its division, but with it where one character would be left: `长治`, `祁县`.
        division: `市`, `县` or `区`; empty where the name holds it, or for a town; `省` or `园` where the
            name means a place only as part of a zone's name.
        city: The prefecture-level city it lies in, itself for one.
        readings: Its pinyin by syllable, the usual reading first.
    """

    name: str
    division: str
    city: str
    readings: tuple[tuple[str, ...], ...]

    @property
    def is_city(self) -> bool:
        """Whether it is a prefecture-level city."""
        return self.name == self.city

    @property
    def stands_alone(self) -> bool:
        """Whether the name means the place outside a zone's name too."""
        return self.division not in {"省", "园"}

    @property
    def english(self) -> str:
        """The usual reading as one word: `Changzhi`."""
        return "".join(self.readings[0]).capitalize()

    @property
    def english_forms(self) -> tuple[str, ...]:
        """The spellings under which it is found, the usual one first."""
        words = ["".join(reading).capitalize() for reading in self.readings]
        if "ü" in words[0]:
            words += [words[0].replace("ü", other) for other in ("v", "u", "u:", "yu")]
        forms = list(words)
        forms += [f"{word} {_DIVISIONS[self.division]}" for word in words if self.division in _DIVISIONS]
        if is_short_county(self.name):
            first = self.readings[0][0].capitalize()
            forms += [f"{first} County", f"{first} Xian", f"{words[0]} County"]
        return tuple(forms)


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """Places that one name means, and where it stands; more than one when the spelling is shared."""

    places: tuple[Place, ...]
    start: int
    end: int


@lru_cache(maxsize=4096)
def _is_pinyin_name(word: str) -> bool:
    from index.sounding import split_syllables  # its tables are large, and few texts need them

    return bool(split_syllables(word))


@lru_cache(maxsize=4096)
def read_elsewhere(name: str, city: str) -> Place:
    """Make a place that the gazetteer lacks, its pinyin by the dictionaries of pypinyin."""
    from pypinyin import lazy_pinyin  # its dictionaries are large, and few texts need them

    return Place(name, "", city, (tuple(lazy_pinyin(name, v_to_u=True)),))


def is_short_county(name: str) -> bool:
    """Tell whether the division is part of the name: `祁县` is never called `祁`."""
    return len(name) == 2 and name.endswith("县")


def make_latin_key(word: str) -> str:
    """Fold case, accents and the spellings of ü, so that one name has one key."""
    plain = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace(":", "")
    return _U_UMLAUT.sub("u", plain)


class ChinesePlaces:
    """Finds places by their Chinese names."""

    def __init__(self, places: Sequence[Place], not_places: Iterable[str]) -> None:
        """Prepare one pattern for all `places`; inside one of `not_places` nothing is found."""
        self._by_name = {place.name: place for place in places if place.stands_alone}
        names = make_name_pattern(self._by_name.values())
        self._pattern = re.compile(
            rf"(?:{join_longest_first(not_places)})|(?P<name>{names})(?P<division>市(?![场民值])|县|区(?!域))?"
        )

    def find(self, text: str) -> list[FoundPlaces]:
        """Give the places in order; a city right before a place of its own is part of that place's name."""
        found: list[FoundPlaces] = []
        for match in self._pattern.finditer(text):
            name = match["name"]
            if name is None:
                continue
            place = self._by_name[name]
            end = match.end() if _fits(place, match["division"]) else match.end("name")
            start = match.start()
            if found and found[-1].end == start and found[-1].places[0].name == place.city != place.name:
                start = found.pop().start
            found.append(FoundPlaces((place,), start, end))
        return found


class BareNames:
    """Finds the places of an index's own zones by name alone (`青泉呢`, `青泉的企业`).

    No table tells what else such a name may mean (`新兴产业`), so it counts only where words of grammar or of
    time stand around it.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        """Take the places; names of one character are never found."""
        self._by_name = {place.name: place for place in places if len(place.name) > 1}
        names = join_longest_first(self._by_name)
        self._pattern = re.compile(rf"(?:{_BARE_BEFORE})(?P<name>{names})(?:{_BARE_AFTER})")

    def find(self, text: str) -> list[FoundPlaces]:
        """Give the places in order."""
        if not self._by_name:
            return []
        return [
            FoundPlaces((self._by_name[match["name"]],), match.start("name"), match.end("name"))
            for match in self._pattern.finditer(text)
        ]


class LatinPlaces:
    """Finds places by their names in pinyin."""

    def __init__(self, places: Iterable[Place], english_words: Iterable[str]) -> None:
        """Index `places` by key; those of `english_words` need a capital."""
        self._capitalised = frozenset(english_words)
        self._whole: dict[str, tuple[Place, ...]] = {}
        self._split: dict[tuple[str, ...], tuple[Place, ...]] = {}
        self._counties: dict[str, tuple[Place, ...]] = {}
        for place in places:
            if place.division != "省":
                self._add(place)

    def _add(self, place: Place) -> None:
        for reading in place.readings:
            syllables = tuple(make_latin_key(syllable) for syllable in reading)
            key = make_latin_key("".join(reading))
            self._whole[key] = _with(self._whole.get(key, ()), place)
            if len(syllables) > 1:
                self._split[syllables] = _with(self._split.get(syllables, ()), place)
            if is_short_county(place.name):
                self._counties[syllables[0]] = _with(self._counties.get(syllables[0], ()), place)

    def find(self, text: str) -> list[FoundPlaces]:
        """Give the places in order, a following `City` or `County` included."""
        words = list(_LATIN_WORD.finditer(text))
        keys = [make_latin_key(word.group()) for word in words]
        return list(_join_cities(text, list(self._walk(text, words, keys))))

    def _walk(self, text: str, words: Sequence[re.Match[str]], keys: Sequence[str]) -> Iterator[FoundPlaces]:
        index = 0
        while index < len(words):
            places, count = self._match_at(text, words, keys, index)
            if not places:
                index += 1
                continue
            start, end = words[index].start(), words[index + count - 1].end()
            division = _LATIN_DIVISION.match(text, end)
            if division:
                end = division.end()
                places = _narrow(places, division.group())
            yield FoundPlaces(places, start, end)
            while index < len(words) and words[index].start() < end:
                index += 1

    def _match_at(
        self, text: str, words: Sequence[re.Match[str]], keys: Sequence[str], index: int
    ) -> tuple[tuple[Place, ...], int]:
        capital = words[index].group()[0].isupper()
        if capital or keys[index] not in self._capitalised:
            whole = self._whole.get(keys[index])
            if whole:
                return whole, 1
        for count in (3, 2):
            if not capital or index + count > len(words):
                continue
            group = words[index : index + count]
            if all(_is_one_break(text, left, right) for left, right in pairwise(group)):
                found = self._split.get(tuple(keys[index : index + count]))
                if found:
                    return found, count
        if keys[index] in self._counties and index + 1 < len(words) and keys[index + 1] in {"county", "xian"}:
            return self._counties[keys[index]], 2
        return (), 0


def _join_cities(text: str, found: list[FoundPlaces]) -> Iterator[FoundPlaces]:
    """Join `Changzhi's Shangdang` and `Shangdang, Changzhi` to one name; the city tells namesakes apart."""
    index = 0
    while index < len(found):
        here = found[index]
        after = found[index + 1] if index + 1 < len(found) else None
        if after is not None:
            between = text[here.end : after.start]
            joined = _join_pair(here, after, between)
            if joined is not None:
                yield joined
                index += 2
                continue
        yield here
        index += 1


def _join_pair(first: FoundPlaces, second: FoundPlaces, between: str) -> FoundPlaces | None:
    if re.fullmatch(r"(?:['’]s)?\s+", between):
        city, within = first, second
    elif re.fullmatch(r",?\s+(?:in|of)\s+|,\s*", between):
        within, city = first, second
    else:
        return None
    if not city.places[0].is_city:
        return None
    places = tuple(p for p in within.places if p.city == city.places[0].name and not p.is_city)
    return FoundPlaces(places, first.start, second.end) if places else None


def drop_company_names(text: str, found: Sequence[FoundPlaces]) -> list[FoundPlaces]:
    """Leave out places that only begin a longer name in pinyin: `Jincheng` in `Jincheng Dianlan Co.`.

    A place that another place follows (`Changzhi Lucheng`) stays.
    """
    starts = {item.start for item in found}
    kept = []
    for item in found:
        after = _NEXT_NAME.match(text, item.end)
        if after is None or after.start(1) in starts or not _is_pinyin_name(after[1]):
            kept.append(item)
    return kept


def _narrow(places: tuple[Place, ...], division: str) -> tuple[Place, ...]:
    """Keep the namesakes whose division is the printed one, when there are any."""
    word = division.strip(" -\n\t").split()[-1].casefold()
    fitting = tuple(p for p in places if _DIVISIONS.get(p.division, "County").casefold() == word)
    return fitting or places


def _fits(place: Place, division: str | None) -> bool:
    return (
        division is not None and not is_short_county(place.name) and (not place.is_city or division == "市")
    )


def _is_one_break(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    return right.start() - left.end() == 1 and bool(_ONE_BREAK.match(text, left.end()))


def _with(places: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    return places if place in places else (*places, place)


def make_name_pattern(places: Iterable[Place]) -> str:
    """Give a pattern of the places' Chinese names; `兴县` is not found within `长兴县`."""
    places = tuple(places)
    ends = "".join(sorted({place.name[-1] for place in places if place.is_city}))
    short = join_longest_first(place.name for place in places if is_short_county(place.name))
    other = join_longest_first(place.name for place in places if not is_short_county(place.name))
    return rf"(?:{other}|(?:(?<![\u4e00-\u9fff])|(?<=[{_BEFORE_SHORT}{ends}]))(?:{short}))"


def has_latin(text: str) -> bool:
    """Tell quickly whether `text` may hold a name in Latin letters."""
    return _LATIN_START.search(text) is not None


def join_longest_first(names: Iterable[str]) -> str:
    """Give a pattern that matches any of `names`, the longest that fits; nothing when there is none."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
