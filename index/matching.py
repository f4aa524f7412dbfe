"""Piece against piece: the kernel of late interaction (MaxSim; Khattab and Zaharia, ColBERT, 2020)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Pieces, StaticEncoder, Vectors


def gather_stretches(
    pieces: Pieces, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[Pieces, NDArray[np.int64]]:
    """Copy some stretches of a flat array one after the other.

    Returns:
        The pieces, and `(n + 1,)` int64 bounds of the stretches in them.
    """
    places, bounds = locate_stretches(starts, ends)
    return np.asarray(pieces[places], dtype=np.int32), bounds


def locate_stretches(
    starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the places in some stretches of a flat array, one stretch after the other.

    Returns:
        The places, and `(n + 1,)` int64 bounds of the stretches in them.
    """
    lengths = ends - starts
    bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], lengths), bounds


def join_pieces(split: Sequence[Pieces]) -> tuple[Pieces, NDArray[np.int64]]:
    """Put the pieces of some texts one after the other, with the `(n + 1,)` bounds of the texts in them."""
    bounds = np.concatenate([[0], np.cumsum([len(pieces) for pieces in split])]).astype(np.int64)
    return (np.concatenate(split) if split else np.empty(0, dtype=np.int32)), bounds


def match_best(
    queries: Vectors, pieces: Pieces, bounds: NDArray[np.int64], encoder: StaticEncoder
) -> NDArray[np.float32]:
    """Give the best cosine of each query vector with any piece of each stretch.

    Args:
        queries: `(q, dimensions)` float32, unit length.
        pieces: The pieces of all stretches, one after the other.
        bounds: `(n + 1,)` bounds of the stretches.
        encoder: Holds the rows.

    Returns:
        `(n, q)` float32; 0 for an empty stretch.
    """
    best = np.zeros((len(bounds) - 1, len(queries)), dtype=np.float32)
    filled = np.flatnonzero(np.diff(bounds) > 0)
    if not len(filled) or not len(queries):
        return best
    unique, inverse = _find_unique(pieces, len(encoder.rows))
    cosines = (encoder.rows[unique] @ queries.T) / encoder.norms[unique, None]
    best[filled] = np.maximum.reduceat(cosines[inverse], bounds[:-1][filled], axis=0)
    return best


def _find_unique(pieces: Pieces, vocabulary: int) -> tuple[Pieces, NDArray[np.int64]]:
    """Give the pieces once each, and each piece's place among them; counts, where `np.unique` sorts."""
    seen = np.zeros(vocabulary, dtype=bool)
    seen[pieces] = True
    unique = np.flatnonzero(seen).astype(np.int32)
    places = np.cumsum(seen) - 1
    return unique, places[pieces]


def match_best_pairs(
    queries: Vectors, pieces: Pieces, bounds: NDArray[np.int64], encoder: StaticEncoder
) -> NDArray[np.float32]:
    """Give the best cosine of each query vector with the sum of two neighbouring pieces of each stretch.

    A word that the table has not whole stands as two pieces. Shapes as in `match_best`; a stretch of one
    piece has 0.
    """
    best = np.zeros((len(bounds) - 1, len(queries)), dtype=np.float32)
    if len(pieces) < 2 or not len(queries):
        return best
    unique, inverse = _find_unique(pieces, len(encoder.rows))
    rows = encoder.rows[unique]
    squares = encoder.norms[unique] ** 2
    products = (rows @ queries.T)[inverse]
    left, right = inverse[:-1], inverse[1:]
    inner = np.einsum("ij,ij->i", rows[left], rows[right])
    pair_norms = np.sqrt(np.maximum(squares[left] + squares[right] + 2 * inner, 1e-12))
    cosines = (products[:-1] + products[1:]) / pair_norms[:, None]
    # The pair that straddles two stretches belongs to neither.
    inside = np.ones(len(cosines), dtype=bool)
    straddling = bounds[1:-1] - 1
    inside[straddling[(straddling >= 0) & (straddling < len(cosines))]] = False
    cosines[~inside] = 0.0
    padded = np.vstack([cosines, np.zeros((1, len(queries)), dtype=np.float32)])
    filled = np.flatnonzero(np.diff(bounds) > 0)
    best[filled] = np.maximum.reduceat(padded, bounds[:-1][filled], axis=0)
    return best
