"""How much one person, and all together, may ask: decided here, counted by a clock that is handed in.

A question is open from when it is let in until it is answered, given up or refused later on. Who is refused
has used nothing of the allowance by that.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

WINDOW_S = 60.0
"""What `per_minute` is counted over."""
MAX_PERSONS = 10_000
"""Persons remembered; beyond, those who asked least lately are forgotten."""
LIFETIME_S = 3600.0
"""After this a question counts as over: one that was lost must not shut anybody out for good."""
RETRY_BUSY_S = 5
"""When to try again, where only the end of another question would tell."""

Reason = Literal["limit_at_once", "limit_per_minute", "limit_in_all"]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be asked.

    Attributes:
        at_once: Questions of one person that are answered or wait.
        per_minute: Questions that one person may begin within a minute.
        in_all: Questions of all persons that are answered or wait.
    """

    at_once: int
    per_minute: int
    in_all: int

    def beside(self) -> Allowance:
        """Give what else of the page may wait in the queue that questions wait in: at most half of it."""
        return Allowance(2 * self.at_once, 4 * self.per_minute, max(1, self.in_all // 2))


BOUNDLESS = Allowance(1_000_000, 1_000_000, 1_000_000)
"""For one reader on this machine."""


class OverLimitError(Exception):
    """A question is not let in; `reason` is the key of the wording that says why."""

    def __init__(self, reason: Reason, limit: int, retry_s: int) -> None:
        super().__init__(f"{reason}: {limit}, again in {retry_s} s")
        self.reason = reason
        self.limit = limit
        self.retry_s = retry_s


def _always() -> bool:
    return True


@dataclass(slots=True, eq=False)
class Ticket:
    """A question that was let in.

    Attributes:
        person: Whose it is.
        since_s: When it was let in, by the limiter's clock.
        is_open: Asked whether it is still answered or waits; without another, until it is finished.
    """

    person: str
    since_s: float
    is_open: Callable[[], bool] = field(default=_always)


class Limiter:
    """Lets questions in, or refuses them. For one thread: the server's event loop."""

    def __init__(self, allowance: Allowance, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowance = allowance
        self._clock = clock
        self._open: dict[int, Ticket] = {}
        self._begun: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, person: str) -> Ticket:
        """Let one question of a person in.

        Raises:
            OverLimitError: The person, or all together, have asked too much.
        """
        now_s = self._clock()
        self._forget_closed(now_s)
        self._forget_persons(now_s)
        allowance = self._allowance
        begun = self._find_begun(person, now_s)
        if len(begun) >= allowance.per_minute:
            wait_s = max(1, math.ceil(begun[0] + WINDOW_S - now_s))
            raise OverLimitError("limit_per_minute", allowance.per_minute, wait_s)
        if sum(ticket.person == person for ticket in self._open.values()) >= allowance.at_once:
            raise OverLimitError("limit_at_once", allowance.at_once, RETRY_BUSY_S)
        if len(self._open) >= allowance.in_all:
            raise OverLimitError("limit_in_all", allowance.in_all, RETRY_BUSY_S)
        ticket = Ticket(person, now_s)
        self._open[id(ticket)] = ticket
        begun.append(now_s)
        self._begun[person] = begun
        self._begun.move_to_end(person)
        return ticket

    def finish(self, ticket: Ticket) -> None:
        """Note that a question is over; twice does no harm."""
        self._open.pop(id(ticket), None)

    def count_open(self) -> int:
        """Count the questions of all persons that are answered or wait."""
        self._forget_closed(self._clock())
        return len(self._open)

    def _forget_persons(self, now_s: float) -> None:
        """Forget who has not asked for long; they stand in the order of their latest questions."""
        while self._begun:
            person, begun = next(iter(self._begun.items()))
            if begun[-1] + WINDOW_S > now_s and len(self._begun) < MAX_PERSONS:
                return
            del self._begun[person]

    def _find_begun(self, person: str, now_s: float) -> deque[float]:
        """Give when a person's questions of the last minute began, oldest first."""
        begun = self._begun.get(person, deque())
        while begun and begun[0] + WINDOW_S <= now_s:
            begun.popleft()
        return begun

    def _forget_closed(self, now_s: float) -> None:
        over = [
            ticket
            for ticket in self._open.values()
            if not ticket.is_open() or ticket.since_s + LIFETIME_S <= now_s
        ]
        for ticket in over:
            self.finish(ticket)
