"""The work folder: where each step leaves its files, and a record of what they were made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.word_tables import WORD_TABLE_FILE
from training.errors import MissingStepError
from training.replacing import replace_file


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """Paths of what the steps make; a step is done when its record is there.

    Attributes:
        path: The folder; it is made when the first file is written.
    """

    path: Path

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's file."""
        return self.path / "tokenizer" / "tokenizer.json"

    @property
    def rows(self) -> Path:
        """The trained rows, `(vocabulary, dimensions)` float32."""
        return self.path / "train" / "rows.npy"

    @property
    def checkpoints(self) -> Path:
        """What an unfinished training is resumed from."""
        return self.path / "train" / "checkpoints"

    @property
    def word_table(self) -> Path:
        """Which word translates which, by alignment."""
        return self.path / "align" / WORD_TABLE_FILE

    @property
    def glosses(self) -> Path:
        """Which English pieces a Chinese one stands for, by the same alignment."""
        return self.path / "align" / "glosses.npz"

    @property
    def seen(self) -> Path:
        """Which rows were trained, `(vocabulary,)` bool."""
        return self.path / "train" / "seen.npy"

    def find_pairs(self, kind: str) -> Path:
        """Give the file of a kind of pairs."""
        return self.path / "pairs" / f"{kind}.jsonl.gz"

    def find_pieces(self, kind: str) -> Path:
        """Give the file of a kind of pairs, split in pieces."""
        return self.path / "pieces" / f"{kind}.npz"

    def read_record(self, step: str) -> dict[str, Any] | None:
        """Give the record of a step, or None where it is not done."""
        try:
            record = json.loads(self._find_record(step).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise MissingStepError(
                f"{self._find_record(step)} is damaged; remove it and do {step!r} again: {error}"
            ) from error
        return dict(record)

    def write_record(self, step: str, record: Mapping[str, object]) -> None:
        """Say that a step is done, in one step."""
        with replace_file(self._find_record(step)) as unfinished:
            unfinished.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def remove_record(self, step: str) -> None:
        """Say that a step is not done: its files are about to change."""
        self._find_record(step).unlink(missing_ok=True)

    def _find_record(self, step: str) -> Path:
        return self.path / "records" / f"{step}.json"


def digest_settings(*parts: object) -> str:
    """Give 16 hex digits that change when a setting does."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_file(path: Path) -> str:
    """Give the first 16 hex digits of a file's SHA-256, or `missing`."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return "missing"
    return _digest_content(path, status.st_size, status.st_mtime_ns)


@cache
def _digest_content(path: Path, size: int, time_ns: int) -> str:
    del size, time_ns  # a file that has changed is read anew
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
