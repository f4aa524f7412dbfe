"""LangChain models in memory that do what a test wrote down, in both ways in which a model can run."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field

WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A step that waits for an event, or for ever."""

    event: threading.Event = field(default_factory=threading.Event)


Step = str | list[dict[str, Any]] | AIMessageChunk | Wait | Exception


class Record:
    """What a model was asked, and that its answers were stopped or came to their end."""

    def __init__(self) -> None:
        self.asked: list[list[BaseMessage]] = []
        self.over = threading.Semaphore(0)
        self.stopped = threading.Event()
        self._lock = threading.Lock()

    def begin(self, messages: list[BaseMessage]) -> int:
        with self._lock:
            self.asked.append(messages)
            return len(self.asked) - 1

    def wait_until_over(self) -> None:
        """Wait until one more answer has ended."""
        assert self.over.acquire(timeout=WAIT_S), "the model still runs"


class ThreadChat(BaseChatModel):
    """Runs in a thread. Each answer takes the next script; the last one stays."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    scripts: list[list[Any]]
    record: Record = Field(default_factory=Record)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    def _begin(self, messages: list[BaseMessage]) -> list[Step]:
        return self.scripts[min(self.record.begin(messages), len(self.scripts) - 1)]

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: Any = None,
        *,
        cancelled: threading.Event | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        del stop, run_manager, kwargs
        assert cancelled is not None
        try:
            for step in self._begin(messages):
                if isinstance(step, Wait):
                    while not step.event.wait(0.005):
                        if cancelled.is_set():
                            self.record.stopped.set()
                            return
                else:
                    yield _make_chunk(step)
        except GeneratorExit:
            self.record.stopped.set()
            raise
        finally:
            self.record.over.release()


class TaskChat(ThreadChat):
    """Runs as a task."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: Any = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        del stop, run_manager, kwargs
        try:
            for step in self._begin(messages):
                if isinstance(step, Wait):
                    while not step.event.is_set():  # noqa: ASYNC110 - the event is of another thread
                        await asyncio.sleep(0.005)
                else:
                    yield _make_chunk(step)
                    await asyncio.sleep(0)
        except (GeneratorExit, asyncio.CancelledError):
            self.record.stopped.set()
            raise
        finally:
            self.record.over.release()


def _make_chunk(step: Step) -> ChatGenerationChunk:
    if isinstance(step, Exception):
        raise step
    if isinstance(step, AIMessageChunk):
        return ChatGenerationChunk(message=step)
    assert not isinstance(step, Wait)
    return ChatGenerationChunk(message=AIMessageChunk(content=step))  # type: ignore[arg-type]


def end(**metadata: str) -> AIMessageChunk:
    """Give the chunk that says why an answer ended."""
    return AIMessageChunk(content="", response_metadata=metadata)
