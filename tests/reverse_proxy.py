"""A small reverse proxy, for tests: it shows an application under a prefix, as nginx or Caddy would."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.hosting.listening import listen

_OF_ONE_STEP = {"connection", "keep-alive", "transfer-encoding", "host"}
_METHODS = ["GET", "HEAD", "POST", "DELETE", "OPTIONS"]


@contextmanager
def serve_proxy(target: str, prefix: str, *, is_stripping: bool, passes_host: bool = True) -> Iterator[str]:
    """Run a proxy, and give the address under which it shows the application, without a slash at its end.

    Args:
        target: Address of the application.
        prefix: Where it is shown.
        is_stripping: Whether the prefix is taken off before the application is asked.
        passes_host: Whether it says by which name it was asked.
    """
    listener = listen("127.0.0.1", 0)
    client = httpx.AsyncClient(base_url=target, timeout=60)

    async def pass_on(request: Request) -> Response:
        path = request.url.path
        if not path.startswith(f"{prefix}/") and path != prefix:
            # The icon that browsers ask every site for is the proxy's own.
            return Response(status_code=204 if path == "/favicon.ico" else 404)
        asked = client.build_request(
            request.method,
            httpx.URL(
                path=path.removeprefix(prefix) if is_stripping else path, query=request.url.query.encode()
            ),
            headers=_list_headers(request, passes_host=passes_host),
            content=request.stream() if request.method == "POST" else None,
        )
        answer = await client.send(asked, stream=True)
        kept = {name: value for name, value in answer.headers.items() if name not in _OF_ONE_STEP}
        closing = BackgroundTask(answer.aclose)
        return StreamingResponse(answer.aiter_raw(), answer.status_code, kept, background=closing)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    app = Starlette(routes=[Route("/{path:path}", pass_on, methods=_METHODS)], lifespan=lifespan)
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener.socket]})
    thread.start()
    try:
        yield f"{listener.url}{prefix}"
    finally:
        server.should_exit = True
        thread.join(20)


def _list_headers(request: Request, *, passes_host: bool) -> dict[str, str]:
    headers = {name: value for name, value in request.headers.items() if name not in _OF_ONE_STEP}
    headers["x-forwarded-for"] = request.client.host if request.client else ""
    if passes_host:
        headers["x-forwarded-host"] = request.headers["host"]
        headers["x-forwarded-proto"] = "http"
    return headers
