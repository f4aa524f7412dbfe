"""Counts the questions of each person before they reach gradio's queue, so that nobody can fill it for all.

What is let in is counted until its answer is there: for a request that answers by itself until it has
answered, for a job in gradio's queue as long as the queue knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.hosting.bodies import find_body
from app.hosting.limiting import Limiter, OverLimitError, Ticket
from app.hosting.persons import find_person
from app.hosting.proxying import find_path
from app.hosting.refusing import Refusal, refuse
from app.hosting.routes import Kind, find_event, find_kind
from app.hosting.stopping import StoppingError, Work

_MAX_KEPT_BYTES = 65_536
_PAGE_DOOR = "/gradio_api/queue/join"
_SHOWN_BY_PAGE = 409
"""gradio's page says of 503 that it is busy, whatever the text; of this, it shows the text."""


def _knows_none(event: str) -> bool:
    del event
    return False


@dataclass(slots=True)
class Jobs:
    """What the page tells of gradio's queue once it is built.

    Attributes:
        is_queued: Whether a job is answered or waits, by its name.
        asking: Numbers of the page's events that ask a question; `None` where they are not known.
    """

    is_queued: Callable[[str], bool] = field(default=_knows_none)
    asking: Collection[int] | None = None


class Counting:
    """Refuses questions beyond the limits (429), and all while the server stops (503)."""

    def __init__(self, app: ASGIApp, limiter: Limiter, beside: Limiter, work: Work, jobs: Jobs) -> None:
        """Wrap an application.

        Args:
            app: What is wrapped.
            limiter: Decides on questions.
            beside: Decides on other jobs for gradio's queue, which has one length for all.
            work: What is under way, and whether the server stops.
            jobs: What the page tells of gradio's queue.
        """
        self._app = app
        self._limiter = limiter
        self._beside = beside
        self._work = work
        self._jobs = jobs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        kind = _find_kind(scope, self._jobs) if scope["type"] == "http" else Kind.NOTHING
        if kind is Kind.NOTHING:
            await self._app(scope, receive, send)
            return
        if self._work.is_stopping and kind is not Kind.BESIDE:
            await _refuse_stopping(scope, receive, send)
            return
        limiter = self._beside if kind is Kind.BESIDE else self._limiter
        try:
            ticket = limiter.admit(find_person(scope))
        except OverLimitError as over:
            values = {"limit": over.limit, "seconds": over.retry_s}
            await refuse(
                scope, receive, send, Refusal(429, over.reason, values, {"retry-after": str(over.retry_s)})
            )
            return
        if kind is Kind.DIRECT:
            await self._answer(ticket, scope, receive, send)
            return
        event = ""
        try:
            event = await self._queue(scope, receive, send)
        finally:
            if event:
                ticket.is_open = lambda: self._jobs.is_queued(event)
            else:
                limiter.finish(ticket)

    async def _queue(self, scope: Scope, receive: Receive, send: Send) -> str:
        """Let a job into gradio's queue, and give its name; empty where it was not taken.

        Its ticket is open as long as the queue knows the job.
        """
        kept = bytearray()

        async def send_read(message: Message) -> None:
            if message["type"] == "http.response.body" and len(kept) < _MAX_KEPT_BYTES:
                kept.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, send_read)
        return find_event(bytes(kept))

    async def _answer(self, ticket: Ticket, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._work.one():
                await self._app(scope, receive, send)
        except StoppingError:
            await _refuse_stopping(scope, receive, send)
        finally:
            self._limiter.finish(ticket)


def _find_kind(scope: Scope, jobs: Jobs) -> Kind:
    return find_kind(scope["method"], find_path(scope), find_body(scope), jobs.asking)


async def _refuse_stopping(scope: Scope, receive: Receive, send: Send) -> None:
    status = _SHOWN_BY_PAGE if find_path(scope) == _PAGE_DOOR else 503
    await refuse(scope, receive, send, Refusal(status, "stopping", headers={"retry-after": "60"}))
