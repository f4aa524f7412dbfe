"""Passwords as they are kept: what scrypt (RFC 7914) makes of them, one `name:hash` a line.

A hash is `$scrypt$ln=15,r=8,p=3$SALT$KEY` (the cost as the power of two, then base64 without padding, as in
the PHC string format), so that old lines stay good when new ones cost more.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass

MIN_PASSWORD_CHARS = 8
MAX_PASSWORD_CHARS = 1024
_NAME = re.compile(r"[^\s:#~,\x00-\x1f\x7f][^:,\x00-\x1f\x7f]{0,63}")
_HASH = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")
_SALT_BYTES = 16
_KEY_BYTES = 32


class PasswordError(ValueError):
    """A name, password or line cannot be used; the message says why, and holds no password and no hash."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What checking one password costs: `128 * r * 2**ln` bytes of memory, `p` times as long.

    The default is one of those that OWASP's password storage cheat sheet holds for enough: 32 MiB, some 0.3
    s.
    """

    ln: int = 15
    r: int = 8
    p: int = 3

    @property
    def memory_bytes(self) -> int:
        """Memory that one check takes."""
        return 128 * self.r * (1 << self.ln)

    def check(self) -> None:
        """See that a line of the file does not ask for more than a server can bear.

        Raises:
            PasswordError: It does, or for so little that it guards nothing.
        """
        is_bearable = self.memory_bytes <= 2**28 and self.p <= 16
        if not (10 <= self.ln <= 22 and self.r >= 1 and self.p >= 1 and is_bearable):
            raise PasswordError(f"the cost ln={self.ln},r={self.r},p={self.p} is out of bounds")


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """What is kept of a password."""

    cost: Cost
    salt: bytes
    key: bytes

    def matches(self, password: str) -> bool:
        """Whether a password is the right one; takes as long either way."""
        return hmac.compare_digest(_derive(password, self.salt, self.cost, len(self.key)), self.key)

    def __str__(self) -> str:
        cost = self.cost
        return f"$scrypt$ln={cost.ln},r={cost.r},p={cost.p}${_encode(self.salt)}${_encode(self.key)}"


def hash_password(password: str, cost: Cost | None = None) -> PasswordHash:
    """Make what is kept of a password, with a salt of its own.

    Raises:
        PasswordError: It is too short or too long.
    """
    if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
        raise PasswordError(
            f"a password has {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters, "
            f"this one {len(password)}"
        )
    used = cost or Cost()
    salt = secrets.token_bytes(_SALT_BYTES)
    return PasswordHash(used, salt, _derive(password, salt, used, _KEY_BYTES))


def check_name(name: str) -> str:
    """Give a name that can stand in the file.

    Raises:
        PasswordError: It cannot.
    """
    if not _NAME.fullmatch(name) or name != name.strip():
        raise PasswordError(
            f"{name!r} is no name for an account: 1 to 64 characters, no colon or comma, "
            "not beginning with # or ~"
        )
    return name


def read_accounts(text: str) -> dict[str, PasswordHash]:
    """Read a file of `name:hash` lines; empty lines and those that begin with `#` say nothing.

    Raises:
        PasswordError: A line is wrong; it is named by its number.
    """
    accounts: dict[str, PasswordHash] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        name, _, kept = bare.partition(":")
        try:
            check_name(name)
            parsed = _read_hash(kept)
        except PasswordError as error:
            raise PasswordError(f"line {number}: {error}") from error
        if name in accounts:
            raise PasswordError(f"line {number}: {name!r} has a line already; remove one of the two")
        accounts[name] = parsed
    return accounts


def write_accounts(accounts: dict[str, PasswordHash]) -> str:
    """Give the lines that `read_accounts` reads."""
    return "".join(f"{name}:{kept}\n" for name, kept in accounts.items())


def _read_hash(text: str) -> PasswordHash:
    found = _HASH.fullmatch(text)
    if not found:
        raise PasswordError(
            "this is not `name:$scrypt$…`; write it with `python -m app --add-user NAME --auth FILE`"
        )
    cost = Cost(int(found[1]), int(found[2]), int(found[3]))
    cost.check()
    try:
        return PasswordHash(cost, _decode(found[4]), _decode(found[5]))
    except Base64Error as error:
        raise PasswordError("the hash is cut off") from error


def _derive(password: str, salt: bytes, cost: Cost, key_bytes: int) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=2**cost.ln,
        r=cost.r,
        p=cost.p,
        maxmem=cost.memory_bytes * 2 + 2**20,
        dklen=key_bytes,
    )


def _encode(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4), validate=True)
