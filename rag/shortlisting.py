"""A quick look at many passages by their pieces alone, so that only those that may answer are read.

No text is touched: each concept's words are held against the pieces in the index. Every candidate of every
zone is looked at, and the best are judged in full.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from index.gathering import gather_headline_pieces, gather_passage_pieces
from index.lexicon import Lexicon
from index.matching import match_best
from index.store import Index
from rag.answers import Concept, Query

Numbers = NDArray[np.int64]
Scores = NDArray[np.float32]

_WORDS_OF_A_CONCEPT = 3
_HEADLINE_SHARE = 0.85
_LEAST_COSINE = 0.4
_HEAVY_SHARE = 0.35


def shortlist_passages(
    query: Query,
    passages: Numbers,
    *,
    index: Index,
    lexicon: Lexicon,
    weigh: Callable[[Concept], float],
    most: int,
) -> Numbers:
    """Give the passages whose pieces, or whose headline's, are nearest to the question's concepts.

    Args:
        query: As understood.
        passages: Numbers of the candidates, best first.
        index: Where they stand.
        lexicon: Holds the bundled encoder.
        weigh: Gives a concept's weight.
        most: How many to keep.
    """
    if len(passages) <= most or not query.concepts:
        return passages[:most]
    scores = _cover_quickly(query, passages, index, lexicon, weigh)
    return passages[np.argsort(-scores, kind="stable")[:most]]


def _cover_quickly(
    query: Query, passages: Numbers, index: Index, lexicon: Lexicon, weigh: Callable[[Concept], float]
) -> Scores:
    words: list[str] = []
    owners: list[int] = []
    heaviest = max(concept.weight for concept in query.concepts)
    for number, concept in enumerate(query.concepts):
        if concept.weight < _HEAVY_SHARE * heaviest:
            continue
        spellings = dict.fromkeys((*concept.alternatives[:_WORDS_OF_A_CONCEPT], concept.surface))
        words += spellings
        owners += [number] * len(spellings)
    vectors = lexicon.encoder.encode_queries(words)
    bodies = gather_passage_pieces(index, passages)
    titles = gather_headline_pieces(index, np.asarray(index.passage_articles[passages], dtype=np.int64))
    near = np.maximum(
        match_best(vectors, *bodies, lexicon.encoder),
        _HEADLINE_SHARE * match_best(vectors, *titles, lexicon.encoder),
    )
    by_concept = np.zeros((len(passages), len(query.concepts)), dtype=np.float32)
    for column, owner in enumerate(owners):
        by_concept[:, owner] = np.maximum(by_concept[:, owner], near[:, column])
    weights = np.array([weigh(concept) for concept in query.concepts], dtype=np.float32)
    # Not `@`: some builds of BLAS raise floating point flags over sound numbers; numpy then warns.
    scores: Scores = np.einsum("pc,c->p", np.maximum(by_concept - _LEAST_COSINE, 0), weights)
    return scores
