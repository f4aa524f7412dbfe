"""How much is done at once for all who ask, by whatever door they come: places to work, places to wait."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.programs.refusing import BusyError, CallStoppedError

IsStopped = Callable[[], bool]
"""Whether nobody waits for a call any more."""
_LOOK_S = 0.1
"""How often one who waits looks whether anybody still wants the answer."""


class Places:
    """Some places to work and some to wait; threads take them in the order in which they come."""

    def __init__(self, working: int = 4, *, waiting: int = 16) -> None:
        """Make the places.

        Args:
            working: So many work at the same time.
            waiting: So many may wait for that; one more is refused.
        """
        self.working = working
        self.waiting = waiting
        self._n_working = 0
        # Those who wait, first come first: a semaphore would let a newcomer pass by them.
        self._turns: deque[threading.Event] = deque()
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
        turn = self._enter()
        try:
            while not turn.wait(_LOOK_S):
                if is_stopped():
                    raise CallStoppedError("stopped before its turn came")
            yield
        finally:
            self._leave(turn)

    def _enter(self) -> threading.Event:
        turn = threading.Event()
        with self._lock:
            if self._n_working < self.working:
                self._n_working += 1
                turn.set()
            elif len(self._turns) < self.waiting:
                self._turns.append(turn)
            else:
                raise BusyError(
                    f"{self.working} calls are being answered and {self.waiting} wait; try again in a moment"
                )
        return turn

    def _leave(self, turn: threading.Event) -> None:
        with self._lock:
            if not turn.is_set():
                self._turns.remove(turn)
            elif self._turns:
                self._turns.popleft().set()
            else:
                self._n_working -= 1
