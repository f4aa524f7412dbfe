"""The plain yardstick: fixed pieces of 200 characters, one vector each, the nearest ten.

It is what a first tutorial builds, with the same encoder, so that a difference is the pipeline's and not the
encoder's. Nothing is cleaned, cut into articles, searched by word or put in order again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import TextEncoder

PIECE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class NaiveIndex:
    """Pieces of texts and their vectors.

    Attributes:
        pieces: The pieces, text after text.
        matrix: `(n_pieces, dimensions)` float32, unit length.
        encoder: What made the vectors.
    """

    pieces: tuple[str, ...]
    matrix: NDArray[np.float32]
    encoder: TextEncoder

    def search(self, question: str, *, k: int = 10) -> list[str]:
        """Give the `k` pieces with the largest inner product, best first."""
        scores = self.matrix @ self.encoder.encode_queries([question])[0]
        k = min(k, len(self.pieces))
        nearest = np.argpartition(-scores, k - 1)[:k]
        return [self.pieces[place] for place in nearest[np.argsort(-scores[nearest], kind="stable")]]


def cut_pieces(text: str, *, length: int = PIECE_CHARACTERS) -> list[str]:
    """Cut a text every `length` characters, the last one shorter; those of white space alone are dropped."""
    pieces = [text[start : start + length] for start in range(0, len(text), length)]
    return [piece for piece in pieces if piece.strip()]


def build_naive_index(texts: Sequence[str], encoder: TextEncoder) -> NaiveIndex:
    """Cut and encode texts.

    Raises:
        ValueError: No text has a character.
    """
    pieces = tuple(piece for text in texts for piece in cut_pieces(text))
    if not pieces:
        raise ValueError("there is no text to index; give at least one page with text")
    return NaiveIndex(pieces, encoder.encode_passages(pieces), encoder)
