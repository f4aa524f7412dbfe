"""Pairs of texts that belong together, and the files that hold them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from training.errors import TrainingDataError
from training.replacing import replace_file

LONGEST_LINE_BYTES = 1 << 20
"""A longer line is no row: the whole file may stand on one, and would fill the memory."""


class Pair(NamedTuple):
    """Two texts that belong together.

    Attributes:
        left: The English, or the question.
        right: The Chinese.
        source: Where it is from; weights go by it.
    """

    left: str
    right: str
    source: str


def read_rows(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Read gzip'd JSON lines: each row that is not empty, with the number of its line from 1.

    Raises:
        TrainingDataError: The file is missing or cut off, or a line is no JSON object; the message has
            its number.
    """
    number = 0
    try:
        with gzip.open(path, "rb") as file:
            while line := file.readline(LONGEST_LINE_BYTES):
                number += 1
                if line.strip():
                    yield number, _parse_row(line, at=f"{path}:{number}")
    except FileNotFoundError as error:
        raise TrainingDataError(f"{path} is missing; --data names the folder that holds it") from error
    except (OSError, EOFError, zlib.error) as error:
        raise TrainingDataError(f"{path} is damaged after line {number}: {error}") from error


def _parse_row(line: bytes, *, at: str) -> Mapping[str, object]:
    if len(line) >= LONGEST_LINE_BYTES:
        raise TrainingDataError(f"{at}: the line is longer than {LONGEST_LINE_BYTES:,} bytes")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise TrainingDataError(f"{at} is no JSON: {error}") from error
    if not isinstance(row, dict):
        raise TrainingDataError(f"{at} is no JSON object")
    return row


def get_texts(row: Mapping[str, object], names: Iterable[str], *, at: str) -> tuple[str, ...]:
    """Give fields of a row that are to be text.

    Raises:
        TrainingDataError: A field is missing or is no text.
    """
    found = []
    for name in names:
        value = row.get(name)
        if not isinstance(value, str):
            there = ", ".join(sorted(row)) or "nothing"
            raise TrainingDataError(f"{at}: {name!r} is to be text; the row has {there}")
        found.append(value)
    return tuple(found)


def read_pairs(path: Path, names: tuple[str, str, str] = ("left", "right", "source")) -> Iterator[Pair]:
    """Read a file of pairs; `names` are those of the left and the right text and of the source."""
    for number, row in read_rows(path):
        yield Pair(*get_texts(row, names, at=f"{path}:{number}"))


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write pairs as gzip'd JSON lines, in one step. The same pairs give the same bytes."""
    with (
        replace_file(path) as unfinished,
        unfinished.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=3, mtime=0) as file,
    ):
        for pair in pairs:
            row = {"left": pair.left, "right": pair.right, "source": pair.source}
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
