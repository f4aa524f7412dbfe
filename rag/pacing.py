"""Events at a pace that a reader can follow: a sign that work goes on comes a few times a second, no more."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing

from rag.answers import AnswerEvent, StageStarted

PACE_S = 0.2


def pace_events(
    events: Generator[AnswerEvent, None, None], *, clock: Callable[[], float] = time.monotonic
) -> Generator[AnswerEvent, None, None]:
    """Give all events but signs that say nothing new so soon; closing it closes what it reads.

    While a language model is waited for, the same stage is told again with every piece that comes, so that
    the reader can stop it. A page that draws itself with every event needs only some of them.
    """
    last: AnswerEvent | None = None
    told_at = 0.0
    with closing(events):
        for event in events:
            now = clock()
            if isinstance(event, StageStarted) and event == last and now - told_at < PACE_S:
                continue
            last, told_at = event, now
            yield event
