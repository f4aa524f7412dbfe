"""An application as its layers leave it, asked without a socket; and a route for each thing a test needs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, StreamingResponse

from app.hosting.choices import Hosting
from app.hosting.persons import find_asking, find_person
from app.hosting.serving import create_app
from tests.coroutines import run_coroutine
from tests.scripted_answerer import ScriptedAnswerer

URL = "http://127.0.0.1:7860"


class Recorded:
    """Keeps what the log would be told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def record(self, event: str, **values: Any) -> None:
        self.events.append((event, values))


class Gate:
    """Holds requests up until a test lets them go; made within the loop that it is used in."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.entered = asyncio.Semaphore(0)


def make_app(hosting: Hosting | None = None, recorder: Recorded | None = None) -> FastAPI:
    app = create_app(ScriptedAnswerer(), hosting=hosting, recorder=recorder or Recorded())
    app.state.gate = None
    _add_asking(app)
    _add_telling(app)
    return app


def _add_asking(app: FastAPI) -> None:
    @app.post("/api/ask")
    async def ask(request: Request) -> JSONResponse:
        body = await request.body()
        if app.state.gate is not None:
            app.state.gate.entered.release()
            await app.state.gate.open.wait()
        return JSONResponse(
            {"bytes": len(body), "person": find_person(request.scope), "asking": find_asking()}
        )

    @app.post("/gradio_api/queue/join")
    async def join(request: Request) -> dict[str, str]:
        fields = await request.json()
        return {"event_id": fields["event"]}

    @app.post("/gradio_api/upload")
    async def upload(request: Request) -> dict[str, int]:
        size = 0
        async for part in request.stream():
            size += len(part)
        return {"bytes": size}


def _add_telling(app: FastAPI) -> None:
    @app.get("/who")
    async def tell(request: Request) -> dict[str, str]:
        return {"person": find_person(request.scope), "url": str(request.url), "path": request.url.path}

    @app.get("/broken")
    async def fail() -> None:
        raise ZeroDivisionError("a secret")

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(iter(["data: a\n\n", "data: b\n\n"]), media_type="text/event-stream")


def ask_app(
    app: FastAPI,
    work: Callable[[httpx.AsyncClient], Awaitable[Any]],
    *,
    client: str = "127.0.0.1",
    **options: Any,
) -> Any:
    """Run a test's requests against an application, as from an address, and give what it returns."""

    async def run() -> Any:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(client, 5))
        async with httpx.AsyncClient(transport=transport, base_url=URL, **options) as asking:
            return await work(asking)

    return run_coroutine(run())


def get(
    app: FastAPI, path: str, *, method: str = "GET", client: str = "127.0.0.1", **options: Any
) -> httpx.Response:
    """Send one request and give the answer."""

    async def work(asking: httpx.AsyncClient) -> httpx.Response:
        return await asking.request(method, path, **options)

    answer = ask_app(app, work, client=client)
    assert isinstance(answer, httpx.Response)
    return answer
