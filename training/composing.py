"""Composed rows: while it is trained, a piece is its own row and the mean of the rows of its parts.

A rare word so shares what its parts learn elsewhere: a Chinese word of two hanzi or more the rows of its
hanzi, one of four or more also those of the words of two hanzi inside it, and a whole English word a row of
its Snowball stem (Porter), which all its inflections share. In the end all of it is folded into one row a
piece, so that nothing of it is left when texts are encoded. The sum of parts is that of fastText
(Bojanowski et al., "Enriching Word Vectors with Subword Information", 2017), with words for n-grams.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.matching import locate_stretches
from training.cleaning import HANZI
from training.packing import FlatPieces, Starts
from training.tokenizing import START

_LONGEST_PART = 2
_LONG_WORD = 4
_SHORTEST_STEMMED = 3

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Expansion:
    """Texts as rows to sum.

    Attributes:
        rows: All rows of all texts, one text after the other.
        offsets: `(texts,)` where each text begins.
        weights: What each row counts.
    """

    rows: NDArray[np.int64]
    offsets: Starts
    weights: Floats


@dataclass(frozen=True, slots=True)
class Composition:
    """Which rows each piece is the sum of.

    Attributes:
        size: Of the table: a row for each piece, then those of stems.
        starts: `(pieces + 1,)`: piece `i` is the rows `rows[starts[i]:starts[i + 1]]`, its own first.
        rows: Of all pieces.
        weights: What each of them counts; 1 for the piece's own.
    """

    size: int
    starts: Starts
    rows: NDArray[np.int64]
    weights: Floats

    @property
    def pieces(self) -> int:
        """How many pieces there are."""
        return len(self.starts) - 1

    def expand(self, pieces: FlatPieces | NDArray[np.int64], offsets: Starts) -> Expansion:
        """Give texts as rows to sum, from their pieces and where each text begins."""
        which = np.asarray(pieces, dtype=np.int64)
        places, bounds = locate_stretches(self.starts[which], self.starts[which + 1])
        return Expansion(self.rows[places], bounds[offsets], self.weights[places])

    def fold(self, table: Vectors) -> Vectors:
        """Give one row a piece, from the `(size, dimensions)` rows of the table."""
        from scipy import sparse  # type: ignore[import-untyped]

        shape = (self.pieces, self.size)
        sums = sparse.csr_matrix((self.weights, self.rows, self.starts), shape=shape)
        folded: Vectors = (sums @ table).astype(np.float32)
        return folded


def compose_pieces(vocabulary: Sequence[str], share: float) -> Composition:
    """Find the parts of each piece. Needs the extra `training`.

    Args:
        vocabulary: The pieces.
        share: What the mean of the parts counts, against 1 for a piece's own row; 0 for no parts.
    """
    import snowballstemmer  # type: ignore[import-untyped]

    places = {piece: place for place, piece in enumerate(vocabulary)}
    stem = snowballstemmer.stemmer("english").stemWord
    stems: dict[str, int] = {}
    rows: list[int] = []
    weights: list[float] = []
    starts = [0]
    for place, piece in enumerate(vocabulary):
        parts = _find_parts(piece, places, stems, stem) if share else []
        rows.extend([place, *parts])
        weights.extend([1.0, *(share / len(parts) for _ in parts)])
        starts.append(len(rows))
    return Composition(
        len(vocabulary) + len(stems),
        np.array(starts, dtype=np.int64),
        np.array(rows, dtype=np.int64),
        np.array(weights, dtype=np.float32),
    )


def _find_parts(
    piece: str, places: Mapping[str, int], stems: dict[str, int], stem: Callable[[str], str]
) -> list[int]:
    """Give the rows of a piece's parts; a stem that is new gets the next row."""
    if len(piece) > 1 and all(map(HANZI.match, piece)):
        hanzi = [places[one] for one in piece if one in places]
        if len(piece) < _LONG_WORD:
            return hanzi
        inner = (piece[start : start + _LONGEST_PART] for start in range(len(piece) - 1))
        return [*hanzi, *(places[word] for word in inner if word in places)]
    word = piece.removeprefix(START)
    if word != piece and len(word) >= _SHORTEST_STEMMED and word.isalpha():
        return [stems.setdefault(stem(word), len(places) + len(stems))]
    return []
