"""Where a language model's answer cannot be shown: the quoted answer takes over, and says why."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace

from prompts.loading import load_wording
from rag.answering import find_zone, scope_of
from rag.answers import AnswerEvent, Json, Query, TextAdded
from rag.composing import compose_quotes, escape_markdown, tell_searched
from rag.drafts import Draft
from rag.resources import Resources

DraftEvents = Generator[AnswerEvent, None, Draft]


def tell_text(text: str, *, streamed: str = "") -> Generator[AnswerEvent, None, None]:
    """Give a text line by line; none of it where another was streamed already.

    What was streamed cannot be taken back: then the finished answer alone has the text, once.
    """
    if streamed:
        return
    for line in text.splitlines(keepends=True):
        yield TextAdded(line)


def revert_to_quotes(
    query: Query, draft: Draft, *, reason: str, work: Mapping[str, Json], streamed: str = ""
) -> DraftEvents:
    """Give the quoted answer after a line that says why it is given.

    What was streamed before stays in the reader's view only until the answer is finished.
    """
    note = load_wording(query.language, "answer")["fallback"].format(reason=escape_markdown(reason))
    text = f"{note}\n\n{draft.text}"
    yield from tell_text(text, streamed=streamed)
    return replace(draft, text=text, fallback=reason, work={**work, "reason": reason})


def tell_silence(
    query: Query,
    draft: Draft,
    resources: Resources,
    *,
    statement: str,
    streamed: str = "",
) -> DraftEvents:
    """Say in a statement that the model finds no answer, and quote what came nearest; no zone is asserted."""
    wording = load_wording(query.language, "answer")
    quotes = [(find_zone(citation.zone, resources.gazetteer), citation) for citation in draft.citations]
    text = compose_quotes(query, quotes, lead=f"{statement} {wording['nearest']}")
    yield from tell_text(text, streamed=streamed)
    return replace(draft, text=text, zones=(), abstained=True, form="silence", lead="")


def state_silence(query: Query, resources: Resources) -> str:
    """Say that the model finds no answer, and how much was searched."""
    scope = scope_of(resources, query.narrowing)
    return tell_searched(load_wording(query.language, "answer")["silent"], query, scope)
