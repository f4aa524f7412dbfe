"""Which names this server answers to.

A page of another site can be made to reach this machine under that site's name (DNS rebinding): the browser
then takes both for one site. It cannot change the name that it sends, so a server that answers to its own
names only is safe from it. Addresses in figures and `localhost` cannot be rebound.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

ANY = "*"
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERY_INTERFACE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared, not listened on
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::\d{1,5})?")
_NAME = re.compile(r"(?!-)[a-z0-9._-]{1,253}(?<!-)")


class HostnameError(ValueError):
    """What was given is no host name; the message says what would do."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that are answered to.

    Attributes:
        names: In lower case, without port, IPv6 addresses without brackets.
        takes_addresses: Whether any address in figures is right, as for a server on every interface.
        takes_all: Whether everything is.
    """

    names: frozenset[str] = _LOOPBACK_NAMES
    takes_addresses: bool = False
    takes_all: bool = False

    def allows(self, name: str) -> bool:
        """Whether a name, as `read_host` gives it, is one of this server's."""
        return (
            self.takes_all
            or name in self.names
            or (self.takes_addresses and is_address(name))
            or is_loopback(name)
        )


def choose_hosts(listening: str, named: Iterable[str] = (), *, own_name: str | None = None) -> Hosts:
    """Say which names a server answers to.

    Those of the loopback are always among them: a browser resolves them to this machine, whatever anyone
    says.

    Args:
        listening: The address that it listens on.
        named: Names that its host gave; `*` is all.
        own_name: What the machine is called; without it, the machine is asked.

    Raises:
        HostnameError: A name is none.
    """
    given = [check_hostname(name) for name in named]
    if ANY in given:
        return Hosts(takes_all=True)
    names = {*_LOOPBACK_NAMES, *given}
    is_everywhere = listening in _EVERY_INTERFACE
    if not is_everywhere:
        names.add(listening.lower())
    elif not given:
        own = (own_name if own_name is not None else socket.gethostname()).lower()
        names |= {own, own.partition(".")[0]} - {""}
    return Hosts(frozenset(names), takes_addresses=is_everywhere and not given)


def check_hostname(name: str) -> str:
    """Give a host name as it is compared.

    Raises:
        HostnameError: It has a port or a path, or is no name.
    """
    bare = name.strip().lower().strip("[]").rstrip(".")
    if bare != ANY and not is_address(bare) and not _NAME.fullmatch(bare):
        raise HostnameError(
            f"{name!r} is no host name; give one without port and path, such as zones.example.org"
        )
    return bare


def read_host(header: str) -> str:
    """Give the name in a `Host` header, in lower case and without its port; empty where it is none."""
    found = _HOST.fullmatch(header.strip().lower())
    return (found["six"] or found["name"].rstrip(".")) if found else ""


def read_origin(header: str) -> str:
    """Give the name in an `Origin` header; empty for `null` and what is none."""
    try:
        return (urlsplit(header).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_address(name: str) -> bool:
    """Whether a name is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Whether a name is this machine's own whatever a name server says."""
    return name == "localhost" or (is_address(name) and ipaddress.ip_address(name).is_loopback)
