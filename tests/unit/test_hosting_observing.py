"""Each answer is counted while it is under way, and told to the log however it ends."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from app.hosting.observing import observe
from app.hosting.stopping import StoppingError, Work
from rag.answers import AnswerEvent, AnswerFinished, StageStarted, TextAdded
from tests.scripted_answerer import make_answer
from tests.unit.hosting_client import Recorded

QUESTION = "which zones invest in copper?"


def follow(events: Generator[AnswerEvent, None, None]) -> tuple[Any, Work, Recorded]:
    work, recorder = Work(), Recorded()
    return observe(events, work, recorder, {"person": "ann"}), work, recorder


def answer() -> Generator[AnswerEvent, None, None]:
    yield StageStarted("searching")
    yield TextAdded("**1 zone")
    yield TextAdded(" fits.**")
    yield AnswerFinished(make_answer(QUESTION))


def fail() -> Generator[AnswerEvent, None, None]:
    yield StageStarted("searching")
    raise OSError(QUESTION)


def test_an_answer_is_told_with_its_counts() -> None:
    observed, work, recorder = follow(answer())
    given = [next(observed)]
    assert work.open == 1
    given += observed
    assert work.open == 0
    assert len(given) == 4
    ((event, told),) = recorder.events
    assert event == "answer"
    assert (told["person"], told["citations"], told["question_characters"]) == ("ann", 2, len(QUESTION))
    assert told["first_word_s"] >= 0
    assert QUESTION not in str(told)


def test_one_that_is_given_up_is_told_as_stopped() -> None:
    observed, work, recorder = follow(answer())
    next(observed)
    observed.close()
    assert work.open == 0
    assert [event for event, _ in recorder.events] == ["answer_stopped"]


def test_one_that_fails_is_told_by_the_class_of_its_error() -> None:
    observed, work, recorder = follow(fail())
    with pytest.raises(OSError, match="copper"):
        list(observed)
    assert work.open == 0
    ((event, told),) = recorder.events
    assert (event, told["error"]) == ("answer_failed", "OSError")
    assert QUESTION not in str(told)


def test_a_stopping_server_lets_it_finish_until_it_is_cut() -> None:
    observed, work, recorder = follow(answer())
    next(observed)
    work.stop()
    assert next(observed) == TextAdded("**1 zone")
    work.cut()
    with pytest.raises(StoppingError):
        next(observed)
    assert recorder.events[-1][1]["error"] == "StoppingError"
