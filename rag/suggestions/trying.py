"""A question that may be offered, asked for a try: as the page will ask it, quoted, by no language model."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from index.figures import CALENDAR_UNITS, find_figures
from rag.answers import Answer, Citation, Narrowing, Query
from rag.comparing import list_sides
from rag.dialogue.completing import complete_question
from rag.drafts import Draft
from rag.pipeline import Pipeline
from rag.searching import search_query

T = TypeVar("T")
Place = tuple[str, int]
_MONEY = frozenset({"yuan", "usd", "eur"})
_OTHERWISE = frozenset({"abstention", "other_year"})
"""Forms of an answer to something else than was asked."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a question was understood as, and the quoted answer to it."""

    query: Query
    draft: Draft

    @property
    def is_answered(self) -> bool:
        """Whether the pages say what is asked, and not something near to it."""
        return not self.draft.abstained and self.draft.form not in _OTHERWISE

    @property
    def texts(self) -> tuple[str, ...]:
        """Give the sentences quoted, in order."""
        return tuple(citation.text for citation in self.draft.citations)


def understand_next(text: str, pipeline: Pipeline, history: Sequence[str], narrowing: Narrowing) -> Query:
    """Understand a question asked after others, by rule.

    Args:
        text: The question.
        pipeline: Whose zones and words are known.
        history: The questions before it, oldest first.
        narrowing: What the reader has narrowed the search to.
    """
    query = _finish(complete_question(text, history, pipeline.resources, None)).query
    return replace(query, narrowing=narrowing)


def _finish(steps: Generator[object, None, T]) -> T:
    """Run a generator to its end, and give what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: T = end.value
            return made


def try_query(query: Query, pipeline: Pipeline) -> Tried:
    """Give the quoted answer to a question as understood."""
    sides = list_sides(query, gazetteer=pipeline.gazetteer, lexicon=pipeline.resources.lexicon)
    found = [search_query(side, pipeline.resources) for side in sides]
    return Tried(query, pipeline.draft(query, found))


def locate_citations(answer: Answer | Tried) -> tuple[Place, ...]:
    """Give where the quoted sentences stand, in their order: article and first character."""
    citations = answer.citations if isinstance(answer, Answer) else answer.draft.citations
    return tuple((citation.article_id, citation.article_start) for citation in citations)


def find_amounts(sentence: str) -> list[tuple[int, int]]:
    """Give where amounts of money stand in a sentence."""
    return [(figure.start, figure.end) for figure in find_figures(sentence) if figure.unit in _MONEY]


def has_figure(citation: Citation) -> bool:
    """Say whether the figure asked for was found in the quote."""
    if citation.text_focus is None:
        return False
    focused = citation.text[slice(*citation.text_focus)]
    return any(figure.unit not in CALENDAR_UNITS for figure in find_figures(focused))
