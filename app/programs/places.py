"""How much is done at once for all who ask, by whatever door they come: places to work, places to wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.programs.refusing import BusyError, CallStoppedError

_LOOK_S = 0.1
"""How often one who waits looks whether anybody still wants the answer."""


class Places:
    """Some places to work and some to wait; threads take them, and give them back."""

    def __init__(self, working: int = 4, *, waiting: int = 16) -> None:
        """Make the places.

        Args:
            working: So many work at the same time.
            waiting: So many may wait for that; one more is refused.
        """
        self.working = working
        self.waiting = waiting
        self._free = threading.Semaphore(working)
        self._entered = 0
        self._lock = threading.Lock()

    @contextmanager
    def take(self, is_stopped: Callable[[], bool]) -> Iterator[None]:
        """Wait for a place to work, and hold it.

        Args:
            is_stopped: Whether nobody waits for the answer any more.

        Raises:
            BusyError: There is no place left to wait.
            CallStoppedError: It was stopped while it waited.
        """
        self._enter()
        try:
            while not self._free.acquire(timeout=_LOOK_S):
                if is_stopped():
                    raise CallStoppedError("stopped before its turn came")
            try:
                yield
            finally:
                self._free.release()
        finally:
            with self._lock:
                self._entered -= 1

    def _enter(self) -> None:
        with self._lock:
            if self._entered >= self.working + self.waiting:
                raise BusyError(
                    f"{self.working} calls are being answered and {self.waiting} wait; try again in a moment"
                )
            self._entered += 1
