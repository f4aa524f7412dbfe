"""Glosses: which English pieces a Chinese one stands for, with what probability, by the alignment.

They start the training (`training.starting`) and give it English questions (`training.glossing`); the word
table that ships goes the other way.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.aligning import Alignment
from training.replacing import replace_file
from training.word_tables import PieceProbabilities, tabulate_probabilities


@dataclass(frozen=True, slots=True)
class GlossSettings:
    """Which glosses are kept.

    Attributes:
        most: Of one Chinese piece.
        least_share: Of the links of a Chinese piece; those that are kept then sum to 1.
        least_links: Pieces that are linked less often, in all texts, do not gloss each other.
    """

    most: int
    least_share: float
    least_links: float


def make_glosses(alignment: Alignment, settings: GlossSettings) -> PieceProbabilities:
    """Give the English pieces of each piece that stands in Chinese texts; those of one piece sum to 1."""
    linked = alignment.counts > settings.least_links
    chinese, english = alignment.chinese[linked], alignment.english[linked]
    counts = alignment.counts[linked]
    size = len(alignment.chinese_counts)
    found = tabulate_probabilities(
        (chinese, english),
        counts,
        np.bincount(chinese, weights=counts, minlength=size).astype(np.float64),
        most=settings.most,
        least_probability=settings.least_share,
    )
    owners = list_owners(found)
    totals = np.bincount(owners, weights=found.probabilities, minlength=size)
    shares = (found.probabilities / totals[owners]).astype(np.float32)
    return PieceProbabilities(found.starts, found.pieces, shares)


def list_owners(glosses: PieceProbabilities) -> NDArray[np.int64]:
    """Give the piece that each entry belongs to."""
    return np.repeat(np.arange(len(glosses.starts) - 1), np.diff(glosses.starts))


def save_glosses(path: Path, glosses: PieceProbabilities) -> None:
    """Write glosses as a `.npz`, in one step."""
    with replace_file(path) as unfinished:
        np.savez(
            unfinished, starts=glosses.starts, pieces=glosses.pieces, probabilities=glosses.probabilities
        )


def load_glosses(path: Path) -> PieceProbabilities:
    """Read what `save_glosses` wrote."""
    with np.load(path, allow_pickle=False) as file:
        return PieceProbabilities(file["starts"], file["pieces"], file["probabilities"])
