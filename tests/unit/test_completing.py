"""A follow-up is completed by rule, and by a model where there is one and what it writes is fit."""

from __future__ import annotations

import pytest

from rag.answers import Answer, AnswerFinished, Json, Narrowing, StageStarted
from rag.dialogue.completing import complete_question
from rag.models.generating import ModelUnavailableError
from rag.pipeline import Pipeline
from tests.unit.turn_fakes import with_model

BEFORE = "绛县经开区医药企业有多少家？"
FOLLOW_UP = "那祁县的玻璃企业呢？"
REWRITTEN = "祁县经开区有多少家玻璃企业？"


def told(answer: Answer, stage: str) -> dict[str, Json] | None:
    return next((dict(values) for name, values in answer.trace.stages if name == stage), None)


def test_a_model_completes_the_question_and_the_answer_is_to_that(pipeline: Pipeline) -> None:
    asking, model = with_model(pipeline, REWRITTEN, "有64家 [1]。")
    events = list(asking.stream(FOLLOW_UP, history=[BEFORE]))
    assert isinstance(events[-1], AnswerFinished)
    answer = events[-1].answer
    assert (answer.query.question, answer.query.standalone) == (FOLLOW_UP, REWRITTEN)
    assert answer.query.zones == ("祁县经开区",)
    assert answer.text.startswith("有64家。 [1]")
    assert f"问题：{REWRITTEN}" in model.asked[1][1].text
    stages = list(dict.fromkeys(event.stage for event in events if isinstance(event, StageStarted)))
    assert stages == ["understanding", "rewriting", "searching", "answering", "writing"]
    assert told(answer, "rewriting") == {"written": REWRITTEN, "reason": ""}
    writing = told(answer, "writing")
    assert writing is not None
    assert writing["calls"] == 2


@pytest.mark.parametrize(
    "reply",
    [ModelUnavailableError("down"), "", "绛县经开区投资了999亿元的工厂在哪里？" * 3],
    ids=["down", "empty", "unfit"],
)
def test_the_rule_completes_where_the_model_does_not(pipeline: Pipeline, reply: object) -> None:
    by_rule = pipeline.answer(FOLLOW_UP, history=[BEFORE]).query
    asking, model = with_model(pipeline, reply, "有64家 [1]。")
    answer = asking.answer(FOLLOW_UP, history=[BEFORE])
    assert answer.query == by_rule
    assert len(model.asked) == 2
    rewriting = told(answer, "rewriting")
    assert rewriting is not None
    assert rewriting["reason"]


def test_no_call_without_history_nor_where_only_one_may_be_made(pipeline: Pipeline) -> None:
    asking, model = with_model(pipeline, "有64家 [1]。")
    assert told(asking.answer(REWRITTEN), "rewriting") is None
    assert len(model.asked) == 1
    sparing, model = with_model(pipeline, "有64家 [1]。", model_calls=1)
    answer = sparing.answer(FOLLOW_UP, history=[BEFORE])
    assert answer.query == pipeline.answer(FOLLOW_UP, history=[BEFORE]).query
    assert (len(model.asked), answer.fallback) == (1, "")


def test_stopping_while_the_question_is_completed_closes_the_model(pipeline: Pipeline) -> None:
    _, model = asking = with_model(pipeline, REWRITTEN)
    events = asking[0].stream(FOLLOW_UP, history=[BEFORE])
    for event in events:
        if isinstance(event, StageStarted) and event.stage == "rewriting":
            break
    assert model.closed == 0
    events.close()
    assert model.closed == 1


def test_without_a_model_nothing_is_told(pipeline: Pipeline) -> None:
    steps = complete_question(FOLLOW_UP, [BEFORE], pipeline.resources, None)
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value.as_json() == {}


@pytest.mark.parametrize("reply", [REWRITTEN, ModelUnavailableError("down")], ids=["by model", "by rule"])
def test_a_follow_up_keeps_to_what_the_reader_has_narrowed(pipeline: Pipeline, reply: object) -> None:
    narrowing = Narrowing(cities=("晋中",))
    asking, _ = with_model(pipeline, reply, "有64家 [1]。")
    answer = asking.answer(FOLLOW_UP, history=[BEFORE], narrowing=narrowing)
    assert answer.query.narrowing == narrowing
    assert {citation.zone for citation in answer.citations} == {"祁县经开区"}


def test_an_ordinal_points_into_the_list_as_it_is_narrowed(pipeline: Pipeline) -> None:
    history, question = ["哪些开发区有铜加工企业？"], "第一个投资多少？"
    everywhere = pipeline.answer(question, history=history).query.zones
    narrowed = pipeline.answer(question, history=history, narrowing=Narrowing(until="2023")).query.zones
    assert (everywhere, narrowed) == (("运城经开区",), ("垣曲经开区",))
