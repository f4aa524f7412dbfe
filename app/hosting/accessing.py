"""Tells the log of every request: method, path without its query, status, seconds, and who asked."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.hosting.persons import find_person
from app.hosting.proxying import find_path
from app.hosting.refusing import find_refusal
from app.recording import Recorder, Value

_QUIET_PATH = "/healthz"
"""Asked every few seconds by what watches the server; told only when it goes wrong."""
_NONE_SENT = 499
"""As nginx says it: the reader went before an answer began."""


class Access:
    """Wraps the whole application, so that refusals are told of too."""

    def __init__(self, app: ASGIApp, recorder: Recorder) -> None:
        self._app = app
        self._recorder = recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun_s = _NONE_SENT, time.perf_counter()
        error = ""

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception as caught:
            status, error = 500, type(caught).__name__
            raise
        finally:
            self._tell(scope, status, time.perf_counter() - begun_s, error)

    def _tell(self, scope: Scope, status: int, seconds: float, error: str) -> None:
        path = find_path(scope)
        if path == _QUIET_PATH and status < 400:
            return
        values: dict[str, Value] = {
            "method": scope["method"],
            "path": path,
            "status": status,
            "seconds": round(seconds, 3),
            "person": find_person(scope),
        }
        more = {"refused": find_refusal(scope), "error": error}
        self._recorder.record("request", **values, **{key: text for key, text in more.items() if text})
