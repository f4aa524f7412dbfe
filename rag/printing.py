"""Answers, traces and settings as text for a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TextIO

from rag.answers import Answer, Language, Query
from rag.remarks import tell_check, tell_understood
from rag.settings import SettingOrigin

_INLINE = re.compile(
    r"\\(?P<plain>[\\`*_\[\]<>#|~])"
    r"|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*"
    r"|~~(?P<struck>(?:\\.|[^\\\n])+?)~~"
)
_BOLD_ON, _BOLD_OFF = "\x1b[1m", "\x1b[0m"
_STRUCK_ON, _STRUCK_OFF = "\x1b[9m", "\x1b[29m"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Codes for terminals, and characters that turn the direction of a line and so the sense of what is read."""


def print_answer(answer: Answer, stream: TextIO) -> None:
    """Print how the question was understood, the answer, and how its check went.

    Bold and struck words look so where the stream is a terminal, else they stand in `**` and `~~`.
    """
    print_understood(answer.query, stream)
    stream.write(render_text(answer.text, styled=stream.isatty()) + "\n")
    print_check(answer, stream)


def print_understood(query: Query, stream: TextIO) -> None:
    """Print the question as it was completed from those before it; nothing where it stood alone."""
    _print_remark(tell_understood(query, query.language), stream, end="\n\n")


def print_check(answer: Answer, stream: TextIO) -> None:
    """Print which model wrote and how many of its statements held; nothing for a quoted answer."""
    language: Language = answer.query.language
    if told := tell_check(answer, language):
        stream.write("\n")
        _print_remark(told, stream, end="\n")


def _print_remark(text: str, stream: TextIO, *, end: str) -> None:
    """Print what is no Markdown: a question and a model's name are shown as they are."""
    if text:
        stream.write(_CONTROL.sub("", text) + end)


def render_text(markdown: str, *, styled: bool) -> str:
    """Give an answer's Markdown as plain text, with terminal codes for bold and struck where `styled`.

    Control characters are dropped first: a page must not reach the terminal with codes of its own.
    """
    return _render_inline(_CONTROL.sub("", markdown), styled=styled)


def _render_inline(text: str, *, styled: bool) -> str:
    bold = (_BOLD_ON, _BOLD_OFF) if styled else ("**", "**")
    struck = (_STRUCK_ON, _STRUCK_OFF) if styled else ("~~", "~~")

    def render(match: re.Match[str]) -> str:
        if match["plain"]:
            return match["plain"]
        before, after = bold if match["bold"] else struck
        return before + _render_inline(match["bold"] or match["struck"], styled=styled) + after

    return _INLINE.sub(render, text)


def print_trace(answer: Answer, stream: TextIO) -> None:
    """Print the trace as readable JSON, one stage after the other."""
    for name, values in answer.trace.stages:
        text = json.dumps(values, ensure_ascii=False, indent=2)
        stream.write(f"── {name}\n{_CONTROL.sub('', text)}\n")
    stream.write(f"── {answer.seconds * 1000:.0f} ms\n")


def print_settings(settings: Sequence[SettingOrigin], stream: TextIO) -> None:
    """Print every setting, its value, where the value came from, and what it means."""
    width = max(len(item.name) for item in settings)
    for item in settings:
        stream.writelines(
            (
                f"{item.name:<{width}} = {item.shown}  [{item.origin}]\n",
                f"{'':<{width}}   {item.meaning}\n",
            )
        )
