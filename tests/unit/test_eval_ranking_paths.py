"""Passages in order by each path, searched as answering searches them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from eval.ranking_paths import PATHS, join_rankings, rank_passages, rank_query
from rag.answers import Query
from rag.pipeline import Pipeline
from rag.retrieving import score_passages
from rag.understanding import understand_question

COMPARISON = "垣曲经开区和绛县经开区，哪个投资更大？"


def understand(question: str, pipeline: Pipeline) -> Query:
    resources = pipeline.resources
    return understand_question(question, gazetteer=resources.gazetteer, lexicon=resources.lexicon)


def name_zones(passages: tuple[int, ...], pipeline: Pipeline) -> set[str]:
    index = pipeline.index
    return {index.article(int(index.passage_articles[number])).zone for number in passages}


@pytest.mark.parametrize(
    "question",
    ["Which zones process copper?", "绛县经开区医药企业有多少家？", COMPARISON],
    ids=["en", "zh", "sides"],
)
def test_the_last_path_is_what_answering_shows(question: str, pipeline: Pipeline) -> None:
    answer = pipeline.answer(question)
    [ranking] = rank_query(answer.query, pipeline.resources, paths=["reranked"]).values()
    hits = [hit.passage_index for hit in answer.hits]
    assert hits  # of one article at most some are shown, in their order
    assert hits == [number for number in ranking if number in hits]
    assert hits[0] == ranking[0]


def test_dense_and_keyword_order_by_their_own_scores(pipeline: Pipeline) -> None:
    query, resources = understand("哪些开发区发展铜加工？", pipeline), pipeline.resources
    scores = score_passages(
        query, index=resources.index, encoder=resources.encoder, lexicon=resources.lexicon
    )
    found = rank_passages(query, resources)
    assert list(found) == list(PATHS)
    assert len(found["dense"]) == resources.index.n_passages
    assert np.all(np.diff(scores.dense[list(found["dense"])]) <= 0)
    assert set(found["keyword"]) == set(np.flatnonzero(scores.keyword > 0).tolist())
    assert np.all(np.diff(scores.keyword[list(found["keyword"])]) <= 0)


@pytest.mark.parametrize(("off", "left"), [("keyword_weight", "dense"), ("dense_weight", "keyword")])
def test_a_path_that_is_switched_off_has_no_part_in_both(off: str, left: str, pipeline: Pipeline) -> None:
    resources = pipeline.resources
    weights: dict[str, Any] = {off: 0.0}
    alone = replace(resources, settings=replace(resources.settings, **weights))
    found = rank_passages(understand("哪些开发区发展铜加工？", pipeline), alone)
    assert found["fused"]
    assert found["fused"] == found[left][: len(found["fused"])]


@pytest.mark.parametrize("path", PATHS)
def test_every_path_keeps_to_the_zone_of_the_question(path: str, pipeline: Pipeline) -> None:
    query = understand("绛县经开区医药企业有多少家？", pipeline)
    found = rank_query(query, pipeline.resources)[path]
    assert name_zones(found, pipeline) == {"绛县经开区"}


def test_both_sides_of_a_comparison_are_ranked(pipeline: Pipeline) -> None:
    found = rank_query(understand(COMPARISON, pipeline), pipeline.resources)["reranked"]
    assert name_zones(found, pipeline) == {"垣曲经开区", "绛县经开区"}
    assert name_zones(found[:2], pipeline) == {"垣曲经开区", "绛县经开区"}


def test_each_side_is_ranked_by_itself(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    sides = [understand(question, pipeline) for question in ("谁加工铜？", "医药企业有多少家？")]
    alone = [rank_query(side, pipeline.resources)["reranked"] for side in sides]
    monkeypatch.setattr("eval.ranking_paths.list_sides", lambda *_, **__: tuple(sides))
    found = rank_query(understand(COMPARISON, pipeline), pipeline.resources)["reranked"]
    assert alone[0] != alone[1]
    assert found == join_rankings(alone, pipeline.resources.settings.candidates)


def test_rankings_are_joined_in_turn_and_nothing_stands_twice() -> None:
    assert join_rankings([[1, 2, 3], [2, 4]], 10) == (1, 2, 4, 3)
    assert join_rankings([[1, 2, 3], [0]], 2) == (1, 0)
    assert join_rankings([[], [5]], 3) == (5,)
