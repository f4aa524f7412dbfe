"""A question with those before it to a query: by rule, and by a language model where there is one."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from rag.answers import EVERYWHERE, AnswerEvent, Json, Narrowing, Query, StageStarted
from rag.dialogue.pointing import Understand, point_out
from rag.dialogue.rewriting import Rewriting, stream_rewriting
from rag.models.counting import CountedModel
from rag.resources import Resources
from rag.understanding import understand_question

_LEAST_CALLS = 2
"""One to complete the question, and one to answer it."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A question as understood, and what a model was asked for it."""

    query: Query
    rewriting: Rewriting

    def as_json(self) -> dict[str, Json]:
        """Give what the model wrote, for the trace; empty where none was asked."""
        if not self.rewriting.was_asked:
            return {}
        return {"written": self.rewriting.written, "reason": self.rewriting.problem}


def complete_question(
    question: str,
    history: Sequence[str],
    resources: Resources,
    model: CountedModel | None,
    *,
    narrowing: Narrowing = EVERYWHERE,
) -> Generator[AnswerEvent, None, Completed]:
    """Understand a question; what it leaves out is taken from those before it.

    Args:
        question: As typed, without white space around it.
        history: The questions before it, oldest first.
        resources: What the stages share.
        model: Rewrites a follow-up; what it writes counts only when it passes its check.
        narrowing: To which articles the reader has narrowed the search, of this question and of the list
            before that an ordinal points into: nothing is remembered of a narrowing.
    """
    understand = _make_reader(resources, narrowing)
    query = _understand_pointed(question, history, resources, understand)
    if model is None or not history or model.budget.calls_left < _LEAST_CALLS:
        return Completed(query, Rewriting())
    steps = stream_rewriting(
        question,
        history,
        model,
        gazetteer=resources.gazetteer,
        language=query.language,
        most_chars=resources.settings.question_chars,
    )
    rewriting = yield from _tell_steps(steps)
    if rewriting.text is None:
        return Completed(query, rewriting)
    rewritten = understand(rewriting.text, ())
    return Completed(replace(rewritten, question=question, language=query.language), rewriting)


def _tell_steps(steps: Generator[None, None, Rewriting]) -> Generator[AnswerEvent, None, Rewriting]:
    """Tell the stage with every step, so that the reader can stop it."""
    try:
        while True:
            try:
                next(steps)
            except StopIteration as end:
                made: Rewriting = end.value
                return made
            yield StageStarted("rewriting")
    finally:
        steps.close()


def _make_reader(resources: Resources, narrowing: Narrowing) -> Understand:
    """Give what understands a question, with those before it, as one of a narrowed search."""

    def understand(question: str, history: Sequence[str]) -> Query:
        query = understand_question(
            question, gazetteer=resources.gazetteer, lexicon=resources.lexicon, history=history
        )
        return replace(query, narrowing=narrowing)

    return understand


def _understand_pointed(
    question: str, history: Sequence[str], resources: Resources, understand: Understand
) -> Query:
    """Understand a question; its ordinals are of the list before, where no model made another of it."""
    if resources.chat_model is not None:
        return understand(question, history)
    named, earlier = point_out(question, history, resources, understand)
    return replace(understand(named, earlier), question=question)
