"""What the calls of a language model cost for one question: how many, their tokens, their time."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from rag.answers import Json
from rag.models.budgeting import Budget
from rag.models.generating import ChatModel, Message


class CountedModel:
    """A chat model within the budget of one question, whose calls are counted; made anew for each."""

    def __init__(self, model: ChatModel, budget: Budget) -> None:
        self._model = model
        self.budget = budget
        self.tokens_asked = 0
        self.tokens_written = 0
        self.seconds = 0.0

    @property
    def name(self) -> str:
        """Of the model that is counted."""
        return self._model.name

    def count_tokens(self, text: str) -> int:
        """Count as the model does."""
        return self._model.count_tokens(text)

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """Pass on the model's pieces, and count them.

        Raises:
            ModelUnavailableError: As the model does; or the budget is used up.
        """
        self.tokens_asked += sum(self.count_tokens(message.text) for message in messages)
        written: list[str] = []
        began = time.perf_counter()
        try:
            with closing(_pass_on(self.budget.stream(self._model, messages))) as pieces:
                for piece in pieces:
                    written.append(piece)
                    yield piece
        finally:
            self.seconds += time.perf_counter() - began
            self.tokens_written += self.count_tokens("".join(written))

    def as_json(self) -> dict[str, Json]:
        """Give the counts for the trace."""
        return {
            "model": self.name,
            "calls": self.budget.taken,
            "tokens_asked": self.tokens_asked,
            "tokens_written": self.tokens_written,
            "seconds": round(self.seconds, 3),
        }


def _pass_on(pieces: Iterator[str]) -> Generator[str, None, None]:
    """Give the pieces from what is surely closed with what reads it."""
    yield from pieces
