"""The seam of language models: an answer in prose from the sentences that were found, or none.

No model ships. What one writes is shown only when every reference and every figure in it stands in the
sentences that it was given; otherwise the quoted answer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.figures import CALENDAR_UNITS, find_figures, same_figure
from rag.answers import Citation

_REFERENCE = re.compile(r"\[(\d{1,3})\]")
MAX_ANSWER_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat model."""

    role: Literal["system", "user", "assistant"]
    text: str


class ModelUnavailableError(RuntimeError):
    """The model did not answer; the message says why."""


class ChatModel(Protocol):
    """A language model that answers messages piece by piece."""

    @property
    def name(self) -> str:
        """For the trace."""
        ...

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Give the answer's text in pieces; raises ModelUnavailableError."""
        ...


@dataclass(frozen=True, slots=True)
class Generated:
    """What a model made of the evidence.

    Attributes:
        text: The answer, its references to nothing removed; empty when it must not be shown.
        problem: Why it must not be shown, or empty.
        removed: How many references to nothing were removed.
    """

    text: str
    problem: str = ""
    removed: int = 0


def generate_answer(
    model: ChatModel, messages: Sequence[Message], citations: Sequence[Citation]
) -> Generated:
    """Let a model write the answer, and check what it wrote."""
    try:
        written = _collect(model.stream(messages))
    except ModelUnavailableError as error:
        return Generated("", problem=str(error))
    numbers = {citation.number for citation in citations}
    removed = sum(int(match[1]) not in numbers for match in _REFERENCE.finditer(written))
    text = _REFERENCE.sub(lambda match: match[0] if int(match[1]) in numbers else "", written).strip()
    if not _REFERENCE.search(text):
        return Generated("", problem="it cited no sentence", removed=removed)
    strange = find_strange_figure(text, citations)
    if strange:
        return Generated("", problem=f"it gave a figure that no sentence has: {strange}", removed=removed)
    return Generated(text, removed=removed)


def find_strange_figure(text: str, citations: Sequence[Citation]) -> str:
    """Give the first amount of a text that no cited sentence has, as it is written, or an empty text."""
    known = [figure for citation in citations for figure in find_figures(citation.text)]
    plain = _REFERENCE.sub(lambda match: " " * len(match[0]), text)
    for figure in find_figures(plain):
        is_amount = figure.unit not in CALENDAR_UNITS
        if is_amount and not any(same_figure(figure, other) for other in known):
            return plain[figure.start : figure.end]
    return ""


def _collect(pieces: Iterator[str]) -> str:
    """Join the pieces, and stop where an answer is longer than any should be."""
    text = ""
    for piece in pieces:
        text += piece
        if len(text) > MAX_ANSWER_CHARS:
            raise ModelUnavailableError(f"it wrote more than {MAX_ANSWER_CHARS} characters")
    return text
