"""Where the sentences of a line of English or Chinese prose end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TERMINATOR = re.compile(r"[。！？!?…]+|\.+|[;；]")
_CLOSING = re.compile(r"[\"'”’」』）)]*")
_ABBREVIATION = re.compile(
    r"(?:(?<![A-Za-z])(?:co|no|nos|st|dr|mr|mrs|ms|prof|vs|approx|fig|vol|ca|cf|gen|gov|sen|rev|dept|est|incl|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|e\.g|i\.e|mt|sq|pp?|art|sec|hon|messrs)"
    r"|(?<![A-Za-z])[A-Za-z](?:\.[A-Za-z])*)$",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = 8
_NUMBERED = frozenset({"no", "nos", "art", "sec", "fig", "vol", "p", "pp"})
"""Abbreviations only before a number: `No. 3`, but `The answer is no. The …`."""
_HANZI = re.compile(r"[\u3400-\u9fff「『“]")


def find_sentence_ends(text: str, references: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Give one past the last character of each sentence, the references after it included.

    Args:
        text: One line of plain words.
        references: Where references such as `[1]` stand, in order.
    """
    starts = dict(references)
    floor = 0
    for match in _TERMINATOR.finditer(text):
        if match.start() < floor or any(start <= match.start() < end for start, end in references):
            continue
        end = _pass_references(text, _closed(text, match.end()), starts)
        if end < len(text) and _is_end(text, match, end, references):
            floor = end
            yield end


def _closed(text: str, position: int) -> int:
    match = _CLOSING.match(text, position)
    return match.end() if match else position


def _pass_references(text: str, position: int, starts: dict[int, int]) -> int:
    """Give where the references after a sentence, and the white space behind them, end."""
    end = position
    while True:
        blank = end + len(text[end : end + 8]) - len(text[end : end + 8].lstrip())
        if blank not in starts:
            return blank if blank in (end, len(text)) else end
        end = starts[blank]


def _is_end(text: str, match: re.Match[str], end: int, references: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a sentence ends at this mark; `end` is where the next would start."""
    mark, following = match[0], text[end:].lstrip()
    if mark in {";", "；"}:
        return _follows_reference(text, match.start(), references) or end > _closed(text, match.end())
    if mark[0] in "。！？…":
        return mark != "…" or not following[:1].islower()
    is_spaced = text[end : end + 1].isspace() or end > match.end() or bool(_HANZI.match(following))
    if not is_spaced or following[:1].islower():
        return False
    return mark[0] in "!?" or not _is_abbreviation(text[: match.start()], following)


def _follows_reference(text: str, position: int, references: Sequence[tuple[int, int]]) -> bool:
    stem = text[max(0, position - 4) : position].rstrip()
    at = position - (len(text[max(0, position - 4) : position]) - len(stem))
    return any(end == at for _, end in references)


def _is_abbreviation(before: str, following: str) -> bool:
    found = _ABBREVIATION.search(before[-_LONGEST_ABBREVIATION:])
    if found is None:
        return False
    word = found[0].casefold()
    if word in _NUMBERED:
        return following[:1].isdigit()
    return True
