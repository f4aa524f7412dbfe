"""The trace tells each stage in order, in plain values, for each side of a comparison."""

import json
from collections.abc import Iterator, Sequence

import pytest

from prompts.loading import load_wording
from rag.answers import EVERYWHERE, AnswerFinished, Json, Narrowing, StageStarted
from rag.models.generating import ModelUnavailableError
from rag.pipeline import Pipeline
from tests.unit.turn_fakes import with_model


def stages(pipeline: Pipeline, question: str) -> list[dict[str, Json]]:
    trace = json.loads(json.dumps(pipeline.answer(question).trace.as_json(), allow_nan=False))
    return [stage for stage in trace if isinstance(stage, dict)]


def test_one_question(pipeline: Pipeline) -> None:
    understood, searched, judged, answered = stages(pipeline, "绛县经开区医药企业有多少家？")
    assert [stage["stage"] for stage in (understood, searched, judged, answered)] == [
        "understanding", "searching", "judging", "answering",
    ]  # fmt: skip
    assert (understood["zones"], understood["is_list"], understood["expects"]) == (
        ["绛县经开区"],
        False,
        "number",
    )
    assert (searched["zones"], searched["passages"]) == (["绛县经开区"], 1)
    assert judged["sentences"] == 3
    best = judged["best"]
    assert isinstance(best, list)
    assert isinstance(best[0], dict)
    assert best[0]["sentence"] == "绛县经开区共有医药企业9家，带动就业1360人。"
    assert answered["form"] == "quotes"


def test_both_sides_of_a_comparison(pipeline: Pipeline) -> None:
    told = stages(pipeline, "绛县经开区的医药企业和祁县经开区的玻璃企业哪个更多？")
    assert [stage["zones"] for stage in told if stage["stage"] == "searching"] == [
        ["绛县经开区"],
        ["祁县经开区"],
    ]
    assert told[-1]["form"] == "comparison"


def test_a_narrowed_search_tells_to_what_and_how_much_was_left(pipeline: Pipeline) -> None:
    narrowing = Narrowing(zones=("Jiangxian",), until="2024-06")
    told = json.loads(json.dumps(pipeline.answer("哪些开发区有企业？", narrowing=narrowing).trace.as_json()))
    understood, searched = told[0], told[1]
    assert understood["narrowing"] == {
        "zones": ["绛县经开区"], "cities": [], "since": "", "until": "2024-06", "sources": [],
    }  # fmt: skip
    assert (searched["articles"], searched["passages"]) == (1, 1)


def test_a_search_of_everything_tells_no_narrowing(pipeline: Pipeline) -> None:
    understood, searched, *_ = stages(pipeline, LISTED)
    assert "narrowing" not in understood
    assert "articles" not in searched


def field_names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from field_names(inner)


ASKED = "绛县经开区医药企业有多少家？"
LISTED = "哪些开发区发展铜加工？"


def name_stages_and_fields(
    pipeline: Pipeline, question: str, history: Sequence[str] = (), *, narrowing: Narrowing = EVERYWHERE
) -> set[str]:
    """Give the keys of all wording that the page needs for one answer's stages and trace."""
    *events, last = pipeline.stream(question, history=history, narrowing=narrowing)
    assert isinstance(last, AnswerFinished)
    told = json.loads(json.dumps(last.answer.trace.as_json(), allow_nan=False))
    started = {f"stage_{event.stage}" for event in events if isinstance(event, StageStarted)}
    named = {f"trace_{stage.pop('stage')}" for stage in told}
    return started | named | {f"field_{name}" for name in field_names(told)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_words_for_every_stage_and_field_and_for_no_other(
    pipeline: Pipeline, language: str
) -> None:
    written, _ = with_model(pipeline, "有9家 [1]。\nWRONG [1]。")
    failed, _ = with_model(pipeline, ModelUnavailableError("down"))
    listed, _ = with_model(pipeline, "Z1 | yes | 是 [1]。")
    named = (
        name_stages_and_fields(written, ASKED)
        | name_stages_and_fields(failed, ASKED)
        | name_stages_and_fields(listed, LISTED)
        | name_stages_and_fields(written, "那祁县呢？", [ASKED])
        | name_stages_and_fields(listed, LISTED, narrowing=Narrowing(since="2023"))
    )
    of_parts = {"trace_heading", "trace_empty", "trace_raw", "trace_more", "stage_other", "stage_progress"}
    wording = load_wording(language, "page")
    assert named == {key for key in wording if key.startswith(("stage_", "trace_", "field_"))} - of_parts
