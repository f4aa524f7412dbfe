"""Whole turns with a language model over the sample, held to what was read and found right.

A scripted server on this machine speaks the protocol of the real ones; what it says goes through the check
that ships. `golden/turns/written/*.json` have what a reader sees, without the trace. To write them anew after
a change that is meant, and then to read them:
`ZONEWISE_WRITE_GOLDEN=1 python -m pytest tests/integration/test_written_turns.py`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.building import build_index
from rag.answers import Answer, AnswerEvent, Citation, Statement, TextAdded
from rag.assembling import open_pipeline
from rag.settings import SAMPLE_PAGES, Settings
from tests.integration.scripted_turns import TURNS, ScriptedTurn
from tests.scripted_server import WAIT_S, Reply, ScriptedServer

GOLDEN = Path(__file__).parents[1] / "golden" / "turns" / "written"


@pytest.fixture(scope="module")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index(SAMPLE_PAGES, folder)
    return folder


def play_turn(turn: ScriptedTurn, index_dir: Path) -> dict[str, Any]:
    """Answer over the real protocol, and keep what a reader sees."""
    with ScriptedServer(*turn.replies) as server:
        settings = Settings(
            index_dir=index_dir, model="openai:scripted", model_url=server.url, **turn.settings
        )
        pipeline = open_pipeline(settings)
        answer = pipeline.answer(turn.question, history=turn.history)
        pipeline.index.close()
        shown = describe_answer(answer)
        host = server.url.removeprefix("http://").removesuffix("/v1")
        told: dict[str, Any] = json.loads(json.dumps(shown).replace(host, "127.0.0.1:PORT"))
        return {"question": turn.question, "history": list(turn.history), "calls": len(server.asked), **told}


def describe_answer(answer: Answer) -> dict[str, Any]:
    return {
        "standalone": answer.query.standalone,
        "form": dict(answer.trace.stages)["answering"]["form"],
        "text": answer.text.splitlines(),
        "abstained": answer.abstained,
        "model": answer.model,
        "fallback": answer.fallback,
        "removed_references": answer.removed_references,
        "zones": [zone.short for zone in answer.zones],
        "statements": [describe_statement(statement) for statement in answer.statements],
        "citations": [describe_citation(citation) for citation in answer.citations],
    }


def describe_statement(statement: Statement) -> dict[str, Any]:
    problems = [f"{problem.kind}: {problem.said} → {problem.instead}" for problem in statement.problems]
    return {
        "verdict": statement.verdict,
        "text": statement.text,
        "citations": list(statement.citations),
        "problems": problems,
        "unconfirmed": list(statement.unconfirmed),
    }


def describe_citation(citation: Citation) -> str:
    return f"[{citation.number}] {citation.zone} · {citation.source} · {citation.text}"


@pytest.mark.parametrize("name", TURNS)
def test_a_turn_is_as_it_was_found_right(name: str, sample_index: Path) -> None:
    path = GOLDEN / f"{name}.json"
    turn = play_turn(TURNS[name], sample_index)
    if os.environ.get("ZONEWISE_WRITE_GOLDEN") == "1":
        path.write_text(json.dumps(turn, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert turn == json.loads(path.read_text("utf-8"))


def test_closing_the_stream_closes_the_connection(sample_index: Path) -> None:
    with ScriptedServer(Reply("It is so [1].\n", ending="forever")) as server:
        settings = Settings(index_dir=sample_index, model="openai:scripted", model_url=server.url)
        pipeline = open_pipeline(settings)
        with closing(_pass_on(pipeline.stream(TURNS["en"].question))) as events:
            assert any(isinstance(event, TextAdded) for event in events)
        assert server.gone.wait(WAIT_S)
        pipeline.index.close()


def _pass_on(events: Iterator[AnswerEvent]) -> Generator[AnswerEvent, None, None]:
    yield from events


def test_every_golden_turn_is_played() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(TURNS)
