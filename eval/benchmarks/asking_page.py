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
from http.client import HTTPConnection, HTTPException
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
        after: Events that the page triggers once the answer is there, each with the values that it is given.
    """

    host: str
    prefix: str
    event: int
    box: int
    values: tuple[object, ...]
    place: int
    after: tuple[tuple[int, tuple[object, ...]], ...] = ()

    def fill(self, question: str, session: str) -> str:
        """Give the body of the request that asks."""
        values = [question if number == self.place else value for number, value in enumerate(self.values)]
        return self._write(self.event, values, session)

    def fill_after(self, session: str) -> list[str]:
        """Give the bodies of the requests that follow an answer."""
        return [self._write(event, values, session) for event, values in self.after]

    def _write(self, event: int, values: Sequence[object], session: str) -> str:
        body = {"data": values, "event_data": None, "fn_index": event, "trigger_id": self.box}
        return json.dumps({**body, "session_hash": session})


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

    def read_values(event: Mapping[str, Any]) -> tuple[object, ...]:
        chosen = [parts[number] for number in event["inputs"]]
        return tuple(None if part["type"] == "state" else part["props"].get("value") for part in chosen)

    [event, *_] = events
    followers = [
        one
        for one in config["dependencies"]
        if one.get("trigger_after") == event["id"] and not one.get("trigger_only_on_failure")
    ]
    return Form(
        host=host,
        prefix=config.get("api_prefix", ""),
        event=event["id"],
        box=boxes[0],
        values=read_values(event),
        place=event["inputs"].index(boxes[0]),
        after=tuple((one["id"], read_values(one)) for one in followers),
    )


def start_session() -> str:
    """Give the name of a new conversation, as a browser that opens the page makes one up."""
    return uuid.uuid4().hex[:11]


def ask_page(form: Form, question: str, session: str, *, timeout_s: float) -> Asked:
    """Ask one question in a conversation and wait for the whole answer; failures are told, not raised."""
    start = time.perf_counter()
    reading = _Reading()
    try:
        with closing(HTTPConnection(form.host, timeout=timeout_s)) as connection:
            for line in _run_event(connection, form, form.fill(question, session), session):
                reading.take(line, time.perf_counter() - start)
                if time.perf_counter() - start > timeout_s:
                    raise TimeoutError("no whole answer in time")
            asked = reading.finish(time.perf_counter() - start)
            for body in form.fill_after(session):
                list(_run_event(connection, form, body, session))
    except (OSError, HTTPException, ValueError) as error:
        return Asked(None, time.perf_counter() - start, 0.0, f"{type(error).__name__}: {error}")
    return asked


def _run_event(connection: HTTPConnection, form: Form, body: str, session: str) -> Iterator[bytes]:
    """Put an event into the queue and give the lines of what happens to it."""
    connection.request("POST", f"{form.prefix}/queue/join?", body, _JSON)
    reply = connection.getresponse()
    told = reply.read()
    if reply.status != 200:
        raise HTTPException(f"status {reply.status}: {told[:80]!r}")
    connection.request("GET", f"{form.prefix}/queue/data?session_hash={session}")
    stream = connection.getresponse()
    while line := stream.readline():
        yield line
        if b'"msg":"close_stream"' in line or b'"msg":"unexpected_error"' in line:
            stream.read()
            return


class _Reading:
    """What the events of one question have said so far."""

    def __init__(self) -> None:
        self.error = ""
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
        elif b'"msg":"unexpected_error"' in line:
            self.error = line.decode("utf-8", "replace")[:200]

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
