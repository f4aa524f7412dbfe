"""Every event that says something comes at once; a mere sign of work comes a few times a second."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from rag.answers import AnswerEvent, StageStarted, TextAdded
from rag.pacing import PACE_S, pace_events

WRITING, MAPPING = StageStarted("writing"), StageStarted("mapping", 1, 4)


def give(events: list[AnswerEvent], closed: list[bool]) -> Generator[AnswerEvent, None, None]:
    try:
        yield from events
    finally:
        closed.append(True)


def pace(events: list[AnswerEvent], times: Iterator[float]) -> list[AnswerEvent]:
    return list(pace_events(give(events, []), clock=lambda: next(times)))


def test_signs_that_say_nothing_new_are_left_out_until_it_is_time() -> None:
    times = iter([0.0, 0.01, 0.02, PACE_S + 0.01, PACE_S + 0.02])
    assert pace([WRITING] * 5, times) == [WRITING] * 2


def test_what_says_something_is_never_left_out() -> None:
    events: list[AnswerEvent] = [
        WRITING, TextAdded("a"), TextAdded("a"), WRITING, MAPPING, StageStarted("mapping", 2, 4), WRITING,
    ]  # fmt: skip
    assert pace(events, iter([0.0] * len(events))) == events


def test_closing_closes_what_is_read() -> None:
    closed: list[bool] = []
    paced = pace_events(give([WRITING, TextAdded("a")], closed))
    assert next(paced) == WRITING
    assert closed == []
    paced.close()
    assert closed == [True]
