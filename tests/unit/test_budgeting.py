"""The budget of one question: calls and seconds, whoever takes them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from rag.models.budgeting import Budget
from rag.models.generating import Message, ModelUnavailableError

MESSAGES = (Message("user", "?"),)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class SlowModel:
    """Takes one second a word."""

    clock: Clock
    name: str = "slow"
    closed: list[bool] = field(default_factory=list)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        assert messages
        try:
            for word in ("a ", "b ", "c ", "d"):
                self.clock.now += 1
                yield word
        finally:
            self.closed.append(True)

    def count_tokens(self, text: str) -> int:
        return len(text)


def test_the_calls_are_counted_and_then_refused() -> None:
    budget = Budget(2, 10)
    budget.take()
    assert budget.calls_left == 1
    budget.take()
    with pytest.raises(ModelUnavailableError, match="the 2 calls"):
        budget.take()
    assert budget.taken == 2


def test_the_clock_starts_with_the_first_call() -> None:
    clock = Clock()
    budget = Budget(9, 10, clock=clock)
    clock.now = 100
    assert budget.seconds_left == 10
    budget.take()
    clock.now = 109
    assert budget.seconds_left == 1
    budget.take()
    clock.now = 110
    assert (budget.seconds_left, budget.calls_left) == (0, 0)
    with pytest.raises(ModelUnavailableError, match="the 10 s"):
        budget.take()


def test_a_call_is_broken_off_and_stopped_when_the_time_is_over() -> None:
    clock = Clock()
    model = SlowModel(clock)
    pieces = Budget(5, 3, clock=clock).stream(model, MESSAGES)
    given = [next(pieces), next(pieces), next(pieces)]
    with pytest.raises(ModelUnavailableError, match="the 3 s"):
        next(pieces)
    assert given == ["a ", "b ", "c "]
    assert model.closed == [True]


def test_a_call_that_is_closed_stops_the_model() -> None:
    model = SlowModel(Clock())
    pieces = Budget(5, 30).stream(model, MESSAGES)
    next(pieces)
    pieces.close()
    assert model.closed == [True]


def test_calls_of_several_threads_are_counted_once_each() -> None:
    budget = Budget(50, 100)

    def take_some() -> int:
        taken = 0
        for _ in range(20):
            try:
                budget.take()
            except ModelUnavailableError:
                return taken
            taken += 1
        return taken

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(take_some) for _ in range(4)]
        assert sum(future.result() for future in futures) == 50
