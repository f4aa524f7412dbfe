"""Batches: which pairs stand together in each step, all of it settled before the first one.

The other pairs of a batch are the negatives of each pair, so no two pairs of a batch may share a side: the
same headword with another translation, or two questions of one passage, would be driven apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.errors import RecipeError
from training.packing import FlatPieces, PackedPairs, Starts, Texts

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PairPool:
    """All pairs of all kinds that are drawn from.

    Attributes:
        left: The English, or the question.
        right: The Chinese.
        weights: `(pairs,)` how often each is drawn in an epoch.
    """

    left: Texts
    right: Texts
    weights: NDArray[np.float64]


def pool_pairs(
    kinds: Mapping[str, PackedPairs], kind_weights: Mapping[str, float], source_weights: Mapping[str, float]
) -> PairPool:
    """Put the kinds together; a pair weighs as its kind and its source do."""
    weights = []
    for kind, packed in kinds.items():
        by_source = np.array([source_weights.get(name, 1.0) for name in packed.names], dtype=np.float64)
        weights.append(kind_weights[kind] * by_source[packed.sources])
    sides = list(kinds.values())
    return PairPool(
        _join([packed.left for packed in sides]),
        _join([packed.right for packed in sides]),
        np.concatenate([np.empty(0), *weights]),
    )


def plan_batches(pool: PairPool, *, batch_size: int, epochs: int, seed: int) -> Places:
    """Give `(steps, batch_size)` pairs; in no row does a left or a right side stand twice.

    In each epoch a pair of weight 2.3 is drawn twice, and with a chance of 0.3 once more. What does not
    fill a batch at the end of an epoch is left out.

    Raises:
        RecipeError: There are too few pairs for one batch.
    """
    batches: list[Places] = []
    for epoch in range(epochs):
        chance = np.random.default_rng([seed, epoch])
        batches.extend(_part_epoch(_draw_epoch(pool.weights, chance), pool, batch_size))
    if not batches:
        raise RecipeError(
            f"train.batch_size is {batch_size:,}, too large for {np.count_nonzero(pool.weights):,} pairs: no"
            " batch can be made in which no text stands twice"
        )
    return np.stack(batches)


def _draw_epoch(weights: NDArray[np.float64], chance: np.random.Generator) -> Places:
    whole = np.floor(weights)
    times = (whole + (chance.random(len(weights)) < weights - whole)).astype(np.int64)
    drawn = np.repeat(np.arange(len(weights)), times)
    chance.shuffle(drawn)
    return drawn


def _part_epoch(drawn: Places, pool: PairPool, batch_size: int) -> list[Places]:
    batches: list[Places] = []
    waiting, start = np.empty(0, dtype=np.int64), 0
    while True:
        batch = np.empty(0, dtype=np.int64)
        while len(batch) < batch_size:
            # What had to wait comes first, else the doubles would all pile up at the end.
            fresh = drawn[start : start + batch_size - len(batch)]
            candidates = np.concatenate([batch, waiting, fresh])
            start += len(fresh)
            kept = _keep_first(candidates, pool)
            batch, waiting = candidates[kept], candidates[~kept]
            if len(batch) >= batch_size:
                waiting = np.concatenate([batch[batch_size:], waiting])
                batch = batch[:batch_size]
            elif not len(fresh):
                return batches
        batches.append(batch)


def _keep_first(candidates: Places, pool: PairPool) -> NDArray[np.bool_]:
    """Mark the pairs none of whose sides stands in a pair before them."""
    kept = np.ones(len(candidates), dtype=np.bool_)
    for keys in (pool.left.keys[candidates], pool.right.keys[candidates]):
        first = np.zeros(len(candidates), dtype=np.bool_)
        first[np.unique(keys, return_index=True)[1]] = True
        kept &= first
    return kept


class BatchMaker:
    """Gives the pieces of a step's texts; the same step gives the same batch."""

    def __init__(
        self, pool: PairPool, plan: Places, *, longest_pieces: int, drop_pieces: float, seed: int
    ) -> None:
        self._pool = pool
        self._plan = plan
        self._longest = longest_pieces
        self._dropped = drop_pieces
        self._seed = seed

    def __len__(self) -> int:
        return len(self._plan)

    def make(self, step: int) -> Sequence[tuple[FlatPieces, Starts]]:
        """Give the left and the right texts of a step, each as pieces and where each text begins."""
        chance = np.random.default_rng([self._seed, step, 1])
        sides = (self._pool.left, self._pool.right)
        gathered = (texts.gather(self._plan[step], longest=self._longest) for texts in sides)
        return [self._drop(pieces, offsets, chance) for pieces, offsets in gathered]

    def _drop(
        self, pieces: FlatPieces, offsets: Starts, chance: np.random.Generator
    ) -> tuple[FlatPieces, Starts]:
        if self._dropped == 0:
            return pieces, offsets
        kept = chance.random(len(pieces)) >= self._dropped
        kept[offsets] = True  # a text keeps its first piece, so that none is empty
        before: Starts = np.cumsum(kept) - kept
        return pieces[kept], before[offsets]


def _join(sides: Sequence[Texts]) -> Texts:
    pieces = np.concatenate([np.empty(0, dtype=np.int32), *(texts.pieces for texts in sides)])
    lengths = [np.zeros(1, dtype=np.int64), *(np.diff(texts.starts) for texts in sides)]
    keys = np.concatenate([np.empty(0, dtype=np.int64), *(texts.keys for texts in sides)])
    return Texts(pieces, np.cumsum(np.concatenate(lengths)), keys)
