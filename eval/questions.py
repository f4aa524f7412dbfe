"""Gold files: questions with the answers they must get, articles with the bounds they must have.

Both are JSON lines. A mistake in a gold file would falsify every figure, so each row is checked and an error
names the file, the line and the field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from rag.answers import Language

UNANSWERABLE = "unanswerable"
LIST = "list"
FOLLOW_UP = "follow_up"
"""The trait of a question that is asked after others; a row with `before` has it by itself."""
KNOWN_TRAITS = (FOLLOW_UP, "same_name", "time", "conversion", "paraphrase")
"""What the gold that ships tells apart; a file of one's own may use further names."""


class GoldFileError(ValueError):
    """A gold file is missing or a row of it cannot be used; the message says where and what to mend."""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question and what a right answer holds.

    Attributes:
        id: Unique within its file.
        kind: `list`, `number`, `fact`, `compare`, `unanswerable`, or any further name: kinds other than
            `list` and `unanswerable` are judged by `answers`.
        lang: The language of the question.
        question: As a reader would type it.
        zones: Zones that a list must name, each a place (`垣曲`: a zone of any kind there) or a canonical
            short name (`长治高新区`: that zone only).
        answers: Any-of lists: of each at least one alternative must stand in the answer.
        evidence: Stretches of the pages that the ten best passages should hold.
        optional_zones: Zones that a list may name: neither wanted nor wrong.
        split: `fit` or `test` where a threshold is fitted on one part of the file, otherwise empty.
        before: Questions asked before this one, oldest first; it is asked as a follow-up to them.
        traits: What makes it hard, such as `same_name` (two zones of one city) or `conversion` (a unit other
            than the page's); figures are given for each.
    """

    id: str
    kind: str
    lang: Language
    question: str
    zones: tuple[str, ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[str, ...] = ()
    optional_zones: tuple[str, ...] = ()
    split: str = ""
    before: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    @property
    def is_answerable(self) -> bool:
        """Whether the pages hold an answer."""
        return self.kind != UNANSWERABLE


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article as a reader would cut it out of its page.

    Attributes:
        source: The page's path below the folder of pages.
        zone: The zone's place or canonical short name, empty when the article is about none.
        headline: The headline, empty when there is none.
        byline: The author or authors, empty when none is printed.
        first: How the body starts, white space removed.
        last: How the body ends, white space removed.
    """

    source: str
    zone: str
    headline: str
    byline: str
    first: str
    last: str


def load_questions(path: Path, *, split: str = "") -> tuple[GoldQuestion, ...]:
    """Read a question file.

    Args:
        path: JSON lines with at least `id`, `kind`, `lang` and `question`.
        split: Keep only the rows whose `split` is this; empty keeps all.

    Raises:
        GoldFileError: The file cannot be read, a row is wrong, an id stands twice, or nothing is left.
    """
    questions = [read_question(row, where) for where, row in read_rows(path)]
    check_ids([question.id for question in questions], path, "question")
    chosen = tuple(question for question in questions if not split or question.split == split)
    if not chosen:
        known = sorted({question.split for question in questions if question.split})
        raise GoldFileError(f"{path}: no question{f' of split {split!r}; splits: {known}' if split else ''}")
    return chosen


def check_ids(ids: Sequence[str], path: Path, what: str) -> None:
    """See that no id stands twice; raises GoldFileError, which names the first that does."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise GoldFileError(f"{path}: the id {one!r} stands twice; give each {what} its own")
        seen.add(one)


def load_articles(path: Path) -> tuple[GoldArticle, ...]:
    """Read an article file: JSON lines with `source`, `zone`, `headline`, `byline`, `first` and `last`.

    Raises:
        GoldFileError: The file cannot be read, a row is wrong, or there is none.
    """
    articles = tuple(read_article(row, where) for where, row in read_rows(path))
    if not articles:
        raise GoldFileError(f"{path}: no article; write one JSON object a line")
    return articles


def read_rows(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Give each row of a JSON lines file with the place to name in an error.

    Raises:
        GoldFileError: The file cannot be read as UTF-8, or a line is no JSON object.
    """
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        yield where, parse_row(line, where)


def read_lines(path: Path) -> list[tuple[int, str]]:
    """Give the lines that hold something, each with its number from 1.

    Raises:
        GoldFileError: The file cannot be read as UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldFileError(f"{path}: cannot be read as UTF-8 text ({error}); check the path") from error
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def parse_row(line: str, where: str) -> Mapping[str, object]:
    """Give the object of a line; raises GoldFileError, which begins with `where`, when it is none."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldFileError(f"{where}: not JSON ({error}); write one object a line") from error
    if not isinstance(row, dict):
        raise GoldFileError(f'{where}: expected an object such as {{"id": …}}, found {line[:40]!r}')
    return row


def read_question(row: Mapping[str, object], where: str) -> GoldQuestion:
    """Make a question of a row; raises GoldFileError, which begins with `where` and names the field."""
    lang = read_text(row, "lang", where)
    if lang not in get_args(Language):
        raise GoldFileError(f"{where}: lang is {lang!r}; use one of {', '.join(get_args(Language))}")
    question = GoldQuestion(
        id=read_text(row, "id", where),
        kind=read_text(row, "kind", where),
        lang="en" if lang == "en" else "zh",
        question=read_text(row, "question", where),
        zones=_read_texts(row, "zones", where),
        answers=_read_answers(row, where),
        evidence=_read_texts(row, "evidence", where),
        optional_zones=_read_texts(row, "optional_zones", where),
        split=read_text(row, "split", where, default=""),
        before=_read_texts(row, "before", where),
        traits=_read_traits(row, where),
    )
    _check_gold(question, where)
    return question


def _check_gold(question: GoldQuestion, where: str) -> None:
    if question.kind == UNANSWERABLE and question.answers:
        raise GoldFileError(
            f"{where}: {question.id} is unanswerable and yet has answers; change one of the two"
        )
    if question.kind == LIST and not question.zones:
        raise GoldFileError(
            f"{where}: {question.id} is a list without zones; name them, or call it unanswerable"
        )
    if question.kind not in (LIST, UNANSWERABLE) and not question.answers:
        raise GoldFileError(f"{where}: {question.id} has no answers; give at least one any-of list")


def read_article(row: Mapping[str, object], where: str) -> GoldArticle:
    """Make an article of a row; raises GoldFileError, which begins with `where` and names the field."""
    return GoldArticle(
        source=read_text(row, "source", where),
        zone=read_text(row, "zone", where, default=""),
        headline=read_text(row, "headline", where, default=""),
        byline=read_text(row, "byline", where, default=""),
        first=read_text(row, "first", where),
        last=read_text(row, "last", where),
    )


def read_text(row: Mapping[str, object], name: str, where: str, *, default: str | None = None) -> str:
    """Give a field of a row that must be a text, and not an empty one unless that is the default.

    Raises:
        GoldFileError: It is something else; the message names the field.
    """
    value = row.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise GoldFileError(
            f"{where}: {name} must be a text{'' if default == '' else ' that is not empty'}, found {value!r}"
        )
    return value


def _read_texts(row: Mapping[str, object], name: str, where: str) -> tuple[str, ...]:
    return _check_texts(row.get(name, []), f"{where}: {name}")


def _read_traits(row: Mapping[str, object], where: str) -> tuple[str, ...]:
    traits = _read_texts(row, "traits", where)
    implied = (FOLLOW_UP,) if row.get("before") else ()
    if FOLLOW_UP in traits and not implied:
        raise GoldFileError(
            f"{where}: traits names {FOLLOW_UP}, and before is empty; give the questions asked before"
        )
    return tuple(dict.fromkeys((*implied, *traits)))


def _check_texts(value: object, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise GoldFileError(f"{what} must be a list of texts that are not empty, found {value!r}")
    return tuple(value)


def _read_answers(row: Mapping[str, object], where: str) -> tuple[tuple[str, ...], ...]:
    value = row.get("answers", [])
    if not isinstance(value, list):
        raise GoldFileError(f"{where}: answers must be a list of any-of lists, found {value!r}")
    groups = tuple(_check_texts(group, f"{where}: each of answers") for group in value)
    if not all(groups):
        raise GoldFileError(f"{where}: an any-of list in answers is empty; give an alternative or remove it")
    return groups


def list_sources(articles: Sequence[GoldArticle]) -> tuple[str, ...]:
    """Give the pages that gold articles name, each once, in the file's order."""
    return tuple(dict.fromkeys(article.source for article in articles))
