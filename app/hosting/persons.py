"""Who asks: the name given with a password, or else a mark made of the address, from which it cannot be told.

The mark is an HMAC under a key that lives as long as the process, so that a log with marks names nobody, and
marks of two runs cannot be held together.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any

_KEY = "zonewise_person"
_ASKING: ContextVar[str] = ContextVar("zonewise_person", default="")
"""Who asks, for what runs on behalf of a request: its task, and the threads begun from it."""
_MARK_CHARS = 12
_MARK = "~"
"""Begins a mark; no account's name does."""
_NETWORK_BITS = 64
"""Of an IPv6 address: the rest is the reader's own to change at will."""


class Marks:
    """Makes marks of addresses."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def mark(self, address: str) -> str:
        """Give the mark of an address; the same for all of one IPv6 network of 64 bits."""
        known = _bound_address(address).encode()
        return _MARK + hmac.new(self._key, known, hashlib.sha256).hexdigest()[:_MARK_CHARS]


def set_person(scope: MutableMapping[str, Any], person: str) -> None:
    """Note in an ASGI scope who asks."""
    scope[_KEY] = person
    _ASKING.set(person)


def find_person(scope: Mapping[str, Any]) -> str:
    """Give who asks, from an ASGI scope: an account's name, or a mark; empty where no server has said."""
    return str(scope.get(_KEY, ""))


def find_asking() -> str:
    """Give who asks from anywhere within a request; empty elsewhere, as in gradio's queue."""
    return _ASKING.get()


def find_address(scope: Mapping[str, Any]) -> str:
    """Give the address of the client, from an ASGI scope; empty where there is none."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _bound_address(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False).network_address)
    return str(parsed)
