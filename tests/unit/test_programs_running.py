"""Work in threads: what it gives and raises comes back; whoever leaves tells it to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import aclosing

import anyio
import pytest

from app.programs.places import Places
from app.programs.refusing import BusyError, RefusedError
from app.programs.running import Threads
from tests.coroutines import run_coroutine

WAIT_S = 10.0


def make_threads(count: int = 1) -> Threads:
    return Threads(Places(working=count, waiting=0))


def test_what_the_work_gives_comes_back() -> None:
    threads = make_threads()
    assert run_coroutine(threads.run(lambda is_stopped: (is_stopped(), threading.current_thread().name))) != (
        False,
        threading.current_thread().name,
    )


def test_what_it_raises_comes_back_too() -> None:
    def refuse(is_stopped: Callable[[], bool]) -> None:
        del is_stopped
        raise RefusedError("no")

    with pytest.raises(RefusedError, match="no"):
        run_coroutine(make_threads().run(refuse))


def test_cancelling_tells_it_to_stop_without_waiting_and_a_full_house_is_told() -> None:
    threads = make_threads()
    begun, ended = threading.Event(), threading.Event()

    def work(is_stopped: Callable[[], bool]) -> None:
        while not is_stopped():
            begun.set()
        ended.set()

    async def cancel() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(threads.run, work)
            await anyio.to_thread.run_sync(begun.wait, WAIT_S)
            with pytest.raises(BusyError):
                await threads.run(work)
            group.cancel_scope.cancel()

    run_coroutine(cancel())
    assert ended.wait(WAIT_S)


def test_items_come_as_they_are_made_and_closing_stops_the_maker() -> None:
    gate, closed = threading.Event(), threading.Event()

    def count(is_stopped: Callable[[], bool]) -> Generator[int, None, None]:
        del is_stopped
        try:
            yield 1
            gate.wait(WAIT_S)
            yield from range(2, 1_000_000)
        finally:
            closed.set()

    async def listen() -> list[int]:
        taken = []
        async with aclosing(make_threads().follow(count)) as items:
            async for item in items:
                taken.append(item)
                gate.set()
                if len(taken) == 3:
                    break
        return taken

    assert run_coroutine(listen()) == [1, 2, 3]
    assert closed.wait(WAIT_S)


def test_a_maker_that_does_not_look_is_stopped_at_its_next_item() -> None:
    gate, closed, went_on = threading.Event(), threading.Event(), threading.Event()

    def make(is_stopped: Callable[[], bool]) -> Generator[int, None, None]:
        del is_stopped
        try:
            yield 1
            gate.wait(WAIT_S)
            yield 2
            went_on.set()
        finally:
            closed.set()

    async def listen() -> None:
        async with aclosing(make_threads().follow(make)) as items:
            assert await anext(items) == 1
        gate.set()
        # The loop stays open meanwhile: one that is closed would stop the maker by an error.
        assert await anyio.to_thread.run_sync(closed.wait, WAIT_S)

    run_coroutine(listen())
    assert not went_on.is_set()


def test_a_failure_comes_after_the_items_before_it() -> None:
    def fail(is_stopped: Callable[[], bool]) -> Generator[int, None, None]:
        del is_stopped
        yield 1
        raise RefusedError("no more")

    async def listen() -> list[int | str]:
        taken: list[int | str] = []
        try:
            async for item in make_threads().follow(fail):
                taken.append(item)  # noqa: PERF401 - what came before the failure counts
        except RefusedError as refused:
            taken.append(str(refused))
        return taken

    assert run_coroutine(listen()) == [1, "no more"]
