"""Batches: which pairs stand together in each step, all of it settled before the first one.

The other pairs of a batch are the negatives of each pair, so no two pairs of a batch may share a side: the
same headword with another translation, or two questions of one passage, would be driven apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.errors import RecipeError
from training.packing import PackedPairs, Texts
from training.recipe import Weights

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PairPool:
    """All pairs of all kinds that are drawn from.

    Attributes:
        left: The English, or the question.
        right: The Chinese.
        weights: `(pairs,)` how often each is drawn in an epoch.
        kinds: `(pairs,)` places in `names`.
        names: Of the kinds.
    """

    left: Texts
    right: Texts
    weights: NDArray[np.float64]
    kinds: NDArray[np.int8]
    names: tuple[str, ...]

    def mark_kinds(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Tell of each pair whether its kind is one of these."""
        wanted = np.array([name in set(names) for name in self.names], dtype=np.bool_)
        marked: NDArray[np.bool_] = wanted[self.kinds]
        return marked


def pool_pairs(kinds: Mapping[str, PackedPairs], weights: Weights) -> PairPool:
    """Put the kinds together; a pair weighs as its kind and its source do."""
    drawn = []
    for kind, packed in kinds.items():
        most = weights.most_source.get(kind, np.inf)
        by_source = [min(weights.sources.get(name, 1.0), most) for name in packed.names]
        drawn.append(weights.kinds[kind] * np.array(by_source, dtype=np.float64)[packed.sources])
    sides = list(kinds.values())
    return PairPool(
        _join([packed.left for packed in sides]),
        _join([packed.right for packed in sides]),
        np.concatenate([np.empty(0), *drawn]),
        np.repeat(np.arange(len(sides)), [len(packed) for packed in sides]).astype(np.int8),
        tuple(kinds),
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


def _join(sides: Sequence[Texts]) -> Texts:
    pieces = np.concatenate([np.empty(0, dtype=np.int32), *(texts.pieces for texts in sides)])
    lengths = [np.zeros(1, dtype=np.int64), *(np.diff(texts.starts) for texts in sides)]
    keys = np.concatenate([np.empty(0, dtype=np.int64), *(texts.keys for texts in sides)])
    return Texts(pieces, np.cumsum(np.concatenate(lengths)), keys)
