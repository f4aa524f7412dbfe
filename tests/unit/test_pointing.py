"""Ordinals: a zone of the list before, in its order; only where a list was given, and by no model."""

from __future__ import annotations

import pytest

from rag.dialogue.pointing import find_ordinal
from rag.pipeline import Pipeline
from tests.unit.turn_fakes import with_model

LIST_EN, LIST_ZH = "Which zones make glass or copper?", "哪些开发区有铜加工？"


@pytest.mark.parametrize(
    ("before", "question", "at"),
    [
        (LIST_EN, "How much was invested in the first one?", 0),
        (LIST_EN, "How much was invested in the last one?", -1),
        (LIST_ZH, "第一个的投资额是多少？", 0),
        (LIST_ZH, "最后一个有多少企业？", -1),
    ],
)
def test_an_ordinal_is_a_zone_of_the_list_before(
    pipeline: Pipeline, before: str, question: str, at: int
) -> None:
    listed = pipeline.answer(before).zones
    assert len(listed) > 1, "or first and last would be one"
    query = pipeline.answer(question, history=[before]).query
    assert query.zones == (listed[at].short,)
    assert (listed[at].english if before == LIST_EN else listed[at].name) in query.standalone
    assert ("glass" if before == LIST_EN else "铜") in query.standalone
    assert query.question == question


def test_what_follows_an_ordinal_is_of_its_zone(pipeline: Pipeline) -> None:
    listed = pipeline.answer(LIST_ZH).zones
    query = pipeline.answer("它的产值是多少？", history=[LIST_ZH, "第一个有多少企业？"]).query
    assert query.zones == (listed[0].short,)


@pytest.mark.parametrize("question", ["How big is the tenth one?", "第九个的投资额是多少？"])
def test_an_ordinal_beyond_the_list_is_left_as_it_is(pipeline: Pipeline, question: str) -> None:
    answer = pipeline.answer(question, history=[LIST_EN])
    assert answer.query.standalone == question
    assert answer.query.may_lean


def test_nothing_is_pointed_out_where_a_model_made_the_list(pipeline: Pipeline) -> None:
    asking, _ = with_model(pipeline, "", "no [1].")
    question = "How much was invested in the first one?"
    assert asking.answer(question, history=[LIST_EN]).query.zones == ()


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ("Who runs the second zone?", True),
        ("Who was the first one to export glass?", False),
        ("What is the first zone that exports glass?", False),
        ("那第三个呢？", True),
        ("全省第一个光伏项目在哪里？", False),
        ("第一个月的产值是多少？", False),
    ],
)
def test_what_is_an_ordinal(question: str, *, is_found: bool) -> None:
    assert (find_ordinal(question) is not None) is is_found
