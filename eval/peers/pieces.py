"""What every pipeline of the comparison gives: pieces of pages, best first, and how sure it is of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """What a pipeline found for one question.

    Attributes:
        numbers: The pieces' numbers among all pieces, best first, none twice.
        confidence: Its score of the best piece, larger is surer, on whatever scale it has; what a user could
            hold against a threshold in order to refuse.
    """

    numbers: tuple[int, ...]
    confidence: float


class Peer(Protocol):
    """A pipeline that is built over pages and finds pieces of them; it gives no answer of its own."""

    @property
    def texts(self) -> Sequence[str]:
        """All its pieces, by number."""
        ...

    def search(self, question: str, *, k: int) -> Found:
        """Give at most the `k` best pieces."""
        ...
