"""The events of an answer as server-sent events: `stage`, `text`, then `answer`, or `error` in its place."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from app.programs.refusing import CallError
from rag.answers import AnswerEvent, AnswerFinished, Json, StageStarted, TextAdded
from rag.contract import answer_as_json

MEDIA_TYPE = "text/event-stream"
BROKEN = "the answer broke off by a fault of the server; its log says more"

_log = logging.getLogger(__name__)


async def write_events(first: AnswerEvent, others: AsyncGenerator[AnswerEvent, None]) -> AsyncIterator[str]:
    """Write the events of an answer; whoever stops reading closes them.

    Args:
        first: The first event, which has been waited for already.
        others: Those after it.
    """
    async with aclosing(others):
        yield _write(*_describe(first))
        try:
            async for event in others:
                yield _write(*_describe(event))
        except CallError as error:
            yield _write("error", {"error": str(error)})
        except Exception:  # noqa: BLE001 - logged, and told as every error is
            _log.exception("an answer broke off")
            yield _write("error", {"error": BROKEN})


def _describe(event: AnswerEvent) -> tuple[str, dict[str, Json]]:
    match event:
        case StageStarted(stage, done, total):
            return "stage", {"stage": stage, "done": done, "total": total}
        case TextAdded(text):
            return "text", {"text": text}
        case AnswerFinished(answer):
            return "answer", answer_as_json(answer)


def _write(name: str, data: dict[str, Json]) -> str:
    # JSON has no line end of its own, so that one `data` line holds all of it.
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
