"""The `Runnable` over a model's server: checked statements stream, a cut answer is followed by the quotes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.assembling import open_pipeline
from rag.offering import AnswerRunnable, answer_runnable
from rag.settings import Settings
from tests.coroutines import run_coroutine
from tests.scripted_server import Asked, Ending, Reply, Script, ScriptedServer

QUESTION = "绛县经开区医药企业有多少家？"
RIGHT = "绛县经开区有9家医药企业。"
WRONG = "绛县经开区有19家医药企业。"


def say(*statements: str, ending: Ending = "stop") -> Script:
    """Give a reply of statements that all cite the sentence about the companies."""

    def reply(asked: Asked) -> Reply:
        number = re.findall(r"^\[(\d+)\] .*医药企业9家", asked.user, re.MULTILINE)[0]
        text = "\n".join(f"{statement}[{number}]" for statement in statements)
        return replace(Reply(f"{text}\n"), ending=ending)

    return reply


def offer(index_dir: Path, server: ScriptedServer) -> AnswerRunnable:
    settings = Settings(index_dir=index_dir, model="openai:scripted", model_url=server.url, model_retries=0)
    return answer_runnable(open_pipeline(settings))


def add_up(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    total = pieces[0]
    for piece in pieces[1:]:
        total = total + piece  # type: ignore[operator]
    return total


@pytest.mark.parametrize("is_async", [False, True], ids=["stream", "astream"])
def test_statements_stream_as_they_are_checked_and_add_up(small_index_dir: Path, *, is_async: bool) -> None:
    with ScriptedServer(say(RIGHT, WRONG)) as server:
        runnable = offer(small_index_dir, server)

        async def listen() -> list[dict[str, Any]]:
            return [piece async for piece in runnable.astream(QUESTION)]

        pieces = run_coroutine(listen()) if is_async else list(runnable.stream(QUESTION))
        whole = runnable.invoke(QUESTION)
    assert pieces[0]["text"] == f"{RIGHT} [1]"
    assert pieces[1]["text"].lstrip().startswith(f"~~{WRONG}~~ [1]")
    total = add_up(pieces)
    assert total["text"] == whole["text"]
    assert [item["verdict"] for item in total["statements"]] == ["supported", "contradicted"]
    assert total["model"] == "openai:scripted"


def test_a_batch_asks_the_model_once_for_each(small_index_dir: Path) -> None:
    with ScriptedServer(say(RIGHT)) as server:
        outputs = offer(small_index_dir, server).batch([QUESTION, QUESTION, QUESTION])
        assert len(server.asked) == 3
    assert [output["text"].splitlines()[0] for output in outputs] == [f"{RIGHT} [1]"] * 3


def test_a_cut_answer_is_followed_by_the_quotes(small_index_dir: Path) -> None:
    with ScriptedServer(say(RIGHT, ending="cut")) as server:
        runnable = offer(small_index_dir, server)
        total = add_up(list(runnable.stream(QUESTION)))
        whole = runnable.invoke(QUESTION)
    assert total["text"] == f"{RIGHT} [1]\n\n{whole['text']}"
    assert "**9家**" in whole["text"]
    assert whole["fallback"]
    assert whole["model"] == ""


def test_leaving_a_stream_closes_the_connection(small_index_dir: Path) -> None:
    with ScriptedServer(say(RIGHT, ending="stall")) as server:
        pieces = offer(small_index_dir, server).stream(QUESTION)
        assert next(pieces)["text"] == f"{RIGHT} [1]"
        pieces.close()
        assert server.gone.wait(10)
