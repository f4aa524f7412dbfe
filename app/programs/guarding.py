"""What holds for every call over HTTP: a bound on the body, errors as JSON, an end when the client goes."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import anyio
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from app.programs.refusing import FAILED, NO_JSON, CallError, CallStoppedError, tell_faults
from app.programs.requests import MOST_BODY_BYTES

RETRY_AFTER_S = 2
UNREADABLE = 400
"""FastAPI's for a body that is no text or is nested too deep; other bad JSON is a fault of validation."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


class GuardedRoute(APIRoute):
    """A route that reads at most `MOST_BODY_BYTES`, and tells every error as `{"error": …}`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler that FastAPI makes."""
        handle = super().get_route_handler()

        async def handle_guarded(request: Request) -> Response:
            try:
                return await handle(Request(request.scope, bound_body(request.receive)))
            except RequestValidationError as error:
                return _refuse(422, tell_faults(error.errors(), outer=1))
            except HTTPException as error:
                if error.status_code == UNREADABLE:
                    return _refuse(422, NO_JSON)
                return _refuse(error.status_code, str(error.detail), error.headers)
            except CallError as error:
                return _refuse(error.status, str(error))
            except Exception:  # noqa: BLE001 - logged, and told as every error is
                _log.exception("a call failed")
                return _refuse(500, FAILED)

        return handle_guarded


def bound_body(receive: Receive) -> Receive:
    """Give a `receive` that raises an HTTP error, 413, once more than `MOST_BODY_BYTES` have come."""
    read = 0

    async def receive_bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BODY_BYTES:
            raise HTTPException(
                413, f"the request has more than {MOST_BODY_BYTES:,} bytes; send less at once"
            )
        return message

    return receive_bounded


async def run_watched(request: Request, wait: Callable[[], Awaitable[T]]) -> T:
    """Wait for something, and cancel it as soon as the client has gone.

    Raises:
        CallStoppedError: The client has gone.
        Exception: Whatever is raised by what is waited for.
    """
    results: list[T] = []
    failures: list[Exception] = []
    async with anyio.create_task_group() as group:
        group.start_soon(_cancel_when_gone, request, group.cancel_scope)
        try:
            results.append(await wait())
        except Exception as error:  # noqa: BLE001 - raised again below, outside the group, which would wrap it
            failures.append(error)
        group.cancel_scope.cancel()
    if failures:
        raise failures[0]
    if not results:
        raise CallStoppedError("the client has gone")
    return results[0]


async def _cancel_when_gone(request: Request, scope: anyio.CancelScope) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def _refuse(status: int, message: str, headers: Any = None) -> JSONResponse:  # noqa: ANN401
    more = {"Retry-After": str(RETRY_AFTER_S)} if status in {429, 503} else {}
    return JSONResponse({"error": message}, status, headers={**more, **(headers or {})})
