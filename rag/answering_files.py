"""Many questions from a file: one JSON object a line in, one a line out, in order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from rag.answers import EVERYWHERE, Json, Narrowing
from rag.contract import answer_as_json, error_as_json
from rag.pipeline import Pipeline, QuestionError

MAX_LINE_BYTES = 400_000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class LineError(ValueError):
    """A line is not `{"id": …, "question": "…"}`.

    Attributes:
        name: The line's `id`, where it could be read.
    """

    def __init__(self, message: str, name: Json = None) -> None:
        super().__init__(message)
        self.name = name


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Give the lines that are not blank, with their numbers from 1; one too long is cut, and is no JSON."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(MAX_LINE_BYTES)):
            line = line[: MAX_LINE_BYTES - 1]
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if line.strip():
            yield number, line


def answer_lines(
    lines: Iterable[tuple[int, bytes]], pipeline: Pipeline, *, narrowing: Narrowing = EVERYWHERE
) -> Iterator[dict[str, Json]]:
    """Answer each line; a bad one gives an object with `error`, and the rest goes on.

    Args:
        lines: With their numbers, see `read_lines`.
        pipeline: Answers.
        narrowing: Which articles are searched, for all of them.
    """
    for number, line in lines:
        name: Json = None
        question: str | None = None
        try:
            name, question = _parse_line(line, number)
            yield {"id": name, **answer_as_json(pipeline.answer(question, narrowing=narrowing))}
        except LineError as error:
            yield {"id": error.name, **error_as_json(str(error))}
        except QuestionError as error:
            yield {"id": name, **error_as_json(str(error), question)}


def _parse_line(line: bytes, number: int) -> tuple[Json, str]:
    try:
        item = json.loads(line.decode("utf-8"))
        # Half a surrogate pair, or NaN as an id, could be read but not be given back.
        json.dumps(item, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeDecodeError as error:
        raise LineError(f"line {number} is not UTF-8: {error.reason} at byte {error.start}") from None
    except (ValueError, RecursionError) as error:
        raise LineError(f"line {number} is no JSON: {error}") from None
    name = item.get("id") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        raise LineError(f'line {number} is not {{"id": …, "question": "…"}}', name)
    return name, item["question"]
