"""Evidence to the messages of a chat model; the wording stands in `prompts/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from prompts.loading import load_wording
from rag.answers import Citation, Query


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat model."""

    role: Literal["system", "user"]
    text: str


def make_messages(query: Query, citations: Sequence[Citation]) -> tuple[Message, ...]:
    """Give the messages that ask for an answer from numbered sentences, and from nothing else."""
    wording = load_wording(query.language, "generation")
    evidence = "\n".join(
        wording["evidence"].format(
            number=citation.number,
            zone=citation.zone,
            headline=citation.headline,
            published=citation.published,
            sentence=citation.text,
        )
        for citation in citations
    )
    question = wording["question"].format(evidence=evidence, question=query.standalone)
    return Message("system", wording["system"]), Message("user", question)
