"""The pieces of some passages, sentences or headlines of an index, copied one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.embedding import Pieces
from index.matching import gather_stretches
from index.store import Index

Numbers = NDArray[np.int64]
Stretches = tuple[Pieces, NDArray[np.int64]]
"""The pieces, and the `(n + 1,)` int64 bounds of what was asked for in them."""


def gather_passage_pieces(index: Index, passages: Numbers) -> Stretches:
    """Give the pieces of the sentences of these passages."""
    first, last = index.passage_sentences[passages], index.passage_sentences[passages + 1]
    return gather_stretches(index.pieces, index.sentence_pieces[first], index.sentence_pieces[last])


def gather_sentence_pieces(index: Index, sentences: Numbers) -> Stretches:
    """Give the pieces of these sentences."""
    starts = index.sentence_pieces
    return gather_stretches(index.pieces, starts[sentences], starts[sentences + 1])


def gather_headline_pieces(index: Index, articles: Numbers) -> Stretches:
    """Give the pieces of zone and headline of these articles."""
    starts = index.headline_pieces_starts
    return gather_stretches(index.headline_pieces, starts[articles], starts[articles + 1])
