"""A work in a thread of its own is followed step by step, to its end or to its error."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.shelving import Done, follow_work, read_files
from index.builds import BuildStep, OnStep


def test_steps_come_in_order_and_the_result_last() -> None:
    def work(on_step: OnStep) -> str:
        on_step(BuildStep("page", 1, "a.txt"))
        on_step(BuildStep("synced", 1))
        return "done"

    items = [item for item in follow_work(work) if item is not None]
    assert items == [BuildStep("page", 1, "a.txt"), BuildStep("synced", 1), Done("done")]


def test_an_error_of_the_work_is_raised_where_it_is_followed() -> None:
    def work(on_step: OnStep) -> None:
        on_step(BuildStep("page", 1))
        raise OSError("the disk is full")

    items = follow_work(work)
    assert next(items) == BuildStep("page", 1)
    with pytest.raises(OSError, match="the disk is full"):
        list(items)


def test_a_reader_who_leaves_does_not_stop_the_work() -> None:
    gate, ended = threading.Event(), threading.Event()

    def work(on_step: OnStep) -> None:
        on_step(BuildStep("page", 1))
        gate.wait(10)
        ended.set()

    items = follow_work(work)
    next(items)
    items.close()  # type: ignore[attr-defined]  # a generator
    gate.set()
    assert ended.wait(10)


def test_there_is_a_sign_of_life_while_nothing_happens() -> None:
    gate = threading.Event()
    items = follow_work(lambda _: gate.wait(10))
    assert next(items) is None
    gate.set()
    assert [item for item in items if item is not None] == [Done(result=True)]


def test_uploaded_files_are_read_with_a_bound_and_deleted(tmp_path: Path) -> None:
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_bytes(b"12345")
    large.write_bytes(b"x" * 100)
    assert read_files([str(small), str(large)], max_bytes=10) == [
        ("small.txt", b"12345"),
        ("large.txt", b"x" * 11),
    ]
    assert not small.exists()
    assert not large.exists()
