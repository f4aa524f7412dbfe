"""The seam of language models: what is asked, what answers, and how a failure is told to a reader.

No model ships. `connecting` makes one of a setting; what it writes is checked before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self

from prompts.loading import load_wording


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
