"""A page as a host runs it, in its own process: how it ends, what it logs, who comes in, behind a proxy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.hosting.accounts import add_account
from app.hosting.passwords import Cost
from app.views.answers import link_citation
from tests.hosted_process import ROOT, Hosted, host_page
from tests.reverse_proxy import serve_proxy
from tests.scripted_answerer import QUOTE, make_citation

AUTH = ("ann", "password-1")
MARK = "zebraquestion"
TIMEOUT_S = 30.0


def read_events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.startswith("{")]


def ask(url: str, question: str, **options: Any) -> httpx.Response:
    return httpx.post(f"{url}/api/ask", json={"question": question}, timeout=TIMEOUT_S, **options)


@contextmanager
def ask_meanwhile(hosted: Hosted, question: str) -> Iterator[Future[httpx.Response]]:
    """Ask a question that takes its time, and go on once it is under way."""
    with ThreadPoolExecutor(1) as pool, httpx.Client(timeout=TIMEOUT_S) as client:
        events = client.stream(
            "POST",
            f"{hosted.url}/api/ask",
            json={"question": question},
            headers={"accept": "text/event-stream"},
        )
        with events as answer:
            lines = answer.iter_lines()
            next(lines)

            def read_rest() -> httpx.Response:
                answer.extensions["rest"] = "\n".join(lines)
                return answer

            yield pool.submit(read_rest)


def test_told_to_stop_it_finishes_what_is_under_way_and_takes_nothing_new(tmp_path: Path) -> None:
    with host_page(tmp_path) as hosted:
        with ask_meanwhile(hosted, "slow copper") as answer:
            hosted.process.send_signal(signal.SIGTERM)
            health = httpx.get(f"{hosted.url}/healthz")
            refused = ask(hosted.url, "copper", headers={"accept-language": "zh"})
            rest = answer.result(TIMEOUT_S).extensions["rest"]
        assert hosted.end() == 0
    assert (health.status_code, health.json()["status"]) == (503, "stopping")
    assert (refused.status_code, refused.json()["reason"]) == (503, "stopping")
    assert "正在停止" in refused.json()["detail"]
    assert "1 zone fits" in rest
    assert hosted.output.read_text("utf-8") == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_at_once(tmp_path: Path, number: signal.Signals) -> None:
    with host_page(tmp_path, "--grace-s", "600") as hosted, ask_meanwhile(hosted, "endless copper") as answer:
        hosted.process.send_signal(number)
        assert httpx.get(f"{hosted.url}/healthz").status_code == 503
        hosted.process.send_signal(number)
        assert hosted.end() == 0
        assert isinstance(answer.exception(TIMEOUT_S), httpx.TransportError)


def test_an_answer_that_does_not_end_is_cut_after_the_grace(tmp_path: Path) -> None:
    with host_page(tmp_path, "--grace-s", "1") as hosted, ask_meanwhile(hosted, "endless copper") as answer:
        hosted.process.send_signal(signal.SIGTERM)
        assert hosted.end() == 0
        answer.exception(TIMEOUT_S)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """Serve a page with a password, a prefix and a log."""
    folder = tmp_path_factory.mktemp("guarded")
    add_account(folder / "accounts.txt", *AUTH, Cost(10, 1, 1))
    options = ("--auth", "accounts.txt", "--log", "log.jsonl", "--root-path", "/zonewise")
    with host_page(folder, *options) as hosted:
        yield hosted


def test_a_program_comes_in_with_a_password_and_not_without(guarded: Hosted) -> None:
    assert ask(guarded.url, "copper").status_code == 401
    assert ask(guarded.url, "copper", auth=AUTH).json()["citations"]
    report = httpx.get(f"{guarded.url}/healthz").json()
    assert report["status"] == "ok"
    page = httpx.get(f"{guarded.url}/", auth=AUTH)
    assert page.status_code == 200
    assert httpx.get(f"{guarded.url}/", auth=("ann", "password-2")).status_code == 401


def test_gradios_own_client_comes_in_too(guarded: Hosted) -> None:
    from gradio_client import Client  # type: ignore[import-untyped]

    with pytest.raises(ValueError, match=r"Could not get Gradio config|[Ll]ogin|auth"):
        Client(guarded.url, verbose=False)
    client = Client(f"{guarded.url}/", verbose=False, httpx_kwargs={"auth": AUTH})
    assert client.config["title"] == "Zonewise"
    client.close()


def test_no_file_of_the_host_is_read_by_naming_it(guarded: Hosted, tmp_path: Path) -> None:
    private = tmp_path / "private.txt"
    private.write_text("a secret", "utf-8")
    named = {"path": str(private), "meta": {"_type": "gradio.FileData"}, "orig_name": "private.txt"}
    for path in ("run/submit", "queue/join", "call/ask"):
        fields = {"fn_index": 0, "data": [named] * 8, "session_hash": "s"}
        reply = httpx.post(f"{guarded.url}/gradio_api/{path}", json=fields, auth=AUTH)
        assert (reply.status_code, reply.json()["reason"]) == (403, "file_not_uploaded")
    for address in (private, "http://93.184.216.34/"):
        reply = httpx.get(f"{guarded.url}/gradio_api/file={address}", auth=AUTH)
        assert (reply.status_code, reply.json()["reason"]) == (404, "not_offered")


MOUNTED = """\
import app
from fastapi import FastAPI
from gradio.context import LocalContext
from gradio.exceptions import InvalidPathError
from gradio.processing_utils import _check_allowed
from app.interface import build_page, mount_page
from app.services import Services
from tests.scripted_answerer import ScriptedAnswerer

page = build_page(Services(ScriptedAnswerer()))
mount_page(FastAPI(), page)
LocalContext.blocks.set(page)
try:
    _check_allowed("README.md", check_in_upload_folder=True)
except InvalidPathError:
    print("refused")
"""


def test_gradio_itself_is_told_to_take_no_file_of_the_host() -> None:
    """It takes any path where it believes that no page was launched, as it does of every mounted one."""
    command = [sys.executable, "-W", "ignore", "-c", MOUNTED]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "refused\n"


def test_no_question_is_in_the_log_nor_printed(guarded: Hosted) -> None:
    asked = ask(guarded.url, f"copper {MARK}", auth=AUTH)
    assert MARK in asked.text
    httpx.get(f"{guarded.url}/zones?note={MARK}", auth=AUTH)
    log = guarded.output.with_name("log.jsonl")
    assert MARK not in log.read_text("utf-8") + guarded.output.read_text("utf-8")
    events = read_events(log)
    answers = [event for event in events if event["event"] == "answer"]
    assert answers[-1]["question_characters"] == len(f"copper {MARK}")
    assert (answers[-1]["citations"], answers[-1]["language"], answers[-1]["abstained"]) == (2, "en", False)
    requests = [event for event in events if event["event"] == "request" and event["path"] == "/api/ask"]
    assert requests[-1]["person"] == "ann"


@pytest.mark.parametrize("is_stripping", [True, False], ids=["stripping", "keeping"])
def test_behind_a_proxy_all_is_under_the_prefix(guarded: Hosted, *, is_stripping: bool) -> None:
    with serve_proxy(guarded.url, "/zonewise", is_stripping=is_stripping) as shown:
        client = httpx.Client(auth=AUTH, timeout=TIMEOUT_S)
        config = client.get(f"{shown}/config").json()
        assert config["root"] == shown
        assert "own/page.css" in client.get(f"{shown}/").text
        assert client.get(f"{shown}/own/page.css").status_code == 200
        assert client.get(f"{shown}/theme.css").status_code == 200
        assert client.post(f"{shown}/api/ask", json={"question": "copper"}).json()["citations"]
        found = client.get(f"{shown}/{link_citation(make_citation(1, QUOTE), 'en')}")
        assert found.status_code == 200
        assert f"<mark>{QUOTE}</mark>" in found.text
        document = client.get(f"{shown}/api/openapi.json").json()
        assert document["servers"] == [{"url": "/zonewise"}]
        client.close()


def test_questions_are_written_where_the_host_asks_for_them(tmp_path: Path) -> None:
    with host_page(tmp_path, "--log", "-", "--log-questions") as hosted:
        ask(hosted.url, f"copper {MARK}")
        log = hosted.output.read_text("utf-8")
    assert [event["question"] for event in read_events(hosted.output) if event["event"] == "answer"] == [
        f"copper {MARK}"
    ]
    assert log.count(MARK) == 1


def test_the_command_itself_serves_ends_with_zero_and_logs_its_start_and_end(
    tmp_path: Path, small_index_dir: Path
) -> None:
    """The real command over an index: who may come in, what it warns of, and the end."""
    options = ("--index", str(small_index_dir), "--host", "0.0.0.0", "--port", "0", "--log", "log.jsonl")
    command = [sys.executable, "-m", "app", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "The chat page is at" in line:
                break
        url = lines[-1].split()[5]
        answer = ask(url, f"Which zones make copper foil? {MARK}").json()
        refused = httpx.get(f"{url}/zones", headers={"host": "evil.example"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(TIMEOUT_S) == 0
        printed = process.stderr.read()
    assert answer["citations"]
    assert refused.status_code == 400
    assert "warning: everybody who reaches 0.0.0.0 reads every indexed page" in printed
    assert MARK not in printed + "".join(lines) + (tmp_path / "log.jsonl").read_text("utf-8")
    events = read_events(tmp_path / "log.jsonl")
    assert [events[0]["event"], events[-1]["event"]] == ["start", "stop"]
    told = [event for event in events if event["event"] == "answer"]
    assert len(told) == 1
    assert told[0]["generation"] >= 1
    assert told[0]["person"].startswith("~")
