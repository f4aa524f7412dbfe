"""Late interaction scores as its formula says, and puts what answers first."""

import numpy as np
import pytest

from index.embedding import StaticEncoder
from index.store import Index
from rag import reranking
from rag.answers import Query
from rag.reranking import LateInteraction
from tests.unit.rag_fakes import make_concept, make_query

FOIL = make_query("铜箔出口多少", concepts=(make_concept("铜箔"), make_concept("出口")))


def score_slowly(query: Query, number: int, index: Index, encoder: StaticEncoder) -> float:
    """Mean over the question's pieces of the best cosine in the passage, weighted by the rows' lengths."""
    passage = index.passage(number)
    article = index.article(int(index.passage_articles[number]))
    texts = [article.body[start:end] for start, end in passage.sentences]
    in_passage = np.concatenate(encoder.split(texts))
    surfaces = [concept.surface for concept in query.concepts] or [query.topic]
    total = weights = 0.0
    for piece in {int(piece) for pieces in encoder.split(surfaces) for piece in pieces}:
        weight = min(float(encoder.norms[piece]) / reranking._FULL_NORM, reranking._MOST_WEIGHT)
        cosines = (encoder.rows[in_passage] @ encoder.rows[piece]) / (
            encoder.norms[in_passage] * encoder.norms[piece]
        )
        total += weight * float(cosines.max())
        weights += weight
    return total / weights


@pytest.mark.parametrize("query", [FOIL, make_query("光伏产业链")], ids=["concepts", "topic only"])
def test_the_score_is_the_weighted_mean_of_the_best_matches(
    query: Query, long_index: Index, encoder: StaticEncoder
) -> None:
    numbers = np.arange(long_index.n_passages)[::-1].copy()
    scores = LateInteraction(encoder).score(query, numbers, long_index)
    expected = [score_slowly(query, int(number), long_index, encoder) for number in numbers]
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    assert scores.max() <= 1.0 + 1e-6


def test_a_passage_with_every_piece_has_the_full_score(long_index: Index, encoder: StaticEncoder) -> None:
    scores = LateInteraction(encoder).score(FOIL, np.arange(long_index.n_passages), long_index)
    best = long_index.passage(int(scores.argmax()))
    assert scores.max() == pytest.approx(1.0, abs=1e-5)
    assert "铜箔" in long_index.article(0).body[best.start : best.end]


def test_nothing_to_score_gives_nothing(long_index: Index, encoder: StaticEncoder) -> None:
    rerank = LateInteraction(encoder).score
    assert rerank(FOIL, np.empty(0, np.int64), long_index).tolist() == []
    assert rerank(make_query("？"), np.arange(2), long_index).tolist() == [0.0, 0.0]
