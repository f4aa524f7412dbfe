"""The little Markdown that answers are written in, as HTML in which nothing from a page can act.

Paragraphs, `-` and `1.` lists (nested by indent), `>` quotes, `#` headings, `**bold**`, `` `code` `` and the
references `[n]` are known; an indented line is a detail of the one before it. All else, links, images and
HTML included, stays the characters that it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from operator import attrgetter

_INLINE = re.compile(
    r"\\(?P<plain>[!-/:-@\[-`{-~])"
    r"|\*\*(?P<bold>(?=\S).+?(?<=\S))\*\*"
    r"|`(?P<code>[^`]+)`"
    r"|\[(?P<number>\d{1,3})\](?!\()"
)
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


def render_markdown(text: str, link: Callable[[int], str]) -> str:
    """Give the HTML of an answer's text, on one line.

    Args:
        text: Markdown; may end in the midst of a construct, as streamed text does.
        link: Gives the HTML of the reference `[n]`.
    """
    lines = [_read_line(line) for line in text.splitlines()]
    groups = groupby(_place_details(lines), key=attrgetter("kind"))
    return "".join(_render_block(kind, list(group), link) for kind, group in groups)


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


def _render_block(kind: str, lines: list[_Line], link: Callable[[int], str]) -> str:
    match kind:
        case "blank":
            return ""
        case "ul" | "ol":
            return f"<{kind}>{''.join(_render_items(lines, link))}</{kind}>"
        case "h4":
            return "".join(f"<h4>{_render_inline(line.text, link)}</h4>" for line in lines)
        case "blockquote":
            return f"<blockquote>{_render_lines(lines, link)}</blockquote>"
        case _:
            return f"<p>{_render_lines(lines, link)}</p>"


def _render_lines(lines: list[_Line], link: Callable[[int], str]) -> str:
    parts = [
        _render_detail(line, link) if line.is_detail else _render_inline(line.text, link) for line in lines
    ]
    return "<br>".join(parts).replace(f"<br>{_DETAIL}", _DETAIL)


_DETAIL = '<span class="zw-detail">'


def _render_detail(line: _Line, link: Callable[[int], str]) -> str:
    return f"{_DETAIL}{_render_inline(line.text, link)}</span>"


def _render_items(lines: list[_Line], link: Callable[[int], str]) -> Iterator[str]:
    """Give the items of a list; details stand within the item before them."""
    outer = lines[0].depth
    items: list[str] = []
    for line in lines:
        if line.is_detail:
            items[-1] += _render_detail(line, link)
            continue
        nested = ' class="zw-nested"' if line.depth > outer else ""
        value = f' value="{line.count}"' if line.kind == "ol" else ""
        items.append(f"<li{nested}{value}>{_render_inline(line.text, link)}")
    return (f"{item}</li>" for item in items)


def _render_inline(text: str, link: Callable[[int], str]) -> str:
    parts: list[str] = []
    done = 0
    for match in _INLINE.finditer(text):
        parts.extend((escape_text(text[done : match.start()]), _render_match(match, link)))
        done = match.end()
    parts.append(escape_text(text[done:]))
    return "".join(parts)


def _render_match(match: re.Match[str], link: Callable[[int], str]) -> str:
    if match["plain"]:
        return escape_text(match["plain"])
    if match["bold"]:
        return f"<strong>{_render_inline(match['bold'], link)}</strong>"
    if match["code"]:
        return f"<code>{escape_text(match['code'])}</code>"
    return link(int(match["number"]))
