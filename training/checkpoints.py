"""Checkpoints of an unfinished training, and Ctrl-C, which is to leave one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_checkpoint(checkpoints: Path) -> str | None:
    """Give the last whole checkpoint; one that was cut off while it was written is removed.

    The state of the trainer is what the trainer writes last.
    """
    found = sorted(checkpoints.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    for path in reversed(found):
        try:
            json.loads((path / "trainer_state.json").read_text("utf-8"))
        except (OSError, ValueError):
            shutil.rmtree(path)
        else:
            return os.fspath(path)
    return None


def remove_checkpoints(checkpoints: Path) -> None:
    """Forget an unfinished run."""
    shutil.rmtree(checkpoints, ignore_errors=True)


@contextmanager
def catch_interrupt() -> Iterator[list[int]]:
    """Give a list that is no longer empty after Ctrl-C; a second Ctrl-C stops at once."""
    caught: list[int] = []

    def note(number: int, frame: object) -> None:
        del frame
        if caught:
            raise KeyboardInterrupt
        caught.append(number)

    if threading.current_thread() is not threading.main_thread():
        yield caught  # only the main thread hears of Ctrl-C
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield caught
    finally:
        signal.signal(signal.SIGINT, before)
