"""How far a text covers the concepts of a question: by their names, their sound, or near in meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import Pieces, StaticEncoder
from index.matching import match_best, match_best_pairs
from index.sounding import compile_sound
from rag.answers import Concept

Coverage = NDArray[np.float32]

LIGHT_WEIGHT = 0.25
_RANK_LOSS = 0.04
"""Lost for each better alternative that a text does not have."""
_GUESS_SHARE = 0.9
_VAGUE_SHARE = 0.35
"""A single character that is not the word's first translation stands in too many other words."""
_LEAST_COSINE, _FULL_COSINE = 0.45, 0.9
_SOFT_SHARE = 0.85
_PARTS_SHARE = 0.95
_STRADDLING_CHARS = 3
"""Longer words do not come about by chance."""
_NOTHING = 0.01
_NAME_SOFT_SHARE = 0.4
"""A proper name that is only near in meaning is most often another name."""


@dataclass(frozen=True, slots=True)
class ConceptCoverage:
    """How far some texts cover the concepts of a question; `(n_texts, n_concepts)` float32, 0 to 1.

    Attributes:
        any_means: By name, by sound, or near in meaning.
        by_name: By name or sound only.
    """

    any_means: Coverage
    by_name: Coverage


def cover_concepts(
    concepts: Sequence[Concept],
    texts: Sequence[str],
    pieces: Pieces,
    bounds: NDArray[np.int64],
    encoder: StaticEncoder,
    weigh: Callable[[Concept], float],
) -> ConceptCoverage:
    """Hold texts against concepts.

    Args:
        concepts: Of the question.
        texts: The texts.
        pieces: The pieces of all texts, one after the other.
        bounds: `(n + 1,)` bounds of the texts in `pieces`.
        encoder: Holds the rows.
        weigh: Gives how much each part of a term counts.

    Returns:
        How far each text covers each concept.
    """
    flat = [part for concept in concepts for part in (concept, *concept.parts)]
    named = np.zeros((len(texts), len(flat)), dtype=np.float32)
    lowered = _Texts([text.lower() for text in texts], pieces, bounds, encoder)
    for column, concept in enumerate(flat):
        named[:, column] = _names_in(concept, lowered)
    near = np.maximum(named, _near_in_meaning(flat, pieces, bounds, encoder))
    return ConceptCoverage(
        any_means=_join_parts(concepts, near, weigh), by_name=_join_parts(concepts, named, weigh)
    )


def _join_parts(
    concepts: Sequence[Concept], coverage: Coverage, weigh: Callable[[Concept], float]
) -> Coverage:
    """Give each term the better of its own coverage and, a little less, that of its parts.

    The parts' is their weighted geometric mean: "functional food" is not half covered by any food.
    """
    whole = np.zeros((len(coverage), len(concepts)), dtype=np.float32)
    column = 0
    for number, concept in enumerate(concepts):
        whole[:, number] = coverage[:, column]
        if concept.parts:
            weights = np.array([weigh(part) for part in concept.parts], dtype=np.float32)
            parts = np.log(np.maximum(coverage[:, column + 1 : column + 1 + len(weights)], _NOTHING))
            joined = np.exp(parts @ (weights / weights.sum()))
            whole[:, number] = np.maximum(whole[:, number], _PARTS_SHARE * joined)
        column += 1 + len(concept.parts)
    return whole


class _Texts:
    """Texts in lower case, joined, so that a word is looked for in all of them at once."""

    def __init__(
        self, texts: Sequence[str], pieces: Pieces, bounds: NDArray[np.int64], encoder: StaticEncoder
    ) -> None:
        self.texts = texts
        self._joined = "\n".join(texts)
        self._starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
        self._pieces, self._bounds, self._encoder = pieces, bounds, encoder
        self._owners: dict[int, list[int]] = {}

    def find_word(self, word: str, *, whole: bool) -> set[int]:
        """Give the numbers of the texts in which a Chinese word stands.

        Args:
            word: In lower case.
            whole: Not across two words: 中学 does not stand in 集中|学习, nor 储能 in 产|储|能力. What begins
                within a piece of the encoder must end in that piece, and the other way round.
        """
        found: set[int] = set()
        at = self._joined.find(word)
        while at >= 0:
            row = self._row_at(at)
            if not whole or not self._straddles(row, at - int(self._starts[row]), len(word)):
                found.add(row)
            at = self._joined.find(word, at + 1)
        return found

    def find_pattern(self, pattern: re.Pattern[str]) -> set[int]:
        """Give the numbers of the texts that a pattern matches in."""
        return {self._row_at(match.start()) for match in pattern.finditer(self._joined)}

    def _row_at(self, at: int) -> int:
        return int(np.searchsorted(self._starts, at, side="right")) - 1

    def _straddles(self, row: int, start: int, size: int) -> bool:
        owners = self._owners.get(row)
        if owners is None:
            owners = self._owners[row] = self._own_characters(row)
        end = start + size
        begins_within = start > 0 and owners[start - 1] == owners[start]
        ends_within = end < len(owners) and owners[end - 1] == owners[end]
        return (begins_within or ends_within) and owners[start] != owners[end - 1]

    def _own_characters(self, row: int) -> list[int]:
        """Give the number of the piece that each character belongs to, one of its own for the rest."""
        text = self.texts[row]
        owners = list(range(len(text), 2 * len(text)))
        at = 0
        pieces = self._pieces[self._bounds[row] : self._bounds[row + 1]].tolist()
        for number, piece in enumerate(pieces):
            spelling = self._encoder.vocabulary[piece].lstrip("▁")
            found = text.find(spelling, at)
            if found >= 0:
                at = found + len(spelling)
                owners[found:at] = [number] * len(spelling)
        return owners


def _names_in(concept: Concept, texts: _Texts) -> Coverage:
    """Give how far each text names a concept: 1 for its best word, less for others."""
    named = np.zeros(len(texts.texts), dtype=np.float32)
    for share, rows in _find_names(concept, texts):
        for row in rows:
            named[row] = named[row] or share
    return named


def _find_names(concept: Concept, texts: _Texts) -> Iterator[tuple[float, set[int]]]:
    """Give the texts that name a concept in each way, the surest first, each with its worth."""
    for rank, alternative in enumerate(concept.alternatives):
        # 政策 is the head of 扶持政策 and no other name for it.
        is_head = rank > 0 and concept.alternatives[0].endswith(alternative)
        is_vague = rank > 0 and (len(alternative) == 1 or is_head)
        share = _VAGUE_SHARE if is_vague else 1.0 - _RANK_LOSS * min(rank, 10)
        yield share, _find_word(alternative.lower(), texts, is_light=concept.weight < LIGHT_WEIGHT)
    if concept.is_name and (sound := compile_sound(concept.surface)):
        yield 1.0, texts.find_pattern(sound)
    for guess in concept.guesses:
        if len(guess) > 1:
            yield _GUESS_SHARE, _find_word(guess.lower(), texts, is_light=False)


def _find_word(word: str, texts: _Texts, *, is_light: bool) -> set[int]:
    """Find a word; whether it stands there whole is asked only of short Chinese words that weigh."""
    if word.isascii():
        return texts.find_pattern(re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"))
    return texts.find_word(word, whole=not is_light and 1 < len(word) <= _STRADDLING_CHARS)


def _near_in_meaning(
    concepts: Sequence[Concept], pieces: Pieces, bounds: NDArray[np.int64], encoder: StaticEncoder
) -> Coverage:
    """Give the best cosine of a concept (its own words, its first alternative) with one or two pieces."""
    near = np.zeros((len(bounds) - 1, len(concepts)), dtype=np.float32)
    # What nearly every page speaks of is near to nearly every sentence; only its name says anything.
    heavy = [column for column, concept in enumerate(concepts) if concept.weight >= LIGHT_WEIGHT]
    if not heavy:
        return near
    chosen = [concepts[column] for column in heavy]
    vectors = encoder.encode_queries([c.surface for c in chosen] + [c.alternatives[0] for c in chosen])
    cosines = np.maximum(
        match_best(vectors, pieces, bounds, encoder), match_best_pairs(vectors, pieces, bounds, encoder)
    )
    best = np.maximum(cosines[:, : len(chosen)], cosines[:, len(chosen) :])
    scaled = np.clip((best - _LEAST_COSINE) / (_FULL_COSINE - _LEAST_COSINE), 0.0, 1.0)
    shares = np.array([_NAME_SOFT_SHARE if concept.is_name else _SOFT_SHARE for concept in chosen])
    near[:, heavy] = scaled * shares
    return near
