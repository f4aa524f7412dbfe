"""The file in which the chat page keeps its readers' ratings, line by line; a wrong line harms no other.

`docs/feedback.md` describes the lines. They are read here anew: the chat page and this program share the
file, and no code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from eval.questions import GoldFileError
from rag.answers import Json, Language

VERSION = 1
MAX_LINE_BYTES = 2**20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """What an answer cited, and where.

    Attributes:
        text: The mended words of the page.
        focus: The figure or name asked for, as it stands in `text`; empty where none was marked.
        zone: Short name of the zone; empty where none was named.
        byline: The article's.
        source: The page's file.
    """

    text: str
    focus: str
    zone: str
    byline: str
    source: str


@dataclass(frozen=True, slots=True)
class RatedAnswer:
    """One rating of one answer.

    Attributes:
        line: Of the file, from 1.
        time: When it was rated, ISO 8601.
        key: Of the answer; ratings of one answer have the same.
        is_up: The reader found it helpful.
        comment: What the reader wrote, or nothing.
        question: As asked.
        history: The questions before it, oldest first.
        standalone: The question as it was understood by itself.
        language: Of the question.
        narrowing: The fields by which the search was narrowed and their values; empty where it was not.
        form: How the answer was made: `list`, `quotes`, `comparison`, `author`, `written`, …
        expects: What kind of thing was asked for: `number`, `date`, `any`, …
        text: The answer.
        abstained: It said that the pages do not say.
        zones: Short names of the zones that it asserted.
        citations: In the order of their numbers.
        model: The language model that wrote it; empty for a quoted answer.
    """

    line: int
    time: str
    key: str
    is_up: bool
    comment: str
    question: str
    history: tuple[str, ...]
    standalone: str
    language: Language
    narrowing: Mapping[str, Json]
    form: str
    expects: str
    text: str
    abstained: bool
    zones: tuple[str, ...]
    citations: tuple[CitedSentence, ...]
    model: str


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """What such a file holds.

    Attributes:
        ratings: In the file's order.
        faults: One line for each that could not be read, which says what is wrong.
    """

    ratings: tuple[RatedAnswer, ...]
    faults: tuple[str, ...]


class _LineError(ValueError):
    """A line is not as it must be; the message says what."""


def read_feedback(path: Path) -> FeedbackFile:
    """Read a file of feedback.

    Raises:
        GoldFileError: The file cannot be read.
    """
    ratings: list[RatedAnswer] = []
    faults: list[str] = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    _read_line(number, line, ratings, faults)
    except OSError as error:
        raise GoldFileError(
            f"{path}: cannot be read ({error.strerror}); give --from-feedback the chat page's file"
        ) from error
    return FeedbackFile(tuple(ratings), tuple(faults))


def _read_line(number: int, line: bytes, ratings: list[RatedAnswer], faults: list[str]) -> None:
    try:
        ratings.append(_read_rating(number, line))
    except _LineError as error:
        faults.append(f"line {number}: {error}")


def _read_rating(number: int, line: bytes) -> RatedAnswer:
    if len(line) > MAX_LINE_BYTES:
        raise _LineError(f"has {len(line):,} bytes; at most {MAX_LINE_BYTES:,} are read")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _LineError(f"is no JSON ({error})") from error
    if not isinstance(row, dict):
        raise _LineError("is no JSON object")
    if row.get("version") != VERSION:
        raise _LineError(f"is of version {row.get('version')!r}; this program reads {VERSION}")
    return RatedAnswer(
        line=number,
        time=_read(row, "time", str),
        key=_read(row, "answer", str),
        is_up=_read_choice(row, "rating", ("up", "down")) == "up",
        comment=_read(row, "comment", str),
        question=_read_words(row, "question"),
        history=_read_texts(row, "history"),
        standalone=_read_words(row, "standalone"),
        language="en" if _read_choice(row, "language", ("en", "zh")) == "en" else "zh",
        narrowing=_read_narrowing(row),
        form=_read(row, "form", str),
        expects=_read(row, "expects", str),
        text=_read(row, "text", str),
        abstained=_read(row, "abstained", bool),
        zones=_read_texts(row, "zones"),
        citations=tuple(map(_read_citation, _read(row, "citations", list))),
        model=_read(row, "model", str),
    )


def _read(row: Mapping[str, object], name: str, kind: type[T]) -> T:
    value = row.get(name)
    if not isinstance(value, kind):
        raise _LineError(f"{name} is {str(value)[:60]!r}, which is not what stands there")
    return value


def _read_words(row: Mapping[str, object], name: str) -> str:
    value = _read(row, name, str)
    if not value.strip():
        raise _LineError(f"{name} is empty")
    return value


def _read_narrowing(row: Mapping[str, object]) -> dict[str, Json]:
    values: dict[str, Json] = _read(row, "narrowing", dict)
    return {name: value for name, value in values.items() if value}


def _read_choice(row: Mapping[str, object], name: str, choices: tuple[str, ...]) -> str:
    value = _read(row, name, str)
    if value not in choices:
        raise _LineError(f"{name} is {value[:60]!r}; it is one of {', '.join(choices)}")
    return value


def _read_texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    values: list[object] = _read(row, name, list)
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise _LineError(f"{name} holds something that is no text, or an empty one")
    return tuple(map(str, values))


def _read_citation(value: object) -> CitedSentence:
    if not isinstance(value, dict):
        raise _LineError("citations holds something that is no object")
    text = _read_words(value, "text")
    return CitedSentence(
        text=text,
        focus=_read_focus(value.get("text_focus"), text),
        zone=_read(value, "zone", str),
        byline=_read(value, "byline", str),
        source=_read(value, "source", str),
    )


def _read_focus(value: object, text: str) -> str:
    if value is None:
        return ""
    is_pair = isinstance(value, list) and len(value) == 2 and all(type(end) is int for end in value)
    if not isinstance(value, list) or not is_pair or not 0 <= value[0] < value[1] <= len(text):
        raise _LineError(f"text_focus is {str(value)[:60]!r}, which does not lie within the text")
    return text[value[0] : value[1]]
