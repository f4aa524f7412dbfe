"""One question through every stage up to the model, so that several models can go on from the same draft.

The stages and their order are those of `rag.pipeline`, which the tests hold this to; searching once for six
answerers is all that is saved.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from rag.answering import draft_answer
from rag.answers import AnswerEvent, Query
from rag.assembling import load_checker, open_pipeline
from rag.dialogue.completing import complete_question
from rag.drafts import Draft
from rag.models.budgeting import Budget
from rag.models.counting import CountedModel
from rag.models.generating import ChatModel
from rag.pipeline import Pipeline
from rag.prose.delegating import delegate_answer
from rag.searching import Found, search_query
from rag.settings import Settings
from rag.widening import widen_query

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that is searched, with the quoted answer.

    Attributes:
        pipeline: What answers, with a checker.
        query: As understood.
        found: What was found.
        draft: The quoted answer.
    """

    pipeline: Pipeline
    query: Query
    found: tuple[Found, ...]
    draft: Draft

    def answer_with(self, model: ChatModel) -> Draft:
        """Give the answer that a model makes."""
        resources = self.pipeline.resources
        counted = CountedModel(
            model, Budget(resources.settings.model_calls, resources.settings.model_total_s)
        )
        return run_to_end(delegate_answer(self.query, self.found, self.draft, resources, counted))


def open_checked_pipeline(settings: Settings) -> Pipeline:
    """Open a pipeline whose answers may be written by a model that is given later."""
    from dataclasses import replace

    pipeline = open_pipeline(settings)
    resources = pipeline.resources
    return Pipeline(replace(resources, checker=load_checker(resources.gazetteer, resources.lexicon)))


def begin_turn(pipeline: Pipeline, question: str) -> Turn:
    """Search a question that is no comparison, and make the quoted answer."""
    resources = pipeline.resources
    query = run_to_end(complete_question(question, (), resources, None)).query
    found = [search_query(query, resources)]
    draft = draft_answer(query, found, resources)
    if draft.abstained and (wider := widen_query(query, pipeline.gazetteer)):
        found.append(search_query(wider, resources))
        draft = draft_answer(wider, found[-1:], resources, otherwise=draft)
    return Turn(pipeline, query, tuple(found), draft)


def run_to_end(steps: Generator[AnswerEvent, None, Given]) -> Given:
    """Run a stage that tells events, and give what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            given: Given = end.value
            return given
