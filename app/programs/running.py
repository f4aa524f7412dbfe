"""Blocking calls from an event loop: each in a thread, told to stop when whoever waits for it goes away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import closing
from typing import Final, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from app.programs.places import IsStopped, Places
from app.programs.refusing import BusyError

T = TypeVar("T")


class _End:
    """Comes after the last item."""


_END: Final = _End()


class Threads:
    """Threads of their own for the calls, so that those that wait keep nothing else from being served."""

    def __init__(self, places: Places) -> None:
        """Allow one thread for each place to work or to wait."""
        self._most = places.working + places.waiting
        self._limiter: CapacityLimiter | None = None

    async def run(self, work: Callable[[IsStopped], T]) -> T:
        """Run blocking work and give what it gives.

        Cancelling whoever waits here tells the work to stop, and does not wait until it has.

        Raises:
            BusyError: Every thread is taken.
            Exception: Whatever the work raises.
        """
        limiter = self._take_limiter()
        gone = threading.Event()
        try:
            return await anyio.to_thread.run_sync(work, gone.is_set, abandon_on_cancel=True, limiter=limiter)
        finally:
            gone.set()

    async def follow(self, begin: Callable[[IsStopped], Generator[T, None, None]]) -> AsyncGenerator[T, None]:
        """Run a blocking generator in one thread, and give its items as they come.

        Closing this one, or cancelling whoever waits, tells the other to stop, and does not wait for that.

        Raises:
            BusyError: Every thread is taken.
            Exception: Whatever the generator raises.
        """
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[T | _End] = asyncio.Queue()

        def work(is_stopped: IsStopped) -> None:
            with closing(begin(is_stopped)) as items:
                for item in items:
                    if is_stopped():
                        return
                    loop.call_soon_threadsafe(told.put_nowait, item)

        task = asyncio.create_task(self.run(work))
        task.add_done_callback(lambda _: told.put_nowait(_END))
        try:
            while not isinstance(item := await told.get(), _End):
                yield item
            await task
        finally:
            if not task.done():
                task.cancel()

    def _take_limiter(self) -> CapacityLimiter:
        # Made here, as it belongs to the event loop that runs.
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._most)
        if self._limiter.available_tokens < 1:
            raise BusyError("as many calls as are allowed are under way; try again in a moment")
        return self._limiter
