"""Thresholds below which a peer is taken to refuse, and the halves of questions."""

import math
from collections import Counter

import pytest

from eval.peers.abstaining import Asked, fit_thresholds, part_questions, refuses
from eval.questions import GoldQuestion
from rag.answers import Language


def ask(lang: Language, *, answerable: list[float], unanswerable: list[float]) -> list[Asked]:
    return [
        *(Asked(lang, is_answerable=True, confidence=score) for score in answerable),
        *(Asked(lang, is_answerable=False, confidence=score) for score in unanswerable),
    ]


def test_the_threshold_parts_the_two_sorts_where_they_can_be_parted() -> None:
    thresholds = fit_thresholds(ask("zh", answerable=[0.5, 0.9], unanswerable=[0.1, 0.3]))
    assert thresholds == {"zh": pytest.approx(0.4)}


def test_the_threshold_is_the_one_that_refuses_most_rightly_and_least_wrongly() -> None:
    # Below 0.35: 2 of 3 rightly, 1 of 4 wrongly. Below 0.65: 3 of 3 and 3 of 4.
    asked = ask("en", answerable=[0.2, 0.4, 0.5, 0.7], unanswerable=[0.1, 0.3, 0.6])
    assert fit_thresholds(asked)["en"] == pytest.approx(0.35)


def test_scores_that_tell_nothing_refuse_nothing() -> None:
    asked = ask("zh", answerable=[0.0, 0.0], unanswerable=[0.0])
    assert fit_thresholds(asked)["zh"] == -math.inf


def test_each_language_has_its_own_threshold() -> None:
    asked = [
        *ask("zh", answerable=[0.8], unanswerable=[0.6]),
        *ask("en", answerable=[0.4], unanswerable=[0.2]),
    ]
    thresholds = fit_thresholds(asked)
    assert refuses(Asked("zh", is_answerable=True, confidence=0.5), thresholds)
    assert not refuses(Asked("en", is_answerable=True, confidence=0.5), thresholds)


def test_a_language_of_one_sort_alone_refuses_nothing() -> None:
    thresholds = fit_thresholds(ask("en", answerable=[0.4], unanswerable=[]))
    assert not refuses(Asked("en", is_answerable=False, confidence=-1e9), thresholds)
    assert not refuses(Asked("zh", is_answerable=False, confidence=-1e9), thresholds)


def test_questions_without_a_split_are_dealt_out_within_their_kind_and_language() -> None:
    questions = [
        GoldQuestion(f"{kind}-{lang}-{number}", kind, lang, "?")
        for kind in ("number", "unanswerable")
        for lang in ("en", "zh")
        for number in range(4)
    ]
    halves = part_questions([*questions, GoldQuestion("own", "number", "en", "?", split="fit")])
    assert halves["own"] == "fit"
    counts = Counter((question.kind, question.lang, halves[question.id]) for question in questions)
    assert set(counts.values()) == {2}
