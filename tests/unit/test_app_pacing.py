"""A growing answer is drawn at a pace: the first state and the last always, few of those between."""

from __future__ import annotations

from collections.abc import Callable

from app.conversation import Conversation, Status, Turn
from app.pacing import PACE_S, pace_states


def grow(text: str, status: Status = Status.STREAMING) -> Conversation:
    return Conversation((Turn("which zones?", status, text=text),))


def make_clock(*times: float) -> Callable[[], float]:
    remaining = iter(times)
    return lambda: next(remaining)


def test_what_comes_too_soon_is_not_drawn_and_the_end_always_is() -> None:
    states = [grow("", Status.WAITING), grow("a"), grow("ab"), grow("abc"), grow("abcd", Status.DONE)]
    clock = make_clock(1.0, 1.01, 1.0 + 1.1 * PACE_S, 1.0 + 1.5 * PACE_S, 1.0 + 1.6 * PACE_S)
    assert list(pace_states(iter(states), clock=clock)) == [states[0], states[2], states[4]]


def test_a_sign_of_life_that_changes_nothing_is_none() -> None:
    state = grow("a")
    clock = make_clock(1.0, 1.0 + 2 * PACE_S, 1.0 + 4 * PACE_S)
    assert list(pace_states(iter([state, state, state]), clock=clock)) == [state, None, None]


def test_states_that_end_without_an_end_show_the_last_one() -> None:
    states = [grow("a"), grow("ab")]
    assert list(pace_states(iter(states), clock=make_clock(1.0, 1.01))) == states


def test_no_state_gives_none() -> None:
    assert list(pace_states(iter(()))) == []
