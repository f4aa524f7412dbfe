"""Search by words: BM25 over the pieces of the encoder, with a weight for each term of the query.

The score is that of Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
with the idf of Lucene, which is never negative: ln(1 + (N - n + 0.5) / (n + 0.5)). Its terms are the pieces
of the bundled encoder. A Chinese piece also counts the pieces that it is made of: its characters a little,
and words of two characters within a longer one more, so that 化工 is found in 煤化工; the pieces of the
article's zone and headline count a little in each of its passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.matching import locate_stretches

if TYPE_CHECKING:
    from scipy import sparse  # type: ignore[import-untyped]

K1 = 1.2
B = 0.6
CHARACTER_WEIGHT = 0.3
INNER_WORD_WEIGHT = 0.6
HEADLINE_WEIGHT = 0.5
_PASSAGES_AT_ONCE = 4096
_FIRST_HANZI, _LAST_HANZI = "\u3400", "\u9fff"

Stretches = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Impacts:
    """What each piece adds to the score of each passage that has it, by piece (a CSC matrix).

    Attributes:
        starts: `(vocabulary + 1,)` int64: piece `t` has the entries `[starts[t], starts[t + 1])`.
        passages: `(entries,)` int32, rising within a piece.
        impacts: `(entries,)` float32: BM25 of a query term of weight 1.
        idfs: `(vocabulary,)` float32; 0 for a piece that no passage has.
    """

    starts: Stretches
    passages: NDArray[np.int32]
    impacts: NDArray[np.float32]
    idfs: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PartTable:
    """The pieces that a longer Chinese piece is made of.

    Attributes:
        starts: `(vocabulary + 1,)` int64 into `parts`.
        parts: Pieces of one character, and words of two within a longer piece.
        weights: `(parts,)` float32: what each counts where the whole counts 1.
    """

    starts: Stretches
    parts: NDArray[np.int32]
    weights: NDArray[np.float32]


class KeywordIndex:
    """The impacts of all pieces, ready to be summed.

    Attributes:
        idfs: `(vocabulary,)` float32; 0 for a piece that no passage has.
    """

    def __init__(self, impacts: Impacts, parts: PartTable, *, passages: int) -> None:
        self.idfs = impacts.idfs
        self._entries = impacts
        self._table = parts
        self._passages = passages

    def expand(self, weights: Mapping[int, float]) -> dict[int, float]:
        """Add the parts of a query's longer Chinese pieces, as was done with the passages'.

        A question's word then finds a word that shares a part with it. This helps translated questions
        (MRR 0.747 to 0.795 for English questions of XQuAD, words alone), whose translations are often a
        near word and not the passage's own; questions in Chinese neither gain nor lose.
        """
        expanded = dict(weights)
        for piece, weight in weights.items():
            stretch = slice(self._table.starts[piece], self._table.starts[piece + 1])
            shares = self._table.weights[stretch].tolist()
            for part, share in zip(self._table.parts[stretch].tolist(), shares, strict=True):
                expanded[part] = expanded.get(part, 0.0) + share * weight
        return expanded

    def scores(self, weights: Mapping[int, float]) -> NDArray[np.float32]:
        """Give every passage's BM25 for a weighted query.

        Args:
            weights: The weight of each piece of the query; pieces that no passage has add nothing.

        Returns:
            `(n_passages,)` float32; 0 means that no term was found.
        """
        scores = np.zeros(self._passages, dtype=np.float32)
        for piece, weight in weights.items():
            if 0 <= piece < len(self.idfs) and weight:
                start, end = self._entries.starts[piece], self._entries.starts[piece + 1]
                # A passage stands once in a column, so that indexing with += is exact.
                scores[self._entries.passages[start:end]] += (
                    np.float32(weight) * self._entries.impacts[start:end]
                )
        return scores


@dataclass(frozen=True, slots=True)
class PassagePieces:
    """The pieces of all passages as they lie in the index (see `index.store.Index` for the shapes)."""

    passage_articles: NDArray[np.int32]
    passage_sentences: Stretches
    sentence_pieces: Stretches
    pieces: NDArray[np.int32]
    headline_starts: Stretches
    headline_pieces: NDArray[np.int32]


@lru_cache(maxsize=2)
def tabulate_parts(vocabulary: tuple[str, ...]) -> PartTable:
    """Find the single characters, and the words of two, in every longer Chinese piece of a vocabulary."""
    weights = {1: CHARACTER_WEIGHT, 2: INNER_WORD_WEIGHT}
    short = {
        piece: row for row, piece in enumerate(vocabulary) if len(piece) in weights and _is_chinese(piece)
    }
    lengths = np.zeros(len(vocabulary) + 1, dtype=np.int64)
    parts: list[str] = []
    for row, piece in enumerate(vocabulary):
        found = [part for part in _cut_parts(piece) if part in short]
        lengths[row + 1] = len(found)
        parts += found
    return PartTable(
        np.cumsum(lengths),
        np.array([short[part] for part in parts], dtype=np.int32),
        np.array([weights[len(part)] for part in parts], dtype=np.float32),
    )


def _cut_parts(piece: str) -> Iterator[str]:
    if len(piece) > 1:
        yield from piece
    if len(piece) > 2:
        yield from (piece[at : at + 2] for at in range(len(piece) - 1))


def weigh_pieces(
    texts: PassagePieces,
    vocabulary: tuple[str, ...],
    table: PartTable,
    *,
    on_batch: Callable[[], None] = lambda: None,
) -> Impacts:
    """Count the pieces of all passages and turn the counts into impacts.

    Args:
        texts: The pieces of the passages and of the headlines.
        vocabulary: The text of each piece; one without a letter, digit or hanzi is not counted.
        table: What `tabulate_parts` makes of the vocabulary.
        on_batch: Called after every few thousand passages.
    """
    from scipy import sparse

    is_word = _mark_words(vocabulary)
    n_passages = len(texts.passage_articles)
    parts = [sparse.csr_array((0, len(vocabulary)), dtype=np.float32)]
    for first in range(0, n_passages, _PASSAGES_AT_ONCE):
        last = min(first + _PASSAGES_AT_ONCE, n_passages)
        rows, pieces, counts = _count_pieces(texts, table, first, last)
        kept = is_word[pieces]
        entries = (counts[kept], (rows[kept].astype(np.int32), pieces[kept]))
        parts.append(sparse.coo_array(entries, shape=(last - first, len(vocabulary))).tocsr())
        on_batch()
    joined = sparse.vstack(parts, format="csr")
    parts.clear()  # each of these matrices holds all counts: no more than two of them at a time
    counts = joined.tocsc()
    del joined
    return _weigh_counts(counts)


@lru_cache(maxsize=2)
def _mark_words(vocabulary: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([any(map(str.isalnum, piece)) for piece in vocabulary], dtype=bool)


def _count_pieces(
    texts: PassagePieces, table: PartTable, first: int, last: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Give (passage from `first` on, piece, count) of passages `[first, last)`, not yet summed."""
    bounds = texts.sentence_pieces[texts.passage_sentences[first : last + 1]]
    body = texts.pieces[bounds[0] : bounds[-1]]
    body_rows = np.repeat(np.arange(last - first), np.diff(bounds))
    articles = texts.passage_articles[first:last]
    places, headline_rows = _gather(texts.headline_starts, articles)
    pieces = np.concatenate([body, texts.headline_pieces[places]])
    rows = np.concatenate([body_rows, headline_rows])
    counts = np.ones(len(pieces), dtype=np.float32)
    counts[len(body) :] = HEADLINE_WEIGHT
    places, origins = _gather(table.starts, pieces)
    return (
        np.concatenate([rows, rows[origins]]),
        np.concatenate([pieces, table.parts[places]]),
        np.concatenate([counts, table.weights[places] * counts[origins]]),
    )


def _gather(starts: Stretches, chosen: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the places in the chosen stretches, and for each the position in `chosen` of its stretch."""
    places, bounds = locate_stretches(starts[chosen], starts[chosen + 1])
    return places, np.repeat(np.arange(len(chosen)), np.diff(bounds))


def _weigh_counts(counts: sparse.csc_array) -> Impacts:
    """Turn a CSC matrix (passages, pieces) of counts into BM25 impacts."""
    n_passages = counts.shape[0]
    lengths = np.asarray(counts.sum(axis=1), dtype=np.float32).reshape(-1)
    mean_length = max(float(lengths.mean()) if n_passages else 0.0, 1.0)
    found_in = np.diff(counts.indptr)
    idfs = np.where(found_in > 0, np.log1p((n_passages - found_in + 0.5) / (found_in + 0.5)), 0.0)
    idfs = idfs.astype(np.float32)
    saturation = (K1 * (1 - B + B * lengths / mean_length)).astype(np.float32)
    impacts = saturation[counts.indices]
    impacts += counts.data
    np.divide(counts.data * np.float32(K1 + 1), impacts, out=impacts)
    impacts *= np.repeat(idfs, found_in)
    passages = counts.indices.astype(np.int32, copy=False)
    return Impacts(counts.indptr.astype(np.int64), passages, impacts, idfs)


def _is_chinese(piece: str) -> bool:
    return all(_FIRST_HANZI <= character <= _LAST_HANZI for character in piece)
