"""A scripted model and a simple check, for tests of the turn of a model's answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.answers import AnswerEvent, Citation, Problem, Statement, TextAdded
from rag.checking.stating import Claim
from rag.models.generating import Message, ModelUnavailableError
from rag.pipeline import Pipeline

PIECE_CHARS = 5


@dataclass
class ScriptedModel:
    """Says what was written down for each call, a few characters at a time; an error in its place is raised.

    A reply is a text, an error, a function of the user's message, or several of these one after the other.
    """

    replies: Sequence[Any]
    name: str = "fake:scripted"
    asked: list[tuple[Message, ...]] = field(default_factory=list)
    closed: int = 0

    def count_tokens(self, text: str) -> int:
        return len(text) // 2 + 1

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        reply = self.replies[min(len(self.asked), len(self.replies) - 1)]
        self.asked.append(tuple(messages))
        try:
            for part in reply if isinstance(reply, (list, tuple)) else [reply]:
                yield from self._say(part, messages)
        finally:
            self.closed += 1

    def _say(self, part: Any, messages: Sequence[Message]) -> Iterator[str]:
        if isinstance(part, ModelUnavailableError):
            raise part
        text = part(messages[-1].text) if callable(part) else part
        yield from (text[at : at + PIECE_CHARS] for at in range(0, len(text), PIECE_CHARS))


class WordChecker:
    """Fails what says WRONG (a figure) or MADE UP (meaning), or cites nothing; HELLO is framing."""

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        assert question
        assert {citation.number for citation in citations} >= set(claim.references)
        made = Statement(claim.text, claim.references, "supported", support=0.9, prefix=claim.prefix)
        if "HELLO" in claim.text:
            return replace(made, verdict="framing")
        if "WRONG" in claim.text:
            return replace(made, verdict="contradicted", problems=(Problem("figure", "WRONG", "right"),))
        if "MADE UP" in claim.text:
            return replace(made, verdict="unsupported", problems=(Problem("meaning"),))
        if not claim.references:
            return replace(made, verdict="unsupported", problems=(Problem("uncited"),), is_cited=False)
        return made


def with_model(pipeline: Pipeline, *replies: Any, **settings: Any) -> tuple[Pipeline, ScriptedModel]:
    """Give a pipeline that asks a scripted model, and the model."""
    model = ScriptedModel(replies)
    resources = replace(
        pipeline.resources,
        chat_model=model,
        checker=WordChecker(),
        settings=replace(pipeline.resources.settings, **settings),
    )
    return Pipeline(resources), model


def streamed_text(events: Sequence[AnswerEvent]) -> str:
    """Join the text of the events."""
    return "".join(event.text for event in events if isinstance(event, TextAdded))


Reply = str | Callable[[str], str] | ModelUnavailableError
