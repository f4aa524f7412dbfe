"""What the commands show while they work: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LINE_EVERY_S = 60.0

Advance = Callable[[int, str], None]
"""Called with how much is done and a remark, such as the loss."""


class Reporter:
    """Tells on stderr which step is at work and how far it is."""

    def __init__(self, *, quiet: bool = True) -> None:
        self._quiet = quiet

    def say(self, text: str) -> None:
        """Print a line, unless quiet."""
        if not self._quiet:
            print(text, file=sys.stderr, flush=True)

    @contextmanager
    def time_step(self, name: str) -> Iterator[Callable[[], float]]:
        """Give a function that says how many seconds the step took."""
        started = time.monotonic()
        yield lambda: round(time.monotonic() - started, 1)
        self.say(f"{name}: {time.monotonic() - started:,.0f} s")

    @contextmanager
    def show_parts(self, name: str, *, total: int) -> Iterator[Callable[[str], None]]:
        """Give what is to be called before each part of the work, with the part's name."""
        with self.show_progress(name, total=total) as advance:
            done = itertools.count()
            yield lambda part: advance(next(done), part)

    @contextmanager
    def show_progress(self, name: str, *, total: int) -> Iterator[Advance]:
        """Give what is to be called as the work goes on."""
        if self._quiet:
            yield _say_nothing
        elif sys.stderr.isatty():
            with _show_bar(name, total) as advance:
                yield advance
        else:
            yield _LineWriter(name, total, self.say)


class _LineWriter:
    def __init__(self, name: str, total: int, say: Callable[[str], None]) -> None:
        self._name, self._total, self._say = name, total, say
        self._last_s = time.monotonic()

    def __call__(self, done: int, remark: str) -> None:
        if time.monotonic() - self._last_s >= _LINE_EVERY_S or done == self._total:
            self._last_s = time.monotonic()
            self._say(f"{self._name}: {done:,} of {self._total:,} {remark}".rstrip())


@contextmanager
def _show_bar(name: str, total: int) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[remark]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=total, remark="")
        yield lambda done, remark: bar.update(task, completed=done, remark=remark)


def _say_nothing(done: int, remark: str) -> None:
    del done, remark
