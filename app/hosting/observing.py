"""The pipeline as it is served: each answer is counted as work under way, and told to the log.

That is done here, and not at each door, so that no door forgets it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any

from app.hosting.persons import find_asking
from app.hosting.stopping import StoppingError, Work
from app.recording import SILENT, Recorder, Value, describe_answer
from rag.answers import EVERYWHERE, AnswerEvent, AnswerFinished, Narrowing, TextAdded
from rag.live import LivePipeline
from rag.settings import Settings


class ObservedPipeline(LivePipeline):
    """Answers as `LivePipeline` does; see there."""

    def __init__(
        self,
        settings: Settings,
        *,
        work: Work | None = None,
        recorder: Recorder = SILENT,
        **others: Any,  # noqa: ANN401
    ) -> None:
        """Open the models and the index.

        Args:
            settings: All settings.
            work: Where answers are counted.
            recorder: Told of each answer.
            others: See `LivePipeline`.

        Raises:
            index.errors.StoreError: See `LivePipeline`.
            SettingError: See `LivePipeline`.
        """
        super().__init__(settings, **others)
        self._work = work or Work()
        self._recorder = recorder

    def stream(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Generator[AnswerEvent, None, None]:
        """Answer a question event by event; see `LivePipeline.stream`.

        Raises:
            StoppingError: The server has told what is under way to end.
        """
        events = super().stream(question, history=history, narrowing=narrowing)
        known: dict[str, Value] = {
            "person": find_asking(),
            "question": question,
            "earlier": len(history),
            "narrowed": not narrowing.is_empty,
            "generation": self.generation,
        }
        with closing(observe(events, self._work, self._recorder, known)) as observed:
            yield from observed

    @property
    def generation(self) -> int:
        """Which generation of the index is served."""
        return self.current.index.generation


def observe(
    events: Generator[AnswerEvent, None, None], work: Work, recorder: Recorder, known: dict[str, Value]
) -> Generator[AnswerEvent, None, None]:
    """Pass the events of an answer on; count it as under way meanwhile, and tell how it ended.

    Args:
        events: Of the answer.
        work: Where it is counted.
        recorder: Told `answer` with what `describe_answer` gives and when the first word came, or
            `answer_stopped`, or `answer_failed` with the class of the error.
        known: Told with it.

    Raises:
        StoppingError: The server has told what is under way to end.
    """
    begun_s = time.perf_counter()
    told: dict[str, Value] = {}
    ending = "answer_stopped"
    try:
        with work.one(is_admitted=True), closing(events) as passed:
            for event in passed:
                _go_on(work)
                if isinstance(event, TextAdded):
                    told.setdefault("first_word_s", round(time.perf_counter() - begun_s, 3))
                if isinstance(event, AnswerFinished):
                    ending, told = "answer", {**told, **describe_answer(event.answer)}
                yield event
    except Exception as error:
        ending, told["error"] = "answer_failed", type(error).__name__
        raise
    finally:
        recorder.record(ending, **{"seconds": round(time.perf_counter() - begun_s, 3), **known, **told})


def _go_on(work: Work) -> None:
    if work.is_cut():
        raise StoppingError("the server is stopping")
