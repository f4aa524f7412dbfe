"""Limits by an injected clock: by person at once, by person a minute, in all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hosting import limiting
from app.hosting.limiting import LIFETIME_S, WINDOW_S, Allowance, Limiter, OverLimitError, Ticket


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def make_limiter(at_once: int = 2, per_minute: int = 30, in_all: int = 68) -> tuple[Limiter, Clock]:
    clock = Clock()
    return Limiter(Allowance(at_once, per_minute, in_all), clock=clock), clock


def refuse(limiter: Limiter, person: str = "ann") -> OverLimitError:
    with pytest.raises(OverLimitError) as caught:
        limiter.admit(person)
    return caught.value


def test_one_person_at_once() -> None:
    limiter, _ = make_limiter(at_once=2)
    first = limiter.admit("ann")
    limiter.admit("ann")
    over = refuse(limiter)
    assert (over.reason, over.limit, over.retry_s) == ("limit_at_once", 2, 5)
    limiter.admit("bob")
    limiter.finish(first)
    limiter.finish(first)
    limiter.admit("ann")
    assert limiter.count_open() == 3


def test_one_person_a_minute_and_when_to_come_back() -> None:
    limiter, clock = make_limiter(per_minute=3)
    for _ in range(3):
        limiter.finish(limiter.admit("ann"))
        clock.now_s += 10
    over = refuse(limiter)
    assert (over.reason, over.limit, over.retry_s) == ("limit_per_minute", 3, 30)
    clock.now_s += 29.5
    assert refuse(limiter).retry_s == 1
    clock.now_s += 0.5
    limiter.finish(limiter.admit("ann"))
    assert refuse(limiter).retry_s == 10


def test_all_together_and_nobody_is_charged_for_it() -> None:
    limiter, _ = make_limiter(in_all=2, per_minute=1)
    ticket = limiter.admit("ann")
    limiter.admit("bob")
    assert refuse(limiter, "cat").reason == "limit_in_all"
    limiter.finish(ticket)
    limiter.admit("cat")


def test_a_ticket_is_open_as_long_as_it_says() -> None:
    limiter, _ = make_limiter(at_once=1)
    is_queued = {"job"}
    limiter.admit("ann").is_open = lambda: "job" in is_queued
    assert refuse(limiter).reason == "limit_at_once"
    is_queued.clear()
    assert limiter.count_open() == 0
    limiter.admit("ann")


def test_a_lost_question_shuts_nobody_out_for_good() -> None:
    limiter, clock = make_limiter(at_once=1)
    limiter.admit("ann")
    clock.now_s += LIFETIME_S
    limiter.admit("ann")


def test_persons_are_forgotten_those_who_asked_last_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "MAX_PERSONS", 3)
    limiter, clock = make_limiter(per_minute=1)
    for person in ("ann", "bob", "cat", "dan"):
        limiter.finish(limiter.admit(person))
        clock.now_s += 1
    limiter.admit("ann")
    assert refuse(limiter, "dan").reason == "limit_per_minute"


def test_who_asked_first_and_again_is_not_forgotten_before_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "MAX_PERSONS", 3)
    limiter, clock = make_limiter(per_minute=2)
    for person in ("ann", "bob", "ann", "cat"):
        limiter.finish(limiter.admit(person))
        clock.now_s += 1
    assert refuse(limiter, "ann").reason == "limit_per_minute"


STEPS = st.lists(
    st.tuples(st.sampled_from(["ask", "finish", "wait"]), st.sampled_from("ab"), st.integers(1, 40)),
    max_size=80,
)


@given(STEPS)
def test_it_agrees_with_counting_everything(steps: list[tuple[str, str, int]]) -> None:
    """The same as a list of all that ever happened, gone through for each question."""
    limiter, clock = make_limiter(at_once=2, per_minute=4, in_all=3)
    begun: list[tuple[str, float]] = []
    under_way: list[tuple[str, Ticket]] = []
    for step, person, number in steps:
        if step == "wait":
            clock.now_s += number
        elif step == "finish":
            if under_way:
                limiter.finish(under_way.pop(number % len(under_way))[1])
        else:
            lately = [
                since_s for name, since_s in begun if name == person and since_s + WINDOW_S > clock.now_s
            ]
            own = [name for name, _ in under_way if name == person]
            fits = len(lately) < 4 and len(own) < 2 and len(under_way) < 3
            if fits:
                under_way.append((person, limiter.admit(person)))
                begun.append((person, clock.now_s))
            else:
                assert refuse(limiter, person).retry_s >= 1
        assert limiter.count_open() == len(under_way)
