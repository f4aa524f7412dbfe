"""Which proposals are offered: each is asked for a try, and must be answered, fit, and add something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rag.answers import EVERYWHERE, Language, Narrowing
from rag.pipeline import Pipeline
from rag.suggestions.asking import Proposal
from rag.suggestions.themes import Theme
from rag.suggestions.trying import Place, Tried, locate_citations, try_query, understand_next

_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Offered:
    """A question that is offered, and the answer it was given for a try."""

    proposal: Proposal
    tried: Tried


@dataclass(slots=True)
class Choice:
    """What is offered so far.

    Attributes:
        pipeline: Answers for a try.
        language: Of what is offered.
        may_go_on: Says whether another question may be tried.
        history: The questions asked before, oldest first.
        narrowing: What the reader has narrowed the search to.
        seen: Where the sentences stand that the answers so far have quoted, to which another must add; `None`
            where every question is for itself.
        offered: The questions.
        themes: What they are of, each asked for once; not kept where every question is for itself.
    """

    pipeline: Pipeline
    language: Language
    may_go_on: Callable[[], bool]
    history: tuple[str, ...] = ()
    narrowing: Narrowing = EVERYWHERE
    seen: frozenset[Place] | None = None
    offered: list[str] = field(default_factory=list)
    themes: set[Theme] = field(default_factory=set)

    def take_next(self, proposals: Iterable[Proposal]) -> Offered | None:
        """Offer the first of these questions that stands its trial; none where none does."""
        for proposal in proposals:
            if not self.may_go_on():
                return None
            tried = self._try(proposal)
            if tried is not None:
                self._offer(proposal, tried)
                return Offered(proposal, tried)
        return None

    def _offer(self, proposal: Proposal, tried: Tried) -> None:
        self.offered.append(proposal.text)
        if self.seen is not None:
            self.seen |= frozenset(locate_citations(tried))
            self.themes |= {proposal.theme} if proposal.theme else set()

    def _try(self, proposal: Proposal) -> Tried | None:
        """Give the answer to a question that may be offered."""
        asked = {fold_question(text) for text in (*self.history, *self.offered)}
        if proposal.theme in self.themes or fold_question(proposal.text) in asked:
            return None
        query = understand_next(proposal.text, self.pipeline, self.history, self.narrowing)
        if query.may_lean or query.language != self.language or not proposal.is_meant(query):
            return None
        tried = try_query(query, self.pipeline)
        if not tried.is_answered or not proposal.fits(tried):
            return None
        return tried if proposal.is_narrower or self._adds(tried) else None

    def _adds(self, tried: Tried) -> bool:
        """Say whether an answer quotes what was not quoted yet: for a list any sentence, else its first."""
        if self.seen is None:
            return True
        new = [place not in self.seen for place in locate_citations(tried)]
        return any(new) if tried.query.is_list else new[0]


def fold_question(question: str) -> str:
    """Give the letters and digits of a question alone, for telling whether it was asked before."""
    return _SIGNS.sub("", question.casefold())
