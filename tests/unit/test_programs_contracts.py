"""The models say of each field what is really given: none missing, none too many, each of its type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from app.programs.contracts import AnswerReport, CheckReport, CitedAnswerReport, SearchReport, ZonesReport
from app.programs.requests import AskRequest, CheckRequest, SearchRequest, ZonesRequest
from rag.answers import Answer, Narrowing
from rag.contract import answer_as_json
from tests.scripted_answerer import make_answer, make_fallback_answer, make_written_answer

QUESTION = "which zones make foil?"
ANSWERS = [
    make_answer(QUESTION),
    make_answer(QUESTION, abstained=True),
    make_written_answer(QUESTION),
    make_fallback_answer(QUESTION),
]
NARROWED = replace(
    ANSWERS[0],
    query=replace(ANSWERS[0].query, narrowing=Narrowing(("青泉经开区",), ("青州",), "2024", "2024", ("a",))),
)
MODELS = [
    AnswerReport,
    CitedAnswerReport,
    SearchReport,
    ZonesReport,
    CheckReport,
    AskRequest,
    SearchRequest,
    ZonesRequest,
    CheckRequest,
]


@pytest.mark.parametrize(
    "answer", [*ANSWERS, NARROWED], ids=["list", "abstention", "written", "fallback", "narrowed"]
)
def test_an_answer_is_as_the_model_says(answer: Answer) -> None:
    given = answer_as_json(answer)
    assert AnswerReport.model_validate(given, strict=True).model_dump() == given
    assert set(given) == set(AnswerReport.model_fields)


def test_a_field_more_or_less_is_seen() -> None:
    given = answer_as_json(ANSWERS[0])
    with pytest.raises(ValidationError):
        AnswerReport.model_validate({**given, "more": 1})
    with pytest.raises(ValidationError):
        AnswerReport.model_validate({key: value for key, value in given.items() if key != "fallback"})


def list_fields(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Give every field of a schema, those of its parts too."""
    parts = [schema, *schema.get("$defs", {}).values()]
    return [
        (f"{part['title']}.{name}", field)
        for part in parts
        for name, field in part.get("properties", {}).items()
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_described_and_typed(model: type[BaseModel]) -> None:
    fields = list_fields(model.model_json_schema())
    assert fields
    for name, field in fields:
        assert field.get("description"), name
        assert {"type", "$ref", "anyOf", "enum", "const"} & set(field), name
