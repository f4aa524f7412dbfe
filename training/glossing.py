"""Glossed questions: English ones to Chinese passages, without a translator.

An encoder that averages pieces sees no order of words. A Chinese question whose every piece is replaced by
one of its English glosses is to it what a translation would be.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from training.packing import FlatPieces
from training.word_tables import PieceProbabilities

GLOSSED_KINDS: Mapping[str, str] = {"glossed_question": "query_passage"}
"""Kinds of pairs whose left sides are glossed when a batch is made, with the kind that they are made of."""


class Glosser:
    """Replaces Chinese pieces by English ones, as often as they translate them."""

    def __init__(self, glosses: PieceProbabilities) -> None:
        self._starts = glosses.starts
        self._pieces = glosses.pieces.astype(np.int32)
        # All entries on one line: those of piece i rise from i to i + 1, so that one search finds any.
        totals = np.concatenate([[0.0], np.cumsum(glosses.probabilities, dtype=np.float64)])
        owners = np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))
        before = totals[self._starts[owners]]
        spans = np.maximum(totals[self._starts[owners + 1]] - before, np.finfo(float).tiny)
        self._line = owners + (totals[1:] - before) / spans

    def draw(self, pieces: FlatPieces, chance: np.random.Generator) -> FlatPieces:
        """Give a gloss for each piece; one that has none stays."""
        first, last = self._starts[pieces], self._starts[pieces + 1]
        if not len(self._line):
            return pieces
        drawn = np.searchsorted(self._line, pieces + chance.random(len(pieces)), side="right")
        drawn = np.minimum(np.clip(drawn, first, np.maximum(last - 1, first)), len(self._line) - 1)
        return np.where(last > first, self._pieces[drawn], pieces).astype(np.int32)
