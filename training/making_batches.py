"""What a step is made of: the pieces of its texts, and those of the pairs for late interaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.batching import PairPool, Places
from training.glossing import GLOSSED_KINDS, Glosser
from training.packing import FlatPieces, Starts, Texts
from training.train_settings import TrainSettings

Side = tuple[FlatPieces, Starts]
"""Texts as pieces, one text after the other, and where each begins."""


@dataclass(frozen=True, slots=True)
class LatePieces:
    """Pairs of which each left text is to find its right one by its pieces.

    Attributes:
        pieces: The different pieces of all texts.
        left: All pieces of the left texts, as places in `pieces`.
        left_owners: The text of each of them.
        right: All pieces of the right texts, as places in `pieces`.
        right_offsets: Where each right text begins.
    """

    pieces: FlatPieces
    left: NDArray[np.int64]
    left_owners: NDArray[np.int64]
    right: NDArray[np.int64]
    right_offsets: Starts


class BatchMaker:
    """Gives the pieces of a step's texts; the same step gives the same batch."""

    def __init__(
        self,
        pool: PairPool,
        plan: Places,
        settings: TrainSettings,
        *,
        seed: int,
        glosser: Glosser | None = None,
    ) -> None:
        self._pool = pool
        self._plan = plan
        self._settings = settings
        self._seed = seed
        self._glosser = glosser
        self._is_glossed = pool.mark_kinds(GLOSSED_KINDS)
        self._is_late = pool.mark_kinds(settings.late.kinds)

    def __len__(self) -> int:
        return len(self._plan)

    def make(self, step: int) -> Sequence[Side]:
        """Give the left and the right texts of a step."""
        chance = np.random.default_rng([self._seed, step, 1])
        which, longest = self._plan[step], self._settings.longest_pieces
        pieces, offsets = self._pool.left.gather(which, longest=longest)
        left = (self._gloss(pieces, offsets, which, chance), offsets)
        right = self._pool.right.gather(which, longest=longest)
        return [self._drop(*side, chance) for side in (left, right)]

    def make_late(self, step: int) -> LatePieces | None:
        """Give the pairs of a step for late interaction, or None where the step or its batch has none."""
        late = self._settings.late
        which = self._plan[step]
        which = which[self._is_late[which]][: late.pairs]
        if not late.weight or step < late.late_from * len(self._plan) or len(which) < 2:
            return None
        left, left_offsets = self._pool.left.gather(which, longest=late.longest_pieces)
        right, right_offsets = self._pool.right.gather(which, longest=late.longest_pieces)
        pieces, places = np.unique(np.concatenate([left, right]), return_inverse=True)
        lengths = np.diff(np.append(left_offsets, len(left)))
        owners = np.repeat(np.arange(len(which)), lengths)
        return LatePieces(pieces, places[: len(left)], owners, places[len(left) :], right_offsets)

    def mark_seen(self, pieces: int) -> NDArray[np.bool_]:
        """Tell of each of the tokenizer's pieces whether it stands in a batch."""
        seen = np.zeros(pieces, dtype=np.bool_)
        drawn = np.zeros(len(self._pool.weights), dtype=np.bool_)
        drawn[self._plan] = True
        for texts, used in ((self._pool.left, drawn & ~self._is_glossed), (self._pool.right, drawn)):
            seen[_list_pieces(texts, used, self._settings.longest_pieces)] = True
        return seen

    def _gloss(
        self, pieces: FlatPieces, offsets: Starts, which: Places, chance: np.random.Generator
    ) -> FlatPieces:
        glossed = self._is_glossed[which]
        if self._glosser is None or not glossed.any():
            return pieces
        at = np.repeat(glossed, np.diff(np.append(offsets, len(pieces))))
        replaced = pieces.copy()
        replaced[at] = self._glosser.draw(pieces[at], chance)
        return replaced

    def _drop(self, pieces: FlatPieces, offsets: Starts, chance: np.random.Generator) -> Side:
        if self._settings.drop_pieces == 0:
            return pieces, offsets
        kept = chance.random(len(pieces)) >= self._settings.drop_pieces
        kept[offsets] = True  # a text keeps its first piece, so that none is empty
        before: Starts = np.cumsum(kept) - kept
        return pieces[kept], before[offsets]


def _list_pieces(texts: Texts, used: NDArray[np.bool_], longest: int) -> FlatPieces:
    pieces, _ = texts.gather(np.flatnonzero(used), longest=longest)
    return pieces
