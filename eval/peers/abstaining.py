"""Refusing by a threshold: what a user of a pipeline that cannot say "the pages do not say" could do.

The threshold is held against the score of the best piece. It is fitted on one half of the questions, for each
language by itself, and judged on the other half.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eval.questions import GoldQuestion
from rag.answers import Language

FIT, TEST = "fit", "test"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a pipeline scored it.

    Attributes:
        lang: The question's language; scores across languages are lower, so each has its threshold.
        is_answerable: The pages hold an answer.
        confidence: The score of the best piece.
    """

    lang: Language
    is_answerable: bool
    confidence: float


def part_questions(questions: Sequence[GoldQuestion]) -> dict[str, str]:
    """Give each question's half, `fit` or `test`, by its id.

    A question's own split stays. Others are dealt out in turn, within their kind and language, so that both
    halves have as many of each.
    """
    halves = {}
    dealt: dict[tuple[str, str], int] = {}
    for question in questions:
        if question.split in (FIT, TEST):
            halves[question.id] = question.split
            continue
        group = (question.kind, question.lang)
        halves[question.id] = (FIT, TEST)[dealt.get(group, 0) % 2]
        dealt[group] = dealt.get(group, 0) + 1
    return halves


def fit_thresholds(asked: Sequence[Asked]) -> dict[Language, float]:
    """Fit for each language the threshold below which to refuse.

    It is the one with the best `right - wrong`, the shares of unanswerable and of answerable questions that
    it refuses (Youden, Index for rating diagnostic tests, Cancer 3, 1950), halfway between two scores; the
    lowest of several. Minus infinity, which refuses nothing, where a language has only one of the two sorts.
    """
    by_language: dict[Language, list[Asked]] = {}
    for one in asked:
        by_language.setdefault(one.lang, []).append(one)
    return {lang: _fit_threshold(group) for lang, group in by_language.items()}


def refuses(one: Asked, thresholds: Mapping[Language, float]) -> bool:
    """Tell whether the question would be refused; in a language without a threshold it is not."""
    return one.confidence < thresholds.get(one.lang, -math.inf)


def _fit_threshold(asked: Sequence[Asked]) -> float:
    answerable = [one.confidence for one in asked if one.is_answerable]
    unanswerable = [one.confidence for one in asked if not one.is_answerable]
    if not answerable or not unanswerable:
        return -math.inf
    scores = sorted({*answerable, *unanswerable})
    between = [(low + high) / 2 for low, high in pairwise(scores)]
    candidates = [-math.inf, *between]

    def weigh(threshold: float) -> float:
        right = sum(score < threshold for score in unanswerable) / len(unanswerable)
        wrong = sum(score < threshold for score in answerable) / len(answerable)
        return right - wrong

    return max(candidates, key=weigh)
