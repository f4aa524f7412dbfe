"""The little Markdown that answers are written in, as HTML in which nothing from a page can act.

Paragraphs, `-` and `1.` lists (nested by indent), `>` quotes, `#` headings, `**bold**`, `` `code` `` and the
references `[n]` are known. All else, links, images and HTML included, stays the characters that it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

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


def render_markdown(text: str, link: Callable[[int], str]) -> str:
    """Give the HTML of an answer's text, on one line.

    Args:
        text: Markdown; may end in the midst of a construct, as streamed text does.
        link: Gives the HTML of the reference `[n]`.
    """
    lines = [_read_line(line) for line in text.splitlines()]
    blocks = (
        _render_block(kind, list(group), link) for kind, group in groupby(lines, lambda line: line.kind)
    )
    return "".join(blocks)


def escape_text(text: str) -> str:
    """Escape a text so that it is only characters, to HTML and to a Markdown reader alike."""
    return "".join(
        f"&#{ord(char)};" if char in _ACTIVE else char for char in escape(text, quote=True).replace("\n", " ")
    )


_ACTIVE = frozenset("\\`*_{}[]()~|$!:@")
"""Characters with which Markdown readers, TeX readers and link finders begin something."""


def _read_line(line: str) -> _Line:
    match = _LINE.fullmatch(line)
    if match is None or not line.strip():
        return _Line("blank", 0, "")
    indent = len(match["indent"].expandtabs(4))
    kinds = {"quote": "blockquote", "bullet": "ul", "count": "ol", "head": "h4"}
    kind = next((name for group, name in kinds.items() if match[group]), "p")
    count = int(match["count"].rstrip(" .)")) if match["count"] else 0
    return _Line(kind, indent, match["text"].strip(), count)


def _render_block(kind: str, lines: list[_Line], link: Callable[[int], str]) -> str:
    match kind:
        case "blank":
            return ""
        case "ul" | "ol":
            return f"<{kind}>{''.join(_render_items(lines, link))}</{kind}>"
        case "h4":
            return "".join(f"<h4>{_render_inline(line.text, link)}</h4>" for line in lines)
        case "blockquote":
            inner = "<br>".join(_render_inline(line.text, link) for line in lines)
            return f"<blockquote>{inner}</blockquote>"
        case _:
            return f"<p>{'<br>'.join(_render_inline(line.text, link) for line in lines)}</p>"


def _render_items(lines: list[_Line], link: Callable[[int], str]) -> Iterator[str]:
    outer = lines[0].depth
    for line in lines:
        nested = ' class="zw-nested"' if line.depth > outer else ""
        value = f' value="{line.count}"' if line.kind == "ol" else ""
        yield f"<li{nested}{value}>{_render_inline(line.text, link)}</li>"


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
