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
    lowered = [_Text(text.lower(), encoder) for text in texts]
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


class _Text:
    """A text in lower case that can say whether a word stands in it whole."""

    def __init__(self, text: str, encoder: StaticEncoder) -> None:
        self.text = text
        self._encoder = encoder
        self._owners: NDArray[np.int32] | None = None

    def has(self, word: str, *, whole: bool) -> bool:
        """Say whether a Chinese word stands in the text and, if asked, not across two of its words.

        中学 does not stand in 集中|学习, nor 储能 in 产|储|能力: a match that begins within a piece of the
        encoder must end in that piece, and one that ends within a piece must have begun in it.
        """
        at = self.text.find(word)
        while at >= 0:
            if not whole or not self._straddles(at, at + len(word)):
                return True
            at = self.text.find(word, at + 1)
        return False

    def _straddles(self, start: int, end: int) -> bool:
        if self._owners is None:
            self._owners = np.arange(len(self.text), dtype=np.int32) + len(self.text)
            for number, (first, last) in enumerate(self._encoder.split_with_spans(self.text)[1].tolist()):
                self._owners[first:last] = number
        owners = self._owners
        begins_within = start > 0 and owners[start - 1] == owners[start]
        ends_within = end < len(owners) and owners[end - 1] == owners[end]
        return bool((begins_within or ends_within) and owners[start] != owners[end - 1])


def _names_in(concept: Concept, texts: Sequence[_Text]) -> Coverage:
    """Give how far each text, in lower case, names a concept: 1 for its best word, less for others."""
    named = np.zeros(len(texts), dtype=np.float32)
    for share, matches in _matchers(concept):
        for row in np.flatnonzero(named == 0).tolist():
            if matches(texts[row]):
                named[row] = share
    return named


def _matchers(concept: Concept) -> Iterator[tuple[float, Callable[[_Text], object]]]:
    """Give the ways in which a text may name a concept, the surest first, each with its worth."""
    for rank, alternative in enumerate(concept.alternatives):
        # 政策 is the head of 扶持政策 and no other name for it.
        is_head = rank > 0 and concept.alternatives[0].endswith(alternative)
        is_vague = rank > 0 and (len(alternative) == 1 or is_head)
        share = _VAGUE_SHARE if is_vague else 1.0 - _RANK_LOSS * min(rank, 10)
        yield share, _match_word(alternative.lower(), is_light=concept.weight < LIGHT_WEIGHT)
    if concept.is_name and (sound := compile_sound(concept.surface)):
        yield 1.0, lambda text: sound.search(text.text)
    for guess in concept.guesses:
        if len(guess) > 1:
            yield _GUESS_SHARE, _match_word(guess.lower(), is_light=False)


def _match_word(word: str, *, is_light: bool) -> Callable[[_Text], object]:
    """Give what finds a word; whether it stands there whole is asked only of short words that weigh."""
    if not word.isascii():
        whole = not is_light and 1 < len(word) <= _STRADDLING_CHARS
        return lambda text: text.has(word, whole=whole)
    pattern = re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")
    return lambda text: word in text.text and pattern.search(text.text)


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
