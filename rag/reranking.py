"""The second stage: the best candidates in order by late interaction, or by a cross-encoder."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding import StaticEncoder
from index.gathering import gather_passage_pieces
from index.matching import match_best
from index.store import Index
from rag.answers import Query

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]

_FULL_NORM = 3.0
_MOST_WEIGHT = 1.3


class Reranker(Protocol):
    """What scores candidates against a question."""

    @property
    def name(self) -> str:
        """For the trace."""
        ...

    def score(self, query: Query, passages: Numbers, index: Index) -> Scores:
        """Give `(len(passages),)` float32; larger is better."""
        ...


class LateInteraction:
    """MaxSim over the encoder's rows: for each piece of the question its best cosine in the passage.

    Weighted by the length of the question piece's row, at most `1.3`, and divided by the weights' sum, so
    that a score is at most 1.
    """

    name = "late interaction"

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder

    def score(self, query: Query, passages: Numbers, index: Index) -> Scores:
        """Give `(len(passages),)` float32 between 0 and 1."""
        surfaces = [concept.surface for concept in query.concepts] or [query.topic]
        pieces = np.unique(np.concatenate(self._encoder.split(surfaces)))
        if not len(pieces) or not len(passages):
            return np.zeros(len(passages), dtype=np.float32)
        norms = self._encoder.norms[pieces]
        weights = np.minimum(norms / _FULL_NORM, _MOST_WEIGHT)
        queries = self._encoder.rows[pieces] / norms[:, None]
        best = match_best(queries, *gather_passage_pieces(index, passages), self._encoder)
        scores: Scores = ((best * weights).sum(axis=1) / weights.sum()).astype(np.float32)
        return scores
