"""Whether what pages say entails what an answer says, asked of a language model: one word, or no verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from eval.citing.entailing import CitedText
from eval.citing.reading_answers import ReadStatement
from prompts.loading import load_wording
from rag.answers import Citation, Language
from rag.checking.ordering import gives_order
from rag.checking.statement_units import tell_language
from rag.models.budgeting import Budget
from rag.models.generating import ChatModel, Message, ModelUnavailableError
from rag.prose.prompting import CLOSING, OPENING, clean_evidence

MOST_FAILURES = 3
"""So many calls in a row without an answer, and the model is not asked any more."""
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_NO_LETTER = re.compile(r"[\W_]+")


class NoVerdictError(RuntimeError):
    """The model did not say yes or no; the message says why."""


@dataclass(slots=True)
class ReplyCounts:
    """What became of the calls.

    Attributes:
        calls: How many were made.
        unreadable: Replies that are neither yes nor no.
        failed: Calls that brought no whole reply: the model is down, slow, or calls or time are used up.
        failure: Why the last of those failed.
    """

    calls: int = 0
    unreadable: int = 0
    failed: int = 0
    failure: str = ""


class ModelEntailment:
    """Asks a language model, once about the same; what it does not say is not guessed.

    Attributes:
        name: The model, as configured.
        counts: What became of the calls.
    """

    def __init__(self, model: ChatModel, budget: Budget) -> None:
        """Take the model, and how many calls and seconds of it all questions together may take."""
        self.name = model.name
        self.counts = ReplyCounts()
        self._model = model
        self._budget = budget
        self._failed_in_row = 0
        self._known: dict[tuple[ReadStatement, tuple[CitedText, ...]], bool | None] = {}

    def __call__(self, texts: Sequence[CitedText], statement: ReadStatement) -> bool:
        """Tell whether some texts together entail a statement; references to nothing entail nothing.

        Raises:
            NoVerdictError: The model said neither yes nor no, or nothing.
        """
        sources = [one.source for one in texts if one.source is not None]
        if not sources:
            return False
        key = (statement, tuple(texts))
        if key not in self._known:
            self._known[key] = self._ask(sources, statement)
        verdict = self._known[key]
        if verdict is None:
            raise NoVerdictError(f"{self.name} gave no verdict on: {statement.text}")
        return verdict

    def _ask(self, sources: Sequence[Citation], statement: ReadStatement) -> bool | None:
        if self._failed_in_row >= MOST_FAILURES:
            return None
        try:
            reply = self._read_reply(make_messages(sources, statement))
        except ModelUnavailableError as error:
            self._failed_in_row += 1
            self.counts.failed += 1
            self.counts.failure = error.tell("en")
            return None
        finally:
            self.counts.calls = self._budget.taken
        self._failed_in_row = 0
        verdict = read_verdict(reply)
        self.counts.unreadable += verdict is None
        return verdict

    def _read_reply(self, messages: Sequence[Message]) -> str:
        """Read the reply's first line; a model that goes on after it is stopped."""
        text = ""
        with closing(self._budget.stream(self._model, messages)) as pieces:
            for piece in pieces:
                text += piece
                if "\n" in text.lstrip():
                    break
        return text


def make_messages(sources: Sequence[Citation], statement: ReadStatement) -> tuple[Message, Message]:
    """Give what asks whether some sentences bear a statement out, in the statement's language.

    Both come from pages, in the end, and stand cleaned between marks, so that neither can end its block.
    """
    wording = load_wording(tell_language(statement.text), "judging")
    values = {"opening": OPENING, "closing": CLOSING, "yes": wording["yes"], "no": wording["no"]}
    asked = wording["question"].format(
        **values,
        evidence="\n".join(_describe(source, wording) for source in sources),
        statement=clean_evidence(statement.text),
    )
    told = wording["system"].format(**values)
    return Message("system", told.strip()), Message("user", asked.strip())


def read_verdict(reply: str) -> bool | None:
    """Read yes or no, in either language, from a reply's first line; none where anything else stands there.

    `No sentence says so` begins with a no, but is none: the word must stand alone.
    """
    line = reply.strip().partition("\n")[0]
    word = _NO_LETTER.sub("", line).casefold()
    for language in _LANGUAGES:
        wording = load_wording(language, "judging")
        if word in {wording["yes"], wording["no"]}:
            return word == wording["yes"]
    return None


def _describe(source: Citation, wording: Mapping[str, str]) -> str:
    headline = "" if gives_order(source.headline) else source.headline
    return wording["evidence"].format(
        zone=clean_evidence(source.zone) or wording["unknown_zone"],
        headline=clean_evidence(headline) or wording["unknown_headline"],
        byline=clean_evidence(source.byline) or wording["unknown_byline"],
        published=source.published or wording["unknown_published"],
        sentence=clean_evidence(source.text),
    )
