"""The work under way, counted, so that a server that is told to stop can let it come to its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.conversation import StoppedError


class StoppingError(StoppedError):
    """Nothing new is begun: the server is stopping."""


class Work:
    """Counts what is under way. One for a server; threads and the event loop share it.

    `stop` lets nothing new begin. `cut` tells what is still under way that its time is over: whoever answers
    looks at `is_cut` between two steps.
    """

    def __init__(self) -> None:
        self.cutting = threading.Event()
        self._lock = threading.Lock()
        self._open = 0
        self._is_stopping = False
        self._watched: list[Callable[[], int]] = []

    @property
    def is_stopping(self) -> bool:
        """Whether nothing new may begin."""
        return self._is_stopping

    @property
    def open(self) -> int:
        """How much is under way, with what is watched."""
        return self._open + sum(count() for count in self._watched)

    def watch(self, count: Callable[[], int]) -> None:
        """Count more as under way: what `count` gives whenever it is asked."""
        self._watched.append(count)

    def begin(self, *, is_admitted: bool = False) -> None:
        """Note that a piece of work begins.

        Args:
            is_admitted: It was let in before, and only waited: it may begin though the server is stopping.

        Raises:
            StoppingError: The server is stopping, or what is under way was told to end.
        """
        with self._lock:
            if self.is_cut() or (self._is_stopping and not is_admitted):
                raise StoppingError("the server is stopping; ask again when it runs anew")
            self._open += 1

    def end(self) -> None:
        """Note that a piece of work has ended."""
        with self._lock:
            if self._open == 0:
                raise RuntimeError("more work has ended than begun")
            self._open -= 1

    @contextmanager
    def one(self, *, is_admitted: bool = False) -> Iterator[None]:
        """Count a block of code as under way; see `begin`.

        Raises:
            StoppingError: See `begin`.
        """
        self.begin(is_admitted=is_admitted)
        try:
            yield
        finally:
            self.end()

    def stop(self) -> None:
        """Let nothing new begin."""
        with self._lock:
            self._is_stopping = True

    def cut(self) -> None:
        """Tell what is still under way to end."""
        self.stop()
        self.cutting.set()

    def is_cut(self) -> bool:
        """Whether what is under way is to end."""
        return self.cutting.is_set()
