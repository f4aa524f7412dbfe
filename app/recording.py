"""What is told to a host's log: events with values, and of an answer never its words.

The page, the API and the server call a `Recorder`; `app/hosting/recording.py` writes lines, and by default
nothing is kept.
"""

from __future__ import annotations

from typing import Protocol

from rag.answers import Answer

Value = str | int | float | bool | None


class Recorder(Protocol):
    """Takes note of what happened."""

    def record(self, event: str, **values: Value) -> None:
        """Take note of one event; never fails, and may be called from any thread.

        Args:
            event: What happened, one word: `answer`, `request`, `upload`, `feedback`, `stop` …
            values: Its numbers, flags and short codes. Words that readers or pages wrote may be given as
                `question`, `comment` or `text` only: those are written only where the host asks for them.
        """
        ...


class SilentRecorder:
    """Keeps nothing."""

    def record(self, event: str, **values: Value) -> None:
        """Do nothing."""
        del event, values


SILENT = SilentRecorder()


def describe_answer(answer: Answer) -> dict[str, Value]:
    """Give what a log may know of an answer: counts, flags and its language, and none of its words."""
    return {
        "seconds": round(answer.seconds, 3),
        "abstained": answer.abstained,
        "zones": len(answer.zones),
        "citations": len(answer.citations),
        "language": answer.query.language,
        "characters": len(answer.text),
        "question_characters": len(answer.query.question),
        "model": answer.model,
        "fallback": bool(answer.fallback),
    }
