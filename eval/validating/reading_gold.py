"""Gold files of any kind to rows with their lines; what cannot be read is a finding and stops no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from eval.checking.statements import GoldStatement, read_statement
from eval.questions import (
    KNOWN_TRAITS,
    GoldArticle,
    GoldFileError,
    GoldQuestion,
    parse_row,
    read_article,
    read_lines,
    read_question,
)
from eval.validating.findings import Fault, Finding, Place, place_faults, quote_texts

What = Literal["questions", "articles", "statements"]
Gold = GoldQuestion | GoldArticle | GoldStatement

_TOLD_BY: Mapping[str, What] = {"question": "questions", "statement": "statements", "first": "articles"}
"""The field by which a row tells what it is."""
_READERS: Mapping[What, Callable[[Mapping[str, object], str], Gold]] = {
    "questions": read_question,
    "articles": read_article,
    "statements": read_statement,
}
_FIELDS: Mapping[What, tuple[str, ...]] = {
    "questions": (*(field.name for field in fields(GoldQuestion)), "why"),
    "articles": tuple(field.name for field in fields(GoldArticle)),
    "statements": tuple(field.name for field in fields(GoldStatement)),
}
_LIKE = 0.8


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One row that could be read.

    Attributes:
        place: Where it stands.
        gold: What it says.
        why: What an unanswerable question says of why the pages do not answer; empty when it says nothing.
    """

    place: Place
    gold: Gold
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReadGold:
    """What some gold files hold, and what is wrong with their rows as such."""

    rows: tuple[GoldRow, ...]
    findings: tuple[Finding, ...]


def read_gold(paths: Sequence[Path]) -> ReadGold:
    """Read gold files of questions, articles and statements, each told by its rows."""
    rows: list[GoldRow] = []
    findings: list[Finding] = []
    for path in paths:
        try:
            lines = read_lines(path)
        except GoldFileError as error:
            findings.append(_find_unread(Place(path, 0), str(error)))
            continue
        if not lines:
            fault = Fault("file", "holds no row", "write one JSON object a line")
            findings += place_faults(Place(path, 1), [fault])
        for number, line in lines:
            _read_line(Place(path, number), line, rows, findings)
    return ReadGold(tuple(rows), (*findings, *_find_repeated_ids(rows)))


def _read_line(place: Place, line: str, rows: list[GoldRow], findings: list[Finding]) -> None:
    try:
        row = parse_row(line, str(place))
        what = _tell(row, str(place))
        gold = _READERS[what](row, str(place))
    except GoldFileError as error:
        findings.append(_find_unread(place, str(error)))
        return
    name = gold.headline or gold.first if isinstance(gold, GoldArticle) else gold.id
    named = Place(place.path, place.line, name)
    rows.append(GoldRow(named, gold, why=str(row.get("why") or "")))
    findings += place_faults(named, _find_slips(row, what))


def _tell(row: Mapping[str, object], where: str) -> What:
    for name, what in _TOLD_BY.items():
        if name in row:
            return what
    names = ", ".join(_TOLD_BY)
    raise GoldFileError(f"{where}: cannot tell what this row is; it needs one of the fields {names}")


def _find_unread(place: Place, message: str) -> Finding:
    """Make a finding of an error of reading; what it says begins with the place, which is said already."""
    told = message.removeprefix(str(place)).removeprefix(str(place.path)).removeprefix(":").strip()
    problem, _, remedy = told.rpartition("; ")
    return Finding(place, Fault("row", problem or told, remedy if problem else "mend the row"))


def _find_slips(row: Mapping[str, object], what: What) -> list[Fault]:
    """Find fields and traits that are known ones but for a slip: nothing would read them."""
    faults = []
    for name in row:
        close = [] if name in _FIELDS[what] else get_close_matches(name, _FIELDS[what], n=1, cutoff=_LIKE)
        if close and close[0] not in row:
            faults.append(
                Fault(name, "no such field is read", f"write {close[0]!r} if that is meant", is_error=False)
            )
    traits = row.get("traits")
    for trait in traits if isinstance(traits, list) else []:
        close = [] if trait in KNOWN_TRAITS else get_close_matches(trait, KNOWN_TRAITS, n=1, cutoff=_LIKE)
        if close:
            faults.append(
                Fault(
                    "traits",
                    f"{trait!r} is not {close[0]!r}",
                    f"write {close[0]!r} if that is meant",
                    is_error=False,
                )
            )
    return faults


def _find_repeated_ids(rows: Sequence[GoldRow]) -> list[Finding]:
    """Find ids that stand twice among rows of one sort: an error in one file, and worth a look in two."""
    first: dict[tuple[type[Gold], str], Place] = {}
    findings = []
    for row in rows:
        if isinstance(row.gold, GoldArticle):
            continue
        before = first.setdefault((type(row.gold), row.place.id), row.place)
        if before is not row.place:
            is_error = before.path == row.place.path
            problem = f"{quote_texts([row.place.id])} stands in {before.path}, line {before.line}, too"
            fault = Fault("id", problem, "give each row its own", is_error=is_error)
            findings.append(Finding(row.place, fault))
    return findings
