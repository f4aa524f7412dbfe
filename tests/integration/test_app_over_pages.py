"""The whole command over an index of a page made by hand: start, check, answer, stop when told."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from index.building import build_index
from prompts.loading import load_wording
from tests.scripted_server import Reply, ScriptedServer

PAGE = """青泉经开区铜箔项目开工

本刊讯 近日，青泉经济技术开发区总投资24.96亿元的铜箔项目开工建设，预计明年六月投产。
项目建成后，可年产电子铜箔8万吨，带动就业1200人。
（张三）
"""


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app")
    (folder / "pages").mkdir()
    (folder / "pages" / "one.txt").write_text(PAGE, "utf-8")
    build_index(folder / "pages", folder / "index")
    return folder / "index"


def test_the_check_starts_asks_and_stops(index_dir: Path) -> None:
    command = [sys.executable, "-m", "app", "--index", str(index_dir), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == f"{index_dir}: articles 1, zones 1"
    assert done.stdout.splitlines()[1] == load_wording("en", "page")["writer_nowhere"]
    assert done.stdout.splitlines()[2].startswith("OK: 1 articles, ")


def test_the_check_says_which_model_is_configured_and_calls_none(index_dir: Path) -> None:
    with ScriptedServer("Never asked [1].") as server:
        command = [
            sys.executable,
            "-m",
            "app",
            "--index",
            str(index_dir),
            "--check",
            "--model",
            "openai:scripted",
        ]
        command += ["--model-url", server.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        told = done.stdout.splitlines()[1]
        assert told.startswith("Answers are written by openai:scripted; ")
        assert told.endswith(f"sent to {server.url.split('/')[2]} on this machine.")
        assert done.stdout.splitlines()[2].startswith("OK: 1 articles, ")
        assert server.asked == []


@contextmanager
def run_page(index_dir: Path, *options: str, told: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "app", "--index", str(index_dir), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"{index_dir}: ")
        assert told in process.stdout.readline()
        url = process.stdout.readline().split(" at ")[1].split()[0]
        yield process, url
        process.kill()


@pytest.fixture
def running(index_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with run_page(index_dir, told="nothing leaves this machine") as started:
        yield started


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_ends_it_without_noise(
    running: tuple[subprocess.Popen[str], str], number: signal.Signals
) -> None:
    process, url = running
    with build_opener(ProxyHandler({})).open(f"{url}/healthz", timeout=30) as reply:
        report = json.loads(reply.read())
    assert (report["status"], report["articles"], report["zones"]) == ("ok", 1, 1)
    began = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert time.monotonic() - began < 15


def test_a_signal_ends_it_while_a_model_is_waited_for(index_dir: Path) -> None:
    question = json.dumps({"data": ["How much is invested in the copper foil project?", []]}).encode()
    options = ("--grace-s", "1", "--model", "openai:scripted", "--model-url")
    with (
        ScriptedServer(Reply("Half a", ending="stall")) as server,
        run_page(index_dir, *options, server.url, told="written by openai:scripted") as (process, url),
    ):
        address = f"{url}/gradio_api/call/ask"
        request = Request(address, data=question, headers={"Content-Type": "application/json"})
        build_opener(ProxyHandler({})).open(request, timeout=30).close()
        server.wait_for_requests(1)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
        assert time.monotonic() - began < 15, "it waited for the model"
