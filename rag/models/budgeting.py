"""How many calls of a language model, and how many seconds of it, one question may take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence

from rag.models.generating import ChatModel, Message, ModelUnavailableError


class Budget:
    """What is left for one question; its calls may come from several threads.

    The clock starts with the first call, so that searching does not count.
    """

    def __init__(self, calls: int, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.calls = calls
        self.seconds = seconds
        self.taken = 0
        self._clock = clock
        self._ends_at: float | None = None
        self._lock = threading.Lock()

    @property
    def calls_left(self) -> int:
        """Calls that may still be made; 0 also when the time is over."""
        return 0 if self.seconds_left <= 0 else self.calls - self.taken

    @property
    def seconds_left(self) -> float:
        """Seconds that are left; all of them before the first call."""
        return self.seconds if self._ends_at is None else self._ends_at - self._clock()

    def take(self) -> None:
        """Count one more call; raises ModelUnavailableError where calls or time are used up."""
        with self._lock:
            if self._ends_at is None:
                self._ends_at = self._clock() + self.seconds
            self._check_time()
            if self.taken >= self.calls:
                raise ModelUnavailableError.of("calls", count=self.calls)
            self.taken += 1

    def stream(self, model: ChatModel, messages: Sequence[Message]) -> Generator[str]:
        """Give the pieces of one call, counted, and break it off when the time is over.

        Raises:
            ModelUnavailableError: As the model does; or calls or time are used up.
        """
        self.take()
        pieces = model.stream(messages)
        try:
            for piece in pieces:
                yield piece
                self._check_time()
        finally:
            if isinstance(pieces, Generator):
                pieces.close()

    def _check_time(self) -> None:
        if self.seconds_left <= 0:
            raise ModelUnavailableError.of("time", seconds=f"{self.seconds:g}")
