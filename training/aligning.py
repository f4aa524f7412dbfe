"""Which piece translates which: IBM Model 1 over pairs of texts that are split in pieces.

The model is that of Brown et al., "The Mathematics of Statistical Machine Translation" (1993). It is
trained in both directions at once; in the last rounds a link counts by the product of both posteriors, so
that both must agree (Liang, Taskar and Klein, "Alignment by Agreement", 2006). A rare word that either
direction alone would link with everything around it then links with nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.linking import Batch, Block, Links, ParallelPieces, link_pairs

Shares = NDArray[np.float64]
Floats = NDArray[np.float32]

_FLOOR = 1e-30


@dataclass(frozen=True, slots=True)
class AlignmentSettings:
    """How the model is trained.

    Attributes:
        free_rounds: Rounds of EM in which each direction learns by itself.
        agreeing_rounds: Rounds in which both directions must agree.
        null_share: The prior probability that a piece translates nothing of the other text.
        longest: Longer texts are cut after so many pieces.
    """

    free_rounds: int = 5
    agreeing_rounds: int = 1
    null_share: float = 0.08
    longest: int = 60


@dataclass(frozen=True, slots=True)
class Alignment:
    """What was learnt of each pair of pieces that stands in at least one pair of texts.

    Attributes:
        english: `(pairs,)` int32 pieces, rising.
        chinese: `(pairs,)` int32 pieces, rising within an English piece.
        counts: `(pairs,)` expected number of links, by the weights of the texts.
        english_counts: `(vocabulary,)` how often each piece stands in English, by the weights of the texts;
            the links of a piece sum to no more than this.
        chinese_counts: `(vocabulary,)` the same in Chinese.
        log_likelihoods: Of the texts before each round, the Chinese given the English and the other way.
    """

    english: NDArray[np.int32]
    chinese: NDArray[np.int32]
    counts: Shares
    english_counts: Shares
    chinese_counts: Shares
    log_likelihoods: tuple[tuple[float, float], ...]


class _Tables:
    """The translation probabilities of one direction: of a piece given one of the other side, or nothing."""

    def __init__(self, given: NDArray[np.int32], vocabulary: int, pairs: int) -> None:
        self._given = given
        self.pairs: Floats = np.full(pairs, 1.0 / vocabulary, dtype=np.float32)
        self.null: Floats = np.full(vocabulary, 1.0 / vocabulary, dtype=np.float32)
        self.forget()

    def forget(self) -> None:
        """Start to count anew."""
        self.counts: Shares = np.zeros(len(self.pairs))
        self.null_counts: Shares = np.zeros(len(self.null))
        self.log_likelihood = 0.0

    def learn(self) -> None:
        """Turn the counts into probabilities."""
        totals = np.bincount(self._given, weights=self.counts, minlength=len(self.null))
        self.pairs[:] = self.counts / np.maximum(totals, _FLOOR)[self._given]
        self.null[:] = self.null_counts / max(self.null_counts.sum(), _FLOOR)


def align_pieces(
    pairs: ParallelPieces,
    *,
    vocabulary: int,
    settings: AlignmentSettings | None = None,
    on_round: Callable[[], None] = lambda: None,
) -> Alignment:
    """Learn which pieces translate each other.

    Args:
        pairs: The texts, split by one tokenizer.
        vocabulary: How many pieces the tokenizer has.
        settings: How to train.
        on_round: Called after linking and after each round.

    Raises:
        ValueError: No pair has pieces on both sides.
    """
    settings = settings or AlignmentSettings()
    links = link_pairs(pairs, vocabulary=vocabulary, longest=settings.longest)
    on_round()
    forward = _Tables(links.english, vocabulary, len(links.english))
    backward = _Tables(links.chinese, vocabulary, len(links.english))
    likelihoods: list[tuple[float, float]] = []
    for number in range(settings.free_rounds + settings.agreeing_rounds):
        forward.forget()
        backward.forget()
        agree = number >= settings.free_rounds
        for batch in links.batches:
            _count_links(batch, (forward, backward), settings, agree=agree)
        likelihoods.append((forward.log_likelihood, backward.log_likelihood))
        forward.learn()
        backward.learn()
        on_round()
    return Alignment(
        links.english,
        links.chinese,
        # Without a round of agreement, the geometric mean of both directions stands for it.
        np.sqrt(forward.counts * backward.counts),
        *_count_pieces(links, vocabulary),
        tuple(likelihoods),
    )


def _count_links(
    batch: Batch, tables: tuple[_Tables, _Tables], settings: AlignmentSettings, *, agree: bool
) -> None:
    """Add the expected links of a batch to the counts of both directions."""
    forward, backward = tables
    of_english = forward.pairs[batch.places]
    of_chinese = backward.pairs[batch.places]
    posteriors = np.empty((2, len(batch.links)), dtype=np.float32)
    for block in batch.blocks:
        links = batch.links[block.first : block.last].reshape(block.shape)
        posterior = _weigh_links(of_english[links], (block.chinese, 2), block, forward, settings)
        reverse = _weigh_links(of_chinese[links], (block.english, 1), block, backward, settings)
        if agree:
            posterior *= reverse
            reverse = posterior
        for row, links_of_block in enumerate((posterior, reverse)):
            weighted = links_of_block * block.weights[:, None, None]
            posteriors[row, block.first : block.last] = weighted.reshape(-1)
    for direction, weights in zip(tables, posteriors, strict=True):
        found = np.bincount(batch.links, weights=weights, minlength=len(batch.places))
        direction.counts[batch.places] += found


def _weigh_links(
    probabilities: Floats,
    side: tuple[NDArray[np.int32], int],
    block: Block,
    tables: _Tables,
    settings: AlignmentSettings,
) -> Floats:
    """Give the posterior of each link of a block, and count what is linked with nothing.

    Args:
        probabilities: `(texts, chinese, english)` of the pairs of pieces; becomes the result.
        side: The pieces that are explained, and the axis of those that explain them.
        block: Texts of one shape.
        tables: Of this direction.
        settings: The share of nothing.
    """
    pieces, axis = side
    probabilities *= np.float32((1.0 - settings.null_share) / block.shape[axis])
    null = np.float32(settings.null_share) * tables.null[pieces]
    totals = np.maximum(probabilities.sum(axis=axis) + null, np.float32(_FLOOR))
    weights = block.weights[:, None]
    tables.log_likelihood += float((weights * np.log(totals)).sum(dtype=np.float64))
    np.add.at(tables.null_counts, pieces.reshape(-1), (weights * (null / totals)).reshape(-1).astype(float))
    probabilities /= np.expand_dims(totals, axis)
    return probabilities


def _count_pieces(links: Links, vocabulary: int) -> tuple[Shares, Shares]:
    counts = (np.zeros(vocabulary), np.zeros(vocabulary))
    for batch in links.batches:
        for block in batch.blocks:
            for total, pieces in zip(counts, (block.english, block.chinese), strict=True):
                weights = np.repeat(block.weights, pieces.shape[1]).astype(float)
                np.add.at(total, pieces.reshape(-1), weights)
    return counts
