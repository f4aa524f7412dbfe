"""Where the rows start, and what becomes of them in the end.

They start by chance, but for the Chinese ones: each starts near its English translations, as far as the
alignment knows any. In the end they are folded, and those that no text has looked up get a small row by
chance: they then match themselves, and disturb little.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from training.composing import Composition
from training.train_settings import TrainSettings
from training.word_tables import PieceProbabilities


def draw_rows(
    composition: Composition, glosses: PieceProbabilities, settings: TrainSettings, *, seed: int
) -> Vectors:
    """Give the rows at the start, `(composition.size, dimensions)`."""
    chance = np.random.default_rng([seed, 2])
    shape = (composition.size, settings.dimensions)
    rows = chance.standard_normal(shape, dtype=np.float32) * np.float32(settings.initial_scale)
    if settings.translated_start:
        _lean_on_translations(rows, composition, glosses, settings.translated_start)
    return rows


def _lean_on_translations(
    rows: Vectors, composition: Composition, glosses: PieceProbabilities, share: float
) -> None:
    """Move the rows of glossed pieces, so that with their parts they lie near the mean of their glosses."""
    from scipy import sparse  # type: ignore[import-untyped]

    size = composition.pieces
    whole = composition.fold(rows)
    shape = (size, size)
    means = sparse.csr_matrix((glosses.probabilities, glosses.pieces, glosses.starts), shape=shape) @ whole
    lengths = _measure_norms(means)
    glossed = lengths > 0
    means[glossed] *= (_measure_norms(whole)[glossed] / lengths[glossed])[:, None]
    of_parts = whole[glossed] - rows[:size][glossed]
    rows[:size][glossed] = share * means[glossed] + (1 - share) * whole[glossed] - of_parts


def fold_rows(
    table: Vectors, composition: Composition, seen: NDArray[np.bool_], *, unseen_norm: float, seed: int
) -> Vectors:
    """Give one row a piece, `(pieces, dimensions)`.

    Args:
        table: The trained rows, with those of stems.
        composition: Of the pieces.
        seen: `(pieces,)` the pieces that were looked up in training.
        unseen_norm: Norm of a row of which no part was ever looked up, against the median of those seen.
        seed: Of these rows.
    """
    pieces = np.flatnonzero(seen)
    looked_up = np.zeros(composition.size, dtype=np.bool_)
    looked_up[composition.expand(pieces, np.arange(len(pieces))).rows] = True
    folded = composition.fold(np.where(looked_up[:, None], table, np.float32(0)))
    unseen = ~folded.any(axis=1)
    chance = np.random.default_rng([seed, 3])
    drawn = chance.standard_normal((np.count_nonzero(unseen), folded.shape[1]), dtype=np.float32)
    median = float(np.median(_measure_norms(folded[seen]))) if seen.any() else 1.0
    folded[unseen] = drawn * (unseen_norm * median / np.maximum(_measure_norms(drawn), 1e-9))[:, None]
    return folded


def scale_rows(
    rows: Vectors, seen: NDArray[np.bool_], chinese: NDArray[np.bool_], median_norm: float
) -> Vectors:
    """Bring the seen rows of each script to a median norm; rows of zeros do not count.

    A text in one script has the same direction as before. Composed rows of hanzi come out shorter than
    English ones, and late interaction weighs pieces of both by one measure.

    Args:
        rows: `(pieces, dimensions)`.
        seen: `(pieces,)` rows that were trained and are not silent.
        chinese: `(pieces,)` rows of hanzi.
        median_norm: What both are brought to.
    """
    scaled = rows.copy()
    for script in (chinese, ~chinese):
        norms = _measure_norms(rows[seen & script])
        norms = norms[norms > 0]
        if len(norms):
            scaled[script] *= np.float32(median_norm / float(np.median(norms)))
    return scaled


def _measure_norms(rows: Vectors) -> NDArray[np.float32]:
    norms: NDArray[np.float32] = np.linalg.norm(rows, axis=1)
    return norms
