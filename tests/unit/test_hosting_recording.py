"""The log: whole lines of JSON, no words unless asked for, opened anew after rotation."""

from __future__ import annotations

import json
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hosting.recording import CODES, WORDS, LineRecorder, LogError
from app.recording import SILENT, describe_answer
from tests.scripted_answerer import make_answer

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)


def open_log(path: Path, **options: Any) -> LineRecorder:
    return LineRecorder(str(path), now=lambda: NOW, **options)


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]


def test_an_event_is_a_line_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = open_log(path)
    log.record("request", method="GET", path="/zones", status=200, seconds=0.25, person="~12ab", error=None)
    log.close()
    assert path.read_text("utf-8") == (
        '{"time": "2026-01-02T03:04:05.678Z", "event": "request", "method": "GET", "path": "/zones", '
        '"status": 200, "seconds": 0.25, "person": "~12ab", "error": null}\n'
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_words_are_counted_unless_they_are_asked_for(tmp_path: Path) -> None:
    plain, wordy = tmp_path / "plain.jsonl", tmp_path / "wordy.jsonl"
    for log in (open_log(plain), open_log(wordy, with_words=True)):
        log.record("answer", question="铜加工\n在哪里？", surprise="secret")
        log.close()
    assert {**read_lines(plain)[0], "time": ""} == {
        "time": "", "event": "answer", "question_characters": 8, "surprise_characters": 6,
    }  # fmt: skip
    assert read_lines(wordy)[0]["question"] == "铜加工\n在哪里？"
    assert "secret" not in wordy.read_text("utf-8")


@given(st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=50), max_size=5))
def test_no_text_of_an_unknown_key_is_written(tmp_path_factory: Any, values: dict[str, str]) -> None:
    known = CODES | WORDS | {"event", "self", "time"}
    marked = {key: f"⟨{value}⟩" for key, value in values.items() if key not in known}
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    log = open_log(path)
    log.record("x", **marked)
    log.close()
    assert len(read_lines(path)) == 1
    assert "⟨" not in "".join(map(str, read_lines(path)[0].values()))


def test_after_rotation_lines_go_into_a_new_file(tmp_path: Path) -> None:
    path, rotated = tmp_path / "log.jsonl", tmp_path / "log.jsonl.1"
    log = open_log(path)
    log.record("first")
    path.rename(rotated)
    log.record("second")
    log.reopen()
    log.record("third")
    log.close()
    assert [line["event"] for line in read_lines(rotated)] == ["first", "second"]
    assert [line["event"] for line in read_lines(path)] == ["third"]


def test_a_log_that_fails_is_told_once_and_harms_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    told: list[str] = []
    log = open_log(folder / "log.jsonl", warn=told.append)
    (folder / "log.jsonl").unlink()
    folder.rmdir()
    for _ in range(3):
        log.reopen()
        log.record("lost")
    assert len(told) == 1
    assert "cannot be written" in told[0]


def test_a_folder_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"No such file.*--log"):
        open_log(tmp_path / "none" / "log.jsonl")


def test_lines_of_many_threads_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = open_log(path, with_words=True)
    barrier = threading.Barrier(4)

    def write(name: str) -> None:
        barrier.wait(20)
        for number in range(200):
            log.record("answer", person=name, number=number, question=name * 500)

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(write, name) for name in "abcd"]:
            future.result(60)
    log.close()
    lines = read_lines(path)
    assert len(lines) == 800
    assert all(line["question"] == line["person"] * 500 for line in lines)


def test_what_a_terminal_would_obey_is_written_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = open_log(path)
    asked = "/zone\x9b31m\x7f\u202e\u2028\n中文"
    log.record("request", path=asked)
    log.close()
    written = path.read_text("utf-8")
    assert written.endswith('"/zone\\u009b31m\\u007f\\u202e\\u2028\\n中文"}\n')
    assert read_lines(path)[0]["path"] == asked


def test_of_an_answer_only_counts_and_flags_are_told() -> None:
    question = "which zones invest in copper?"
    told = describe_answer(make_answer(question))
    assert told == {
        "seconds": 0.034, "abstained": False, "zones": 1, "citations": 2, "language": "en",
        "characters": len(make_answer(question).text), "question_characters": len(question),
        "model": "", "fallback": False,
    }  # fmt: skip
    SILENT.record("answer", **told)
