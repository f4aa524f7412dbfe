"""A request that is not carried out: its status, and why, in the reader's language.

The text stands under `detail` and `error` at once: gradio's page shows the one, programs look for either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from prompts.loading import load_wording

LANGUAGE_COOKIE = "zonewise-language"
"""The page may keep its language here; without it, the browser's own counts."""
LANGUAGES = ("en", "zh")
_REFUSED = "zonewise_refused"
_WEBSOCKET_REFUSED = 1008


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not carried out.

    Attributes:
        status: The HTTP status.
        reason: Key of the wording in `prompts/en/hosting.toml`; it goes into the answer and the log as it is.
        values: What the wording speaks of.
        headers: Further headers.
    """

    status: int
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


async def refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    """Answer a request with why it is not carried out, and note it for the log."""
    scope[_REFUSED] = refusal.reason
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _WEBSOCKET_REFUSED})
        return
    text = load_wording(choose_language(scope), "hosting")[refusal.reason].format(**refusal.values)
    sent = {"cache-control": "no-store", **refusal.headers}
    response: Response = (
        PlainTextResponse(text + "\n", refusal.status, sent)
        if "text/html" in Headers(scope=scope).get("accept", "")
        else JSONResponse({"detail": text, "error": text, "reason": refusal.reason}, refusal.status, sent)
    )
    await response(scope, receive, send)


def find_refusal(scope: Scope) -> str:
    """Give why a request was refused; empty where it was not."""
    return str(scope.get(_REFUSED, ""))


def choose_language(scope: Scope) -> str:
    """Give the language of whoever asks: the page's, else the browser's first, else English."""
    headers = Headers(scope=scope)
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(LANGUAGE_COOKIE)
    except CookieError:
        cookie = None
    if cookie is not None and cookie.value in LANGUAGES:
        return cookie.value
    return "zh" if headers.get("accept-language", "").lower().startswith("zh") else "en"
