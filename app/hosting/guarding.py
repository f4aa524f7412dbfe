"""Who may come in: HTTP Basic (RFC 7617) before everything but the health report, and who it is that asks."""

from __future__ import annotations

import asyncio
import math
from base64 import b64decode
from binascii import Error as Base64Error

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.hosting.accounts import Accounts, Attempts
from app.hosting.passwords import MAX_PASSWORD_CHARS
from app.hosting.persons import Marks, find_address, set_person
from app.hosting.proxying import find_path
from app.hosting.refusing import Refusal, refuse

OPEN_PATHS = frozenset({"/healthz"})
"""What a machine that watches the server may read without a password."""
_CHALLENGE = {"www-authenticate": 'Basic realm="Zonewise", charset="UTF-8"'}
_MAX_HEADER_CHARS = 8 * MAX_PASSWORD_CHARS
Credentials = tuple[str, str]


class Guard:
    """Asks for a password where there are accounts, and notes for all that comes after who asks."""

    def __init__(
        self,
        app: ASGIApp,
        accounts: Accounts | None = None,
        marks: Marks | None = None,
        attempts: Attempts | None = None,
    ) -> None:
        self._app = app
        self._accounts = accounts
        self._marks = marks or Marks()
        self._attempts = attempts or Attempts()
        self._checking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in {"http", "websocket"}:
            mark = self._marks.mark(find_address(scope))
            set_person(scope, mark)
            if self._accounts is not None and find_path(scope) not in OPEN_PATHS:
                refusal, wait_s = await self._find_refusal(scope, self._accounts, mark)
                if refusal:
                    await _send_refusal(scope, receive, send, refusal, wait_s)
                    return
        await self._app(scope, receive, send)

    async def _find_refusal(self, scope: Scope, accounts: Accounts, mark: str) -> tuple[str, int]:
        """Give why someone does not come in (empty where they do), and how long nothing is tried, in s."""
        given = read_credentials(Headers(scope=scope).get("authorization", ""))
        if given is None:
            return "password_needed", 0
        if not accounts.remembers(*given):
            # One at a time: a page asks for many files at once, and each check takes 32 MiB.
            async with self._checking:
                wait_s = math.ceil(self._attempts.wait_s(mark))
                if wait_s and not accounts.remembers(*given):
                    return "password_attempts", wait_s
                if not accounts.remembers(*given) and not await run_in_threadpool(accounts.check, *given):
                    self._attempts.count(mark)
                    return "password_wrong", 0
        set_person(scope, given[0])
        return "", 0


def read_credentials(header: str) -> Credentials | None:
    """Read name and password from an `Authorization` header; `None` where there are none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic" or len(header) > _MAX_HEADER_CHARS:
        return None
    try:
        name, colon, password = b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (Base64Error, UnicodeDecodeError):
        return None
    is_bounded = len(password) <= MAX_PASSWORD_CHARS
    return (name, password) if colon and is_bounded else None


async def _send_refusal(scope: Scope, receive: Receive, send: Send, reason: str, wait_s: int) -> None:
    if wait_s:
        headers = {"retry-after": str(wait_s)}
        await refuse(scope, receive, send, Refusal(429, reason, {"seconds": wait_s}, headers))
        return
    await refuse(scope, receive, send, Refusal(401, reason, headers=_CHALLENGE))
