"""Behind a proxy: who asks, by which name and under which prefix, told once for all that comes after.

What a trusted proxy says in `X-Forwarded-For`, `-Host` and `-Proto` is put in the place of what the
connection says, and those headers go no further: gradio would believe them of anybody. The prefix is cut
where the proxy has left it, and noted as ASGI's `root_path`, so that proxies that strip it and those that do
not look alike.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.hosting.persons import find_address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
ANY = "*"
_HOSTS = "zonewise_hosts"
_DROPPED = (b"x-forwarded-", b"x-gradio-server", b"forwarded")
_ROOT = re.compile(
    r"(?:(?P<scheme>https?)://(?P<host>(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?))?"
    r"(?P<path>(?:/[A-Za-z0-9._~-]+)*)/?"
)
_SCHEMES = frozenset({"http", "https"})
_MOVED = 307


class RootPathError(ValueError):
    """The prefix cannot be used; the message says what would do."""


class ProxyAddressError(ValueError):
    """An address of a proxy is none; the message says what would do."""


@dataclass(frozen=True, slots=True)
class RootPath:
    """Where readers find the page.

    Attributes:
        path: The prefix, without a slash at its end; empty for none.
        scheme: `http` or `https`, where the whole address was given; else empty.
        host: Name, with its port where it has one, in the same case.
    """

    path: str = ""
    scheme: str = ""
    host: str = ""


def read_root_path(text: str) -> RootPath:
    """Read `/zonewise`, or the whole address, `https://zones.example.org/zonewise`.

    Raises:
        RootPathError: It is neither.
    """
    found = _ROOT.fullmatch(text)
    if not found or not (found["scheme"] or found["path"]):
        raise RootPathError(
            f"{text!r} is no path; give one such as /zonewise, or https://zones.example.org/zonewise"
        )
    return RootPath(found["path"], found["scheme"] or "", (found["host"] or "").lower())


class Proxies:
    """The addresses whose `X-Forwarded-…` headers are believed."""

    def __init__(self, trusted: Iterable[str] = ("127.0.0.1", "::1")) -> None:
        """Read addresses and networks (`10.0.0.0/8`); `*` is all.

        Raises:
            ProxyAddressError: One is none.
        """
        named = [text.strip() for text in trusted if text.strip()]
        self._takes_all = ANY in named
        self._networks = [_read_network(text) for text in named if text != ANY]

    def trusts(self, address: str) -> bool:
        """Whether an address is a proxy's."""
        if self._takes_all:
            return True
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)

    def find_client(self, passed: str) -> str:
        """Give the last address of `X-Forwarded-For` that is no proxy's: those before it anyone can write."""
        addresses = [_without_port(part.strip()) for part in passed.split(",") if part.strip()]
        foreign = [address for address in addresses if not self.trusts(address)]
        return (foreign or addresses or [""])[-1 if foreign else 0]


class Proxying:
    """Makes a request look as it did when it reached the proxy."""

    def __init__(self, app: ASGIApp, proxies: Proxies, root: RootPath) -> None:
        self._app = app
        self._proxies = proxies
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in {"http", "websocket"}:
            self._apply_headers(scope)
            if self._root.path:
                if scope["path"] == self._root.path and scope["type"] == "http":
                    # The page's own files are named from its folder.
                    await RedirectResponse(f"{self._root.path}/", _MOVED)(scope, receive, send)
                    return
                self._apply_root(scope)
        await self._app(scope, receive, send)

    def _apply_headers(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        is_trusted = self._proxies.trusts(find_address(scope))
        hosts = headers.getlist("host")
        forwarded = _last(headers, "x-forwarded-host") if is_trusted else ""
        shown = self._root.host or forwarded
        scope[_HOSTS] = [*hosts, *filter(None, [forwarded, self._root.host])]
        if is_trusted:
            address = self._proxies.find_client(",".join(headers.getlist("x-forwarded-for")))
            scope["client"] = (address, 0) if address else scope.get("client")
        scheme = self._root.scheme or (_last(headers, "x-forwarded-proto").lower() if is_trusted else "")
        if scheme in _SCHEMES:
            scope["scheme"] = scheme.replace("http", "ws") if scope["type"] == "websocket" else scheme
        kept = [pair for pair in scope["headers"] if not pair[0].startswith(_DROPPED)]
        if shown:
            kept = [(b"host", shown.encode("latin-1")), *(pair for pair in kept if pair[0] != b"host")]
        scope["headers"] = kept

    def _apply_root(self, scope: Scope) -> None:
        prefix = self._root.path
        scope["root_path"] = prefix
        if not scope["path"].startswith(f"{prefix}/"):
            scope["path"] = prefix + scope["path"]
            scope["raw_path"] = prefix.encode() + scope.get("raw_path", b"")


def find_path(scope: Mapping[str, Any]) -> str:
    """Give the path of a request without the prefix that readers see, from an ASGI scope."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def list_named_hosts(scope: Mapping[str, Any]) -> list[str]:
    """Give every host that a request names, the one that readers see last, from an ASGI scope.

    A page whose name was rebound may name a right one in `X-Forwarded-Host`; so all of them must be right.
    """
    return list(scope.get(_HOSTS, ()))


def _last(headers: Headers, name: str) -> str:
    """Give the value that the nearest proxy added."""
    values = headers.getlist(name)
    return values[-1].rpartition(",")[2].strip() if values else ""


def _read_network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise ProxyAddressError(
            f"{text!r} is no address; give one such as 127.0.0.1 or 10.0.0.0/8"
        ) from error


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
