"""Which requests set an answer going. Pure: a method, a path and a body in, a word out.

gradio has three doors: its queue (the page, and its own client), `call` (programs), and `run` or `api` (past
the queue). Ours are `/api/…` and the tool calls of `/mcp`. An upload counts like a question, so that a disk
is not filled by one reader.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import Enum

_QUEUE = "/gradio_api/queue/join"
_CALLS = "/gradio_api/call/"
_DIRECT = ("/gradio_api/run/", "/gradio_api/api/")
UPLOAD_PATH = "/gradio_api/upload"
_PROGRAMS = "/api/"
_DESCRIPTIONS = frozenset({"/api/openapi.json", "/api/docs", "/api/"})
_MCP = "/mcp"
_TOOL_CALL = "tools/call"
_MOST_DIGITS = 9
"""More is no number of an event."""


class Kind(Enum):
    """What a request sets going.

    Nothing; a question in gradio's queue; another job there, such as pages that are added; an answer that is
    this request's own.
    """

    NOTHING = "nothing"
    BESIDE = "beside"
    QUEUED = "queued"
    DIRECT = "direct"


def find_kind(method: str, path: str, body: bytes, asking: Collection[int] | None = None) -> Kind:
    """Say what a request sets going.

    Args:
        method: Of HTTP.
        path: Without the prefix that readers see.
        body: Of the request.
        asking: Numbers of the page's events that ask a question; where they are not known, each that goes to
            the queue counts, and none that goes past it.
    """
    if path.startswith(_PROGRAMS) and path not in _DESCRIPTIONS and method in {"GET", "POST"}:
        return Kind.DIRECT
    return _find_posted(path, body, asking) if method == "POST" else Kind.NOTHING


def _find_posted(path: str, body: bytes, asking: Collection[int] | None) -> Kind:
    if path == UPLOAD_PATH:
        return Kind.DIRECT
    if path == _MCP or path.startswith(f"{_MCP}/"):
        return Kind.DIRECT if _TOOL_CALL in _list_methods(body) else Kind.NOTHING
    if path.startswith(_CALLS):
        # The path names what is called; gradio looks at no number in the body.
        return Kind.QUEUED
    if path.startswith(_QUEUE):
        number = _find_number(body)
        return Kind.QUEUED if asking is None or number is None or number in asking else Kind.BESIDE
    if path.startswith(_DIRECT):
        number = _find_number(body)
        return Kind.DIRECT if number is None or number in (asking or ()) else Kind.NOTHING
    return Kind.NOTHING


def find_event(body: bytes) -> str:
    """Give the name of the job that gradio's queue has taken, from its answer; empty where it has not."""
    fields = _read_object(body)
    return str(fields.get("event_id") or "") if isinstance(fields, dict) else ""


def _find_number(body: bytes) -> int | None:
    """Give the page's event that a request of gradio names; `None` where it names one by word, or none."""
    fields = _read_object(body)
    number = fields.get("fn_index") if isinstance(fields, dict) else None
    text = str(number) if isinstance(number, int | float | str) else ""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def _list_methods(body: bytes) -> list[str]:
    fields = _read_object(body)
    calls = fields if isinstance(fields, list) else [fields]
    return [str(call.get("method")) for call in calls if isinstance(call, dict)]


def _read_object(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
