"""What readers say of answers: the answers they may still speak of, and the file that keeps what they said.

The file is JSON lines, described in `docs/feedback.md`; `python -m eval --from-feedback` makes questions
of it. It holds no name and no address, stays where it is, and only grows.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Literal

from app.conversation import Turn
from app.escaping import mend_halves
from index.errors import IndexBusyError
from index.locking import hold_lock
from rag.answers import Answer, Citation, Json
from rag.contract import citation_as_json
from rag.settings import DEFAULT_INDEX

VERSION = 1
"""Of a line; grows when a program that reads it would break."""
DEFAULT_FEEDBACK = DEFAULT_INDEX.parent / "feedback.jsonl"
"""Where feedback is kept, unless another file is named."""
MAX_COMMENT_CHARS = 2_000
MAX_FILE_BYTES = 64 * 2**20
MAX_RECENT = 2_000
_ONLY_OWNER = 0o600
_LOCK_TIMEOUT_S = 5.0
_LOCK_PAUSE_S = 0.02

Rating = Literal["up", "down"]


class FeedbackError(RuntimeError):
    """Feedback could not be kept; the message says why and what to do."""


class CommentTooLongError(ValueError):
    """A comment is longer than `MAX_COMMENT_CHARS`."""


@dataclass(frozen=True, slots=True)
class IndexMark:
    """Which index an answer was made over: its generation, and the encoder's name."""

    generation: int
    encoder: str


def describe_turn(turn: Turn, answer: Answer, history: Sequence[str], mark: IndexMark) -> dict[str, Json]:
    """Give what is kept of an answer besides what is said of it: plain values, small, no article's body."""
    query = answer.query
    return {
        "answer": turn.key,
        "question": turn.question,
        "history": list(history),
        "standalone": query.standalone,
        "narrowing": turn.narrowing.as_json(),
        "language": query.language,
        "form": _find_form(answer),
        "expects": query.expects,
        "text": answer.text,
        "abstained": answer.abstained,
        "zones": [zone.short for zone in answer.zones],
        "citations": [_describe_citation(citation) for citation in answer.citations],
        "model": answer.model,
        "index": {"generation": mark.generation, "encoder": mark.encoder},
    }


class RecentAnswers:
    """The answers given last, by their keys, so that a thumb need not bring the whole answer back.

    Several threads may use it.
    """

    def __init__(self, describe_index: Callable[[], IndexMark], *, most: int = MAX_RECENT) -> None:
        """Take what names the index that is served now, and how many answers are remembered."""
        self._describe_index = describe_index
        self._most = most
        self._answers: OrderedDict[str, dict[str, Json]] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, turn: Turn, history: Sequence[str]) -> None:
        """Remember a finished turn and the questions before it; one without key or answer is passed over."""
        if turn.answer is None or not turn.key:
            return
        described = describe_turn(turn, turn.answer, history, self._describe_index())
        with self._lock:
            self._answers[turn.key] = described
            self._answers.move_to_end(turn.key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def find(self, key: str) -> Mapping[str, Json] | None:
        """Give what is known of an answer, `None` where it is not remembered (any more)."""
        with self._lock:
            return self._answers.get(key)


class FeedbackStore:
    """Appends what readers say to a file. Several threads and processes may write to the same."""

    def __init__(
        self,
        path: Path,
        *,
        most_bytes: int = MAX_FILE_BYTES,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the file, how large it may become, and the clock; nothing is written yet."""
        self.path = path
        self._most_bytes = most_bytes
        self._now = now
        self._lock = threading.Lock()

    def append(self, answer: Mapping[str, Json], rating: Rating, comment: str = "") -> None:
        """Keep one rating, safe on the disk when this returns. The last one of an answer counts.

        Args:
            answer: As `describe_turn` gives it.
            rating: `up` or `down`.
            comment: Whatever the reader wrote; may be empty.

        Raises:
            CommentTooLongError: The comment is too long.
            FeedbackError: The file is full or cannot be written; it is as it was.
        """
        said = comment.strip()
        if len(said) > MAX_COMMENT_CHARS:
            raise CommentTooLongError(f"the comment has {len(said)} characters; at most {MAX_COMMENT_CHARS}")
        row = {
            "version": VERSION,
            "time": self._now().isoformat(timespec="seconds"),
            "rating": rating,
            "comment": said,
            **answer,
        }
        line = mend_halves(json.dumps(row, ensure_ascii=False)).encode() + b"\n"
        try:
            with self._lock, self._hold_file():
                self._write(line)
        except OSError as error:
            raise FeedbackError(
                f"{self.path} cannot be written ({error.strerror or error});"
                " name another file with --feedback"
            ) from error

    @contextmanager
    def _hold_file(self) -> Iterator[None]:
        """Hold the file against other processes; one of them is waited for."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + _LOCK_TIMEOUT_S
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(hold_lock(self.path.with_name(f"{self.path.name}.lock")))
                    break
                except IndexBusyError as error:
                    if time.monotonic() > until:
                        raise FeedbackError(
                            f"another program holds {self.path}; it was waited for {_LOCK_TIMEOUT_S:.0f} s"
                        ) from error
                    time.sleep(_LOCK_PAUSE_S)
            yield

    def _write(self, line: bytes) -> None:
        """Append a line; one that a crash cut short before it is closed first, and harms no other."""
        self.path.touch(_ONLY_OWNER)
        with self.path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            if size + len(line) > self._most_bytes:
                raise FeedbackError(
                    f"{self.path} has {size:,} bytes, and at most {self._most_bytes:,} are kept;"
                    " move the file away, and a new one is begun"
                )
            start = b"" if _ends_a_line(file, size) else b"\n"
            file.seek(size)
            try:
                file.write(start + line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)
                raise


def _ends_a_line(file: BinaryIO, size: int) -> bool:
    if not size:
        return True
    file.seek(size - 1)
    return file.read(1) == b"\n"


def _find_form(answer: Answer) -> str:
    """Give how the answer was made (`list`, `comparison`, …), as its trace says; empty where it does not."""
    stages = dict(answer.trace.stages)
    return str(stages.get("answering", {}).get("form", ""))


def _describe_citation(citation: Citation) -> dict[str, Json]:
    """Give the contract's fields, with the mended words, which stand on one line."""
    described = citation_as_json(citation)
    described["text"] = citation.text
    described["text_focus"] = list(citation.text_focus) if citation.text_focus else None
    return described
