"""The accounts of a server: read from their file, read anew when it changes, held against what is given.

scrypt is slow on purpose, and a page asks for dozens of files: what was right once is remembered, as an HMAC
under a key of this process, until the file changes. Wrong ones are counted by address.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import sys
import tempfile
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path

from app.hosting.passwords import (
    Cost,
    PasswordError,
    PasswordHash,
    check_name,
    hash_password,
    read_accounts,
    write_accounts,
)

MAX_ATTEMPTS = 10
ATTEMPTS_WINDOW_S = 300.0
MAX_REMEMBERED = 1_000
MAX_ADDRESSES = 10_000
_MAX_FILE_BYTES = 2**20
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_CHECK_EVERY_S = 1.0
_FILE_MODE = 0o600
Stamp = tuple[int, int, int]


class AccountsError(ValueError):
    """The file of accounts cannot be used; the message names it and says what to do."""


def load_accounts(path: Path) -> dict[str, PasswordHash]:
    """Read a file of accounts.

    Raises:
        AccountsError: It is missing, too large, no text, wrong, or holds none.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE_BYTES + 1)
        if len(data) > _MAX_FILE_BYTES:
            raise AccountsError(f"{path} is larger than 1 MiB, so it is no file of accounts")
        accounts = read_accounts(data.decode("utf-8"))
    except OSError as error:
        raise AccountsError(
            f"the accounts cannot be read: {path}: {error.strerror}. "
            f"Make the file with `python -m app --add-user NAME --auth {path}`."
        ) from error
    except UnicodeDecodeError as error:
        raise AccountsError(f"{path} is no UTF-8 text, so it is no file of accounts") from error
    except PasswordError as error:
        raise AccountsError(f"{path}, {error}") from error
    if not accounts:
        raise AccountsError(
            f"{path} holds no account, so that nobody could come in. "
            f"Add one with `python -m app --add-user NAME --auth {path}`."
        )
    return accounts


def add_account(path: Path, name: str, password: str, cost: Cost | None = None) -> bool:
    """Write an account into a file, whole or not at all; the file is for its owner only.

    Returns:
        Whether the name is new; of another, the password was changed.

    Raises:
        AccountsError: The file that is there is none of accounts, or cannot be written.
        PasswordError: The name or the password cannot be used.
    """
    check_name(name)
    is_there = path.exists() and path.stat().st_size > 0
    accounts = load_accounts(path) if is_there else {}
    is_new = name not in accounts
    accounts[name] = hash_password(password, cost)
    try:
        _replace(path, write_accounts(accounts))
    except OSError as error:
        raise AccountsError(f"{path} cannot be written: {error.strerror}") from error
    return is_new


def is_open_to_others(path: Path) -> bool:
    """Whether other users of the machine may read or change a file."""
    return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)


def _replace(path: Path, text: str) -> None:
    # `mkstemp` makes the file for its owner only.
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(_FILE_MODE)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


class Accounts:
    """Tells whether a name and a password belong together. `remembers` is quick, `check` is slow."""

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        warn: Callable[[str], None] = lambda text: print(text, file=sys.stderr),
    ) -> None:
        """Read the file.

        Raises:
            AccountsError: See `load_accounts`.
        """
        self._path = path
        self._clock = clock
        self._warn = warn
        self._key = secrets.token_bytes(32)
        self._accounts = load_accounts(path)
        self._stamp = _stamp(path)
        self._checked_s = clock()
        self._remembered: OrderedDict[bytes, str] = OrderedDict()
        self._stand_in = next(iter(self._accounts.values()))
        if is_open_to_others(path):
            warn(f"warning: other users of this machine can read or change {path}; type `chmod 600 {path}`")

    def remembers(self, name: str, password: str) -> bool:
        """Whether this name and password were right since the file last changed."""
        self._refresh()
        digest = self._digest(name, password)
        if digest not in self._remembered:
            return False
        self._remembered.move_to_end(digest)
        return True

    def check(self, name: str, password: str) -> bool:
        """Hold a password against its account, for tenths of a second; remember it where it is right."""
        kept = self._accounts.get(name)
        # A name that nobody has takes as long as one that somebody has.
        is_right = (kept or self._stand_in).matches(password) and kept is not None
        if is_right and self._accounts.get(name) == kept:
            self._remembered[self._digest(name, password)] = name
            while len(self._remembered) > MAX_REMEMBERED:
                self._remembered.popitem(last=False)
        return is_right

    def _digest(self, name: str, password: str) -> bytes:
        text = f"{name}\0{password}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, text, hashlib.sha256).digest()

    def _refresh(self) -> None:
        now_s = self._clock()
        if now_s - self._checked_s < _CHECK_EVERY_S:
            return
        self._checked_s = now_s
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._accounts = load_accounts(self._path)
            self._remembered.clear()
        except AccountsError as error:
            self._warn(f"warning: the accounts stay as they were: {error}")


class Attempts:
    """Counts wrong passwords by address, so that they cannot be tried through."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Give for how long nothing more is tried for an address; 0 where it may go on."""
        now_s = self._clock()
        wrong = self._wrong.get(address, deque())
        while wrong and wrong[0] + ATTEMPTS_WINDOW_S <= now_s:
            wrong.popleft()
        return wrong[0] + ATTEMPTS_WINDOW_S - now_s if len(wrong) >= MAX_ATTEMPTS else 0.0

    def count(self, address: str) -> None:
        """Note a wrong password."""
        self._wrong.setdefault(address, deque()).append(self._clock())
        self._wrong.move_to_end(address)
        while len(self._wrong) > MAX_ADDRESSES:
            self._wrong.popitem(last=False)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return found.st_mtime_ns, found.st_size, found.st_ino
