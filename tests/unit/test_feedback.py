"""What readers say is kept line by line, whoever writes at the same time, and harms nothing else."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from app import feedback
from app.conversation import Status, Turn
from app.feedback import (
    CommentTooLongError,
    FeedbackError,
    FeedbackStore,
    IndexMark,
    RecentAnswers,
    describe_turn,
)
from app.hosting.keeping import MAX_BODY_BYTES, make_feedback_router
from index.locking import hold_lock
from rag.answers import Narrowing, Trace
from tests.scripted_answerer import QUOTE, ZONE, make_answer

MARK = IndexMark(7, "zonewise-static-v2")
NOW = datetime(2026, 3, 7, 9, 5, tzinfo=UTC)
ROW = {"answer": "k", "question": "which zones?"}


def finished(key: str, question: str = "which zones?") -> Turn:
    answer = make_answer(question)
    trace = Trace((("answering", {"form": "list"}),))
    return Turn(question, Status.DONE, text=answer.text, answer=replace(answer, trace=trace), key=key)


def make_store(folder: Path, **options: Any) -> FeedbackStore:
    return FeedbackStore(folder / "kept" / "feedback.jsonl", now=lambda: NOW, **options)


def read(store: FeedbackStore) -> list[dict[str, Any]]:
    return [json.loads(line) for line in store.path.read_text("utf-8").split("\n")[:-1]]


def test_an_answer_is_described_by_plain_values_without_a_person() -> None:
    turn = replace(finished("k"), narrowing=Narrowing(cities=("青州",)))
    assert turn.answer is not None
    described = describe_turn(turn, turn.answer, ["before?"], MARK)
    assert described["question"] == "which zones?"
    assert described["history"] == ["before?"]
    assert described["narrowing"] == Narrowing(cities=("青州",)).as_json()
    assert described["form"] == "list"
    assert described["zones"] == [ZONE.short]
    assert described["index"] == {"generation": 7, "encoder": "zonewise-static-v2"}
    citations = described["citations"]
    assert isinstance(citations, list)
    first = citations[0]
    assert isinstance(first, dict)
    assert first["text"] == QUOTE
    assert first["text_focus"] == [QUOTE.index("24.96亿元"), QUOTE.index("24.96亿元") + 7]
    assert set(described) == {
        "answer", "question", "history", "standalone", "narrowing", "language", "form", "expects", "text",
        "abstained", "zones", "citations", "model", "index",
    }  # fmt: skip


def test_each_rating_is_a_line_and_the_later_one_stands_below(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.append(ROW, "up")
    store.append(ROW, "down", "  not\nthat 项目  ")
    assert read(store) == [
        {"version": 1, "time": "2026-03-07T09:05:00+00:00", "rating": "up", "comment": "", **ROW},
        {
            "version": 1,
            "time": "2026-03-07T09:05:00+00:00",
            "rating": "down",
            "comment": "not\nthat 项目",
            **ROW,
        },
    ]
    assert store.path.stat().st_mode & 0o077 == 0


@given(comment=st.text(max_size=300), question=st.text(max_size=80))
def test_whatever_is_written_is_one_line_that_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, comment: str, question: str
) -> None:
    store = make_store(tmp_path_factory.mktemp("any"))
    store.append({"question": question}, "up", comment)
    store.append(ROW, "up")
    first, second = read(store)
    assert first["question"] == question.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert second["question"] == ROW["question"]


def test_halves_of_characters_are_marked_and_kept(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.append({"question": "a\ud800b"}, "up")
    assert read(store)[0]["question"] == "a\ufffdb"


def test_a_line_that_was_cut_short_harms_no_other(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.append(ROW, "up")
    with store.path.open("ab") as file:
        file.write(b'{"version": 1, "ques')
    store.append(ROW, "down")
    lines = store.path.read_text("utf-8").split("\n")
    assert [lines[1], lines[3]] == ['{"version": 1, "ques', ""]
    assert json.loads(lines[2])["rating"] == "down"


def test_a_full_file_is_left_as_it_is(tmp_path: Path) -> None:
    store = make_store(tmp_path, most_bytes=250)
    store.append(ROW, "up")
    before = store.path.read_bytes()
    with pytest.raises(FeedbackError, match="at most 250 are kept; move the file away"):
        store.append(ROW, "up", "x" * 200)
    assert store.path.read_bytes() == before


def test_a_comment_that_is_too_long_is_not_kept(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.append(ROW, "up", "x" * 2_000 + " ")
    with pytest.raises(CommentTooLongError, match="2001 characters; at most 2000"):
        store.append(ROW, "up", "x" * 2_001)
    assert len(read(store)) == 1


def test_a_place_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    with pytest.raises(FeedbackError, match=r"cannot be written .* name another file with --feedback"):
        make_store(tmp_path).append(ROW, "up")


def test_a_disk_that_is_full_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store(tmp_path)
    store.append(ROW, "up")
    before = store.path.read_bytes()

    def fail(handle: int) -> None:
        del handle
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.feedback.os.fsync", fail)
    with pytest.raises(FeedbackError, match="No space left on device"):
        store.append(ROW, "down")
    assert store.path.read_bytes() == before


def test_another_program_is_waited_for_and_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store(tmp_path)
    store.append(ROW, "up")
    monkeypatch.setattr(feedback, "_LOCK_TIMEOUT_S", 0.05)
    with hold_lock(store.path.with_name("feedback.jsonl.lock")), pytest.raises(FeedbackError, match="holds"):
        store.append(ROW, "down")
    store.append(ROW, "down")
    assert [row["rating"] for row in read(store)] == ["up", "down"]


def _write_many(path: Path, name: str) -> None:
    store = FeedbackStore(path)

    def write() -> None:
        for _ in range(5):
            store.append({"by": name}, "up", "评" * 500)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_of_two_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(path, name)) for name in ("one", "two")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    rows = read(FeedbackStore(path))
    assert sorted(row["by"] for row in rows) == ["one"] * 20 + ["two"] * 20


def test_the_answers_given_last_are_remembered() -> None:
    recent = RecentAnswers(lambda: MARK, most=2)
    for key in ("a", "b", "a", "c"):
        recent.remember(finished(key, f"question {key}"), ())
    recent.remember(finished(""), ())
    recent.remember(Turn("open", key="d"), ())
    found = {key: recent.find(key) for key in "abcd"}
    assert [key for key, answer in found.items() if answer] == ["a", "c"]
    assert found["a"] is not None
    assert found["a"]["question"] == "question a"
    assert recent.find("") is None


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    """Ask the route without a server."""
    from starlette.testclient import TestClient

    recent = RecentAnswers(lambda: MARK)
    recent.remember(finished("k"), ("before?",))
    app = FastAPI()
    app.include_router(make_feedback_router(recent, make_store(tmp_path, most_bytes=60_000)))
    with TestClient(app) as opened:
        opened.path = tmp_path / "kept" / "feedback.jsonl"  # type: ignore[attr-defined]
        yield opened


def test_a_thumb_in_the_page_is_kept(client: Any) -> None:
    reply = client.post("/feedback", json={"key": "k", "rating": "down", "comment": "no"})
    assert (reply.status_code, reply.json()) == (200, {"kept": True})
    [row] = [json.loads(line) for line in client.path.read_text("utf-8").splitlines()]
    assert (row["answer"], row["rating"], row["comment"], row["history"]) == ("k", "down", "no", ["before?"])


def test_one_reader_cannot_fill_the_file(client: Any) -> None:
    replies = [client.post("/feedback", json={"key": "k", "rating": "up"}) for _ in range(22)]
    assert [reply.status_code for reply in replies] == [200] * 20 + [429] * 2
    assert int(replies[-1].headers["retry-after"]) <= 60
    assert "20 times" in replies[-1].json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"key": "other", "rating": "up"}, 404, "does not remember"),
        ({"key": "k", "rating": "up", "comment": "x" * 2_001}, 413, "too long"),
        ({"key": "k", "rating": "up", "comment": "x" * MAX_BODY_BYTES}, 413, "too long"),
        ({"key": "k", "rating": "great"}, 422, "not as it must be"),
        ({"key": ["k"], "rating": "up"}, 422, "not as it must be"),
        ({"key": "k", "rating": ["up"]}, 422, "not as it must be"),
        ([], 422, "not as it must be"),
    ],
    ids=["unknown", "long", "huge", "rating", "key", "list", "array"],
)  # fmt: skip
def test_what_cannot_be_kept_says_why(client: Any, body: object, status: int, said: str) -> None:
    reply = client.post("/feedback", json=body)
    assert reply.status_code == status
    assert said in reply.json()["detail"]
    assert not client.path.exists()


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [(b"{", "application/json", "no JSON"), (b"\xff", "application/json", "no JSON"),
     (b"[" * 20_000, "application/json", "no JSON"),
     (b'{"key": "k", "rating": "up"}', "text/plain", "send app")],
    ids=["cut", "bytes", "deep", "form"],
)  # fmt: skip
def test_a_body_that_is_no_json_is_refused(client: Any, body: bytes, kind: str, said: str) -> None:
    reply = client.post("/feedback", content=body, headers={"content-type": kind})
    assert reply.status_code == 422
    assert said in reply.json()["detail"]


def test_a_file_that_cannot_be_written_is_told_to_the_page(client: Any) -> None:
    client.path.parent.mkdir()
    client.path.write_bytes(b"x" * 60_000)
    reply = client.post("/feedback", json={"key": "k", "rating": "up"})
    assert reply.status_code == 503
    assert "could not be kept" in reply.json()["detail"]
