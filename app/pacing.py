"""Which states of a growing answer are drawn: a page that is drawn with every event does little else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from app.conversation import Conversation

PACE_S = 0.1
"""A growing answer is drawn no more often."""


def pace_states(
    states: Iterator[Conversation], *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Conversation | None]:
    """Give the first state, the last one, and of those between at most one each `PACE_S` seconds.

    Args:
        states: Of one answer; see `app.conversation.ask`.
        clock: Seconds that never go back.

    Yields:
        A state to draw; or `None` where time has passed and nothing is new, so that a reader who has left is
        noticed.
    """
    drawn: Conversation | None = None
    state: Conversation | None = None
    told_at = 0.0
    for state in states:
        now = clock()
        if drawn is not None and state.is_open and now - told_at < PACE_S:
            continue
        told_at = now
        yield None if state == drawn else state
        drawn = state
    if state != drawn:
        yield state
