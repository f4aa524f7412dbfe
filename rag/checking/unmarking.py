"""A line of Markdown to the plain words in it: no mark, link, image, tag or hidden character is left.

What a model writes is data. Nothing in it is rendered, and nothing may stand in it that a reader cannot see.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_HIDDEN_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
"""Characters that count as letters or marks and show nothing."""
_MOST_MARKS = 2
"""Combining marks on one letter; more than tones need only hide what stands below them."""

LINE_ENDS = frozenset("\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_BLANKS = frozenset("\t\r")
_MOST_LINK_CHARS = 2000
_MOST_INDENT = 8

_IMAGE = re.compile(
    rf"!\[[^\[\]]{{0,300}}\](?:\([^()]{{0,{_MOST_LINK_CHARS}}}(?:\([^()]*\)[^()]*)?\)|\[[^\[\]]{{0,100}}\])"
)
_LINK = re.compile(rf"\[([^\[\]]{{0,300}})\]\((?:[^()]{{0,{_MOST_LINK_CHARS}}}(?:\([^()]*\)[^()]*)?)\)")
_TAG = re.compile(rf"<(?:!--.{{0,{_MOST_LINK_CHARS}}}?--|[/!?]?[A-Za-z][^<>]{{0,{_MOST_LINK_CHARS}}})>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TIMES = re.compile(r"(?<=\d)\s*\*\s*(?=\d)")
_EMPHASIS = re.compile(r"\*+|`+|~~+|(?<![^\W_])_+|_+(?![^\W_])")
_FENCE = re.compile(r"^\s*(?:```|~~~)\S*\s*$")
_RULE_LINE = re.compile(r"^[\s|:+=\-*_—–─━~]*$")
_QUOTE_MARK = re.compile(r"^(?:\s*>)+\s?")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_BOLD_LINE = re.compile(r"^\s*(?:\*\*|__)(?P<inner>[^*_]+)(?:\*\*|__)\s*[:：]?\s*$")
_BULLET = re.compile(r"^(?P<indent>\s*)(?:[-*+•·▪●○◦‣–—]|(?P<number>\d{1,3})[.)、．](?!\d))(?:\s+|(?<=、))")
_TABLE_ROW = re.compile(r"^\s*\|(?P<cells>.*)\|\s*$")


@dataclass(frozen=True, slots=True)
class PlainLine:
    """A line without its Markdown; references such as `[1]` are left in.

    Attributes:
        text: The plain words; empty where the line holds none.
        prefix: The mark of a list with its indent, written one way (`- `, `2. `), or nothing.
        is_heading: It is a heading, or wholly bold.
    """

    text: str
    prefix: str = ""
    is_heading: bool = False


def drop_hidden(text: str) -> str:
    """Leave out control, zero-width, bidirectional, tag and private characters; line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if character in _BLANKS else character
        for character in text
        if character in LINE_ENDS or character in _BLANKS or _is_seen(character)
    )


def take_marks_off(line: str) -> PlainLine:
    """Take Markdown off a line that `drop_hidden` has been through."""
    if _FENCE.match(line) or _RULE_LINE.match(line):
        return PlainLine("")
    rest = _QUOTE_MARK.sub("", line)
    prefix = ""
    bullet = _BULLET.match(rest)
    if bullet:
        prefix = _write_mark(bullet)
        rest = rest[bullet.end() :]
    heading = _HEADING.match(rest)
    if heading:
        rest = rest[heading.end() :].rstrip("# ")
    row = _TABLE_ROW.match(rest)
    if row:
        rest = " | ".join(cell.strip() for cell in row["cells"].split("|") if cell.strip())
    return PlainLine(take_inline_marks_off(rest), prefix, bool(heading or _BOLD_LINE.match(rest)))


def take_inline_marks_off(text: str) -> str:
    """Take emphasis, code, links, images and tags off a stretch of a line; a link's words stay."""
    text = _ESCAPED.sub(r"\1", text)
    if "&" in text:
        text = drop_hidden(html.unescape(text))
    text = _IMAGE.sub(" ", text)
    text = _LINK.sub(_keep_words, text)
    text = _TAG.sub("", text)
    text = _EMPHASIS.sub("", _TIMES.sub("×", text))
    return _limit_marks(" ".join(text.split()))


def _keep_words(match: re.Match[str]) -> str:
    """Give a link's words; a number alone is a reference that was made a link."""
    words = match[1].strip()
    return f"[{words}]" if re.fullmatch(r"\^?\d{1,3}", words) else words


def _write_mark(bullet: re.Match[str]) -> str:
    indent = " " * min(len(bullet["indent"].expandtabs(4)), _MOST_INDENT)
    return f"{indent}{int(bullet['number'])}. " if bullet["number"] else f"{indent}- "


def _is_seen(character: str) -> bool:
    if character in _HIDDEN_BLANKS or "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0000":
        return False
    return unicodedata.category(character) not in _HIDDEN_CATEGORIES


def _limit_marks(text: str) -> str:
    """Join letters and marks to one character where there is one, and drop heaps of marks."""
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
