"""Pages that readers bring: what the page asks of the index, and how far that has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Generic, Protocol, TypeVar

from index.adding import MAX_FILES_AT_ONCE, AddedFile, AddSummary
from index.builds import BuildStep, OnStep

T = TypeVar("T")
_SIGN_OF_LIFE_S = 0.5


class Shelf(Protocol):
    """Takes pages in, and gives them back."""

    def add(self, files: Sequence[tuple[str, bytes]], on_step: OnStep | None = None) -> AddSummary:
        """Add files, each by its name and bytes, to what is searched.

        Raises:
            StoreError: They cannot be added; the message says why. What is searched is as it was.
        """
        ...

    def remove(self, sources: Sequence[str], on_step: OnStep | None = None) -> object:
        """Take added pages out of what is searched.

        Raises:
            StoreError: They cannot be removed.
        """
        ...

    def added(self) -> Sequence[AddedFile]:
        """List the pages that were added, whoever brought them."""
        ...


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The end of a work: what it gave."""

    result: T


def follow_work(work: Callable[[OnStep], T]) -> Iterator[BuildStep | Done[T] | None]:
    """Do a work in a thread of its own, and tell how far it has come.

    A reader who leaves does not stop it: an index is written whole or not at all.

    Yields:
        Each step; `None` where nothing happens for a while, so that whoever reads can leave; the end.

    Raises:
        Exception: Whatever the work raised.
    """
    told: SimpleQueue[BuildStep | Done[T] | BaseException] = SimpleQueue()

    def run() -> None:
        try:
            told.put(Done(work(told.put)))
        except BaseException as error:  # noqa: BLE001 - raised again where the work is followed
            told.put(error)

    Thread(target=run, name="pages", daemon=False).start()
    while True:
        try:
            item = told.get(timeout=_SIGN_OF_LIFE_S)
        except Empty:
            yield None
            continue
        if isinstance(item, BaseException):
            raise item
        yield item
        if isinstance(item, Done):
            return


def read_files(paths: Sequence[str | Path], *, max_bytes: int) -> list[tuple[str, bytes]]:
    """Read uploaded files, one byte more than is allowed of each at most, and delete them.

    What is too large is refused where pages are read, by the same words as on the command line. One file more
    is read than may be added at once.
    """
    files = []
    for path in map(Path, list(dict.fromkeys(map(str, paths)))[: MAX_FILES_AT_ONCE + 1]):
        with path.open("rb") as file:
            files.append((path.name, file.read(max_bytes + 1)))
        path.unlink(missing_ok=True)
    return files
