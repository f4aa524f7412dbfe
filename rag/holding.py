"""The pipeline over the newest generation of an index; who holds an older one keeps it until the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.errors import StoreError
from index.generations import CURRENT_FILE
from index.store import Index
from rag.assembling import Models, join_index, open_newest
from rag.pipeline import Pipeline

RETRY_S = 30.0
"""How long one that could not be opened is left alone, where nothing newer comes."""

_Mark = tuple[int, int, int]
_NO_FILE: _Mark = (0, 0, 0)


class _Served:
    """A generation that is or was served, and how many use it."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.users = 0
        self.is_retired = False

    def close_unused(self) -> None:
        """Close the index of one that was followed by another, when nobody uses it any more."""
        if self.is_retired and not self.users:
            self.pipeline.index.close()


class NewestPipeline:
    """Opens the newest generation whenever there is a newer one. Safe to share between threads.

    Whether there is one is told by the file that names it: looking costs one call to the system. One thread
    opens it, and the others are served the one before until it is there.
    """

    def __init__(
        self,
        models: Models,
        *,
        on_trouble: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the index that the settings name.

        Args:
            models: Everything but the index.
            on_trouble: Told why a newer generation cannot be opened, once for each reason.
            clock: Seconds that never go back.

        Raises:
            index.errors.StoreError: There is no index, it is damaged, or another encoder made it.
        """
        self._models = models
        self._on_trouble = on_trouble
        self._clock = clock
        # Reentrant: a stream that nobody reads any more is closed by the garbage collector, at any line.
        self._lock = threading.RLock()
        self._opening = threading.Lock()
        self._mark = self._read_mark()
        self._retry_at: float | None = None
        self._trouble = ""
        self._is_closed = False
        self._served = _Served(self._open())

    @property
    def current(self) -> Pipeline:
        """What is served now; its index is closed when another is served, unless somebody holds it."""
        return self._served.pipeline

    @contextmanager
    def hold(self) -> Iterator[Pipeline]:
        """Give the newest, and keep its index open until the end.

        Raises:
            RuntimeError: It was closed.
        """
        self._look_for_newer()
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the index is closed; open a new pipeline")
            served = self._served
            served.users += 1
        try:
            yield served.pipeline
        finally:
            with self._lock:
                served.users -= 1
                served.close_unused()

    def refresh(self) -> bool:
        """Serve the newest generation; tell whether another one than before is served now."""
        with self._opening:
            return self._open_newer()

    def close(self) -> None:
        """Close the index as soon as nobody holds it; nothing is given out afterwards."""
        with self._lock:
            self._is_closed = True
            self._retire()

    def _look_for_newer(self) -> None:
        is_due = self._retry_at is not None and self._clock() >= self._retry_at
        if (is_due or self._read_mark() != self._mark) and self._opening.acquire(blocking=False):
            try:
                self._open_newer()
            finally:
                self._opening.release()

    def _open_newer(self) -> bool:
        mark = self._read_mark()
        if self._is_closed or (mark == self._mark and self._retry_at is None):
            return False
        self._mark = mark
        try:
            pipeline = self._open()
        except (StoreError, OSError, MemoryError) as error:
            self._retry_at = self._clock() + RETRY_S
            self._tell(f"the newest index cannot be opened, the one before is served: {error}")
            return False
        self._retry_at, self._trouble = None, ""
        return self._swap(pipeline)

    def _open(self) -> Pipeline:
        index = open_newest(self._models)
        try:
            return join_index(self._models, index)
        except BaseException:
            index.close()
            raise

    def _swap(self, pipeline: Pipeline) -> bool:
        with self._lock:
            if self._is_closed or _is_same(pipeline.index, self._served.pipeline.index):
                pipeline.index.close()
                return False
            self._retire()
            self._served = _Served(pipeline)
            return True

    def _retire(self) -> None:
        self._served.is_retired = True
        self._served.close_unused()

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._on_trouble(trouble)

    def _read_mark(self) -> _Mark:
        """Give what changes whenever `CURRENT` is written, since it is replaced by a new file."""
        try:
            status = (self._models.settings.index_dir / CURRENT_FILE).stat()
        except OSError:
            return _NO_FILE
        return status.st_ino, status.st_mtime_ns, status.st_size


def _is_same(one: Index, other: Index) -> bool:
    return one.generation == other.generation and one.manifest == other.manifest
