"""One query through both stages: the final score, the hits with their cap, what is judged."""

from dataclasses import replace

import numpy as np
import pytest

from index.store import Index
from rag.answers import EVERYWHERE, Narrowing, Query
from rag.pipeline import Pipeline
from rag.resources import Resources
from rag.retrieving import standardise
from rag.searching import (
    choose_hits,
    find_allowed,
    judge_candidates,
    keep_zones,
    rank_candidates,
    score_query,
    search_query,
)
from tests.unit.rag_fakes import make_concept, make_evidence, make_query

FOIL = make_query("铜箔出口", concepts=(make_concept("铜箔"), make_concept("出口")))


@pytest.fixture
def resources(pipeline: Pipeline, long_index: Index) -> Resources:
    return replace(
        pipeline.resources, index=long_index, gazetteer=pipeline.gazetteer.with_zones(long_index.zones)
    )


def change(resources: Resources, **settings: int) -> Resources:
    return replace(resources, settings=replace(resources.settings, **settings))  # type: ignore[arg-type]


def test_candidates_are_ordered_by_both_stages(resources: Resources) -> None:
    scores = score_query(FOIL, resources)
    ranking = rank_candidates(FOIL, scores, resources)
    late = resources.reranker.score(FOIL, ranking.passages, resources.index)
    np.testing.assert_allclose(ranking.late, late)
    everyone = np.ones(len(late), dtype=bool)
    expected = scores.fused[ranking.passages] + resources.settings.late_weight * standardise(late, everyone)
    np.testing.assert_allclose(ranking.total, expected, atol=1e-5)
    assert (np.diff(ranking.total) <= 0).all()


@pytest.mark.parametrize("path", ["dense", "keyword"])
def test_a_path_that_is_switched_off_finds_nothing(path: str, resources: Resources) -> None:
    alone = change(resources, **{f"{path}_weight": 0})
    scores = score_query(FOIL, alone)
    other = scores.keyword if path == "dense" else scores.dense
    found = np.isfinite(scores.fused)
    np.testing.assert_array_equal(found, other > 0)
    assert found.any()
    assert list(scores.fused[found].argsort()) == list(other[found].argsort())


def test_only_the_best_candidates_reach_the_second_stage(resources: Resources) -> None:
    few = change(resources, candidates=3)
    scores = score_query(FOIL, few)
    best = np.argsort(-scores.fused, kind="stable")[:3]
    assert set(rank_candidates(FOIL, scores, few).passages.tolist()) == set(best.tolist())


@pytest.mark.parametrize(("hits", "of_article"), [(10, 1), (10, 2), (2, 3)])
def test_hits_are_the_best_with_so_many_of_an_article(
    hits: int, of_article: int, resources: Resources
) -> None:
    capped = change(resources, hits=hits, hits_of_article=of_article)
    scores = score_query(FOIL, capped)
    ranking = rank_candidates(FOIL, scores, capped)
    expected: list[int] = []
    articles = resources.index.passage_articles
    for number in ranking.passages.tolist():
        if sum(articles[other] == articles[number] for other in expected) < of_article:
            expected.append(number)
    chosen = choose_hits(scores, ranking, capped)
    assert [hit.passage_index for hit in chosen] == expected[:hits]
    for hit in chosen:
        assert hit.paths.keys() == {"dense", "keyword", "fused", "late"}
        assert hit.paths["keyword"] == pytest.approx(scores.keyword[hit.passage_index], abs=1e-4)
        assert hit.text == hit.article.body[hit.passage.start : hit.passage.end]


def test_a_list_judges_passages_of_every_zone(resources: Resources) -> None:
    few = change(resources, candidates=1, passages_of_zone=1)
    zones = {}
    for is_list in (True, False):
        query = replace(FOIL, is_list=is_list)
        scores = score_query(query, few)
        judged = judge_candidates(query, scores, rank_candidates(query, scores, few), few)
        zones[is_list] = {article.zone for article in judged.articles}
    assert zones[True] == {"甲县经开区", "乙市高新区", "丙县示范区"}
    assert zones[False] == {"甲县经开区"}


@pytest.mark.parametrize(
    ("query", "passages"),
    [(FOIL, 10), (replace(FOIL, zones=("乙市高新区",)), 3), (replace(FOIL, zones=("丁县经开区",)), 0)],
    ids=["everywhere", "one zone", "a zone that is not there"],
)
def test_the_filter_is_counted(query: Query, passages: int, resources: Resources) -> None:
    found = search_query(query, resources)
    assert 0 < found.passages <= passages or found.passages == passages == 0
    assert bool(found.hits) == bool(passages)
    assert {hit.article.zone for hit in found.hits} <= set(query.zones or resources.index.zone_names)


def test_the_evidence_is_best_first_and_the_best_answers(resources: Resources) -> None:
    found = search_query(FOIL, resources)
    scores = [item.score for item in found.evidence]
    assert scores == sorted(scores, reverse=True)
    assert found.evidence[0].text == "铜箔出口海外。"


@pytest.mark.parametrize(
    ("narrowing", "articles"),
    [
        (Narrowing(since="2023"), {"铜箔项目投产", "光伏组件下线"}),
        (Narrowing(zones=("乙市高新区",)), {"光伏组件下线"}),
        (Narrowing(sources=("B.",), until="2022"), {"小米丰收"}),
        (Narrowing(since="2030"), set()),
    ],
)
def test_a_narrowed_search_finds_what_is_left(
    narrowing: Narrowing, articles: set[str], resources: Resources
) -> None:
    for is_list in (True, False):
        found = search_query(replace(FOIL, narrowing=narrowing, is_list=is_list), resources)
        assert {hit.article.headline for hit in found.hits} == articles
        assert {item.article.headline for item in found.evidence} <= articles
        assert found.articles == len(articles)


def test_the_zones_of_the_question_and_the_narrowing_both_hold(resources: Resources) -> None:
    both = replace(FOIL, zones=("甲县经开区",), narrowing=Narrowing(sources=("b.txt",)))
    allowed = find_allowed(both, resources)
    assert allowed is not None
    assert not allowed.any()
    assert find_allowed(replace(both, zones=()), resources) is not None
    assert find_allowed(replace(both, zones=(), narrowing=EVERYWHERE), resources) is None


def test_a_list_that_is_narrowed_to_zones_has_no_other_that_their_articles_mention(
    pipeline: Pipeline,
) -> None:
    own, guest, stranger = (
        replace(make_evidence(f"{zone}做铜箔。", zone="运城经开区"), zone=zone)
        for zone in ("运城经开区", "绛县经开区", "长治高新区")
    )
    query, evidence = make_query(is_list=True), [own, guest, stranger]

    def keep(narrowing: Narrowing, *, is_list: bool = True) -> list[object]:
        narrowed = replace(query, narrowing=narrowing, is_list=is_list)
        return list(keep_zones(narrowed, evidence, pipeline.resources))

    assert keep(Narrowing(zones=("运城经开区",))) == [own]
    assert keep(Narrowing(cities=("运城",))) == [own, guest]
    assert keep(Narrowing(since="2024")) == evidence
    assert keep(Narrowing(zones=("运城经开区",)), is_list=False) == evidence
