"""The examples of `docs/api.md`: each is run against a server over the sample, and its print compared.

Run with `UPDATE_EXAMPLES=1` to write what they print anew; then read the difference.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.options import parse_options
from index.building import build_index
from rag.live import LivePipeline
from rag.settings import SAMPLE_PAGES, Settings
from tests.served_programs import WAIT_S, Served, serve_programs

PATH = Path(__file__).parents[2] / "docs" / "api.md"
URL = "http://127.0.0.1:7860"
TEXT = PATH.read_text("utf-8")
PYTHON = re.compile(
    r"<!-- python -->\n```python\n(?P<code>.*?)```\n.*?<!-- printed -->\n```\n(?P<printed>.*?)```", re.DOTALL
)
REFUSED = re.compile(
    r"<!-- refused: (?P<status>\d+) -->\n```\n(?P<command>.*?)```\n\n<!-- told -->\n```\n(?P<told>.*?)```",
    re.DOTALL,
)
CURL = re.compile(r"^curl .*$", re.MULTILINE)
JSON = re.compile(r"<!-- (?P<kind>stdio|http) -->\n```json\n(?P<text>.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index(SAMPLE_PAGES, folder)
    with LivePipeline(Settings(index_dir=folder)) as live, serve_programs(live, with_page=True) as running:
        yield running


def show(place: tuple[int, int], text: str) -> None:
    """Compare what stands in the document, or write it anew."""
    if os.environ.get("UPDATE_EXAMPLES"):
        shown = TEXT[slice(*place)]
        document = PATH.read_text("utf-8")
        # From the end of the text before it, as two blocks may be the same.
        before = TEXT[max(0, place[0] - 200) : place[0]]
        assert document.count(before + shown) == 1
        PATH.write_text(document.replace(before + shown, before + text), "utf-8")
    else:
        assert TEXT[slice(*place)] == text


def run_curl(command: str, served: Served) -> httpx.Response:
    """Do what a command of curl does, with the few options that the document uses."""
    words = shlex.split(command.replace(URL, served.url))[1:]
    url, headers, body = "", {}, None
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = words.pop(0)
        elif word not in {"-s", "-sN"}:
            url = word
    with httpx.Client(timeout=WAIT_S, trust_env=False) as client:
        return client.request("GET" if body is None else "POST", url, headers=headers, content=body)


@pytest.mark.parametrize("command", [c for c in CURL.findall(TEXT) if "histroy" not in c])
def test_a_command_is_answered(served: Served, command: str) -> None:
    reply = run_curl(command, served)
    assert reply.status_code == 200
    if "event-stream" in command:
        assert "\nevent: answer\n" in reply.text
    else:
        assert "error" not in reply.json()


def test_a_refused_command_is_told_what_stands_there(served: Served) -> None:
    (shown,) = REFUSED.finditer(TEXT)
    reply = run_curl(shown["command"], served)
    assert reply.status_code == int(shown["status"])
    show(shown.span("told"), f"{reply.text}\n")


@pytest.mark.parametrize("shown", list(PYTHON.finditer(TEXT)), ids=["urllib", "gradio", "mcp"])
def test_a_program_prints_what_stands_there(served: Served, shown: re.Match[str]) -> None:
    show(shown.span("printed"), run_program(shown["code"].replace(URL, served.url)))


def run_program(code: str) -> str:
    """Run a program in a thread of its own, where it may have an event loop, and give what it prints."""

    def run() -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, PATH.name, "exec"), {"__name__": "__main__"})
        return printed.getvalue()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(run).result()


def read_servers() -> dict[str, dict[str, Any]]:
    return {
        shown["kind"]: json.loads(shown["text"])["mcpServers"]["zonewise"] for shown in JSON.finditer(TEXT)
    }


def test_the_files_for_mcp_clients_name_what_there_is() -> None:
    servers = read_servers()
    assert servers["http"]["url"] == f"{URL}/mcp"
    assert servers["stdio"]["args"][:2] == ["-m", "app"]
    options = parse_options(servers["stdio"]["args"][2:])
    assert (options.mcp_stdio, options.index) == (True, Path("/home/ann/my-index"))


def test_the_server_that_runs_for_them_listens_there() -> None:
    assert parse_options(["--mcp"]).mcp
    assert URL.endswith(":7860")
