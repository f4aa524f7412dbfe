"""What programs send is read, or refused in words that name the field and repeat nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.programs.refusing import RefusedError
from app.programs.requests import (
    MOST_HISTORY,
    MOST_TEXT_CHARS,
    AskRequest,
    CheckRequest,
    SearchRequest,
    ZonesRequest,
    read_request,
)
from rag.answers import EVERYWHERE, Narrowing

MODELS: list[type[BaseModel]] = [AskRequest, SearchRequest, ZonesRequest, CheckRequest]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = sorted({name for model in MODELS for name in model.model_fields})


def test_what_is_left_out_has_its_default() -> None:
    request = read_request(AskRequest, {"question": "which zones make glass?"})
    assert (request.history, request.narrowing.as_narrowing()) == ([], EVERYWHERE)
    assert read_request(SearchRequest, {"query": "glass"}).most == 10


def test_null_is_as_if_the_field_were_left_out() -> None:
    narrowing = {"zones": None, "cities": ["Yuncheng"], "since": None, "until": None, "sources": None}
    request = read_request(AskRequest, {"question": "x", "history": None, "narrowing": narrowing})
    assert (request.history, request.narrowing.as_narrowing()) == ([], Narrowing(cities=("Yuncheng",)))
    assert read_request(SearchRequest, {"query": "x", "narrowing": None, "most": None}).most == 10


def test_a_narrowing_is_read_whole() -> None:
    narrowing = {
        "zones": ["垣曲经开区"],
        "cities": ["Yuncheng"],
        "since": "2024",
        "until": "2024-06",
        "sources": ["03"],
    }
    request = read_request(SearchRequest, {"query": "glass", "narrowing": narrowing})
    assert request.narrowing.as_narrowing() == Narrowing(
        ("垣曲经开区",), ("Yuncheng",), "2024", "2024-06", ("03",)
    )


@pytest.mark.parametrize(
    ("model", "fields", "told"),
    [
        (AskRequest, {}, "question: field required"),
        (AskRequest, {"question": ""}, "question: string should have at least 1 character"),
        (AskRequest, {"question": 7}, "question: input should be a valid string"),
        (AskRequest, {"question": "x", "histroy": []}, "histroy: there is no such field"),
        (
            AskRequest,
            {"question": "x", "history": ["y"] * (MOST_HISTORY + 1)},
            "history: list should have at most 50",
        ),
        (
            AskRequest,
            {"question": "x", "narrowing": {"zones": "y"}},
            "narrowing.zones: input should be a valid list",
        ),
        (AskRequest, {"question": "\ud800"}, "question: input should be a valid string"),
        (SearchRequest, {"query": ""}, "query: string should have at least 1 character"),
        (AskRequest, {"question": None}, "question: input should be a valid string"),
        (AskRequest, {"question": "x", "narrowing": []}, "narrowing: input should be an object with fields"),
        (SearchRequest, {"query": "x", "most": 0}, "most: input should be greater than or equal to 1"),
        (SearchRequest, {"query": "x", "most": 51}, "most: input should be less than or equal to 50"),
        (
            CheckRequest,
            {"text": "x" * (MOST_TEXT_CHARS + 1)},
            "text: string should have at most 50000 characters",
        ),
        (AskRequest, {"a": 1, "b": 1, "c": 1}, "question: field required; a: there is no such field; b: "),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_fault_is_told_by_its_field(model: type[BaseModel], fields: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_request(model, fields)
    assert str(refused.value).startswith(told)


def test_the_first_faults_are_told_and_the_others_counted() -> None:
    with pytest.raises(RefusedError, match=r"; and 3 more$"):
        read_request(AskRequest, dict.fromkeys("abcde", 1))


@given(
    model=st.sampled_from(MODELS),
    fields=st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=10), PLAIN, max_size=4),
)
def test_anything_is_read_or_refused(model: type[BaseModel], fields: dict[str, Any]) -> None:
    refusal = ""
    try:
        given = {name for name, value in fields.items() if value is not None}
        assert read_request(model, fields).model_fields_set == given
    except RefusedError as refused:
        refusal = str(refused) or "nothing said"
    assert refusal != "nothing said"
    assert len(refusal) < 1000
