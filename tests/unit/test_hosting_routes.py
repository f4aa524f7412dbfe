"""Which requests set an answer going."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hosting.routes import Kind, find_event, find_kind

ASKING = frozenset({0, 3})


@pytest.mark.parametrize(
    ("method", "path", "fields", "kind"),
    [
        ("POST", "/gradio_api/queue/join", {"fn_index": 3}, Kind.QUEUED),
        ("POST", "/gradio_api/queue/join", {"fn_index": 3.0}, Kind.QUEUED),
        ("POST", "/gradio_api/queue/join", {"fn_index": 5}, Kind.BESIDE),
        ("POST", "/gradio_api/queue/join", {"fn_index": "9" * 5000}, Kind.QUEUED),
        ("POST", "/gradio_api/queue/join/", {"fn_index": 3}, Kind.QUEUED),
        ("POST", "/gradio_api/queue/join", {}, Kind.QUEUED),
        ("POST", "/gradio_api/call/ask", {"data": []}, Kind.QUEUED),
        ("POST", "/gradio_api/call/ask", {"data": [], "fn_index": 5}, Kind.QUEUED),
        ("POST", "/gradio_api/call/v2/ask", {}, Kind.QUEUED),
        ("GET", "/gradio_api/call/ask/1", {}, Kind.NOTHING),
        ("POST", "/gradio_api/run/predict", {"fn_index": 3}, Kind.DIRECT),
        ("POST", "/gradio_api/run/predict", {"fn_index": "3"}, Kind.DIRECT),
        ("POST", "/gradio_api/run/predict", {"fn_index": 5}, Kind.NOTHING),
        ("POST", "/gradio_api/api/ask", {}, Kind.DIRECT),
        ("POST", "/gradio_api/cancel", {}, Kind.NOTHING),
        ("GET", "/gradio_api/queue/data", {}, Kind.NOTHING),
        ("POST", "/api/ask", {}, Kind.DIRECT),
        ("GET", "/api/zones", {}, Kind.DIRECT),
        ("GET", "/api/openapi.json", {}, Kind.NOTHING),
        ("POST", "/mcp", {"method": "tools/call"}, Kind.DIRECT),
        ("POST", "/mcp/", [{"method": "ping"}, {"method": "tools/call"}], Kind.DIRECT),
        ("POST", "/mcp", {"method": "tools/list"}, Kind.NOTHING),
        ("GET", "/mcp", {}, Kind.NOTHING),
        ("POST", "/gradio_api/upload", {}, Kind.DIRECT),
        ("GET", "/gradio_api/upload_progress", {}, Kind.NOTHING),
        ("POST", "/feedback", {}, Kind.NOTHING),
        ("GET", "/article", {}, Kind.NOTHING),
    ],
)
def test_what_is_set_going(method: str, path: str, fields: Any, kind: Kind) -> None:
    assert find_kind(method, path, json.dumps(fields).encode(), ASKING) is kind


def test_where_the_pages_events_are_not_known_all_of_the_queue_count() -> None:
    body = b'{"fn_index": 5}'
    assert find_kind("POST", "/gradio_api/queue/join", body) is Kind.QUEUED
    assert find_kind("POST", "/gradio_api/run/predict", body) is Kind.NOTHING


@pytest.mark.parametrize(
    ("body", "event"),
    [
        (b'{"event_id": "a1"}', "a1"),
        (b'{"detail": "full"}', ""),
        (b"[]", ""),
        (b"{", ""),
        (b'{"event_id": null}', ""),
    ],
)
def test_the_job_that_the_queue_has_taken(body: bytes, event: str) -> None:
    assert find_event(body) == event


@given(
    st.binary(max_size=80),
    st.sampled_from(["/mcp", "/gradio_api/queue/join", "/gradio_api/run/x", "/api/ask"]),
)
def test_no_body_breaks_it(body: bytes, path: str) -> None:
    assert find_kind("POST", path, body, ASKING) in Kind
    find_event(body)
