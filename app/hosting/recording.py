"""The log of a host: one JSON object a line, in a file or on the standard output.

What is written is chosen by key, so that no words of a reader or a page slip in: a text under any key that is
not known here is written as its length. Rotation is the host's: after SIGHUP the file is opened anew.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.recording import Value

CODES = frozenset(
    [
        "person",
        "language",
        "model",
        "error",
        "status",
        "method",
        "path",
        "route",
        "via",
        "reason",
        "thumb",
        "kind",
        "zone_kind",
        "place",
        "refused",
    ]
)
"""Keys whose texts are short codes or names that the program chose, and a path without its query."""
WORDS = frozenset({"question", "comment", "text"})
"""Keys whose texts readers or pages wrote: written only where the host asks for it."""
MAX_CODE_CHARS = 200
MAX_WORDS_CHARS = 10_000
STANDARD_OUTPUT = "-"
_FILE_MODE = 0o600
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What a terminal would obey or turn round; JSON says it by its number as well."""
_TIME = "%Y-%m-%dT%H:%M:%S.%f"


class LogError(OSError):
    """The log cannot be written to; the message names the file."""


class LineRecorder:
    """Writes events as lines; a lock keeps lines whole, and a line goes out in one piece."""

    def __init__(
        self,
        place: str,
        *,
        with_words: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        warn: Callable[[str], None] = lambda text: print(text, file=sys.stderr),
    ) -> None:
        """Open the log.

        Args:
            place: A file, which is added to; `-` is the standard output.
            with_words: Whether the words of readers are written too.
            now: The time.
            warn: Told once when lines can no longer be written; nothing else fails for it.

        Raises:
            LogError: The file cannot be opened.
        """
        self._place = place
        self._with_words = with_words
        self._now = now
        self._warn = warn
        self._lock = threading.Lock()
        self._is_stale = False
        self._is_broken = False
        self._descriptor = self._open()

    def record(self, event: str, **values: Value) -> None:
        """Write one event; see `app.recording.Recorder`."""
        line = self._compose(event, values)
        with self._lock:
            try:
                if self._is_stale:
                    self._reopen_now()
                _write_all(self._descriptor, line)
                self._is_broken = False
            except OSError as error:
                if not self._is_broken:
                    self._warn(f"warning: the log {self._place} cannot be written: {error.strerror}")
                self._is_broken = True

    def reopen(self) -> None:
        """Open the file anew before the next line; it takes no lock, so that a signal handler may call it."""
        self._is_stale = True

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._descriptor != sys.stdout.fileno():
                os.close(self._descriptor)

    def _open(self) -> int:
        if self._place == STANDARD_OUTPUT:
            return sys.stdout.fileno()
        path = Path(self._place)
        try:
            return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _FILE_MODE)
        except OSError as error:
            raise LogError(
                f"the log {path} cannot be written: {error.strerror}. Give another file with --log, or - for "
                "the standard output."
            ) from error

    def _reopen_now(self) -> None:
        self._is_stale = False
        if self._place != STANDARD_OUTPUT:
            opened = self._open()
            os.close(self._descriptor)
            self._descriptor = opened

    def _compose(self, event: str, values: dict[str, Value]) -> bytes:
        entry: dict[str, Value] = {"time": self._now().strftime(_TIME)[:-3] + "Z", "event": event}
        for key, value in values.items():
            entry |= self._choose(key, value)
        text = _UNSEEN.sub(_escape, json.dumps(entry, ensure_ascii=False))
        return f"{text}\n".encode("utf-8", "replace")

    def _choose(self, key: str, value: Value) -> dict[str, Value]:
        if not isinstance(value, str):
            return {key: value}
        if key in CODES:
            return {key: value[:MAX_CODE_CHARS]}
        if key in WORDS and self._with_words:
            return {key: value[:MAX_WORDS_CHARS]}
        return {f"{key}_characters": len(value)}


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _write_all(descriptor: int, line: bytes) -> None:
    """Write a line; a pipe may take it in several bites."""
    left = memoryview(line)
    while left:
        left = left[os.write(descriptor, left) :]
