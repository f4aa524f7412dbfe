"""The whole way of a question, stage by stage."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from index.documents import Article, Page
from index.store import Index
from index.zones import Gazetteer
from rag.answering import draft_answer, find_zone, scope_of
from rag.answers import (
    EVERYWHERE,
    Answer,
    AnswerEvent,
    AnswerFinished,
    Narrowing,
    Query,
    StageStarted,
    TextAdded,
)
from rag.comparing import list_sides
from rag.delimiting import tell_narrowing
from rag.dialogue.completing import complete_question
from rag.drafts import Draft
from rag.easing import ease_years, tell_other_year
from rag.models.budgeting import Budget
from rag.models.counting import CountedModel
from rag.narrowing import check_narrowing
from rag.pacing import pace_events
from rag.prose.delegating import delegate_answer
from rag.resources import Resources
from rag.searching import Found, join_hits, search_query
from rag.tracing import trace_answer
from rag.widening import widen_query


class QuestionError(ValueError):
    """The question cannot be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Answers questions over one index. Safe to share between threads."""

    resources: Resources

    @property
    def index(self) -> Index:
        """What is searched."""
        return self.resources.index

    @property
    def gazetteer(self) -> Gazetteer:
        """Knows the zones, those of the index too."""
        return self.resources.gazetteer

    def stream(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Generator[AnswerEvent, None, None]:
        """Answer a question event by event.

        Args:
            question: In English or Chinese.
            history: The questions asked before, oldest first; a follow-up is completed from them.
            narrowing: Which articles are searched; zones and cities by any of their names.

        Raises:
            QuestionError: The question is empty or too long, or one before it is too long.
            rag.narrowing.NarrowingError: The search cannot be narrowed so.
        """
        self._check(question)
        for earlier in history:
            self._check_text(earlier)
        if not narrowing.is_empty:
            narrowing = check_narrowing(narrowing, self.index.catalogue, self.gazetteer)
        yield from pace_events(self._tell_events(question, history, narrowing))

    def _tell_events(
        self, question: str, history: Sequence[str], narrowing: Narrowing
    ) -> Generator[AnswerEvent, None, None]:
        began = time.perf_counter()
        yield StageStarted("understanding")
        model = self._count_model()
        completed = yield from complete_question(
            question.strip(), history, self.resources, model, narrowing=narrowing
        )
        query = completed.query
        yield StageStarted("searching")
        found = [search_query(side, self.resources) for side in self._list_sides(query)]
        yield StageStarted("answering")
        draft = self.draft(query, found)
        draft = yield from delegate_answer(query, found, draft, self.resources, model)
        if note := tell_narrowing(query, self.resources):
            yield TextAdded(f"\n\n{note}")
            draft = replace(draft, text=f"{draft.text}\n\n{note}")
        zones = (find_zone(short, self.gazetteer) for short in draft.zones)
        yield AnswerFinished(
            Answer(
                query=query,
                text=draft.text,
                abstained=draft.abstained,
                zones=tuple(zone for zone in zones if zone is not None),
                citations=draft.citations,
                hits=join_hits(found, self.resources.settings.hits),
                trace=trace_answer(query, found, draft, rewriting=completed.as_json()),
                seconds=time.perf_counter() - began,
                model=draft.model,
                fallback=draft.fallback,
                statements=draft.statements,
                removed_references=draft.removed_references,
                scope=scope_of(self.resources, narrowing),
            )
        )

    def draft(self, query: Query, found: list[Found]) -> Draft:
        """Make the quoted answer; where the pages do not say, of a wider search, added to `found`."""
        draft = draft_answer(query, found, self.resources)
        if draft.abstained and (wider := widen_query(query, self.gazetteer)):
            found.append(search_query(wider, self.resources))
            draft = draft_answer(wider, found[-1:], self.resources, otherwise=draft)
        if draft.abstained and (eased := ease_years(query, self.gazetteer)):
            found.append(search_query(eased, self.resources))
            draft = tell_other_year(draft_answer(eased, found[-1:], self.resources, otherwise=draft), query)
        return draft

    def answer(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Answer:
        """Answer a question at once; see `stream`."""
        *_, last = self.stream(question, history=history, narrowing=narrowing)
        if not isinstance(last, AnswerFinished):
            raise TypeError(f"the stream ended with {last!r} and not with its answer")
        return last.answer

    def article(self, article_id: str) -> Article:
        """Give an article; raises LookupError when no article has this id."""
        return self.index.article(self.index.article_number(article_id))

    def page(self, source: str) -> Page:
        """Give a page as it was read; raises LookupError when no page has this source."""
        return self.index.page(source)

    def _count_model(self) -> CountedModel | None:
        """Give the language model with the budget of one question, where there is a model."""
        model, settings = self.resources.chat_model, self.resources.settings
        if model is None:
            return None
        return CountedModel(model, Budget(settings.model_calls, settings.model_total_s))

    def _list_sides(self, query: Query) -> tuple[Query, ...]:
        return list_sides(query, gazetteer=self.gazetteer, lexicon=self.resources.lexicon)

    def _check(self, question: str) -> None:
        if not question.strip():
            raise QuestionError(
                "the question is empty; ask something, such as: which zones make solar panels?"
            )
        self._check_text(question)

    def _check_text(self, question: str) -> None:
        """Refuse what no question can be; one asked before may be put into this one, and so is one too."""
        if not question.isascii() and any("\ud800" <= character <= "\udfff" for character in question):
            raise QuestionError("the question has characters that are no text; write it in UTF-8")
        most = self.resources.settings.question_chars
        if len(question) > most:
            raise QuestionError(f"the question has {len(question)} characters; ask with at most {most}")
