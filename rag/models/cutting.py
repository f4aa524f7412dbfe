"""Text that arrives in pieces, cut where a stop sequence begins, which may itself arrive in pieces."""

from __future__ import annotations

from collections.abc import Sequence


class StopCutter:
    """Gives the pieces on, less the first stop sequence and all that follows it.

    Attributes:
        is_done: A stop sequence has come.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self.is_done = False
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take a piece, and give what is surely before any stop sequence."""
        if self.is_done:
            return ""
        self._held += piece
        places = [place for stop in self._stops if (place := self._held.find(stop)) >= 0]
        self.is_done = bool(places)
        end = min(places) if places else len(self._held) - self._count_pending()
        given, self._held = self._held[:end], self._held[end:]
        return given

    def close(self) -> str:
        """Give what was held back as the possible start of a stop sequence; none came."""
        return "" if self.is_done else self._held

    def _count_pending(self) -> int:
        """Count the characters at the end that may be the start of a stop sequence."""
        longest = max(map(len, self._stops), default=0)
        for length in range(min(longest - 1, len(self._held)), 0, -1):
            if any(stop.startswith(self._held[-length:]) for stop in self._stops):
                return length
        return 0
