"""The JSON that other programs rely on: its fields, their order, and values that JSON can hold."""

import json
from dataclasses import replace

from rag.answers import Answer, Json, Problem, Statement
from rag.contract import VERSION, answer_as_json, error_as_json
from rag.pipeline import Pipeline
from tests.scripted_answerer import make_answer

QUESTION = "How much was invested in the copper foil project of Yuncheng Economic Development Zone?"
FIELDS = [
    "version", "question", "standalone", "language", "narrowing", "scope", "text", "abstained", "model",
    "fallback", "statements", "removed_references", "zones", "citations", "hits", "trace", "seconds",
]  # fmt: skip
ZONE = ["name", "short", "english", "city"]
CITATION = [
    "number", "quote", "focus", "zone", "headline", "byline", "published", "source", "start", "end",
]  # fmt: skip
HIT = ["text", "zone", "headline", "byline", "source", "score"]


STATEMENT = ["text", "citations", "verdict", "problems", "unconfirmed", "support", "is_cited"]


def rows(value: Json) -> list[dict[str, Json]]:
    assert isinstance(value, list)
    return [row for row in value if isinstance(row, dict)]


def answer(pipeline: Pipeline) -> Answer:
    return pipeline.answer(QUESTION)


def test_the_fields_in_their_order(pipeline: Pipeline) -> None:
    given = answer_as_json(answer(pipeline))
    assert list(given) == FIELDS
    for field, names in (("zones", ZONE), ("citations", CITATION), ("hits", HIT)):
        assert rows(given[field])
        assert all(list(row) == names for row in rows(given[field]))
    assert all(next(iter(stage)) == "stage" for stage in rows(given["trace"]))


def test_the_values_are_the_answer_s(pipeline: Pipeline) -> None:
    made = answer(pipeline)
    given = answer_as_json(made)
    assert given["version"] == VERSION == 1
    assert (given["question"], given["language"]) == (QUESTION, "en")
    assert (given["text"], given["abstained"]) == (made.text, False)
    assert rows(given["zones"])[0] == {
        "name": "运城经济技术开发区",
        "short": "运城经开区",
        "english": "Yuncheng Economic and Technological Development Zone",
        "city": "运城",
    }
    citation = rows(given["citations"])[0]
    page = pipeline.page("2024-05-21_02.txt")
    assert citation["source"] == page.source
    assert page.text[made.citations[0].start : made.citations[0].end] == citation["quote"]
    assert citation["focus"] == list(made.citations[0].focus or ())
    assert citation["published"] == "2024-05-21"
    assert [row["score"] for row in rows(given["hits"])] == [round(hit.score, 4) for hit in made.hits]


def test_a_quoted_answer_has_no_model_and_no_statements(pipeline: Pipeline) -> None:
    given = answer_as_json(answer(pipeline))
    assert (given["model"], given["fallback"], given["statements"], given["removed_references"]) == (
        "",
        "",
        [],
        0,
    )
    assert given["standalone"] == QUESTION


def test_a_follow_up_gives_the_question_as_it_was_completed(pipeline: Pipeline) -> None:
    given = answer_as_json(pipeline.answer("and in Datong?", history=[QUESTION]))
    assert given["question"] == "and in Datong?"
    assert given["standalone"] == ("How much was invested in the copper foil project of Datong?")


def test_a_written_answer_has_its_statements_as_checked() -> None:
    failed = Statement(
        "It invests 9 billion yuan.", (1,), "contradicted",
        (Problem("figure", "9 billion yuan", "24.96亿元"),), ("Acme",), 0.123456, is_cited=False, prefix="- ",
    )  # fmt: skip
    made = replace(
        make_answer("q"), model="openai:m", fallback="why", statements=(failed,), removed_references=3
    )
    given = answer_as_json(made)
    assert (given["model"], given["fallback"], given["removed_references"]) == ("openai:m", "why", 3)
    assert [list(row) for row in rows(given["statements"])] == [STATEMENT]
    assert given["statements"] == [
        {
            "text": "It invests 9 billion yuan.",
            "citations": [1],
            "verdict": "contradicted",
            "problems": [{"kind": "figure", "said": "9 billion yuan", "instead": "24.96亿元"}],
            "unconfirmed": ["Acme"],
            "support": 0.1235,
            "is_cited": False,
        }
    ]
    assert json.loads(json.dumps(given, ensure_ascii=False, allow_nan=False)) == given


def test_json_holds_it_and_gives_it_back(pipeline: Pipeline) -> None:
    for question in (QUESTION, "哪些开发区有铜加工企业？", "大同经开区的产值是多少？"):
        given = answer_as_json(pipeline.answer(question))
        assert json.loads(json.dumps(given, ensure_ascii=False, allow_nan=False)) == given


def test_no_focus_is_null(pipeline: Pipeline) -> None:
    given = answer_as_json(pipeline.answer("Which zones process copper?"))
    assert [row["focus"] for row in rows(given["citations"])] == [None, None]


def test_an_error_stands_in_the_place_of_an_answer() -> None:
    assert error_as_json("no", "why?") == {"version": VERSION, "question": "why?", "error": "no"}
    assert error_as_json("no")["question"] is None
