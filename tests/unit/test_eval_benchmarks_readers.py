"""Readers at the page: what they send, what they take for words, and what is made of it."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from eval import __main__ as command
from eval.benchmarks.asking_page import Asked, Form, PageChangedError, ask_page, make_form, start_session
from eval.benchmarks.readers import Load, Served, let_readers_ask, list_figures

CONFIG: Mapping[str, Any] = {
    "api_prefix": "/gradio_api",
    "components": [
        {"id": 3, "type": "state", "props": {"value": "secret"}},
        {"id": 4, "type": "radio", "props": {"elem_id": "zw-language", "value": "en"}},
        {"id": 8, "type": "textbox", "props": {"elem_id": "zw-box", "value": ""}},
        {"id": 9, "type": "button", "props": {"elem_id": "zw-retry"}},
    ],
    "dependencies": [
        {"id": 0, "targets": [[9, "click"]], "inputs": [3]},
        {"id": 1, "targets": [[8, "stop"]], "inputs": [3]},
        {"id": 2, "targets": [[8, "submit"]], "inputs": [3, 8, 4]},
        {"id": 3, "targets": [[None, "success"]], "inputs": [4], "trigger_after": 2},
        {
            "id": 4,
            "targets": [[None, "failure"]],
            "inputs": [],
            "trigger_after": 2,
            "trigger_only_on_failure": 1,
        },
        {"id": 5, "targets": [[None, "success"]], "inputs": [], "trigger_after": 0},
    ],
}
SERVED = Served(start_s=4.0, first_s=0.25, cpu_s=30.0, peak_mib=512.0, wall_s=20.0)


def message(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": [{"type": "text", "text": text}]}


def event(kind: str, *values: object, success: bool = True) -> str:
    data = {"msg": kind, "event_id": "1", "output": {"data": list(values)}, "success": success}
    return f"data: {json.dumps(data, separators=(',', ':'))}\n\n"


OLD = message('<div class="zw-answer"><div class="zw-text">an old answer</div></div>')
WAITING = event("process_generating", None, [OLD, message('<p class="zw-stage">Searching…</p>')])
WORDS = event(
    "process_generating", [], [["replace", [1, "content", 0, "text"], '<div class="zw-text">3 fit']]
)
WHOLE = event("process_completed", None, [OLD, message('<div class="zw-text">3 fit.</div>')])
END = 'data: {"msg":"close_stream","event_id":null}\n\n'


@contextmanager
def serve_script(replies: Sequence[str], *, status: int = 200) -> Iterator[tuple[Form, list[dict[str, Any]]]]:
    """Serve a page that answers every question with these events, and keeps what it is sent."""
    sent: list[dict[str, Any]] = []

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.reply(b'{"event_id":"1"}', status=status)

        def do_GET(self) -> None:
            self.reply("".join(replies).encode())

        def reply(self, body: bytes, *, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield make_form(f"127.0.0.1:{server.server_port}", CONFIG), sent
        server.shutdown()
        thread.join()


def test_a_question_is_sent_as_the_question_box_sends_it() -> None:
    form = make_form("host:1", CONFIG)
    assert json.loads(form.fill("哪里？", "abc")) == {
        "data": [None, "哪里？", "en"],
        "event_data": None,
        "fn_index": 2,
        "trigger_id": 8,
        "session_hash": "abc",
    }


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"components": CONFIG["components"][:2]}, id="no box"),
        pytest.param({"dependencies": CONFIG["dependencies"][:2]}, id="a box that sends nothing"),
    ],
)
def test_a_page_without_its_question_box_is_an_error(parts: Mapping[str, Any]) -> None:
    with pytest.raises(PageChangedError, match="zw-box"):
        make_form("host:1", {**CONFIG, **parts})


def test_words_count_from_the_first_of_the_newest_turn() -> None:
    with serve_script([WAITING, WORDS, WHOLE, END]) as (form, sent):
        asked = ask_page(form, "where?", "abc", timeout_s=5)
    assert [(one["fn_index"], one["data"]) for one in sent] == [(2, [None, "where?", "en"]), (3, ["en"])]
    assert asked.error == ""
    assert asked.first_word_s is not None
    assert 0 < asked.first_word_s <= asked.seconds < 5
    assert asked.kib == pytest.approx(len((WAITING + WORDS + WHOLE + END).encode()) / 1024, rel=0.01)


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        pytest.param([WAITING, WORDS], "the stream ended before the answer", id="cut off"),
        pytest.param(
            [WAITING, event("process_completed", None, [OLD, message("…")]), END], "no words", id="mute"
        ),
        pytest.param(
            [WAITING, event("process_completed", None, success=False), END], "answering failed", id="failed"
        ),
        pytest.param(
            [event("process_completed", None, [OLD, message('<div class="zw-failed">')]), END],
            "answering failed",
            id="told as failed",
        ),
        pytest.param(
            ['data: {"msg":"unexpected_error","message":"Full"}\n\n'], "Full", id="error of the queue"
        ),
        pytest.param(['data: {"msg":"process_completed",\n\n'], "JSONDecodeError", id="half an event"),
    ],
)
def test_what_goes_wrong_is_told(replies: Sequence[str], error: str) -> None:
    with serve_script(replies) as (form, _):
        assert error in ask_page(form, "where?", "abc", timeout_s=5).error


def test_a_refused_question_and_a_server_that_is_gone_are_told() -> None:
    with serve_script([], status=503) as (form, _):
        assert ask_page(form, "where?", "abc", timeout_s=5).error.startswith("HTTPException: status 503")
    assert "ConnectionRefusedError" in ask_page(form, "where?", "abc", timeout_s=5).error


def test_readers_ask_their_own_questions_in_conversations_of_their_own() -> None:
    with serve_script([WAITING, WHOLE, END]) as (form, sent):
        asked = let_readers_ask(form, ["a?", "b?"], Load(readers=3, seconds=0.3, think_s=0.01))
    assert 2 * len(asked) == len(sent) >= 6
    assert {one.error for one in asked} == {""}
    assert len({one["session_hash"] for one in sent}) >= 3
    assert start_session() != start_session()


def test_figures_are_of_answers_without_an_error() -> None:
    good = [Asked(first_word_s=0.1 * number, seconds=0.2 * number, kib=10.0) for number in range(1, 6)]
    rows = {name: value for name, _, value in list_figures([*good, Asked(None, 9.0, 0.0, "cut")], SERVED)}
    assert rows["questions asked"] == 6
    assert rows["errors"] == 1
    assert rows["first word, p50"] == pytest.approx(300)
    assert rows["whole answer, p95"] == pytest.approx(960)
    assert rows["whole answer, longest"] == pytest.approx(1000)
    assert rows["answers a second"] == 0.25
    assert rows["server, processor time an answer"] == pytest.approx(6000)
    assert rows["server, processors in use"] == 1.5
    assert all(math.isfinite(value) for value in rows.values())


def test_no_answer_at_all_gives_no_times() -> None:
    names = [name for name, _, _ in list_figures([Asked(None, 1.0, 0.0, "cut")], SERVED)]
    assert "errors" in names
    assert not any(name.startswith(("first word", "whole answer")) for name in names)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--readers", "0"], "--readers must be from 1 to 200, not 0", id="nobody"),
        pytest.param(["--readers", "201"], "--readers must be from 1 to 200, not 201", id="too many"),
        pytest.param(["--seconds", "0.5"], "--seconds must be from 1 to 3600, not 0.5", id="too short"),
        pytest.param(["--seconds", "nan"], "--seconds must be from 1 to 3600, not nan", id="no number"),
    ],
)
def test_a_load_has_bounds(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["--benchmark", "readers", *arguments])
    assert words in capsys.readouterr().err
