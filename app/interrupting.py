"""What a reader wants of an answer that is on its way: that it stops, or that all is begun anew.

Only the answer itself changes the conversation while it grows. Who presses *Stop* leaves a wish here, and the
answer heeds it between two events; were both to write, the later of them would win, whichever it is.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from enum import Enum

MOST_WISHES = 10_000
"""Wishes remembered; beyond, the oldest go. One is taken at once, unless its answer is over already."""


class Wish(Enum):
    """What a reader wants: that an open turn stops, that all begins anew, or only something else to be asked.

    The last is for what is still made of an answer that is there: questions to ask next are not wanted then.
    """

    STOP = "stop"
    CLEAR = "clear"
    MOVE_ON = "move on"


class Interruptions:
    """Wishes by the key of the turn that they mean; safe to share between threads."""

    def __init__(self, *, most: int = MOST_WISHES) -> None:
        self._wishes: OrderedDict[str, Wish] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def leave(self, key: str, wish: Wish) -> None:
        """Remember a wish, in place of an earlier one of the same turn."""
        with self._lock:
            self._wishes[key] = wish
            self._wishes.move_to_end(key)
            while len(self._wishes) > self._most:
                self._wishes.popitem(last=False)

    def take(self, key: str) -> Wish | None:
        """Give the wish of a turn, once."""
        with self._lock:
            return self._wishes.pop(key, None)
