"""What every pipeline of the comparison gives: pieces of pages, best first, and how sure it is of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

TUTORIAL_CHARACTERS = 1000
"""How long the pieces of the tutorials are, at most."""
PASSAGE_CHARACTERS = 300
"""The round size that gives pieces as long as our passages, some 220 characters on average."""
PIECE_SIZES = (TUTORIAL_CHARACTERS, PASSAGE_CHARACTERS)
"""What every peer is tried with, where nothing else is said."""
_OVERLAP_PART = 5
_BREAK = re.compile(r"(?P<latin>(?<=[A-Za-z,;]) *\n\s*(?=[A-Za-z]))|\s*\n\s*")


def choose_overlap(size: int) -> int:
    """Give how much of a piece the next one repeats: a fifth, as in the tutorials."""
    return size // _OVERLAP_PART


def join_lines(text: str) -> str:
    """Take out a page's line breaks, which part names and numbers; a space stays between Latin letters."""
    return _BREAK.sub(lambda found: " " if found["latin"] else "", text)


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
