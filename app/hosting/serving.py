"""The web server around the page: `/healthz`, cited articles, the style sheet, what a browser may load.

gradio is mounted by `app/interface.py`; this module knows FastAPI and uvicorn only.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

import uvicorn
from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from app.conversation import Answerer
from app.views.articles import Quoted, QuoteOutsideError, render_article
from prompts.loading import load_wording
from rag.composing import Scope

OWN_FILES = Path(__file__).parent.parent / "own"
"""Our own scripts and style sheets, served as they are."""

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; connect-src 'self' data: blob:; "
    "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""Content Security Policy: the browser itself refuses to load anything from elsewhere.

gradio writes scripts and styles into its page and compiles templates, hence the two `unsafe` words.
"""
ARTICLE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"

STOP_TIMEOUT_S = 2


class _CutConnections(logging.Filter):
    """Drops uvicorn's tracebacks of connections that are cut when it stops.

    gradio holds one open for as long as a browser shows the page, so that there is always one to cut.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Give whether the record is written."""
        is_cut = record.exc_info is not None and record.exc_info[0] is asyncio.CancelledError
        return not is_cut and not record.getMessage().startswith("Cancel ")


_CUT_CONNECTIONS = _CutConnections()


class PortTakenError(OSError):
    """The address cannot be listened on."""


class _SecurityHeaders:
    """Adds the security headers to every answer that does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", PAGE_POLICY)
                headers.setdefault("x-content-type-options", "nosniff")
                headers.setdefault("referrer-policy", "no-referrer")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def create_app(answerer: Answerer, scope: Scope) -> FastAPI:
    """Give the application without the chat page, which `app.interface.mount_page` adds.

    Its `state.stopping` is an event that is set when the server begins to stop.
    """
    app = FastAPI(title="Zonewise", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.stopping = threading.Event()
    app.add_middleware(_SecurityHeaders)

    @app.get("/healthz")
    def report_health() -> dict[str, str | int]:
        return {"status": "ok", "articles": scope.articles, "zones": scope.zones}

    @app.get("/article")
    def show_article(
        article_id: str = Query(alias="id", max_length=500),
        start: int = Query(ge=0),
        end: int = Query(ge=1),
        number: int = Query(default=0, ge=0),
        focus: str = Query(default="", max_length=300),
        lang: Literal["en", "zh"] = "en",
    ) -> HTMLResponse:
        quoted = Quoted(start=start, end=end, number=number, focus=focus)
        return _show_article(answerer, article_id, quoted, lang)

    app.mount("/own", StaticFiles(directory=OWN_FILES))
    return app


def _show_article(answerer: Answerer, article_id: str, quoted: Quoted, language: str) -> HTMLResponse:
    wording = load_wording(language, "page")
    try:
        article = answerer.article(article_id)
        html = render_article(article, answerer.page(article.source), quoted, wording)
    except LookupError:
        return _wrap(f'<p class="zw-notice">{escape(wording["article_missing"])}</p>', language, status=404)
    except QuoteOutsideError:
        return _wrap(f'<p class="zw-notice">{escape(wording["article_outside"])}</p>', language, status=400)
    return _wrap(html, language, status=200)


def _wrap(html: str, language: str, *, status: int) -> HTMLResponse:
    """Give a whole small page, so that a citation's address also works by itself; the panel takes `main`."""
    document = (
        f'<!doctype html><html lang="{language}" class="zw-alone"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Zonewise</title>'
        f'<link rel="stylesheet" href="own/page.css"></head><body><main>{html}</main></body></html>'
    )
    return HTMLResponse(document, status, headers={"content-security-policy": ARTICLE_POLICY})


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket and its address."""

    socket: socket.socket
    host: str
    port: int

    @property
    def url(self) -> str:
        """The address of the page; a server on all interfaces is named by the loopback one."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def listen(host: str, port: int) -> Listener:
    """Bind an address before anything slow is done; port 0 takes a free one.

    Raises:
        PortTakenError: Another program has the port, or the host is not one of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise PortTakenError(
            f"cannot listen on {host} port {port}: {_name_error(error)}. "
            "Give another with --port, or --port 0 for any free one."
        ) from error
    return Listener(bound, host, int(bound.getsockname()[1]))


def _name_error(error: OSError) -> str:
    """Give the system's own words; those of `create_server` repeat the address."""
    is_lookup = isinstance(error, socket.gaierror) or error.errno is None
    return str(error) if is_lookup else os.strerror(error.errno or 0)


def serve(app: FastAPI, listener: Listener, *, log_level: str, when_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; open answers get `STOP_TIMEOUT_S` seconds to end.

    Args:
        app: What is served.
        listener: See `listen`.
        log_level: uvicorn's, such as `warning`.
        when_ready: Called once, when requests are answered.
    """
    server = make_server(app, log_level=log_level, when_ready=when_ready)
    server.run(sockets=[listener.socket])


def make_server(app: FastAPI, *, log_level: str, when_ready: Callable[[], None]) -> uvicorn.Server:
    """Give the server, not yet running; setting its `should_exit` ends it."""

    class ReadyServer(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                when_ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.stopping.set()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app, log_level=log_level, timeout_graceful_shutdown=STOP_TIMEOUT_S, server_header=False
    )
    logging.getLogger("uvicorn.error").addFilter(_CUT_CONNECTIONS)
    return ReadyServer(config)
