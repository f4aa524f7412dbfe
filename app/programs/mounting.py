"""How the MCP tools are reached: at `/mcp` of a web application, or over standard input and output.

Needs the extra `mcp`, which is loaded only here and in `app/programs/tools.py`, and only when asked for.
"""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.hosting.hosts import is_loopback
from app.programs.answering import Programs
from app.programs.requests import MOST_BODY_BYTES

if TYPE_CHECKING:
    from mcp.server import Server

PATH = "/mcp"
MOST_SESSIONS = 200
IDLE_S = 600.0
AllowsHost = Callable[[str], bool]


class McpMissingError(RuntimeError):
    """The extra `mcp` is not installed."""


def mount_mcp(
    app: Starlette,
    programs: Programs,
    *,
    allows_host: AllowsHost = is_loopback,
    language: str = "en",
) -> None:
    """Serve the tools at `/mcp`, by streamable HTTP, as long as the application runs.

    Call it before the page is mounted, which takes every path that is left. The application's lifespan is
    wrapped, as gradio's mount does too; in which order does not matter.

    Args:
        app: The application.
        programs: What is called.
        allows_host: Whether a name, without port, is one of the server's own: asked of `Host` and `Origin`.
        language: Of the tools' descriptions, `en` or `zh`.

    Raises:
        McpMissingError: The extra `mcp` is not installed.
    """
    door = _Door(_load_server(programs, language), allows_host)
    for path in (PATH, f"{PATH}/"):
        app.router.routes.append(Route(path, endpoint=door, include_in_schema=False))
    _wrap_lifespan(app, door.open)


def serve_stdio(programs: Programs, *, language: str = "en") -> None:
    """Speak MCP over standard input and output until the input ends; nothing else may be printed there.

    SIGINT and SIGTERM end the process at once, with 0: a thread that waits for a line of input cannot be told
    to stop, and would be waited for. Call it from the main thread.

    Raises:
        McpMissingError: The extra `mcp` is not installed.
    """
    import anyio

    server = _load_server(programs, language)

    async def run() -> None:
        from mcp.server.stdio import stdio_server

        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end_process)
    anyio.run(run)


def _end_process(number: int, frame: object) -> None:
    del number, frame
    os._exit(0)


def _load_server(programs: Programs, language: str) -> Server[Any]:
    try:
        from app.programs.tools import make_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise McpMissingError(
            "MCP needs the extra `mcp`, which is not installed: pip install -c constraints.txt -e '.[mcp]'"
        ) from error
    return make_server(programs, language)


class _Door:
    """The path of the tools: lets in who names this server, and hands on to the SDK's manager of sessions."""

    def __init__(self, server: Server[Any], allows_host: AllowsHost) -> None:
        self._server = server
        self._allows_host = allows_host
        self._inside: ASGIApp | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serve sessions until the context ends; the SDK's manager lives once, so each time has its own."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        manager = StreamableHTTPSessionManager(
            self._server,
            session_idle_timeout=IDLE_S,
            max_sessions=MOST_SESSIONS,
            max_request_body_size=MOST_BODY_BYTES,
        )
        async with manager.run():
            self._inside = manager.handle_request
            try:
                yield
            finally:
                self._inside = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refusal = self._find_refusal(Headers(scope=scope))
        if refusal is not None:
            await refusal(scope, receive, send)
        elif self._inside is None:
            await JSONResponse({"error": "the server is starting or stopping"}, 503)(scope, receive, send)
        else:
            await _serve_whole(self._inside, scope, receive, send)

    def _find_refusal(self, headers: Mapping[str, str]) -> JSONResponse | None:
        """Refuse what a page of another site has its reader's browser send (DNS rebinding, other origins)."""
        if not self._allows(f"//{headers.get('host', '')}"):
            return JSONResponse({"error": "this server does not go by that name"}, 421)
        if "origin" in headers and not self._allows(headers["origin"]):
            return JSONResponse({"error": "pages of other sites are not let in"}, 403)
        return None

    def _allows(self, url: str) -> bool:
        try:
            name = urlsplit(url).hostname or ""
        except ValueError:
            return False
        return bool(name) and self._allows_host(name)


async def _serve_whole(inside: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request, and end the answer where the SDK leaves it open, as it does when the server stops."""
    is_open = False

    async def send_noting(message: Message) -> None:
        nonlocal is_open
        is_open = message["type"] == "http.response.start" or bool(message.get("more_body"))
        await send(message)

    await inside(scope, receive, send_noting)
    if is_open:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _wrap_lifespan(app: Starlette, opened: Callable[[], AbstractAsyncContextManager[None]]) -> None:
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:  # noqa: ANN401 - the application's own state
        async with before(running) as state, opened():
            yield state

    app.router.lifespan_context = lifespan
