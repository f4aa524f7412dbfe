"""How much a request may bring, and how long it may take about it.

Small bodies are read before anything is done with them, so that what counts questions can look at them.
Uploads go on as they come, and are cut off at their limit.
"""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.hosting.proxying import find_path
from app.hosting.refusing import Refusal, refuse
from app.hosting.routes import UPLOAD_PATH

MIB = 2**20
MAX_BODY_BYTES = 2 * MIB
MAX_BODY_S = 60.0
_BODY = "zonewise_body"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class BodyLimit:
    """Refuses what is too large (413) or too slow (408)."""

    def __init__(
        self,
        app: ASGIApp,
        upload_bytes: int = 0,
        body_bytes: int = MAX_BODY_BYTES,
        body_s: float = MAX_BODY_S,
    ) -> None:
        """Wrap an application.

        Args:
            app: What is wrapped.
            upload_bytes: The largest upload; 0 where nothing is taken, and every body is a small one.
            body_bytes: The largest other body.
            body_s: How long a small body may take.
        """
        self._app = app
        self._upload_bytes = upload_bytes
        self._body_bytes = body_bytes
        self._body_s = body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self._app(scope, receive, send)
            return
        is_upload = bool(self._upload_bytes) and find_path(scope) == UPLOAD_PATH
        limit = self._upload_bytes if is_upload else self._body_bytes
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal() or int(said) > limit:
            await _refuse_large(scope, receive, send, limit)
        elif is_upload:
            await self._pass_on(scope, receive, send, limit)
        else:
            await self._read_first(scope, receive, send, limit)

    async def _read_first(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        try:
            async with asyncio.timeout(self._body_s):
                body = await _read_body(receive, limit)
        except TimeoutError:
            values = {"seconds": round(self._body_s)}
            await refuse(scope, receive, send, Refusal(408, "body_too_slow", values, {"connection": "close"}))
            return
        if body is None:
            await _refuse_large(scope, receive, send, limit)
            return
        scope[_BODY] = body
        await self._app(scope, _replay(body, receive), send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        taken, is_over, has_begun = 0, False, False

        async def receive_counted() -> Message:
            nonlocal taken, is_over
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                is_over = True
                return {"type": "http.disconnect"}
            return message

        async def send_unless_over(message: Message) -> None:
            nonlocal has_begun
            if not is_over:
                has_begun = True
                await send(message)

        try:
            await self._app(scope, receive_counted, send_unless_over)
        except Exception:
            # The application was told that the reader has gone; what it says to that is ours to say
            # otherwise.
            if not is_over:
                raise
        if is_over and not has_begun:
            await _refuse_large(scope, receive, send, limit)


def find_body(scope: Scope) -> bytes:
    """Give the body of a request that was read already; empty for others."""
    body = scope.get(_BODY, b"")
    return body if isinstance(body, bytes) else b""


async def _read_body(receive: Receive, limit: int) -> bytes | None:
    """Read a whole body; `None` where it is larger than its limit."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    is_given = False

    async def receive_again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


async def _refuse_large(scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    shown = f"{limit // MIB} MiB" if limit >= MIB else f"{limit} B"
    await refuse(
        scope, receive, send, Refusal(413, "body_too_large", {"limit": shown}, {"connection": "close"})
    )
