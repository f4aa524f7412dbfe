"""Builds pages out of invented articles, in the layouts that papers use, to measure segmenting on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ARTICLES_FILE = Path(__file__).parents[1] / "golden" / "segmenting" / "articles.toml"


@dataclass(frozen=True)
class Story:
    """One invented article and what segmenting has to find."""

    zone: str
    zone_line: str
    headline: tuple[str, ...]
    byline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """How a page is set.

    Attributes:
        headline: `before`, `after` or `none`.
        width: Characters a line, 0 for whole paragraphs.
        spacing: Blank lines between the lines of a paragraph.
        gap: Blank lines between paragraphs.
        byline: `brackets`, `bare`, `marked` (■, under the headline), `own_line`, `reporter` or `none`.
        dateline: The text before each article.
        zone_line: Whether the zone's name stands on a line of its own.
        marks: Markdown marks before the headline.
        indent: What paragraphs start with.
        breaks: A blank line after every so many lines (a column's end), 0 for none.
    """

    headline: str = "before"
    width: int = 0
    spacing: int = 0
    gap: int = 1
    byline: str = "brackets"
    dateline: str = "本刊讯 "
    zone_line: bool = True
    marks: str = ""
    indent: str = ""
    breaks: int = 0


def read_stories() -> list[Story]:
    rows = tomllib.loads(ARTICLES_FILE.read_text(encoding="utf-8"))["articles"]
    return [
        Story(r["zone"], r["zone_line"], tuple(r["headline"]), r["byline"], tuple(r["paragraphs"]))
        for r in rows
    ]


def build_page(stories: list[Story], layout: Layout) -> str:
    pieces: list[str] = []
    for story in stories:
        head = _set_headline(story, layout)
        body = _set_body(story, layout)
        pieces.append(body + "\n\n" + head if layout.headline == "after" else head + "\n\n" + body)
    return "\n\n".join(piece.strip("\n") for piece in pieces) + "\n"


def _set_headline(story: Story, layout: Layout) -> str:
    if layout.headline == "none":
        return ""
    lines = [story.zone_line] if layout.zone_line else []
    if layout.marks:
        lines = [*lines, "", layout.marks + " " + " ".join(story.headline)]
    else:
        lines = [*lines, *([""] if layout.zone_line and layout.gap else []), *story.headline]
    if layout.byline == "marked":
        lines.append(f"■ {story.byline}")
    return "\n".join(lines)


def _set_body(story: Story, layout: Layout) -> str:
    paragraphs = [layout.dateline + story.paragraphs[0], *story.paragraphs[1:]]
    closing = {"brackets": f"（{story.byline}）", "bare": f" {story.byline}"}
    paragraphs[-1] += closing.get(layout.byline, "")
    below = {"own_line": [story.byline], "reporter": [f"本报记者 {story.byline}"]}
    paragraphs.extend(below.get(layout.byline, []))
    lines: list[str] = []
    count = 0
    for number, paragraph in enumerate(paragraphs):
        if number:
            lines.extend([""] * layout.gap)
        for piece in _cut(paragraph, layout):
            lines.append(piece)
            lines.extend([""] * layout.spacing)
            count += 1
            if layout.breaks and count % layout.breaks == 0:
                lines.append("")
    return "\n".join(lines)


def _cut(paragraph: str, layout: Layout) -> list[str]:
    """Cut a paragraph as a column does: a half-width character is half a one, no comma begins a line."""
    if not layout.width:
        return [layout.indent + paragraph]
    lines, line, width = [], "", 2.0
    for char in paragraph:
        size = 0.5 if char < "\x7f" else 1.0
        if width + size > layout.width and char not in "，。；：、”）！？%":
            lines.append(line.strip())
            line, width = "", 0.0
        line += char
        width += size
    pieces = [*lines, line.strip()]
    return [layout.indent + pieces[0], *pieces[1:]]
