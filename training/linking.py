"""Every pair of pieces that may translate each other in pairs of texts, numbered once.

Texts are gathered in blocks of one shape (so many Chinese pieces, so many English ones), so that each round
of training works on dense arrays, and blocks in batches of some million links.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]

_LINKS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class ParallelPieces:
    """Pairs of texts as pieces of one tokenizer.

    Attributes:
        english: All English pieces, int32, one text after the other.
        english_starts: `(texts + 1,)` int64: text `i` is `english[english_starts[i]:english_starts[i + 1]]`.
        chinese: All Chinese pieces.
        chinese_starts: The same for them.
        weights: `(texts,)` float32: how much each pair counts; one of 0 is left out.
    """

    english: Ids
    english_starts: NDArray[np.int64]
    chinese: Ids
    chinese_starts: NDArray[np.int64]
    weights: NDArray[np.float32]

    def __post_init__(self) -> None:
        """Refuse sides that do not fit.

        Raises:
            ValueError: The sides differ in their number of texts.
        """
        texts = len(self.weights)
        sizes = (len(self.english_starts) - 1, len(self.chinese_starts) - 1)
        if sizes != (texts, texts):
            raise ValueError(f"{sizes[0]} English, {sizes[1]} Chinese texts and {texts} weights do not fit")


@dataclass(frozen=True, slots=True)
class Block:
    """Pairs of texts of one shape.

    Attributes:
        first: Where its links start in the batch.
        last: Where they end.
        chinese: `(texts, m)` pieces.
        english: `(texts, n)` pieces.
        weights: `(texts,)` float32.
    """

    first: int
    last: int
    chinese: Ids
    english: Ids
    weights: NDArray[np.float32]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Texts, Chinese pieces, English pieces."""
        return (len(self.weights), self.chinese.shape[1], self.english.shape[1])


@dataclass(frozen=True, slots=True)
class Batch:
    """Some blocks and their links.

    Attributes:
        blocks: One after the other.
        places: The pairs of pieces that stand in the batch, as places in `Links.english`, rising.
        links: For each link of each block (text, Chinese, English) its pair's place in `places`.
    """

    blocks: tuple[Block, ...]
    places: Ids
    links: Ids


@dataclass(frozen=True, slots=True)
class Links:
    """All pairs of pieces, each once: `english` rising, `chinese` rising within one of it."""

    english: Ids
    chinese: Ids
    batches: tuple[Batch, ...]


def link_pairs(pairs: ParallelPieces, *, vocabulary: int, longest: int) -> Links:
    """Number the pairs of pieces.

    Args:
        pairs: The texts.
        vocabulary: How many pieces the tokenizer has.
        longest: Longer texts are cut after so many pieces.

    Raises:
        ValueError: No pair has pieces on both sides.
    """
    found: list[tuple[tuple[Block, ...], NDArray[np.int64], Ids]] = []
    for blocks in _gather_batches(pairs, longest):
        keys = [
            (block.english.astype(np.int64)[:, None, :] * vocabulary + block.chinese[:, :, None]).reshape(-1)
            for block in blocks
        ]
        unique, places = np.unique(np.concatenate(keys), return_inverse=True)
        found.append((blocks, unique, places.astype(np.int32)))
    if not found:
        raise ValueError("no pair of texts has pieces on both sides: nothing to align")
    everything = _join_sorted([unique for _, unique, _ in found])
    batches = tuple(
        Batch(blocks, np.searchsorted(everything, unique).astype(np.int32), places)
        for blocks, unique, places in found
    )
    english, chinese = np.divmod(everything, vocabulary)
    return Links(english.astype(np.int32), chinese.astype(np.int32), batches)


def _join_sorted(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    everything = np.sort(np.concatenate(parts))
    keep = np.concatenate([[True], everything[1:] != everything[:-1]])
    unique: NDArray[np.int64] = everything[keep]
    return unique


def _gather_batches(pairs: ParallelPieces, longest: int) -> Iterator[tuple[Block, ...]]:
    """Give batches of blocks, the shortest texts first."""
    blocks: list[Block] = []
    first = 0
    for texts, chinese_length, english_length in _gather_shapes(pairs, longest):
        last = first + len(texts) * chinese_length * english_length
        chinese = pairs.chinese[pairs.chinese_starts[texts][:, None] + np.arange(chinese_length)]
        english = pairs.english[pairs.english_starts[texts][:, None] + np.arange(english_length)]
        blocks.append(Block(first, last, chinese, english, pairs.weights[texts]))
        first = last
        if first >= _LINKS_AT_ONCE:
            yield tuple(blocks)
            blocks, first = [], 0
    if blocks:
        yield tuple(blocks)


def _gather_shapes(pairs: ParallelPieces, longest: int) -> Iterator[tuple[NDArray[np.int64], int, int]]:
    """Give texts of one shape with the number of Chinese and English pieces that are read of them."""
    chinese = np.minimum(np.diff(pairs.chinese_starts), longest)
    english = np.minimum(np.diff(pairs.english_starts), longest)
    shapes = chinese * (longest + 1) + english
    kept = np.flatnonzero((pairs.weights > 0) & (chinese > 0) & (english > 0))
    order = kept[np.argsort(shapes[kept], kind="stable")]
    bounds = np.flatnonzero(np.diff(shapes[order], prepend=-1, append=-1))
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        sizes = divmod(int(shapes[order[start]]), longest + 1)
        most = max(_LINKS_AT_ONCE // (sizes[0] * sizes[1]), 1)
        for at in range(start, end, most):
            yield order[at : min(at + most, end)], *sizes
