"""The web server around the page: its routes, and what each request goes through before it reaches them.

gradio is mounted by `app/interface.py`; this module knows FastAPI only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from app.hosting.accessing import Access
from app.hosting.admitting import Admission
from app.hosting.bodies import BodyLimit
from app.hosting.choices import Hosting
from app.hosting.closing import Closing
from app.hosting.counting import Counting, Jobs
from app.hosting.guarding import Guard
from app.hosting.limiting import Limiter
from app.hosting.listening import Listener, PortTakenError, listen
from app.hosting.looking import make_looking_router
from app.hosting.proxying import Proxying
from app.hosting.running import make_server, serve
from app.hosting.stopping import Work
from app.library import Library
from app.recording import SILENT, Recorder

__all__ = [
    "OWN_FILES",
    "PAGE_POLICY",
    "Listener",
    "PortTakenError",
    "create_app",
    "listen",
    "make_server",
    "serve",
]

OWN_FILES = Path(__file__).parent.parent / "own"
"""Our own scripts and style sheets, served as they are."""

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; connect-src 'self' data: blob:; "
    "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Content Security Policy: the browser itself refuses to load anything from elsewhere, or to be framed there.

gradio writes scripts and styles into its page and compiles templates, hence the two `unsafe` words.
"""


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


def create_app(
    library: Library,
    *,
    hosting: Hosting | None = None,
    routers: Sequence[APIRouter] = (),
    work: Work | None = None,
    recorder: Recorder = SILENT,
    find_generation: Callable[[], int] | None = None,
) -> FastAPI:
    """Give the application without the chat page, which `app.interface.mount_page` adds last.

    Its `state` has `work` (see `Work`; the page counts its answers there), `jobs` (the page says there how
    gradio's queue is asked) and `grace_s`.

    Args:
        library: What is served.
        hosting: What the host has chosen; without it, as for one reader on this machine.
        routers: Further routes.
        work: What is under way; without one, its own.
        recorder: Told of every request.
        find_generation: Gives the index's generation for the health report.
    """
    chosen = hosting or Hosting()
    app = FastAPI(title="Zonewise", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.work = work or Work()
    app.state.jobs = Jobs()
    app.state.grace_s = chosen.grace_s
    _add_layers(app, chosen, recorder)
    _add_health(app, library, find_generation)
    app.include_router(make_looking_router(library))
    for router in routers:
        app.include_router(router)
    app.mount("/own", StaticFiles(directory=OWN_FILES))
    return app


def _add_layers(app: FastAPI, hosting: Hosting, recorder: Recorder) -> None:
    """Wrap the routes; what is added last sees a request first."""
    limiter = Limiter(hosting.allowance)
    app.state.work.watch(limiter.count_open)
    # gradio adds headers for pages of other sites only where its parent does not; see
    # `app/hosting/admitting.py`.
    app.add_middleware(CORSMiddleware, allow_origins=())
    beside = Limiter(hosting.allowance.beside())
    app.add_middleware(Counting, limiter=limiter, beside=beside, work=app.state.work, jobs=app.state.jobs)
    app.add_middleware(Closing, upload_bytes=hosting.upload_bytes)
    app.add_middleware(BodyLimit, upload_bytes=hosting.upload_bytes)
    app.add_middleware(Guard, accounts=hosting.accounts)
    app.add_middleware(Admission, hosts=hosting.hosts)
    app.add_middleware(_SecurityHeaders)
    app.add_middleware(Proxying, proxies=hosting.proxies, root=hosting.root)
    app.add_middleware(Access, recorder=recorder)


def _add_health(app: FastAPI, library: Library, find_generation: Callable[[], int] | None) -> None:
    begun_s = time.monotonic()

    @app.get("/healthz")
    def report_health() -> JSONResponse:
        scope = library.scope()
        is_stopping = app.state.work.is_stopping
        report = {
            "status": "stopping" if is_stopping else "ok",
            "articles": scope.articles,
            "zones": scope.zones,
            "generation": find_generation() if find_generation else 0,
            "uptime_s": round(time.monotonic() - begun_s),
        }
        return JSONResponse(report, 503 if is_stopping else 200, {"cache-control": "no-store"})
