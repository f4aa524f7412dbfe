"""A LangChain chat model run in the background, so that its reader can stop waiting at any time.

A model with an asynchronous stream of its own runs as a task of one event loop, which all models share: a
task can be cancelled while it waits for the network, and the server sees the connection close at once. One
without runs in a thread of its own, which stops before its next chunk, or at once where the model's stream
takes an event `cancelled`, as the local one's does. Loop and threads are daemons, so that none keeps the
process from ending.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

_LOOP_LOCK = threading.Lock()
Turns = Sequence[tuple[str, str]]
"""Role and text of each message, as LangChain takes them."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The last thing that a run gives: its error, or none where the stream came to its end."""

    error: BaseException | None = None


class ModelRun:
    """One answer of a model as it is written.

    Args:
        model: What runs.
        turns: What it is asked.
        when_over: Called once, from the background, when nothing of the run is left.
    """

    def __init__(self, model: BaseChatModel, turns: Turns, *, when_over: Callable[[], None]) -> None:
        self._model = model
        self._turns = list(turns)
        self._when_over = when_over
        self._inbox: SimpleQueue[AIMessageChunk | Ended] = SimpleQueue()
        self._is_stopped = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._loop = _share_loop() if _has_own_async_stream(model) else None
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._begin_task)
        else:
            threading.Thread(target=self._run_in_thread, name="zonewise-model", daemon=True).start()

    def take(self, wait_s: float) -> AIMessageChunk | Ended | None:
        """Give the next chunk or the end, or nothing when none came in so many seconds."""
        try:
            return self._inbox.get(timeout=max(wait_s, 0.0))
        except Empty:
            return None

    def stop(self) -> None:
        """Let the model stop; does not wait for it. After the end it does nothing."""
        self._is_stopped.set()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._cancel_task)

    def _begin_task(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run_in_loop())
        self._task.add_done_callback(self._end_task)

    def _cancel_task(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _end_task(self, task: asyncio.Task[None]) -> None:
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        self._end(error)

    async def _run_in_loop(self) -> None:
        stream = cast("AsyncGenerator[AIMessageChunk]", self._model.astream(self._turns))
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                self._inbox.put(chunk)

    def _run_in_thread(self) -> None:
        error: BaseException | None = None
        try:
            options: dict[str, Any] = {"cancelled": self._is_stopped} if _takes_event(self._model) else {}
            stream = cast("Generator[AIMessageChunk]", self._model.stream(self._turns, **options))
            with closing(stream) as chunks:
                for chunk in chunks:
                    if self._is_stopped.is_set():
                        break
                    self._inbox.put(chunk)
        except BaseException as raised:  # noqa: BLE001 - handed on: the reader raises it
            error = raised
        self._end(error)

    def _end(self, error: BaseException | None) -> None:
        self._when_over()
        self._inbox.put(Ended(error))


def _has_own_async_stream(model: BaseChatModel) -> bool:
    """Whether the asynchronous stream is more than LangChain's wrapper around the other one."""
    from langchain_core.language_models import BaseChatModel

    return type(model)._astream is not BaseChatModel._astream  # noqa: SLF001 - as LangChain itself asks


def _takes_event(model: BaseChatModel) -> bool:
    return "cancelled" in inspect.signature(model._stream).parameters  # noqa: SLF001 - what `stream` calls


def _share_loop() -> asyncio.AbstractEventLoop:
    # Connections of a model belong to the loop that opened them: two first calls must not make two loops.
    with _LOOP_LOCK:
        return _start_loop()


@cache
def _start_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="zonewise-models", daemon=True).start()
    return loop
