"""Text for a file of Markdown that anyone may open: what a page or a reader wrote stays characters there.

The Markdown of answers is the little that `app/views/markdown.py` knows. Other programs know more of it:
HTML, links, images, tables, formulas, addresses that become links by themselves. Here the little is kept, and
every other character with which some reader of Markdown would begin something gets a backslash.
"""

from __future__ import annotations

import re

from app.views.markdown import MARKS

_INLINE = re.compile(rf"{MARKS}|(?P<number>\[\d{{1,3}}\])(?![(:])")
_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<mark>(?:> ?|[-*] +|\d{1,3}[.)] +|#{1,6} +)?)(?P<text>.*)", re.DOTALL
)
_ACTIVE = re.compile(
    r"[\\`*_\[\]<>~|$&@]"
    r"|:(?=//)"  # addresses become links by themselves
    r"|(?<=[Ww]{3})\."
)
_STARTS = re.compile(r"[-+=#:]|\d{1,9}[.)](?!\S)")
"""What begins a list, a heading, a rule or a definition at the head of a line."""
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]|[\ud800-\udfff]")
_LIST_MARK = re.compile(r"[-*] |\d{1,3}[.)] ")
_DETAIL_INDENT = "  "
_MOST_INDENT = 3
"""One space more would be code, where the line belongs to no list."""


def escape_line(text: str) -> str:
    """Give a text as one line of Markdown that shows its characters, and nothing else."""
    return _escape_head(_escape_stretch(" ".join(drop_broken(text).split())))


def escape_answer(text: str) -> str:
    """Give the Markdown of an answer, or of a part of one, so that only what answers are written in acts."""
    return "\n".join(_escape_answer_line(line) for line in drop_broken(text).splitlines())


def drop_broken(text: str) -> str:
    """Put a mark in the place of each character that no file can hold or no reader shows."""
    return _DROPPED.sub("\ufffd", text)


def mend_halves(text: str) -> str:
    """Put a mark in the place of each half of a character that JSON can write and no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape_answer_line(line: str) -> str:
    match = _LINE.fullmatch(line)
    if match is None or not line.strip():
        return ""
    inner = _escape_inline(match["text"].strip())
    mark = match["mark"].strip()
    if not mark:
        # Deeper, a line after an empty one would be code.
        return (_DETAIL_INDENT if match["indent"] else "") + _escape_head(inner)
    if mark.startswith("#"):
        return f"#### {inner}"
    indent = match["indent"].expandtabs(4) if _LIST_MARK.match(match["mark"]) else ""
    return f"{indent[:_MOST_INDENT]}{mark} {_escape_head(inner)}"


def _escape_inline(text: str) -> str:
    parts: list[str] = []
    done = 0
    for match in _INLINE.finditer(text):
        parts.extend((_escape_stretch(text[done : match.start()]), _keep(match)))
        done = match.end()
    parts.append(_escape_stretch(text[done:]))
    return "".join(parts)


def _keep(match: re.Match[str]) -> str:
    found = match.groupdict()
    if found["bold"]:
        return f"**{_escape_inline(found['bold'])}**"
    if found["struck"]:
        return f"~~{_escape_inline(found['struck'])}~~"
    return match[0]


def _escape_stretch(text: str) -> str:
    return _ACTIVE.sub(lambda found: f"\\{found[0]}", text)


def _escape_head(line: str) -> str:
    match = _STARTS.match(line)
    if match is None:
        return line
    at = match.end() - 1
    return f"{line[:at]}\\{line[at:]}"
