"""A model's text as it streams, statement by statement: each is checked before a reader sees it."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from prompts.loading import load_wording
from rag.answers import AnswerEvent, Citation, Json, Query, StageStarted, Statement, TextAdded
from rag.checking.stating import Claim, StatementReader
from rag.composing import render_statement
from rag.models.counting import CountedModel
from rag.models.generating import Message, ModelUnavailableError
from rag.prose.numbering import Numbering
from rag.prose.prompting import Prompt
from rag.resources import Checker

MOST_REPEATED = 3
"""A model that has repeated itself so often is in a loop."""
_SEPARATORS = (" ", "\n", "\n\n")
"""By the line ends before a statement: none, one, a blank line."""


@dataclass
class Writing:
    """What has been written so far; grows while the model streams.

    Attributes:
        numbering: Gives the reader's numbers.
        text: What a reader may see.
        statements: What the model wrote, with the reader's numbers.
        checked: The same with the numbers that were offered, for the trace.
        removed_references: References to nothing.
        repeated: Statements that it made before; they are not shown again.
        is_silent: The model said in the agreed words that the sentences do not answer.
        failure: Why the model broke off, if it did.
        first_s: Seconds until the first statement was there; none where there is none.
    """

    numbering: Numbering
    text: str = ""
    statements: list[Statement] = field(default_factory=list)
    checked: list[Statement] = field(default_factory=list)
    removed_references: int = 0
    repeated: int = 0
    is_silent: bool = False
    failure: ModelUnavailableError | None = None
    first_s: float | None = None

    @property
    def has_support(self) -> bool:
        """Whether a statement was borne out by a sentence."""
        return any(statement.verdict == "supported" for statement in self.statements)

    @property
    def zones(self) -> tuple[str, ...]:
        """Short names of the zones of the sentences that bear a statement out, in order."""
        by_number = {citation.number: citation.zone for citation in self.numbering.citations}
        named = [
            by_number[number]
            for statement in self.statements
            if statement.verdict == "supported"
            for number in statement.citations
        ]
        return tuple(dict.fromkeys(zone for zone in named if zone))


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing needs: the model, what checks its statements, and what becomes of those that fail."""

    model: CountedModel
    checker: Checker
    mode: str


def write_statements(
    prompt: Prompt, writing: Writing, query: Query, desk: Desk
) -> Generator[AnswerEvent, None, None]:
    """Let the model write, and give each statement as text as soon as it is checked.

    While the model is waited for, the stage is told again now and then, so that the reader can stop it. A
    small model that has nothing more to say says the same again: it is stopped, and has finished.
    """
    began = time.perf_counter()
    try:
        with closing(read_claims(desk.model, prompt.messages)) as claims:
            for claim in claims:
                if claim is None:
                    yield StageStarted("writing")
                    continue
                if writing.first_s is None:
                    writing.first_s = time.perf_counter() - began
                if added := _add_claim(claim, writing, prompt.offered, query, desk):
                    yield TextAdded(added)
                if writing.repeated == MOST_REPEATED:
                    return
    except ModelUnavailableError as error:
        writing.failure = error


def read_claims(model: CountedModel, messages: Sequence[Message]) -> Generator[Claim | None, None, None]:
    """Give each statement of a model when it is complete, and none for a sign that it is still at work."""
    reader = StatementReader()
    with closing(model.stream(messages)) as pieces:
        for piece in pieces:
            claims: list[Claim | None] = [*reader.feed(piece)]
            yield from claims or [None]
    yield from reader.close()


def check_claim(
    claim: Claim, offered: Sequence[Citation], writing: Writing, *, query: Query, desk: Desk
) -> Statement:
    """Check one statement against the sentences that it was offered; references to nothing are counted."""
    numbers = {citation.number for citation in offered}
    kept = tuple(number for number in claim.references if number in numbers)
    writing.removed_references += len(claim.references) - len(kept)
    statement = desk.checker.check(replace(claim, references=kept), offered, question=query.standalone)
    writing.checked.append(statement)
    return statement


def show_statement(statement: Statement, writing: Writing, *, query: Query, desk: Desk) -> str:
    """Give a checked statement its numbers, keep it, and give its text; empty where it is left out."""
    is_shown = statement.holds or desk.mode != "remove"
    shown = writing.numbering.renumber(statement) if is_shown else replace(statement, citations=())
    writing.statements.append(shown)
    return render_statement(shown, query.language, desk.mode)


def is_silence(text: str) -> bool:
    """Say whether a text is the agreed words for: the sentences do not answer, in either language."""
    return _letters(text) in {
        _letters(load_wording(language, "generation")["nothing"]) for language in ("en", "zh")
    }


def describe_writing(writing: Writing) -> dict[str, Json]:
    """Give what was written, for the trace; the numbers are those that were offered."""
    return {
        "first_statement_s": None if writing.first_s is None else round(writing.first_s, 3),
        "statements": [
            {
                "statement": statement.text,
                "citations": list(statement.citations),
                "verdict": statement.verdict,
                "support": round(statement.support, 3),
                "problems": [
                    {"kind": problem.kind, "said": problem.said, "instead": problem.instead}
                    for problem in statement.problems
                ],
                "unconfirmed": list(statement.unconfirmed),
            }
            for statement in writing.checked
        ],
        "removed_references": writing.removed_references,
    }


def _add_claim(claim: Claim, writing: Writing, offered: Sequence[Citation], query: Query, desk: Desk) -> str:
    if is_silence(claim.text):
        writing.is_silent = True
        return ""
    if any(claim.text == earlier.text for earlier in writing.checked):
        writing.repeated += 1
        return ""
    statement = check_claim(claim, offered, writing, query=query, desk=desk)
    rendered = show_statement(statement, writing, query=query, desk=desk)
    if not rendered:
        return ""
    added = (_SEPARATORS[min(claim.breaks, 2)] if writing.text else "") + rendered
    writing.text += added
    return added


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
