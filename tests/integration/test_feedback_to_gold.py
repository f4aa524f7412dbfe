"""From a thumb to a figure: what the chat page keeps of real answers is gold that is proven, and runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.conversation import Conversation, ask, list_questions
from app.feedback import FeedbackStore, IndexMark, Rating, RecentAnswers
from eval import __main__ as command
from rag.pipeline import Pipeline
from tests.small_pages import PAGES, build_small_index, open_small_pipeline

RATED: tuple[tuple[str, Rating], ...] = (
    ("Which zones process copper?", "up"),
    ("长治高新区的光伏组件项目投资多少？", "up"),
    ("Who won the 2018 chess championship?", "up"),
    ("哪些开发区生产玻璃？", "down"),
    ("Which zones process copper?", "down"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_index(tmp_path_factory.mktemp("small"))


@pytest.fixture
def pipeline(index: Path) -> Iterator[Pipeline]:
    opened = open_small_pipeline(index)
    yield opened
    opened.index.close()


def rate(pipeline: Pipeline, store: FeedbackStore, rated: tuple[tuple[str, Rating], ...]) -> None:
    """Ask questions in one conversation, as the page does, and rate each answer."""
    recent = RecentAnswers(lambda: IndexMark(pipeline.index.generation, "bundled"))
    conversation = Conversation()
    for question, rating in rated:
        *_, conversation = ask(pipeline, conversation, question)
        *earlier, last = conversation.turns
        recent.remember(last, list_questions(Conversation(tuple(earlier))))
        answer = recent.find(last.key)
        assert answer is not None
        store.append(answer, rating)


def test_feedback_becomes_gold_that_is_proven_and_gives_figures(
    pipeline: Pipeline, index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = FeedbackStore(tmp_path / "feedback.jsonl")
    rate(pipeline, store, RATED[:4])
    to = tmp_path / "questions.jsonl"
    assert command.main(["--from-feedback", str(store.path), "--to", str(to)]) == 0
    assert "questions, not reviewed: 3 (1 list, 1 number, 1 unanswerable)" in capsys.readouterr().out
    rows: list[dict[str, Any]] = [json.loads(line) for line in to.read_text("utf-8").splitlines()]
    assert set(rows[0]["zones"]) == {"运城经开区", "垣曲经开区"}
    assert rows[1]["answers"] == [["12亿元"]]

    assert command.main(["--validate", str(to), "--pages", str(PAGES)]) == 0
    assert "3 questions, 0 errors" in capsys.readouterr().out

    report = tmp_path / "report.json"
    arguments = ["--questions", str(to), "--index", str(index), "--json", str(report), "--quiet"]
    assert command.main(arguments) == 0
    figures = json.loads(report.read_text("utf-8"))
    assert (figures["list_f1"], figures["number_accuracy"], figures["right_refusals"]) == (1.0, 1.0, 1.0)
    assert figures["groups"]["trait unreviewed"]["answer_accuracy"]["value"] == 1.0


def test_readers_who_change_their_mind_leave_nothing_to_be_counted(
    pipeline: Pipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = FeedbackStore(tmp_path / "feedback.jsonl")
    rate(pipeline, store, (RATED[0], RATED[4]))
    to = tmp_path / "questions.jsonl"
    assert command.main(["--from-feedback", str(store.path), "--to", str(to)]) == 0
    out = capsys.readouterr().out
    assert "readers disagree (1 up, 1 down; the last, down, counts): Which zones process copper?" in out
    assert to.read_text("utf-8") == ""
