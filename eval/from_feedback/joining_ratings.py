"""Ratings of one question joined: the last one counts, and readers who disagree are named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.from_feedback.reading_feedback import RatedAnswer
from eval.retrieval_metrics import fold_text

_MARKS = re.compile(r"[\s?？。.!！,，]+")


@dataclass(frozen=True, slots=True)
class JoinedRatings:
    """All ratings of one question.

    Attributes:
        last: The one that counts.
        up: How many answers to it were found helpful, each by the last rating that it got.
        down: How many were not.
    """

    last: RatedAnswer
    up: int
    down: int

    @property
    def is_contradicted(self) -> bool:
        """Whether some readers found it helpful, and others not."""
        return bool(self.up and self.down)


def list_before(rated: RatedAnswer) -> tuple[str, ...]:
    """Give the questions that this one leaned on; none where it was understood by itself as it stands."""
    if rated.standalone.split() == rated.question.split():
        return ()
    return tuple(question for question in rated.history if _fold(question) != _fold(rated.question))


def name_question(rated: RatedAnswer) -> str:
    """Give what questions have in common that are one: words, what they lean on, what was searched."""
    folded = [*map(_fold, (*list_before(rated), rated.question))]
    return json.dumps([folded, rated.narrowing], ensure_ascii=False, sort_keys=True)


def join_ratings(ratings: Sequence[RatedAnswer]) -> tuple[JoinedRatings, ...]:
    """Join ratings, in the order in which their questions were rated first.

    A reader who presses the other thumb changes the rating of an answer. That is no contradiction; one
    between two answers to the same question is.
    """
    questions: dict[str, dict[str, RatedAnswer]] = {}
    for rated in ratings:
        answers = questions.setdefault(name_question(rated), {})
        # What was rated last stands last.
        answers.pop(rated.key, None)
        answers[rated.key] = rated
    return tuple(_join(answers.values()) for answers in questions.values())


def _join(answers: Iterable[RatedAnswer]) -> JoinedRatings:
    rated = list(answers)
    up = sum(one.is_up for one in rated)
    return JoinedRatings(rated[-1], up, len(rated) - up)


def _fold(question: str) -> str:
    return _MARKS.sub("", fold_text(question))
