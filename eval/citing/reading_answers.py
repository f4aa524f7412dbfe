"""The text of an answer to what a reader takes from it: statements, and the numbers that each cites.

Nothing is looked at but the text, so that a system whose own notes are wrong is not believed. What frames
an answer ("3 zones fit. 87 articles … were searched"), tells where a quote stands, or remarks on what was
written is no statement. What is struck out is not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.citing.answer_frames import AnswerFrame, load_frame
from rag.checking.stating import split_statements

_BRACKETS = {"(": ")", "（": "）"}
_REFERENCE = re.compile(r"(?<!\\)\[(\d{1,9})\]")
_STRUCK = re.compile(r"~~(?:\\.|[^\\~])+~~(?: \[\d+\])*")
_MARKS = re.compile(r"\\([\\`*_\[\]<>#|~])|\*\*")
_ITEM = re.compile(r"- \*\*(?P<zone>.+?)\*\*[:：]")
_ZONE_ALONE = re.compile(r"- \*\*(?P<zone>.+)\*\*[:：] ?(?P<references>(?:\[\d+\]\s*)+)")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The page says this, word for word, of that zone; `zone` is empty where none is named."""

    zone: str
    quote: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The article under this headline is signed by that author."""

    byline: str
    headline: str
    zone: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figure of one zone is larger than the other's, or `is_equal`."""

    larger: str
    larger_zone: str
    smaller: str
    smaller_zone: str
    is_equal: bool


Content = Quotation | Signature | Comparison


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """One thing that an answer says.

    Attributes:
        text: Its plain words; of a quote the zone's name and the quote, as they stand.
        references: The numbers that it cites, each once.
        content: What it says, where its form tells; none for a sentence that anybody may have written.
        item: The zone of a list in whose line it stands; empty elsewhere.
    """

    text: str
    references: tuple[int, ...] = ()
    content: Content | None = None
    item: str = ""


def read_statements(text: str) -> list[ReadStatement]:
    """Give the statements of an answer's text, in order.

    A quote is one statement, with the zone's name before it, however many sentences it has. A comparison that
    is "computed from the figures marked below" cites all that is cited below. The list of sources at the end
    repeats what was cited. Everything else is cut to statements as any text is. A number that a statement
    cites twice counts once. No text makes reading raise: whatever wrote it is judged, not believed.
    """
    lines = text.splitlines()
    frames = [load_frame(language) for language in ("en", "zh")]
    ends = [at for at, line in enumerate(lines) if any(line == one.sources for one in frames)]
    lines = lines[: ends[0]] if ends else lines
    return [
        statement for at, line in enumerate(lines) for statement in _read_line(line, lines[at + 1 :], frames)
    ]


def _read_line(line: str, below: Sequence[str], frames: Sequence[AnswerFrame]) -> Iterator[ReadStatement]:
    for frame in frames:
        if any(pattern.fullmatch(line) for pattern in (*frame.frames, frame.detail)):
            return
        statement = (
            _read_quote(line, frame) or _read_author(line, frame) or _read_computed(line, below, frame)
        )
        if statement is not None:
            yield statement
            return
    for frame in frames:
        line = _drop_remarks(line, frame)
    alone = _ZONE_ALONE.fullmatch(line.strip())
    if alone is not None:
        yield _read_kept_zone(alone, below, frames)
        return
    item = _ITEM.match(line)
    zone = _unmark(item["zone"]) if item else ""
    yield from (ReadStatement(claim.text, claim.references, item=zone) for claim in split_statements(line))


def _read_quote(line: str, frame: AnswerFrame) -> ReadStatement | None:
    """Read a line that quotes: the zone's name, the quote in its marks, and what it cites, however much."""
    match = _match_any(frame.quotes, line)
    if match is None:
        return None
    zone = "" if match["zone"] == frame.no_zone else match["zone"]
    return _state_quote(zone, match["quote"], _list_references(match["references"]))


def _state_quote(zone: str, quote: str, references: tuple[int, ...]) -> ReadStatement:
    content = Quotation(_unmark(zone), _unmark(quote))
    text = ": ".join(filter(None, [content.zone, f"「{content.quote}」"]))
    return ReadStatement(text, references, content)


def _read_author(line: str, frame: AnswerFrame) -> ReadStatement | None:
    match = frame.author.fullmatch(line)
    if match is None:
        return None
    content = Signature(_unmark(match["byline"]), _unmark(match["headline"]), _unmark(match["zone"]))
    return ReadStatement(_unmark(_drop_references(line)), _list_references(line), content)


def _read_computed(line: str, below: Sequence[str], frame: AnswerFrame) -> ReadStatement | None:
    """Read a comparison; the figures "marked below" are those of every citation below it."""
    match = _match_any(frame.computed, line)
    if match is None:
        return None
    content = Comparison(
        larger=_unmark(match["larger"]),
        larger_zone=_unmark(match["larger_zone"]),
        smaller=_unmark(match["smaller"]),
        smaller_zone=_unmark(match["smaller_zone"]),
        is_equal=match.re in frame.computed_equal,
    )
    references = _list_references(match["references"]) or _list_references("\n".join(below))
    return ReadStatement(_unmark(match["statement"]), references, content)


def _read_kept_zone(
    match: re.Match[str], below: Sequence[str], frames: Sequence[AnswerFrame]
) -> ReadStatement:
    """Read a zone that stands without words of its own: it is listed for the quote below it."""
    references = _list_references(match["references"])
    detail = _match_any([frame.detail for frame in frames], below[0]) if below else None
    if detail is None:
        return ReadStatement(_unmark(match["zone"]), references)
    return _state_quote(match["zone"], detail["quote"], references)


def _drop_remarks(line: str, frame: AnswerFrame) -> str:
    """Take off what is struck, why it is, and what else is remarked in brackets."""
    line = _STRUCK.sub("", line)
    for remark in frame.remarks:
        line = line.replace(remark, "")
    for opening in frame.remark_openings:
        while (at := line.find(opening)) >= 0:
            line = line[:at] + line[_find_end(line, at) :]
    return line


def _find_end(line: str, at: int) -> int:
    """Give where the bracket that opens at a place is closed, those within it aside; else the line's end."""
    opening, closing = line[at], _BRACKETS[line[at]]
    depth = 0
    for place in range(at, len(line)):
        depth += (line[place] == opening) - (line[place] == closing)
        if depth == 0:
            return place + 1
    return len(line)


def _match_any(patterns: Sequence[re.Pattern[str]], line: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.fullmatch(line))), None)


def _list_references(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(number) for number in _REFERENCE.findall(text)))


def _drop_references(text: str) -> str:
    return re.sub(r"\s*(?<!\\)\[\d{1,9}\]", "", text)


def _unmark(text: str) -> str:
    """Take the bold marks and the backslashes off that composing puts in."""
    return _MARKS.sub(lambda match: match[1] or "", text).strip()
