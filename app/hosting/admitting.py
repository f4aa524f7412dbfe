"""Lets in what is meant for this server and comes from its own page: the checks of host and origin.

gradio would let pages of any site read what is here as soon as the server has a name that is not the
loopback's. The application therefore has starlette's `CORSMiddleware` with no origins: gradio then adds no
headers of its own, and a page of another site can read nothing, nor, by what is here, set anything going.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.hosting.hosts import Hosts, is_loopback, read_host, read_origin
from app.hosting.proxying import list_named_hosts
from app.hosting.refusing import Refusal, refuse

_SAFE = frozenset({"GET", "HEAD"})
_OWN_SITE = frozenset({"same-origin", "none"})
_MAX_SHOWN_CHARS = 100


class Admission:
    """Refuses requests for other hosts (400), and those that change something for other sites (403)."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        named = list_named_hosts(scope)
        if not named:
            await refuse(scope, receive, send, Refusal(400, "host_missing"))
            return
        for text in named:
            name = read_host(text)
            if not name or not self._hosts.allows(name):
                await refuse(
                    scope,
                    receive,
                    send,
                    Refusal(400, "host_refused", {"host": name or text[:_MAX_SHOWN_CHARS]}),
                )
                return
        headers = Headers(scope=scope)
        if _changes(scope) and self._is_foreign(headers, read_host(named[-1])):
            origin = headers.get("origin", "?")[:_MAX_SHOWN_CHARS]
            await refuse(scope, receive, send, Refusal(403, "origin_refused", {"origin": origin}))
            return
        await self._app(scope, receive, send)

    def _is_foreign(self, headers: Headers, host: str) -> bool:
        """Whether a page of another site sent this; programs send neither header."""
        site = headers.get("sec-fetch-site")
        origin = headers.get("origin")
        if site == "cross-site":
            return True
        if site in _OWN_SITE or origin is None:
            return False
        name = read_origin(origin)
        both_here = is_loopback(name) and is_loopback(host)
        return not (name == host or both_here or name in self._hosts.names)


def _changes(scope: Scope) -> bool:
    return scope["type"] == "websocket" or scope["method"] not in _SAFE
