"""A reader of the chat page without a browser: asks as the page's own script does, and reads its events.

The page is gradio's: a question is put into its queue (`queue/join`) and what happens to it comes as
server-sent events (`queue/data`), the first with the whole conversation, the others with what changed in it.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from eval.measuring import CommandFailedError

_BOX = "zw-box"
_ANSWER_TEXT = "zw-text"
"""The class of an element that holds an answer's words; before them there are only stages."""
_FAILED = "zw-failed"
_JSON = {"Content-Type": "application/json"}


class PageChangedError(CommandFailedError):
    """The page is not laid out as this client knows it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question.

    Attributes:
        first_word_s: Seconds from sending it to the first event with words of the answer, or `None`.
        seconds: Seconds to the whole answer, or to the failure.
        kib: What was sent back, in KiB.
        error: What went wrong, or empty.
    """

    first_word_s: float | None
    seconds: float
    kib: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """How a question is sent.

    Attributes:
        host: The server's, with its port.
        prefix: Of gradio's own addresses, such as `/gradio_api`.
        event: The number of the event that sending the question box triggers.
        box: The number of the question box.
        values: What the event is given, in order; the question goes to `place`.
        place: See `values`.
    """

    host: str
    prefix: str
    event: int
    box: int
    values: tuple[object, ...]
    place: int

    def fill(self, question: str, session: str) -> str:
        """Give the body of the request."""
        values = [question if number == self.place else value for number, value in enumerate(self.values)]
        return json.dumps(
            {
                "data": values,
                "event_data": None,
                "fn_index": self.event,
                "trigger_id": self.box,
                "session_hash": session,
            }
        )


def read_form(url: str, *, timeout_s: float) -> Form:
    """Ask the page how a question is sent.

    Raises:
        OSError: It cannot be reached.
        PageChangedError: It has no question box that sends anything.
    """
    host = urlsplit(url).netloc
    with closing(HTTPConnection(host, timeout=timeout_s)) as connection:
        connection.request("GET", "/config")
        return make_form(host, json.loads(connection.getresponse().read()))


def make_form(host: str, config: Mapping[str, Any]) -> Form:
    """Find in the page's description what its question box sends; states stay with the server."""
    parts = {part["id"]: part for part in config["components"]}
    boxes = [number for number, part in parts.items() if part["props"].get("elem_id") == _BOX]
    events = [
        event
        for event in config["dependencies"]
        if any([number, "submit"] == list(target) for number in boxes for target in event["targets"])
        and boxes[0] in event["inputs"]
    ]
    if not events:
        raise PageChangedError(f"no event of the page sends what stands in #{_BOX}; see app/interface.py")
    inputs = events[0]["inputs"]
    values = tuple(
        None if parts[number]["type"] == "state" else parts[number]["props"].get("value") for number in inputs
    )
    return Form(host, config.get("api_prefix", ""), events[0]["id"], boxes[0], values, inputs.index(boxes[0]))


def start_session() -> str:
    """Give the name of a new conversation, as a browser that opens the page makes one up."""
    return uuid.uuid4().hex[:11]


def ask_page(form: Form, question: str, session: str, *, timeout_s: float) -> Asked:
    """Ask one question in a conversation and wait for the whole answer; failures are told, not raised."""
    start = time.perf_counter()
    reading = _Reading()
    try:
        with closing(HTTPConnection(form.host, timeout=timeout_s)) as connection:
            connection.request("POST", f"{form.prefix}/queue/join?", form.fill(question, session), _JSON)
            reply = connection.getresponse()
            told = reply.read()
            if reply.status != 200:
                return Asked(None, time.perf_counter() - start, 0.0, f"status {reply.status}: {told[:80]!r}")
            connection.request("GET", f"{form.prefix}/queue/data?session_hash={session}")
            for line in _read_lines(connection.getresponse(), until=start + timeout_s):
                reading.take(line, time.perf_counter() - start)
                if reading.is_over:
                    break
    except (OSError, HTTPException, ValueError) as error:
        reading.error = f"{type(error).__name__}: {error}"
    return reading.finish(time.perf_counter() - start)


def _read_lines(reply: HTTPResponse, *, until: float) -> Iterator[bytes]:
    while line := reply.readline():
        if time.perf_counter() > until:
            raise TimeoutError("no whole answer in time")
        yield line


class _Reading:
    """What the events of one question have said so far."""

    def __init__(self) -> None:
        self.error = ""
        self.is_over = False
        self._first_word_s: float | None = None
        self._is_later = False
        self._is_done = False
        self._n_bytes = 0

    def take(self, line: bytes, elapsed_s: float) -> None:
        """Read one line of the stream."""
        self._n_bytes += len(line)
        if not line.startswith(b"data:"):
            return
        if b'"msg":"process_generating"' in line[:60] or b'"msg":"process_completed"' in line[:60]:
            self._take_output(line, elapsed_s)
        elif b'"msg":"close_stream"' in line:
            self.is_over = True
        elif b'"msg":"unexpected_error"' in line:
            self.error, self.is_over = line.decode("utf-8", "replace")[:200], True

    def finish(self, seconds: float) -> Asked:
        """Tell what became of the question."""
        error = self.error or ("" if self._is_done else "the stream ended before the answer")
        if not error and self._first_word_s is None:
            error = "no words of an answer came"
        return Asked(self._first_word_s, seconds, self._n_bytes / 1024, error)

    def _take_output(self, line: bytes, elapsed_s: float) -> None:
        event = json.loads(line[len(b"data:") :])
        values = event["output"].get("data", [])
        is_whole = event["msg"] == "process_completed" or not self._is_later
        self._is_later = True
        news = _take_last_message(values) if is_whole else json.dumps(values, ensure_ascii=False)
        if self._first_word_s is None and _ANSWER_TEXT in news:
            self._first_word_s = elapsed_s
        if event["msg"] == "process_completed":
            self._is_done = True
            if not event["success"] or _FAILED in news:
                self.error = "the page says that answering failed"


def _take_last_message(values: Sequence[object]) -> str:
    """Give the newest message of the conversation that stands among the values of an event."""
    for value in values:
        messages = value.get("value") if isinstance(value, dict) else value
        if isinstance(messages, list) and messages and isinstance(messages[-1], dict):
            return json.dumps(messages[-1], ensure_ascii=False) if "role" in messages[-1] else ""
    return ""
