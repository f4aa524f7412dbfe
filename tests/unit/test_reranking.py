"""Each reranker scores as its formula or its model says, and the scores decide the order."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.embedding import StaticEncoder
from index.model_folders import ModelFolderError
from index.store import Index
from rag import reranking
from rag.answers import Query
from rag.pipeline import Pipeline
from rag.reranking import CrossEncoderReranker, LateInteraction, load_reranker
from rag.retrieving import standardise, take_best
from rag.searching import rank_candidates, score_query
from tests.tiny_models import make_causal_model, make_cross_encoder, make_sentence_model
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


@pytest.fixture(scope="module")
def cross_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_cross_encoder(tmp_path_factory.mktemp("cross"))


@pytest.fixture(scope="module")
def cross(cross_folder: Path, encoder: StaticEncoder) -> CrossEncoderReranker:
    loaded = load_reranker(str(cross_folder), encoder)
    assert isinstance(loaded, CrossEncoderReranker)
    return loaded


def test_without_a_name_it_is_late_interaction(encoder: StaticEncoder) -> None:
    assert load_reranker("", encoder).name == "late interaction"
    assert isinstance(load_reranker(" ", encoder), LateInteraction)


@pytest.mark.models
def test_a_cross_encoder_reads_question_and_passage_together(
    cross: CrossEncoderReranker, cross_folder: Path, long_index: Index
) -> None:
    from sentence_transformers import CrossEncoder

    numbers = np.arange(long_index.n_passages)[::-1].copy()
    scores = cross.score(FOIL, numbers, long_index)
    pairs = []
    for number in numbers:
        article = long_index.article(int(long_index.passage_articles[number]))
        passage = long_index.passage(int(number))
        text = article.body[passage.start : passage.end]
        pairs.append((FOIL.standalone, f"{article.zone} {article.headline}\n{text}"))
    logits = CrossEncoder(str(cross_folder), device="cpu").predict(pairs, activation_fn=_as_it_is)
    np.testing.assert_allclose(scores, 1 / (1 + np.exp(-logits)), atol=1e-5)
    assert scores.dtype == np.float32
    assert scores.std() > 0.01
    assert cross.score(FOIL, np.empty(0, np.int64), long_index).tolist() == []


def _as_it_is(logits: object) -> object:
    return logits


@pytest.mark.models
def test_the_scores_of_a_cross_encoder_change_the_order_as_they_say(
    cross: CrossEncoderReranker, pipeline: Pipeline
) -> None:
    query = make_query("哪些开发区生产铜箔？", concepts=(make_concept("铜箔"),))
    settings = replace(pipeline.resources.settings, late_weight=10.0)
    late = replace(pipeline.resources, settings=settings)
    crossed = replace(late, reranker=cross)
    scores = score_query(query, late)
    ranking = rank_candidates(query, scores, crossed)
    candidates = take_best(scores.fused, settings.candidates)
    said = standardise(cross.score(query, candidates, pipeline.index), np.ones(len(candidates), dtype=bool))
    total = scores.fused[candidates] + 10.0 * said
    assert ranking.passages.tolist() == candidates[np.argsort(-total, kind="stable")].tolist()
    assert ranking.passages.tolist() != rank_candidates(query, scores, late).passages.tolist()


@pytest.mark.models
def test_what_gives_no_score_for_a_pair_is_no_reranker(tmp_path: Path, encoder: StaticEncoder) -> None:
    classes = make_cross_encoder(tmp_path / "classes", labels=3)
    with pytest.raises(ModelFolderError, match=r"tells 3 classes apart .* such as BAAI/bge-reranker-v2-m3"):
        load_reranker(str(classes), encoder)
    for folder in (make_sentence_model(tmp_path / "st"), make_causal_model(tmp_path / "lm", "铜")):
        with pytest.raises(ModelFolderError, match="is no cross-encoder"):
            load_reranker(str(folder), encoder)


@pytest.mark.models
def test_scores_that_are_not_finite_are_refused(
    tmp_path: Path, encoder: StaticEncoder, long_index: Index
) -> None:
    from safetensors.numpy import load_file, save_file

    folder = make_cross_encoder(tmp_path)
    weights = load_file(folder / "model.safetensors")
    save_file(
        {name: np.full_like(one, np.nan) for name, one in weights.items()}, folder / "model.safetensors"
    )
    with pytest.raises(ModelFolderError, match=r"not finite \(NaN or infinity\)"):
        load_reranker(str(folder), encoder).score(FOIL, np.arange(2), long_index)


@pytest.mark.models
def test_a_cross_encoder_that_is_a_pickle_is_refused(tmp_path: Path, encoder: StaticEncoder) -> None:
    folder = make_cross_encoder(tmp_path)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelFolderError, match="a pickle"):
        load_reranker(str(folder), encoder)
