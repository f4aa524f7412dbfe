"""One writer at a time: a lock that the system releases when its process ends, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.errors import IndexBusyError


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the lock on a file.

    Raises:
        IndexBusyError: Another process holds it.
    """
    with path.open("ab+") as file:
        try:
            _lock(file)
        except OSError as error:
            raise IndexBusyError(
                f"another process is writing the index in {path.parent}; wait until it is done"
            ) from error
        yield  # closing the file releases the lock


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
