"""`python -m eval --from-feedback`: what readers said of answers, made into questions with gold."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from eval.commands import Command, CommandResult
from eval.foreseeing import PlaceError, require_file
from eval.from_feedback.joining_ratings import JoinedRatings, join_ratings
from eval.from_feedback.making_gold import MadeRow, make_row
from eval.from_feedback.reading_feedback import FeedbackFile, read_feedback
from rag.answers import Json

REPORT_VERSION = 1
BAD_LINES = 3
"""The exit status when some lines could not be read; all others were used."""
_SHOWN_CHARS = 70


def add_feedback_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of feedback."""
    group = parser.add_argument_group("questions made of readers' feedback")
    group.add_argument(
        "--from-feedback",
        type=Path,
        metavar="FILE",
        help="make questions of the thumbs and comments that the chat page kept in this file; without --to"
        " only say what they would be",
    )
    group.add_argument(
        "--to",
        type=Path,
        metavar="FILE",
        help="write the questions here, and what a person must look at first into FILE's .review.jsonl",
    )


def find_misuse(options: argparse.Namespace) -> str:
    """Say what is wrong with the options, or nothing (an empty text)."""
    for name in ("pages", "index", "split", "settings", "limit", "report"):
        if getattr(options, name):
            option = "--set" if name == "settings" else f"--{name}"
            return f"--from-feedback reads one file and asks nothing; leave out {option}"
    return ""


def run_from_feedback(options: argparse.Namespace, console: Console) -> CommandResult:
    """Make the questions, write them where that is asked for, and print what became of each rating.

    Raises:
        GoldFileError: The feedback cannot be read.
        PlaceError: A file that would be written is there already, or cannot be written.
    """
    places = _find_places(options.to) if options.to else None
    feedback = read_feedback(options.from_feedback)
    joined = join_ratings(feedback.ratings)
    made = [make_row(one) for one in joined]
    if places:
        for place, rows in zip(places, _part(made), strict=True):
            _write_rows(place, rows)
    for fault in feedback.faults:
        print(f"{options.from_feedback}, {fault}; the line is left out", file=sys.stderr)
    for line in summarise(options.from_feedback, feedback, joined, made, places):
        console.print(escape(line), soft_wrap=True, highlight=False)
    return CommandResult(_report(feedback, joined, made), status=BAD_LINES if feedback.faults else 0)


def name_review_file(path: Path) -> Path:
    """Give where what a person must look at is written: `mine.jsonl` has `mine.review.jsonl` beside it."""
    return path.with_name(f"{path.name.removesuffix('.jsonl')}.review.jsonl")


def summarise(
    path: Path,
    feedback: FeedbackFile,
    joined: Sequence[JoinedRatings],
    made: Sequence[MadeRow],
    places: tuple[Path, Path] | None,
) -> list[str]:
    """Say what was read, what became of it, and what to do next, in lines."""
    gold, review = _part(made)
    lines = [
        f"{path}: {len(feedback.ratings):,} ratings of {len(joined):,} questions,"
        f" {len(feedback.faults):,} lines not read",
        f"questions, not reviewed: {len(gold):,}{_count(str(row.values['kind']) for row in gold)}",
        f"for a person: {len(review):,}{_count(row.reason for row in review)}",
    ]
    for one in joined:
        if one.is_contradicted:
            said = "up" if one.last.is_up else "down"
            lines.append(
                f"readers disagree ({one.up} up, {one.down} down; the last, {said}, counts):"
                f" {_shorten(one.last.question)}"
            )
    if places is None:
        return [*lines, "nothing was written; give --to FILE"]
    return [
        *lines,
        f"written: {places[0]} and {places[1]}",
        f"next: python -m eval --validate {places[0]} --pages DIR, then look at each row",
    ]


def _find_places(to: Path) -> tuple[Path, Path]:
    """Give both files that are written; neither may be there, since somebody may have worked on it."""
    places = (to, name_review_file(to))
    for place in places:
        if place.exists():
            raise PlaceError(f"--to: {place} is there already; give another name, or move it away")
        require_file(place, "--to")
    return places


def _part(made: Sequence[MadeRow]) -> tuple[list[MadeRow], list[MadeRow]]:
    return [row for row in made if not row.reason], [row for row in made if row.reason]


def _write_rows(path: Path, rows: Sequence[MadeRow]) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row.values, ensure_ascii=False) + "\n" for row in rows)


def _count(kinds: Iterable[str]) -> str:
    counted = sorted(Counter(kinds).items())
    told = ", ".join(f"{number:,} {kind.partition(':')[0]}" for kind, number in counted)
    return f" ({told})" if told else ""


def _shorten(question: str) -> str:
    plain = " ".join(question.split())
    return plain if len(plain) <= _SHOWN_CHARS else plain[:_SHOWN_CHARS] + "…"


def _report(
    feedback: FeedbackFile, joined: Sequence[JoinedRatings], made: Sequence[MadeRow]
) -> dict[str, Json]:
    gold, review = _part(made)
    return {
        "version": REPORT_VERSION,
        "ratings": len(feedback.ratings),
        "not_read": list(feedback.faults),
        "questions": [row.values for row in gold],
        "for_review": [row.values for row in review],
        "contradicted": [one.last.question for one in joined if one.is_contradicted],
    }


FROM_FEEDBACK = Command("--from-feedback", add_feedback_options, find_misuse, run_from_feedback)
