"""The address that a server listens on, bound before anything slow is done."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass


class PortTakenError(OSError):
    """The address cannot be listened on."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket and its address."""

    socket: socket.socket
    host: str
    port: int

    @property
    def url(self) -> str:
        """The address of the page; a server on all interfaces is named by the loopback one."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def listen(host: str, port: int) -> Listener:
    """Bind an address before anything slow is done; port 0 takes a free one.

    Raises:
        PortTakenError: Another program has the port, or the host is not one of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.create_server((host, port), family=family, backlog=128)
        # asyncio does this for its own sockets only; without it each answer waits some 40 ms for its reader.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise PortTakenError(
            f"cannot listen on {host} port {port}: {_name_error(error)}. "
            "Give another with --port, or --port 0 for any free one."
        ) from error
    return Listener(bound, host, int(bound.getsockname()[1]))


def _name_error(error: OSError) -> str:
    """Give the system's own words; those of `create_server` repeat the address."""
    is_lookup = isinstance(error, socket.gaierror) or error.errno is None
    return str(error) if is_lookup else os.strerror(error.errno or 0)
