"""What each paragraph of a mended page is: body, title, byline, masthead and other matter, caption."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from index.anchors import find_dateline, is_caption, is_credit, is_masthead
from index.bylines import Byline, find_closing_byline, find_line_byline, is_bare_name, read_raw
from index.documents import MendedText
from index.mending import read_vocabulary

MAX_TITLE = 48
_ENDED = re.compile(r"[。；，、：:,;…]$|[！？!?][”’』」）)]?$|[。；][”’』」）)]$")
_INNER = re.compile(r"[。；]")
_MARKS = re.compile(r"^#{1,6}")
_EXCLAIMED = re.compile(r"^[^。；，]{4,40}[！？!?][”』」）]?$")
_RUNNING_ON = re.compile(r"(?:———|——|…)$")


class Kind(Enum):
    """What a paragraph is for."""

    BODY = "body"
    TITLE = "title"
    BYLINE = "byline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the mended text.

    Attributes:
        start: Its first character in the mended text, markdown marks left out.
        end: One past its last, the line feed left out.
        kind: What it is.
        level: How many `#` it is marked with, 0 without.
        text: The characters `[start, end)`.
        dateline: How many characters at its start are the dateline, 0 without.
        byline: The byline that it ends with, or is.
    """

    start: int
    end: int
    kind: Kind
    level: int
    text: str
    dateline: int = 0
    byline: Byline | None = None


def read_paragraphs(mended: MendedText, page_text: str) -> list[Paragraph]:
    """List the paragraphs of a mended page in order."""
    found: list[Paragraph] = []
    start = 0
    for line in mended.text.split("\n"):
        if line:
            marks = _MARKS.match(line)
            level = marks.end() if marks else 0
            if len(line) > level:
                found.append(_read_paragraph(mended, page_text, start + level, start + len(line), level))
        start += len(line) + 1
    return [_settle(found, place) for place in range(len(found))]


def _settle(found: list[Paragraph], place: int) -> Paragraph:
    """Take a bare name for a title again where no byline would stand, or where it is a word (`高速路`)."""
    paragraph = found[place]
    if paragraph.kind is not Kind.BYLINE or not is_bare_name(paragraph.text):
        return paragraph
    before = found[place - 1] if place else None
    closes = before is not None and before.kind is Kind.BODY and before.byline is None
    stands_under = (
        before is not None
        and before.kind is Kind.TITLE
        and (place + 1 == len(found) or found[place + 1].kind is not Kind.TITLE)
    )
    if (closes or stands_under) and paragraph.text[:2] not in read_vocabulary():
        return paragraph
    return replace(paragraph, kind=Kind.TITLE, byline=None)


def _read_paragraph(mended: MendedText, page_text: str, start: int, end: int, level: int) -> Paragraph:
    text = mended.text[start:end]
    if level:
        return Paragraph(start, end, Kind.TITLE, level, text)
    if is_credit(text) or is_caption(text) or is_masthead(text):
        return Paragraph(start, end, Kind.OTHER, 0, text)
    dateline = find_dateline(text) if len(text) > 6 else 0
    if dateline == 0:
        byline = find_line_byline(mended, page_text, start, end)
        if byline:
            return Paragraph(start, end, Kind.BYLINE, 0, text, byline=byline)
        if is_title(text) and find_closing_byline(mended, page_text, start, end) is None:
            return Paragraph(start, end, Kind.TITLE, 0, text)
    byline = find_closing_byline(mended, page_text, start, end)
    return Paragraph(start, end, Kind.BODY, 0, text, dateline=dateline, byline=byline)


def is_title(text: str) -> bool:
    """Tell whether a paragraph has the make-up of a headline or subhead: short, and no full sentence."""
    if len(text) > MAX_TITLE or _INNER.search(text[:-1]):
        return False
    if _RUNNING_ON.search(text) and len(text) > 24:
        return False
    return _ENDED.search(text) is None or _EXCLAIMED.match(text) is not None


def read_title(mended: MendedText, page_text: str, paragraph: Paragraph) -> list[str]:
    """Give the parts of a title as the page spaces them, in mended characters.

    Spaces between Chinese characters are dropped by cleaning; here they tell a zone's name from the headline
    that follows it on the same line.
    """
    raw = read_raw(mended, page_text, paragraph.start, paragraph.end)
    parts = raw.split(" ")
    if len(parts) < 2 or len(parts) > 6:
        return [paragraph.text]
    cuts: list[str] = []
    place = 0
    for part in parts:
        if not paragraph.text.startswith(part, place):
            return [paragraph.text]
        cuts.append(part)
        place += len(part)
        if paragraph.text.startswith(" ", place):
            place += 1
    return cuts
