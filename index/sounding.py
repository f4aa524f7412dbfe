"""Names by their sound: a Latin spelling such as `Tongjing` to the hanzi that are read so in pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

_LONGEST_SYLLABLE = 6
_MOST_SPLITS = 64
_VOWELS = frozenset("aeiouv")
_SLIPS = (
    ("(?<=[zcs])h", ""),
    ("(?<=[zcs])(?=[aeiou])", "h"),
    ("(?<=[aei]n)g", ""),
    ("(?<=[aei]n)(?!g)", "g"),
)
"""Sounds that many speakers do not tell apart: zh and z, ch and c, sh and s, and n and ng at the end."""
_UMLAUTS = str.maketrans(dict.fromkeys("üǖǘǚǜÜ", "v"))


@cache
def _hanzi_by_syllable() -> dict[str, str]:
    """Give the hanzi of each toneless syllable; `lü` is spelt `lv` and also `lu`."""
    from pypinyin.constants import PINYIN_DICT

    by_reading: defaultdict[str, set[str]] = defaultdict(set)
    for code, readings in PINYIN_DICT.items():
        if 0x4E00 <= code <= 0x9FFF:
            for reading in readings.split(","):
                by_reading[reading].add(chr(code))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for reading, hanzi in by_reading.items():
        syllable = _drop_tone(reading)
        # Interjections such as "ng" have no vowel, and would cut every name in the wrong place.
        if _VOWELS & set(syllable):
            for spelling in {syllable, syllable.replace("v", "u")}:
                found[spelling] |= hanzi
    return {syllable: "".join(sorted(hanzi)) for syllable, hanzi in found.items()}


def _drop_tone(reading: str) -> str:
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFC", reading).translate(_UMLAUTS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def split_syllables(word: str) -> list[tuple[str, ...]]:
    """Give the ways to read a Latin word as the fewest syllables of pinyin, two or more.

    None when it is no pinyin, or a single syllable: too many characters share a sound.
    """
    letters = re.sub(r"[\s'’-]", "", word.lower()).translate(_UMLAUTS)
    if not letters.isalpha() or not letters.isascii():
        return []
    known = _hanzi_by_syllable()
    ways: list[tuple[str, ...]] = []
    open_ways: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while open_ways and len(ways) < _MOST_SPLITS:
        at, way = open_ways.pop()
        if at == len(letters):
            ways.append(way)
            continue
        open_ways.extend(
            (at + size, (*way, letters[at : at + size]))
            for size in range(1, _LONGEST_SYLLABLE + 1)
            if letters[at : at + size] in known and at + size <= len(letters)
        )
    if re.search(r"['’-]", word):  # "Xi'an" says itself that it is no "xian"
        ways = [way for way in ways if len(way) > 1]
    fewest = min(map(len, ways), default=0)
    return [way for way in ways if len(way) == fewest > 1]


@lru_cache(maxsize=1024)
def compile_sound(word: str) -> re.Pattern[str] | None:
    """Give a pattern for the hanzi that may be written for a Latin name, or none when it is no pinyin."""
    known = _hanzi_by_syllable()
    ways = split_syllables(word)
    if not ways:
        return None
    return re.compile("|".join("".join(f"[{known[syllable]}]" for syllable in way) for way in ways))


def spell_otherwise(word: str) -> Iterator[str]:
    """Give the spellings that one usual slip makes of a name in pinyin: `diancai` of `dianchai`."""
    for pattern, instead in _SLIPS:
        for match in re.finditer(pattern, word, re.IGNORECASE):
            yield word[: match.start()] + instead + word[match.end() :]


def list_hanzi(word: str) -> list[str]:
    """Give, for each syllable of the likeliest reading of a name, the hanzi that are read so."""
    ways = split_syllables(word)
    if not ways:
        return []
    known = _hanzi_by_syllable()
    return [known[syllable] for syllable in ways[0]]


def compile_syllable(syllable: str) -> str | None:
    """Give a pattern for the hanzi that are read as one toneless syllable, or none when it is no pinyin."""
    hanzi = _hanzi_by_syllable().get(syllable.lower().translate(_UMLAUTS))
    return f"[{hanzi}]" if hanzi else None
