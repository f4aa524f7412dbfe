"""Passages by meaning and keyword: the fusion's formula, what is shut out, filters, the best of each zone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from index.embedding import Vectors, load_bundled_encoder
from index.lexicon import Lexicon
from index.store import Index
from rag import retrieving
from rag.answers import Language, Query
from rag.retrieving import (
    PathWeights,
    allow_zones,
    score_passages,
    standardise,
    take_best,
    take_best_of_each_zone,
    weigh_keywords,
)
from tests.unit.rag_fakes import make_concept, make_query

CITIES = {"甲县经开区": "运城", "乙市高新区": "长治", "丙县示范区": "运城"}


@dataclass(frozen=True)
class TurnedEncoder:
    """Gives the opposite of every vector, so that nothing is near in meaning."""

    name: str = "turned"
    digest: str = "turned-1"
    dimensions: int = 384

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return -load_bundled_encoder().encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return load_bundled_encoder().encode_passages(texts)


class ApartEncoder(TurnedEncoder):
    """Whatever is asked, gives what is near to a school and far from a gong."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        near, far = load_bundled_encoder().encode_queries(
            ["学校开学了。学生很多。", "农户买了铜锣。锣声很响。"]
        )
        return np.stack([near - far] * len(texts))


def text_of(index: Index, number: int) -> str:
    passage = index.passage(number)
    return index.article(int(index.passage_articles[number])).body[passage.start : passage.end]


@given(
    arrays.arrays(np.float32, 8, elements=st.floats(-10, 10, width=32)),
    arrays.arrays(np.bool_, 8, elements=st.booleans()),
)
def test_scores_are_standardised_over_the_mask(scores: Vectors, mask: NDArray[np.bool_]) -> None:
    standard = standardise(scores, mask)
    kept = scores[mask]
    if len(kept) < 2 or kept.std() == 0:
        assert (standard == 0).all()
        return
    np.testing.assert_allclose(standard, (scores - kept.mean()) / kept.std(), rtol=1e-3, atol=1e-3)


def test_concepts_share_their_weight_among_their_words(lexicon: Lexicon) -> None:
    (one,), (other,) = (pieces.tolist() for pieces in lexicon.encoder.split(["玻璃", "食品"]))
    weights = weigh_keywords(
        make_query(concepts=(make_concept("玻璃", "玻璃", "食品", weight=0.8),)), lexicon=lexicon
    )
    assert set(weights) == {one, other}
    assert sum(weights.values()) == pytest.approx(0.8)
    assert weights[one] > weights[other]


def test_a_name_is_looked_for_by_the_hanzi_of_its_sound(lexicon: Lexicon) -> None:
    name, word = (
        weigh_keywords(make_query(concepts=(make_concept("Tongjing", is_name=is_name),)), lexicon=lexicon)
        for is_name in (True, False)
    )
    for hanzi in "铜景":
        (piece,) = lexicon.encoder.split([hanzi])[0].tolist()
        assert name[piece] == max(word.get(piece, 0.0), retrieving._HANZI_BY_SOUND_WEIGHT)
    assert set(word) < set(name)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_fused_score_is_both_paths_standardised_and_added(
    language: Language, long_index: Index, lexicon: Lexicon
) -> None:
    query = make_query("铜箔出口", concepts=(make_concept("铜箔"), make_concept("出口")), language=language)
    scores = score_passages(query, index=long_index, encoder=lexicon.encoder, lexicon=lexicon)
    topic = lexicon.encoder.encode_queries(["铜箔出口"])
    np.testing.assert_allclose(scores.dense, (long_index.vectors.matrix @ topic.T)[:, 0], atol=1e-6)
    mask = (scores.dense > 0) | (scores.keyword > 0)
    expected = standardise(scores.dense, mask)
    expected = expected + retrieving._KEYWORD_SHARE[language] * standardise(scores.keyword, mask)
    np.testing.assert_allclose(scores.fused[mask], expected[mask], atol=1e-6)
    assert (scores.fused[~mask] == -np.inf).all()
    assert "铜箔" in text_of(long_index, int(scores.fused.argmax()))


def test_what_no_path_finds_is_no_hit(long_index: Index, lexicon: Lexicon) -> None:
    query = make_query("铜锣", concepts=(make_concept("锣"),))
    scores = score_passages(query, index=long_index, encoder=TurnedEncoder(), lexicon=lexicon)
    found = take_best(scores.fused, 100)
    assert found.tolist()
    for number in range(long_index.n_passages):
        is_found = number in found
        assert is_found == bool(scores.dense[number] > 0 or scores.keyword[number] > 0)
        assert np.isfinite(scores.fused[number]) == is_found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_path_counts_as_it_is_weighed(language: Language, long_index: Index, lexicon: Lexicon) -> None:
    query = make_query("铜箔出口", concepts=(make_concept("铜箔"), make_concept("出口")), language=language)
    scores = score_passages(
        query,
        index=long_index,
        encoder=lexicon.encoder,
        lexicon=lexicon,
        path_weights=PathWeights(dense=0.5, keyword=3.0),
    )
    mask = (scores.dense > 0) | (scores.keyword > 0)
    of_words = 3.0 * retrieving._KEYWORD_SHARE[language] * standardise(scores.keyword, mask)
    expected = 0.5 * standardise(scores.dense, mask) + of_words
    np.testing.assert_allclose(scores.fused[mask], expected[mask], atol=1e-6)
    assert (scores.fused[~mask] == -np.inf).all()


@pytest.mark.parametrize(
    ("path_weights", "paths"),
    [
        pytest.param(PathWeights(), ["dense", "keyword"], id="both"),
        pytest.param(PathWeights(dense=0), ["keyword"], id="no dense"),
        pytest.param(PathWeights(keyword=0), ["dense"], id="no keyword"),
    ],
)
def test_what_only_a_path_that_is_off_finds_is_no_hit(
    path_weights: PathWeights, paths: list[str], long_index: Index, lexicon: Lexicon
) -> None:
    query = make_query("铜锣", concepts=(make_concept("锣"),))
    scores = score_passages(
        query, index=long_index, encoder=ApartEncoder(), lexicon=lexicon, path_weights=path_weights
    )
    matched = {path: set(np.flatnonzero(getattr(scores, path) > 0).tolist()) for path in ("dense", "keyword")}
    assert matched["dense"] - matched["keyword"]
    assert matched["keyword"] - matched["dense"]
    assert set(take_best(scores.fused, 100).tolist()) == set().union(*(matched[path] for path in paths))
    if len(paths) == 1:
        assert int(scores.fused.argmax()) == int(getattr(scores, paths[0]).argmax())


def test_a_question_of_no_words_finds_nothing(long_index: Index, lexicon: Lexicon) -> None:
    scores = score_passages(make_query("???"), index=long_index, encoder=lexicon.encoder, lexicon=lexicon)
    assert take_best(scores.fused, 10).tolist() == []
    assert take_best_of_each_zone(scores.fused, long_index, 2).tolist() == []


def test_the_best_come_first_and_no_more_than_asked_for() -> None:
    fused = np.array([0.1, -np.inf, 3.0, 2.0, -1.0], dtype=np.float32)
    assert take_best(fused, 2).tolist() == [2, 3]
    assert take_best(fused, 10).tolist() == [2, 3, 0, 4]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_best_of_each_zone_whatever_their_rank(most: int, long_index: Index) -> None:
    fused = np.linspace(5, 1, long_index.n_passages, dtype=np.float32)
    fused[0] = -np.inf
    chosen = take_best_of_each_zone(fused, long_index, most).tolist()
    zones = long_index.article_zones[long_index.passage_articles]
    for zone in np.unique(zones):
        of_zone = [n for n in range(long_index.n_passages) if zones[n] == zone and np.isfinite(fused[n])]
        best = sorted(of_zone, key=lambda n: -float(fused[n]))[:most]
        assert [n for n in chosen if zones[n] == zone] == best
    assert len(chosen) == len(set(chosen))


def allowed_zones(index: Index, allowed: NDArray[np.bool_] | None) -> set[str]:
    assert allowed is not None
    numbers = index.article_zones[index.passage_articles[np.flatnonzero(allowed)]]
    return {index.zone_names[number] for number in numbers.tolist()}


def test_the_filter_by_zone_leaves_all_passages_of_the_zone(long_index: Index, lexicon: Lexicon) -> None:
    query = make_query("铜箔", concepts=(make_concept("铜箔"),), zones=("乙市高新区",))
    allowed = allow_zones(query, long_index, CITIES)
    assert allowed_zones(long_index, allowed) == {"乙市高新区"}
    assert allowed is not None
    assert allowed.sum() == 3
    scores = score_passages(
        query, index=long_index, encoder=lexicon.encoder, lexicon=lexicon, allowed=allowed
    )
    assert set(np.flatnonzero(np.isfinite(scores.fused)).tolist()) <= set(np.flatnonzero(allowed).tolist())


def test_the_filter_by_city_leaves_its_zones(long_index: Index) -> None:
    allowed = allow_zones(make_query(cities=("运城",), is_list=True), long_index, CITIES)
    assert allowed_zones(long_index, allowed) == {"甲县经开区", "丙县示范区"}


def test_a_zone_that_is_not_there_leaves_nothing(long_index: Index) -> None:
    allowed = allow_zones(make_query(zones=("丁县经开区",)), long_index, CITIES)
    assert allowed is not None
    assert not allowed.any()


@pytest.mark.parametrize(
    "query", [make_query(), make_query(zones=("乙市高新区",), is_list=True)], ids=["none named", "in a list"]
)
def test_no_filter(query: Query, long_index: Index) -> None:
    assert allow_zones(query, long_index, CITIES) is None
