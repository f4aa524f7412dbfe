"""The little Markdown of answers as HTML in which nothing of a page or a model can act."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_TOKEN = re.compile(r"\\(?P<plain>[!-/:-@\[-`{-~])|(?P<mark>\*\*|~~)|\[(?P<number>\d{1,3})\](?!\()")
_TAGS = {"**": "strong", "~~": "del"}


def draw_answer(text: str) -> Markup:
    """Give an answer's text as HTML, line by line: bold, struck and `[n]` are drawn, all else is text."""
    return Markup("\n").join(_draw_line(line) for line in text.splitlines())


def _draw_line(line: str) -> Markup:
    parts: list[Markup] = []
    is_open: list[str] = []
    done = 0
    for token in _TOKEN.finditer(line):
        parts += [escape(line[done : token.start()]), _draw_token(token, is_open)]
        done = token.end()
    parts += [escape(line[done:]), *(_close(mark) for mark in reversed(is_open))]
    return Markup().join(parts)


def _draw_token(token: re.Match[str], is_open: list[str]) -> Markup:
    if token["plain"]:
        return escape(token["plain"])
    if token["number"]:
        return Markup('<b class="reference">[{}]</b>').format(token["number"])
    mark = token["mark"]
    if mark not in is_open:
        is_open.append(mark)
        return Markup("<{}>").format(_TAGS[mark])
    if is_open[-1] != mark:  # crossed marks would give crossed elements
        return escape(mark)
    is_open.pop()
    return _close(mark)


def _close(mark: str) -> Markup:
    return Markup("</{}>").format(_TAGS[mark])
