"""Answers, traces and settings as text for a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TextIO

from rag.answers import Answer
from rag.settings import SettingOrigin

_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~])")
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_BOLD_ON, _BOLD_OFF = "\x1b[1m", "\x1b[0m"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")


def print_answer(answer: Answer, stream: TextIO) -> None:
    """Print an answer's text; its bold words are bold where the stream is a terminal, else in `**`."""
    stream.write(render_text(answer.text, styled=stream.isatty()) + "\n")


def render_text(markdown: str, *, styled: bool) -> str:
    """Give an answer's Markdown as plain text, with terminal codes for bold where `styled`.

    Control characters are dropped first: a page must not reach the terminal with codes of its own.
    """
    text = _CONTROL.sub("", markdown)
    if styled:
        text = _BOLD.sub(rf"{_BOLD_ON}\1{_BOLD_OFF}", text)
    return _ESCAPED.sub(r"\1", text)


def print_trace(answer: Answer, stream: TextIO) -> None:
    """Print the trace as readable JSON, one stage after the other."""
    stream.writelines(
        f"── {name}\n{json.dumps(values, ensure_ascii=False, indent=2)}\n"
        for name, values in answer.trace.stages
    )
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
