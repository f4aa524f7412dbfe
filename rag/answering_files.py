"""Many questions from a file: one JSON object a line in, one a line out, in order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from rag.answers import Json
from rag.contract import answer_as_json, error_as_json
from rag.pipeline import Pipeline, QuestionError

MAX_LINE_CHARS = 100_000


class LineError(ValueError):
    """A line is not `{"id": …, "question": "…"}`."""


def read_lines(stream: TextIO) -> Iterator[str]:
    """Give the lines that are not blank; one that is too long is cut, and so is no JSON."""
    while line := stream.readline(MAX_LINE_CHARS):
        while not line.endswith("\n") and (rest := stream.readline(MAX_LINE_CHARS)):
            line = line[: MAX_LINE_CHARS - 1] + ("\n" if rest.endswith("\n") else "")
        if line.strip():
            yield line


def answer_lines(lines: Iterable[str], pipeline: Pipeline) -> Iterator[dict[str, Json]]:
    """Answer each line; a bad one gives an object with `error`, and the rest goes on."""
    for number, line in enumerate(lines, start=1):
        name: Json = None
        try:
            name, question = _parse_line(line, number)
            yield {"id": name, **answer_as_json(pipeline.answer(question))}
        except (LineError, QuestionError) as error:
            yield {"id": name, **error_as_json(str(error))}


def _parse_line(line: str, number: int) -> tuple[Json, str]:
    try:
        item = json.loads(line)
        # Half a surrogate pair, or NaN as an id, could be read but not be given back.
        json.dumps(item, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise LineError(f"line {number} is no JSON: {error}") from None
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        raise LineError(f'line {number} is not {{"id": …, "question": "…"}}')
    return item.get("id"), item["question"]
