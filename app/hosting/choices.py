"""What the host of a server has chosen: who may come in, by which name, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from app.hosting.accounts import Accounts
from app.hosting.hosts import Hosts, is_loopback
from app.hosting.limiting import BOUNDLESS, Allowance
from app.hosting.proxying import Proxies, RootPath

GRACE_S = 10.0
UPLOAD_BYTES = 64 * 2**20
Uploads = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class Hosting:
    """How a server is run.

    Attributes:
        hosts: The names that it answers to.
        root: Where a proxy shows it.
        proxies: Which proxies are believed.
        accounts: Who may come in; `None` lets everybody.
        allowance: How much may be asked.
        upload_bytes: The largest upload; 0 takes none.
        grace_s: How long answers under way may take once it is told to stop.
    """

    hosts: Hosts = field(default_factory=Hosts)
    root: RootPath = field(default_factory=RootPath)
    proxies: Proxies = field(default_factory=Proxies)
    accounts: Accounts | None = None
    allowance: Allowance = BOUNDLESS
    upload_bytes: int = UPLOAD_BYTES
    grace_s: float = GRACE_S


def is_private(listening: str) -> bool:
    """Whether an address is reached from this machine only."""
    return is_loopback(listening.lower())


def takes_uploads(choice: Uploads, listening: str, *, has_accounts: bool) -> bool:
    """Say whether readers may bring pages: unless said, where those who reach the server are known."""
    return choice == "on" or (choice == "auto" and (is_private(listening) or has_accounts))
