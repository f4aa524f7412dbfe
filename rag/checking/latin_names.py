"""Names in Latin letters within a statement, held against Chinese sentences by sound and by meaning.

A name in pinyin that is not in the sentences fails. A translated one that nothing confirms is only marked:
the word table knows few companies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.sounding import compile_sound, compile_syllable, spell_otherwise, split_syllables
from rag.checking.name_sources import NameSource, fold
from rag.checking.name_words import (
    load_name_words,
    read_city_spellings,
    read_surname_spellings,
    read_surnames,
)
from rag.checking.translating_words import WordTranslations

_TOKEN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿĀ-ſǍ-ǜ][A-Za-zÀ-ÖØ-öø-ÿĀ-ſǍ-ǜ'’]*(?:-[A-Za-z]+)*(?:&[A-Z])?")
_JOIN = re.compile(
    r"\s+(?:&\s+|of\s+)?|,\s+(?=(?:Co|Ltd|Inc|LLC|Limited)\b)|\.,?\s+(?=(?:Ltd|Inc|Limited)\b)"
)
_MOST_RUN_TOKENS = 12
_LONGEST_PERSON = 3
_LONGEST_NAME = 32
_SHORT_WORD = 3
_ENDINGS = ("s", "es", "d", "ed", "ing", "r", "er", "ly")


@dataclass(frozen=True, slots=True)
class LatinNames:
    """What the Latin names of a statement came to."""

    missing: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a run of capitalised words."""

    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        return fold(self.text)


class LatinNameChecker:
    """Finds and checks Latin names; immutable, safe to share between threads."""

    def __init__(self, translations: WordTranslations) -> None:
        """Take what translates words; its word table also tells which words are ordinary English."""
        self._translations = translations
        self._ordinary = translations.ordinary

    def check(self, text: str, source: NameSource, *, question: str = "") -> LatinNames:
        """Check the capitalised runs of a text from which zones, places and figures are blanked."""
        missing: list[str] = []
        unconfirmed: list[str] = []
        plain = self._check_places(text, source, fold(question), missing)
        asked = {fold(word) for word in _TOKEN.findall(question)}
        for run in _find_runs(plain):
            words = [word for word in run if word.folded not in asked and not source.has_latin(word.text)]
            for group in self._find_unheard(words, source):
                name = " ".join(word.text for word in group)
                (unconfirmed if _is_misspelt(group, words, source) else missing).append(name)
            if name := self._find_unconfirmed(plain, run, words, source):
                unconfirmed.append(name)
        kept = tuple(dict.fromkeys(missing))
        return LatinNames(kept, tuple(n for n in dict.fromkeys(unconfirmed) if not any(m in n for m in kept)))

    def _check_places(self, text: str, source: NameSource, question: str, missing: list[str]) -> str:
        """Check countries, provinces and known companies, and blank them out."""
        words = load_name_words()
        for match in words.english_places.finditer(text):
            known = source.has_any(words.places[match[0]]) or source.has_latin(match[0])
            if not known and fold(match[0]) not in question:
                missing.append(match[0])
        return words.english_places.sub(lambda match: " " * len(match[0]), text)

    def _find_unheard(self, words: Sequence[_Word], source: NameSource) -> Iterator[list[_Word]]:
        """Give the names in pinyin that do not sound as anything in the source."""
        for group in self._group_pinyin(words):
            name = " ".join(word.text for word in group)
            if not (self._sounds(group, source) or self._is_translated(name, source)):
                yield _leave_out_heard(group, source)

    def _group_pinyin(self, words: Sequence[_Word]) -> Iterator[list[_Word]]:
        """Give the stretches of a run that are spelt in pinyin: persons, places, names of companies."""
        group: list[_Word] = []
        for word in words:
            is_next = not group or word.start - group[-1].end <= 1
            if _is_pinyin(word) and is_next:
                group.append(word)
                continue
            yield from self._as_name(group)
            group = [word] if _is_pinyin(word) else []
        yield from self._as_name(group)

    def _as_name(self, group: list[_Word]) -> Iterator[list[_Word]]:
        """Give a stretch of pinyin as a name, unless its words are English that looks like pinyin."""
        strange = [word for word in group if not self._is_ordinary(word)]
        is_person = 1 < len(group) <= _LONGEST_PERSON and (
            group[0].folded in read_surname_spellings() or group[-1].folded in read_surname_spellings()
        )
        if not group or not (strange or is_person):
            return
        yield group if strange and (is_person or len(strange) == len(group)) else strange or group

    def _sounds(self, group: Sequence[_Word], source: NameSource) -> bool:
        """Tell whether the words sound as a stretch of the source, a person's also with the surname last."""
        parts = [_sound_of(word) for word in group]
        if any(part is None for part in parts):
            return False
        patterns = [f"(?:{part})" for part in parts if part]
        orders: list[list[str]] = []
        if 1 < len(patterns) <= _LONGEST_PERSON:
            orders = [[*patterns[1:], patterns[0]], [patterns[-1], *patterns[:-1]]]
        if re.search("".join(patterns), source.hanzi) or any(
            _begins_with_surname(match[0])
            for order in orders
            for match in re.finditer("".join(order), source.hanzi)
        ):
            return True
        # Each of two names by itself, such as a city and a company; one syllable alone is heard everywhere.
        return all(split_syllables(word.folded) and _sounds_alone(word, source) for word in group)

    def _find_unconfirmed(
        self, text: str, run: Sequence[_Word], words: Sequence[_Word], source: NameSource
    ) -> str:
        """Give a run that looks like a translated name and that nothing confirms, or an empty text.

        A capital within a sentence makes a name of any word; one that begins it only of a strange word.
        """
        known = load_name_words()
        skipped = known.organisations | known.titles | known.function | known.abbreviations
        content = [word for word in words if word.text.casefold() not in skipped]
        if (len(run) == 1 and _begins_sentence(text, run[0])) or _is_title_case(text):
            content = [word for word in content if not self._is_ordinary(word) and not _is_pinyin(word)]
        strange = [word for word in content if not self._is_ordinary(word) and not _is_pinyin(word)]
        suspects = strange or content
        if not suspects or self._is_confirmed(suspects, source):
            return ""
        return text[run[0].start : run[-1].end]

    def _is_confirmed(self, words: Sequence[_Word], source: NameSource) -> bool:
        """Tell whether most words of a name stand in the source, the first among them where half do."""
        found = [
            any(self._is_translated(part, source) for part in {word.text, *word.text.split("-")})
            or (_is_pinyin(word) and _sounds_alone(word, source))
            for word in words
        ]
        return 2 * sum(found) > len(found) or (2 * sum(found) == len(found) and found[0])

    def _is_translated(self, words: str, source: NameSource) -> bool:
        """Tell whether a word's Chinese, by the glossary or the word table, stands in the source."""
        if any(source.has_any(chinese) for _, _, chinese in self._translations.of_term(words)):
            return True
        folded = words.casefold()
        found = self._translations.of_word(folded)
        return source.has_any(word for word in found if len(word) > 1 or folded in self._ordinary)

    def sounds_like_name(self, words: str, source: NameSource) -> bool:
        """Tell whether words in pinyin sound as a stretch of the source, in any order of a person's name."""
        run = [_Word(match[0], match.start(), match.end()) for match in _TOKEN.finditer(words)]
        return bool(run) and self._sounds(run, source)

    def _is_ordinary(self, word: _Word) -> bool:
        """Tell whether a word is one of English, by the word table's whole words."""
        if word.folded in read_city_spellings():
            return False
        return all(self._is_ordinary_part(part) for part in re.split("-", word.text.casefold()))

    def _is_ordinary_part(self, part: str) -> bool:
        part = re.sub(r"['’]s?$", "", part)
        stems = {part, *(part.removesuffix(ending) for ending in _ENDINGS if len(part) > len(ending) + 2)}
        words = load_name_words()
        is_listed = part in words.function or part in words.pinyin_like
        return is_listed or bool(stems & self._ordinary) or self._is_compound(part)

    def _is_compound(self, part: str) -> bool:
        """Tell whether a word is two of English, at least one of which is no pinyin: `airtime`."""
        cuts = ((part[:at], part[at:]) for at in range(3, len(part) - 2))
        return any(
            {first, second} <= self._ordinary and not (_pattern_of(first) and _pattern_of(second))
            for first, second in cuts
        )


def _leave_out_heard(group: list[_Word], source: NameSource) -> list[_Word]:
    """Give the words of a name that do not sound there, where each is long enough to be one by itself."""
    if any(not split_syllables(word.folded) for word in group):
        return group
    return [word for word in group if not _sounds_alone(word, source)] or group


def _is_misspelt(group: Sequence[_Word], run: Sequence[_Word], source: NameSource) -> bool:
    """Tell whether a part of a longer name sounds there but for a usual slip of spelling."""
    others = [word for word in run if word not in group and _is_pinyin(word)]
    if not any(_sounds_alone(word, source) for word in others):
        return False
    return all(
        _sounds_alone(word, source)
        or any(_sounds_alone(replace(word, text=text), source) for text in spell_otherwise(word.text))
        for word in group
    )


def _begins_with_surname(name: str) -> bool:
    """Tell whether a stretch of Chinese can be a person's name: the surname stands first in it."""
    return any(name.startswith(surname) for surname in read_surnames())


def _is_title_case(text: str) -> bool:
    """Tell whether capitals say nothing, as in a heading: most of the longer words have one."""
    words = [word for word in _TOKEN.findall(text) if len(word) > _SHORT_WORD]
    return len(words) > 1 and 3 * sum(word[:1].isupper() for word in words) > 2 * len(words)


def _begins_sentence(text: str, word: _Word) -> bool:
    """Tell whether a capital only begins a sentence: nothing or a mark before it, a small letter after it."""
    before, after = text[: word.start].rstrip(), text[word.end :].lstrip()
    return (not before or before[-1] in '.!?:;"“‘(|') and not after[:1].isupper()


def _find_runs(text: str) -> Iterator[list[_Word]]:
    """Give the runs of capitalised words, without words that only begin a sentence."""
    function = load_name_words().function
    run: list[_Word] = []
    for match in _TOKEN.finditer(text):
        word = _Word(match[0].removesuffix("'s").removesuffix("’s"), match.start(), match.end())
        is_name = word.text[:1].isupper() and word.text.casefold() not in function
        joins = bool(run) and _JOIN.fullmatch(text, run[-1].end, word.start) is not None
        if (
            run
            and (not joins or not is_name or len(run) >= _MOST_RUN_TOKENS)
            and not (word.text == "of" and joins)
        ):
            yield run
            run = []
        if is_name:
            run.append(word)
    if run:
        yield run


@lru_cache(maxsize=4096)
def _pattern_of(folded: str) -> str | None:
    if len(folded) > _LONGEST_NAME:
        return None
    sound = compile_sound(folded)
    if sound is not None:
        return sound.pattern
    return compile_syllable(folded)


def _sound_of(word: _Word) -> str | None:
    return _pattern_of(word.folded)


def _is_pinyin(word: _Word) -> bool:
    return not (word.text.isupper() and len(word.text) > 1) and _sound_of(word) is not None


def _sounds_alone(word: _Word, source: NameSource) -> bool:
    pattern = _sound_of(word)
    return pattern is not None and re.search(pattern, source.hanzi) is not None
