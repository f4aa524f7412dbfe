"""Make the word table that ships with the encoder from pairs of texts, and write it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import mark_chinese
from index.word_tables import SHARE_STEPS, WORD_TABLE_FORMAT, WordTable, digest_vocabulary
from training.aligning import Alignment
from training.replacing import replace_file


@dataclass(frozen=True, slots=True)
class TableSettings:
    """What of an alignment is kept.

    Attributes:
        most: Translations of one piece, at most, itself counted.
        least_probability: Of a translation that is kept.
        share_power: Shares go by the probability to this power: under 1, the best translation leaves more to
            the others, one of which may be the word that a page has.
        confidence_power: A piece whose kept translations have the probability p together gets shares that sum
            to p to this power: 1 trusts a word as often as it was linked, 0 trusts all alike.
        least_seen: A piece that stands in the texts so often, by their weights, and was linked with nothing,
            is known to translate nothing; the encoder's rows would find it some stranger.
    """

    most: int = 6
    least_probability: float = 0.005
    share_power: float = 0.5
    confidence_power: float = 0.5
    least_seen: float = 20.0


@dataclass(frozen=True, slots=True)
class PieceProbabilities:
    """The probability of pieces of one language given one of the other, best first.

    Attributes:
        starts: `(vocabulary + 1,)` int64: piece `i` has the entries `[starts[i], starts[i + 1])`.
        pieces: `(entries,)` int32.
        probabilities: `(entries,)` float32; those of one piece sum to 1 at most.
    """

    starts: NDArray[np.int64]
    pieces: NDArray[np.int32]
    probabilities: NDArray[np.float32]


def make_word_table(alignment: Alignment, vocabulary: Sequence[str], settings: TableSettings) -> WordTable:
    """Keep of an alignment the best Chinese pieces of each English one.

    Args:
        alignment: Of pieces of the vocabulary.
        vocabulary: The piece of each row of the encoder.
        settings: What to keep.
    """
    is_chinese = mark_chinese(vocabulary)
    translates = ~is_chinese[alignment.english]
    translates &= is_chinese[alignment.chinese] | (alignment.chinese == alignment.english)
    found = tabulate_probabilities(
        (alignment.english[translates], alignment.chinese[translates]),
        alignment.counts[translates],
        alignment.english_counts,
        most=settings.most,
        least_probability=settings.least_probability,
    )
    shares = _quantise_shares(found, settings)
    owners = np.repeat(np.arange(len(vocabulary)), np.diff(found.starts))
    is_own = found.pieces == owners
    own = np.zeros(len(vocabulary), dtype=np.uint8)
    own[owners[is_own]] = shares[is_own]
    kept = (shares > 0) & ~is_own
    sizes = np.bincount(owners[kept], minlength=len(vocabulary))
    is_known = (sizes > 0) | (own > 0) | (~is_chinese & (alignment.english_counts >= settings.least_seen))
    return WordTable(
        np.flatnonzero(is_known).astype(np.int32),
        own[is_known],
        np.concatenate([[0], np.cumsum(sizes[is_known])]).astype(np.int32),
        found.pieces[kept],
        shares[kept],
        digest_vocabulary(vocabulary),
    )


def tabulate_probabilities(
    pairs: tuple[NDArray[np.int32], NDArray[np.int32]],
    counts: NDArray[np.float64],
    totals: NDArray[np.float64],
    *,
    most: int,
    least_probability: float,
) -> PieceProbabilities:
    """Give the most probable partners of each piece.

    Swap the pieces, and take the other side's totals, for the table of the other direction.

    Args:
        pairs: The given pieces and their partners.
        counts: How often they are linked.
        totals: `(vocabulary,)` how often each given piece stands in the texts.
        most: So many partners of a piece are kept.
        least_probability: Of a partner that is kept.
    """
    given, partners = pairs
    probabilities = counts / np.maximum(totals[given], np.finfo(float).tiny)
    # A sum of float32 posteriors may exceed what it was made of by a hair.
    probabilities = np.minimum(probabilities, 1.0)
    probable = probabilities >= least_probability
    given, partners, probabilities = given[probable], partners[probable], probabilities[probable]
    order = np.lexsort((partners, -probabilities, given))
    given, partners, probabilities = given[order], partners[order], probabilities[order]
    ranks = np.arange(len(given)) - np.searchsorted(given, given)
    best = ranks < most
    return PieceProbabilities(
        np.searchsorted(given[best], np.arange(len(totals) + 1)).astype(np.int64),
        partners[best],
        probabilities[best].astype(np.float32),
    )


def _quantise_shares(found: PieceProbabilities, settings: TableSettings) -> NDArray[np.uint8]:
    """Give shares in 255ths that sum, for each piece, to its confidence; never rounded up."""
    probabilities = found.probabilities.astype(np.float64)
    shares = probabilities**settings.share_power
    confidences = np.minimum(_sum_stretches(probabilities, found.starts), 1.0) ** settings.confidence_power
    scales = confidences / np.maximum(_sum_stretches(shares, found.starts), np.finfo(float).tiny)
    scaled = SHARE_STEPS * shares * np.repeat(scales, np.diff(found.starts))
    quantised: NDArray[np.uint8] = np.floor(scaled).astype(np.uint8)
    return quantised


def _sum_stretches(values: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    sums: NDArray[np.float64] = np.diff(np.concatenate([[0.0], np.cumsum(values)])[starts])
    return sums


def write_word_table(table: WordTable, path: Path) -> None:
    """Write a word table, whole or not at all."""
    from safetensors.numpy import save_file

    tensors: dict[str, NDArray[Any]] = {
        "english": table.english,
        "own": table.own,
        "starts": table.starts,
        "chinese": table.chinese,
        "shares": table.shares,
    }
    metadata = {"format": WORD_TABLE_FORMAT, "vocabulary": table.vocabulary_digest}
    with replace_file(path) as unfinished:
        save_file(tensors, unfinished, metadata=metadata)
