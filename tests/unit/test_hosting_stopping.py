"""Work under way is counted; nothing new begins once it stops."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.hosting.stopping import StoppingError, Work


def test_nothing_new_begins_but_what_was_let_in() -> None:
    work = Work()
    with work.one():
        work.stop()
        assert work.is_stopping
        with pytest.raises(StoppingError, match="stopping"):
            work.begin()
        with work.one(is_admitted=True):
            assert work.open == 2
        assert not work.is_cut()
    work.cut()
    assert work.is_cut()
    with pytest.raises(StoppingError):
        work.begin(is_admitted=True)


def test_an_error_ends_the_work_too() -> None:
    work = Work()
    with pytest.raises(KeyError), work.one():
        raise KeyError
    assert work.open == 0


def test_what_is_watched_counts() -> None:
    work = Work()
    work.watch(lambda: 3)
    with work.one():
        assert work.open == 4


def test_more_ends_than_begins_are_a_fault() -> None:
    with pytest.raises(RuntimeError, match="more work has ended"):
        Work().end()


def test_many_threads_lose_no_count() -> None:
    work = Work()
    barrier = threading.Barrier(8)

    def begin_and_end() -> None:
        barrier.wait(20)
        for _ in range(500):
            with work.one():
                pass

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(begin_and_end) for _ in range(8)]:
            future.result(60)
    assert work.open == 0
