"""Questions that are offered to a reader: what to ask next, and what to ask first.

Each is made of what the index holds, asked for a try by the quoted way, and offered only when it is answered.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from rag.answers import Answer, Language
from rag.pipeline import Pipeline
from rag.suggestions.choosing import Choice
from rag.suggestions.exemplifying import choose_examples
from rag.suggestions.grounds import survey_answer
from rag.suggestions.proposing import propose_questions
from rag.suggestions.trying import locate_citations

BUDGET_S = 0.3
"""After this, no other question is tried; the one under way is finished."""


def suggest_follow_ups(
    answer: Answer,
    pipeline: Pipeline,
    *,
    earlier: Sequence[str] = (),
    most: int = 3,
    budget_s: float = BUDGET_S,
) -> tuple[str, ...]:
    """Give questions that a reader may ask next, each answered by this index.

    Args:
        answer: The answer that was just given.
        pipeline: Over the index that gave it; its language model is not asked.
        earlier: The questions before that of the answer, oldest first. A suggestion may be elliptical
            ("And at Zezhou?"): it is to be asked with these and the answer's question as its history.
        most: How many at most.
        budget_s: Seconds after which no further question is tried.

    Returns:
        In the language of the question, of as many kinds as there are; none that was asked before, and none
        whose answer would only say the same again.
    """
    deadline = time.perf_counter() + budget_s
    ground = survey_answer(answer, pipeline, earlier)
    choice = Choice(
        pipeline,
        ground.language,
        may_go_on=lambda: time.perf_counter() < deadline,
        history=ground.history,
        narrowing=answer.query.narrowing,
        # What came nearest was shown as no answer; to be quoted as one adds something.
        seen=frozenset(() if answer.abstained else locate_citations(answer)),
    )
    kinds = propose_questions(ground)
    while kinds and len(choice.offered) < most and choice.may_go_on():
        kinds = [kind for kind in kinds if len(choice.offered) < most and choice.take_next(kind)]
    return tuple(choice.offered)


def suggest_examples(pipeline: Pipeline, language: Language, *, most: int = 4) -> tuple[str, ...]:
    """Give questions to begin with, each answered by this index: lists of two zones or more, and of one zone.

    Args:
        pipeline: Over the index.
        language: Of the questions.
        most: How many at most.

    Returns:
        The same for the same index; none where it is too small for any, or its articles name no zone.
    """
    return tuple(choose_examples(pipeline, language, most))
