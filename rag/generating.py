"""The seam of language models: an answer in prose from the sentences that were found, or none.

No model ships. What one writes is shown only when every reference and every figure in it stands in the
sentences that it was given; otherwise the quoted answer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self

from index.figures import CALENDAR_UNITS, find_figures, same_figure
from prompts.loading import load_wording
from rag.answers import Citation

_REFERENCE = re.compile(r"\[(\d{1,3})\]")
MAX_ANSWER_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat model."""

    role: Literal["system", "user", "assistant"]
    text: str


class ModelUnavailableError(RuntimeError):
    """The model did not answer, or not to the end; the message says why, in one plain sentence.

    Attributes:
        key: Which text of `prompts/*/model.toml` says it; empty where there is only the message.
        values: What stands in that text.
    """

    def __init__(self, message: str, *, key: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.key = key
        self.values = dict(values or {})

    @classmethod
    def of(cls, key: str, **values: object) -> Self:
        """Make the error of a text of `prompts/*/model.toml`; its message is the English one."""
        return cls(load_wording("en", "model")[key].format(**values), key=key, values=values)

    def tell(self, language: str) -> str:
        """Say it in a reader's language, without a full stop."""
        return load_wording(language, "model")[self.key].format(**self.values) if self.key else str(self)


class ModelCutShortError(ModelUnavailableError):
    """The model used up its tokens: what it gave is its own, but the end is missing."""


class ChatModel(Protocol):
    """A language model that answers messages piece by piece; safe to share between threads."""

    @property
    def name(self) -> str:
        """As it was configured, such as `openai:qwen`; for answer and trace."""
        ...

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Give the answer's text in pieces; closing the iterator stops the model.

        A piece may be empty: while the model is waited for, an empty one comes now and then, so that the
        caller can look at its clock or close.

        Raises:
            ModelUnavailableError: The model is down, slow, or broke off. What came before is not the whole
                answer, and its last statement may be cut.
            ModelCutShortError: The same, because its tokens were used up.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Count as the model does, or estimate, rather too many than too few."""
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
