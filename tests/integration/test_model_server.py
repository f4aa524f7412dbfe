"""A server of a model on this machine, over the real protocol with the real client: what can go wrong."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rag.__main__ import main
from rag.models.connecting import connect_model
from rag.models.generating import Message, ModelCutShortError, ModelUnavailableError
from rag.models.streaming import LimitedModel
from rag.settings import Settings
from tests.scripted_server import (
    WAIT_S,
    Reply,
    Script,
    ScriptedServer,
    cite_wrongly,
    echo,
    repeat_evidence,
)
from tests.tiny_models import make_causal_model

KEY = "sk-secret-key"
ROOT = Path(__file__).parents[2]
ASKED = (Message("system", "Be brief."), Message("user", "铜箔产量多少？"))
TEXT = "Qingquan makes 32,000 tonnes of copper foil [1]. 青泉经开区。"


def connect(server: ScriptedServer, **settings: Any) -> LimitedModel:
    values: dict[str, Any] = {"model_first_token_s": 20.0, "model_stall_s": 20.0, "model_key": KEY}
    model = connect_model(Settings(model="openai:scripted", model_url=server.url, **values | settings))
    assert model is not None
    return model


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries; how long they are is tested by itself."""
    monkeypatch.setattr("rag.models.streaming.choose_pause", lambda *_, **__: 0.01)


def read(model: LimitedModel) -> tuple[str, ModelUnavailableError | None]:
    """Give the text, and the failure after it; no failure holds the key."""
    text = ""
    failure = None
    try:
        for piece in model.stream(ASKED):
            text += piece
    except ModelUnavailableError as error:
        failure = error
    assert failure is None or KEY not in f"{failure!r}{failure.tell('zh')}{failure.values}"
    return text, failure


def fail(*replies: Script, **settings: Any) -> tuple[str, str, int]:
    """Give the text that came, the key of the failure, and how often the server was asked."""
    with ScriptedServer(*replies) as server:
        text, error = read(connect(server, **settings))
        assert error is not None
        assert server.url not in str(error)
        return text, error.key, len(server.asked)


def test_an_answer_comes_whole_and_the_request_is_what_was_set() -> None:
    with ScriptedServer(TEXT) as server:
        assert read(connect(server, model_tokens=77)) == (TEXT, None)
    (asked,) = server.asked
    assert asked.messages == [("system", "Be brief."), ("user", "铜箔产量多少？")]
    assert {key: asked.body[key] for key in ("model", "temperature", "stream", "stream_options")} == {
        "model": "scripted",
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert 77 in (asked.body.get("max_tokens"), asked.body.get("max_completion_tokens"))
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert not server.gone.is_set()


def test_the_answer_is_given_while_the_server_still_writes_it() -> None:
    with ScriptedServer(Reply("half", ending="stall")) as server:
        pieces = connect(server).stream(ASKED)
        assert next(piece for piece in pieces if piece) == "half"
        assert not server.gone.is_set()
        pieces.close()


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_a_fault_that_passes_is_tried_again(status: int) -> None:
    with ScriptedServer(Reply(status=status), Reply(status=status), TEXT) as server:
        assert read(connect(server)) == (TEXT, None)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "key", "tries"),
    [
        (500, "failing", 3),
        (429, "limited", 3),
        (401, "key", 1),
        (403, "forbidden", 1),
        (404, "unknown", 1),
        (400, "refused", 1),
    ],
)
def test_a_fault_that_stays(status: int, key: str, tries: int) -> None:
    reply = Reply(f"Incorrect API key provided: {KEY}", status=status)
    assert fail(reply) == ("", key, tries)


def test_a_server_that_asks_for_a_longer_pause_than_there_is_time() -> None:
    assert fail(Reply(status=429, headers={"Retry-After": "999"})) == ("", "limited", 1)


def test_a_connection_that_is_cut_before_the_first_word_is_made_again() -> None:
    with ScriptedServer(Reply(ending="cut"), TEXT) as server:
        assert read(connect(server)) == (TEXT, None)
    assert len(server.asked) == 2


def test_no_server_at_all() -> None:
    with ScriptedServer(TEXT) as server:
        model = connect(server, model_retries=1)
    text, error = read(model)
    assert (text, error and error.key) == ("", "unreachable")


@pytest.mark.parametrize(
    ("ending", "key"),
    [("cut", "cut"), ("silent", "unfinished"), ("garbage", "garbage"), ("length", "tokens")],
)
def test_an_answer_that_breaks_off_is_given_up_to_there_and_not_asked_for_again(
    ending: Any, key: str
) -> None:
    assert fail(Reply(TEXT, ending=ending)) == (TEXT, key, 1)


def test_a_page_where_a_model_was_looked_for() -> None:
    with ScriptedServer(Reply("<html><body>Welcome</body></html>", ending="page")) as server:
        text, error = read(connect(server))
    assert (text, error and error.key) == ("", "garbage")


def test_an_answer_that_its_tokens_cut_is_told_apart() -> None:
    with ScriptedServer(Reply(TEXT, ending="length")) as server:
        _, error = read(connect(server, model_tokens=300))
    assert isinstance(error, ModelCutShortError)
    assert "used up its 300 tokens" in str(error)


def test_a_server_that_never_answers_sees_the_reader_go() -> None:
    with ScriptedServer(Reply(is_late=True)) as server:
        _, error = read(connect(server, model_first_token_s=0.1))
        assert server.gone.wait(WAIT_S)
    assert error is not None
    assert error.key == "late"
    assert len(server.asked) == 1


def test_a_server_that_stalls_sees_the_reader_go() -> None:
    with ScriptedServer(Reply("half", ending="stall")) as server:
        text, error = read(connect(server, model_stall_s=0.1))
        assert server.gone.wait(WAIT_S)
    assert text == "half"
    assert error is not None
    assert error.key == "stalled"


def test_a_server_that_never_ends_is_stopped() -> None:
    with ScriptedServer(Reply("and so on ", ending="forever")) as server:
        text, error = read(connect(server, model_tokens=16))
        assert server.gone.wait(WAIT_S)
    assert error is not None
    assert error.key == "endless"
    assert 0 < len(text) <= 16 * 8


@pytest.mark.parametrize(
    "reply",
    [Reply(is_late=True), Reply("half", ending="stall"), Reply("half ", ending="forever")],
    ids=["before the first word", "in a stall", "in mid-answer"],
)
def test_closing_is_seen_by_the_server(reply: Reply) -> None:
    with ScriptedServer(reply) as server:
        pieces = connect(server).stream(ASKED)
        next(pieces)
        pieces.close()
        assert server.gone.wait(WAIT_S)


@pytest.mark.parametrize(
    "reply",
    [Reply("So [1].", reasoning="5 is secret"), Reply("<think>5 is secret</think>\n\nSo [1].")],
    ids=["in a field of its own", "marked in the text"],
)
def test_what_the_model_thinks_is_not_given(reply: Reply) -> None:
    with ScriptedServer(reply) as server:
        assert read(connect(server)) == ("So [1].", None)


def test_readers_of_one_model_share_its_places() -> None:
    with ScriptedServer(echo) as server:
        model = connect(server, model_concurrency=2)
        with ThreadPoolExecutor(6) as readers:
            texts = list(readers.map(lambda _: read(model)[0], range(12)))
    assert texts == [ASKED[1].text] * 12
    assert len(server.asked) == 12
    assert server.most_at_once <= 2


def test_a_reader_waits_for_its_place() -> None:
    go_on = threading.Event()
    with ScriptedServer(Reply(TEXT, after=go_on)) as server:
        model = connect(server, model_concurrency=1)
        with ThreadPoolExecutor(2) as readers:
            both = [readers.submit(read, model) for _ in range(2)]
            server.wait_for_requests(1)
            assert len(server.asked) == 1
            go_on.set()
            assert [one.result()[0] for one in both] == [TEXT, TEXT]
        assert server.most_at_once == 1


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ScriptedServer(TEXT) as server:
        assert read(connect(server)) == (TEXT, None)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_the_key_is_in_no_log(logged: pytest.LogCaptureFixture) -> None:
    replies = [
        Reply(f"Incorrect API key provided: {KEY}", status=401),
        Reply(ending="garbage"),
        Reply(TEXT, ending="cut"),
    ]
    with ScriptedServer(*replies) as server:
        for _ in replies:
            read(connect(server))
    assert KEY not in logged.text


_LEAVE = """
import sys
from rag.models.connecting import connect_model
from rag.models.generating import Message
from rag.settings import Settings
model = connect_model(Settings(model="openai:m", model_url=sys.argv[1], model_stall_s=600.0))
print(next(piece for piece in model.stream([Message("user", "?")]) if piece))
"""


def test_a_process_ends_while_the_model_still_writes() -> None:
    with ScriptedServer(Reply("half", ending="stall")) as server:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", _LEAVE, server.url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert server.gone.wait(WAIT_S)
    assert (done.stdout, done.stderr) == ("half\n", "")


def check_model(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["--check-model", "--model", "openai:scripted", "--model-url", server.url])
    return code, capsys.readouterr().out


def test_the_check_of_a_model_tells_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with ScriptedServer(repeat_evidence) as server:
        code, printed = check_model(server, capsys)
    english, chinese = printed.split("Chinese question")
    assert code == 1
    assert "the answer is not in English" in english
    assert english.count("NO") == 1
    assert "ok  3 of 3 figures stand in the sentence that is cited for them" in chinese
    assert "NO" not in chinese


def test_the_check_of_a_model_sees_wrong_references(capsys: pytest.CaptureFixture[str]) -> None:
    with ScriptedServer(cite_wrongly) as server:
        code, printed = check_model(server, capsys)
    assert code == 1
    assert printed.count("NO  2 of 3 statements end in the number of a sentence that there is") == 2
    assert printed.count("NO  0 of 3 figures stand in the sentence that is cited for them") == 2


def test_the_check_of_a_model_says_what_to_do_where_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with ScriptedServer(Reply(status=404)) as server:
        code, printed = check_model(server, capsys)
    host = server.url.split("/")[2]
    assert code == 1
    assert printed == (
        f"model: openai:scripted ({host})\n"
        f"FAILED: openai:scripted ({host}) is not known to its server.\n"
        "Name it as its server does; GET /models there lists its names. Its address ends in /v1.\n"
    )


@pytest.mark.models
def test_a_model_in_this_process_stops_when_its_reader_leaves(tmp_path: Path) -> None:
    folder = make_causal_model(tmp_path, "铜箔3.2万吨。", endless=True)
    model = connect_model(Settings(model=f"hf:{folder}", model_tokens=100_000, model_concurrency=1))
    assert model is not None
    for _ in range(2):
        pieces = model.stream(ASKED)
        assert next(piece for piece in pieces if piece)
        pieces.close()


@pytest.mark.models
def test_a_model_in_this_process_that_uses_its_tokens_up_says_so(tmp_path: Path) -> None:
    folder = make_causal_model(tmp_path, "铜箔3.2万吨。", endless=True)
    model = connect_model(Settings(model=f"hf:{folder}", model_tokens=16))
    assert model is not None
    text, error = read(model)
    assert text.startswith("铜箔3.2万吨。")
    assert isinstance(error, ModelCutShortError)
    assert model.count_tokens("铜箔") > 0
