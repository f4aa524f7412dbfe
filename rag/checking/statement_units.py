"""A statement to the words and terms that its meaning is measured by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.lexicon import Lexicon
from index.sounding import split_syllables
from rag.answers import Language
from rag.question_words import load_question_words

_HANZI = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_FULL_NORM, _MOST_WEIGHT, _LIGHT_SHARE = 3.0, 1.3, 0.4


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or term of a statement.

    Attributes:
        start: First character in the statement.
        words: What would name it in the sentence, best first, lower case.
        weight: How much it means.
    """

    start: int
    words: tuple[str, ...]
    weight: float


def tell_language(text: str) -> Language:
    """Tell the language of a statement; names in brackets in the other one do not count for much."""
    return "zh" if len(_HANZI.findall(text)) > len(_LATIN.findall(text)) else "en"


class UnitFinder:
    """Finds the units of statements; terms of the glossary stay whole."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Cut by the lexicon's encoder and glossary."""
        self._lexicon = lexicon
        self._encoder = lexicon.encoder

    def find(self, text: str, language: Language) -> Iterator[Unit]:
        """Give the units of a text in `language`, figures and zones blanked."""
        yield from self._find_hanzi(text) if language == "zh" else self._find_english(text)

    def _find_hanzi(self, text: str) -> Iterator[Unit]:
        words = load_question_words("zh")
        pieces, spans = self._encoder.split_with_spans(text)
        for piece, (start, end) in zip(pieces.tolist(), spans.tolist(), strict=True):
            word = text[start:end]
            if word in words.stop or word.isdigit():
                continue
            yield Unit(
                start,
                (word.lower(),),
                _weigh(float(self._encoder.norms[piece]), is_light=word in words.light),
            )

    def _find_english(self, text: str) -> Iterator[Unit]:
        words = load_question_words("en")
        rest = text
        for term in self._lexicon.find_terms(text):
            surface = text[term.start : term.end]
            rest = rest[: term.start] + " " * len(surface) + rest[term.end :]
            if surface.lower() not in words.stop:
                weight = _weigh(self._norm(term.chinese[0]), is_light=surface.lower() in words.light)
                yield Unit(term.start, (*term.chinese, surface.lower()), weight)
        for match in _WORD.finditer(rest):
            word = match[0]
            if word.lower() in words.stop or self._is_name(word, is_first=not text[: match.start()].strip()):
                continue
            weight = _weigh(self._norm(word), is_light=word.lower() in words.light)
            yield Unit(match.start(), (word.lower(),), weight)

    def _is_name(self, word: str, *, is_first: bool) -> bool:
        """Tell a name in pinyin, which has no likeness to its characters."""
        if not word[0].isupper() or len(self._encoder.split([word])[0]) < 2:
            return False
        return not is_first or bool(split_syllables(word))

    def _norm(self, text: str) -> float:
        pieces = self._encoder.split([text])[0]
        return float(self._encoder.norms[pieces].max()) if len(pieces) else 0.0


def _weigh(norm: float, *, is_light: bool) -> float:
    """Give how much a word means: training makes the rows of function words short."""
    weight = min(norm / _FULL_NORM, _MOST_WEIGHT)
    return weight * _LIGHT_SHARE if is_light else weight
