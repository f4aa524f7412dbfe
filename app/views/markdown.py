"""The little Markdown that answers are written in, as HTML in which nothing from a page can act.

Paragraphs, `-` and `1.` lists (nested by indent), `>` quotes, `#` headings, `**bold**`, `~~struck~~`,
`` `code` `` and the references `[n]` are known; an indented line is a detail of the one before it. All else,
links, images and HTML included, stays the characters that it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from operator import attrgetter

MARKS = (
    r"\\(?P<plain>[!-/:-@\[-`{-~])"
    r"|\*\*(?P<bold>(?=\S)(?:\\.|[^\\])+?(?<=\S))\*\*"
    r"|~~(?P<struck>(?=\S)(?:\\.|[^\\])+?(?<=\S))~~"
    r"|`(?P<code>[^`]+)`"
)
"""What answers are written in within a line, references aside: a pattern."""
_INLINE = re.compile(rf"{MARKS}|\[(?P<number>\d{{1,3}})\](?!\()")
_LINE = re.compile(
    r"(?P<indent>[ \t]*)"
    r"(?:(?P<quote>> ?)|(?P<bullet>[-*] +)|(?P<count>\d{1,3}[.)] +)|(?P<head>#{1,6} +))?"
    r"(?P<text>.*)"
)


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    depth: int
    text: str
    count: int = 0
    is_detail: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """How the parts of a line are drawn.

    Attributes:
        link: Gives the HTML of the reference `[n]`.
        struck: Said before struck words to those who hear the page; plain text.
        struck_title: What a pointer on struck words tells; plain text.
        notes: Stretches of the Markdown that are set apart, each with what a pointer on it tells.
    """

    link: Callable[[int], str]
    struck: str = ""
    struck_title: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def inline(self) -> re.Pattern[str]:
        """What is looked for within a line."""
        if not self.notes:
            return _INLINE
        notes = "|".join(re.escape(note) for note in sorted(self.notes, key=len, reverse=True))
        return re.compile(f"(?P<note>{notes})|{_INLINE.pattern}")


def render_markdown(text: str, drawing: Drawing) -> str:
    """Give the HTML of an answer's text, on one line.

    Args:
        text: Markdown; may end in the midst of a construct, as streamed text does.
        drawing: See there.
    """
    lines = [_read_line(line) for line in text.splitlines()]
    groups = groupby(_place_details(lines), key=attrgetter("kind"))
    return "".join(_render_block(kind, list(group), drawing) for kind, group in groups)


def escape_text(text: str) -> str:
    """Escape a text so that it is only characters, to HTML and to a Markdown reader alike."""
    return "".join(
        f"&#{ord(char)};" if char in _ACTIVE else char for char in escape(text, quote=True).translate(_BREAKS)
    )


_BREAKS = {ord("\n"): " ", ord("\r"): " "}
_ACTIVE = frozenset("\\`*_{}[]()~|$!:@")
"""Characters with which Markdown readers, TeX readers and link finders begin something."""


def _read_line(line: str) -> _Line:
    match = _LINE.fullmatch(line)
    if match is None or not line.strip():
        return _Line("blank", 0, "")
    indent = len(match["indent"].expandtabs(4))
    kinds = {"quote": "blockquote", "bullet": "ul", "count": "ol", "head": "h4"}
    kind = next((name for group, name in kinds.items() if match[group]), "detail" if indent else "p")
    count = int(match["count"].rstrip(" .)")) if match["count"] else 0
    return _Line(kind, indent, match["text"].strip(), count)


def _place_details(lines: list[_Line]) -> Iterator[_Line]:
    """Give each detail the kind of the line that it belongs to; a detail of nothing is a paragraph."""
    kind = "p"
    for line in lines:
        if line.kind == "detail":
            yield replace(line, kind=kind, is_detail=True)
            continue
        kind = "p" if line.kind == "blank" else line.kind
        yield line


def _render_block(kind: str, lines: list[_Line], drawing: Drawing) -> str:
    match kind:
        case "blank":
            return ""
        case "ul" | "ol":
            return f"<{kind}>{''.join(_render_items(lines, drawing))}</{kind}>"
        case "h4":
            return "".join(f"<h4>{_render_inline(line.text, drawing)}</h4>" for line in lines)
        case "blockquote":
            return f"<blockquote>{_render_lines(lines, drawing)}</blockquote>"
        case _:
            return f"<p>{_render_lines(lines, drawing)}</p>"


def _render_lines(lines: list[_Line], drawing: Drawing) -> str:
    parts = [
        _render_detail(line, drawing) if line.is_detail else _render_inline(line.text, drawing)
        for line in lines
    ]
    return "<br>".join(parts).replace(f"<br>{_DETAIL}", _DETAIL)


_DETAIL = '<span class="zw-detail">'


def _render_detail(line: _Line, drawing: Drawing) -> str:
    return f"{_DETAIL}{_render_inline(line.text, drawing)}</span>"


def _render_items(lines: list[_Line], drawing: Drawing) -> Iterator[str]:
    """Give the items of a list; details stand within the item before them."""
    outer = lines[0].depth
    items: list[str] = []
    for line in lines:
        if line.is_detail:
            items[-1] += _render_detail(line, drawing)
            continue
        nested = ' class="zw-nested"' if line.depth > outer else ""
        value = f' value="{line.count}"' if line.kind == "ol" else ""
        items.append(f"<li{nested}{value}>{_render_inline(line.text, drawing)}")
    return (f"{item}</li>" for item in items)


def _render_inline(text: str, drawing: Drawing) -> str:
    parts: list[str] = []
    done = 0
    for match in drawing.inline.finditer(text):
        parts.extend((escape_text(text[done : match.start()]), _render_match(match, drawing)))
        done = match.end()
    parts.append(escape_text(text[done:]))
    return "".join(parts)


def _render_match(match: re.Match[str], drawing: Drawing) -> str:
    found = match.groupdict()
    if note := found.get("note"):
        inner = _render_inline(note, replace(drawing, notes={}))
        return f'<span class="zw-note"{_title(drawing.notes[note])}>{inner}</span>'
    if found["plain"]:
        return escape_text(found["plain"])
    if found["bold"]:
        return f"<strong>{_render_inline(found['bold'], drawing)}</strong>"
    if found["struck"]:
        return _render_struck(found["struck"], drawing)
    if found["code"]:
        return f"<code>{escape_text(found['code'])}</code>"
    return drawing.link(int(found["number"]))


def _render_struck(text: str, drawing: Drawing) -> str:
    said = f'<span class="zw-unseen">{escape_text(drawing.struck)} </span>' if drawing.struck else ""
    return f"<del{_title(drawing.struck_title)}>{said}{_render_inline(text, drawing)}</del>"


def _title(text: str) -> str:
    return f' title="{escape_text(text)}"' if text else ""
