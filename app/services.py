"""What stands behind the page: who answers, what is remembered, what is counted. No gradio in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.conversation import MAX_QUESTION_CHARS, Turn
from app.interrupting import Interruptions
from app.library import Library
from app.shelving import Shelf
from app.writer import QUOTED, Writer
from rag.answers import Answer


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is answered at once.

    Attributes:
        answers: Questions answered at the same time.
        waiting: Questions that may wait; one more is refused with a message.
        question_chars: The longest question, in characters.
    """

    answers: int = 4
    waiting: int = 64
    question_chars: int = MAX_QUESTION_CHARS


ANSWERS_QUEUE = "answers"
"""gradio's queue of questions, however they are asked; what counts them knows it by this name."""


class Suggester(Protocol):
    """Makes questions of what the index holds."""

    def follow_ups(self, answer: Answer, earlier: Sequence[str]) -> tuple[str, ...]:
        """Give questions that may be asked after an answer; `earlier` were asked already."""
        ...

    def examples(self, language: str) -> tuple[str, ...]:
        """Give questions to begin with."""
        ...


class NoSuggester:
    """Suggests nothing."""

    def follow_ups(self, answer: Answer, earlier: Sequence[str]) -> tuple[str, ...]:
        """Give none."""
        del answer, earlier
        return ()

    def examples(self, language: str) -> tuple[str, ...]:
        """Give none."""
        del language
        return ()


def _forget(turn: Turn, history: Sequence[str]) -> None:
    del turn, history


@dataclass(frozen=True, slots=True)
class Services:
    """What the page works with.

    Attributes:
        library: Answers questions, and gives what is indexed.
        limits: How much is answered at once.
        writer: Who writes the answers; the page says so.
        suggester: Makes questions of what the index holds.
        interruptions: Where readers' wishes to stop are left for the answers.
        remember: Told of each turn that is answered, with the questions before it.
        shelf: Takes pages that readers bring; none where that is switched off.
    """

    library: Library
    limits: Limits = field(default_factory=Limits)
    writer: Writer = QUOTED
    suggester: Suggester = field(default_factory=NoSuggester)
    interruptions: Interruptions = field(default_factory=Interruptions)
    remember: Callable[[Turn, Sequence[str]], None] = _forget
    shelf: Shelf | None = None
