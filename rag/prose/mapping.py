"""A list zone by zone with a language model: which zones go in which call, and what it said of each.

Map: each zone's own sentences are judged by themselves, a few zones a call, so that none is lost to a top k.
What the model says of a zone is one line, `Z3 | yes | one sentence [7]`, or `Z3 | no`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from rag.prose.prompting import ZoneQuotes

ZONES_OF_CALL = 4
"""Zones judged in one call where there are calls enough; a small model does best with few."""

_LINE = re.compile(
    r"^(?:\d{1,3}[.)]\s*)?[\W_]*(?:zones?\W{0,3})?z\W?0*(?P<number>\d{1,4})(?!\d)"
    r"(?:\s*\|)?(?:[^|]{0,120}\||\s*\([^()]{0,120}\))?[\W_]*"
    r"(?P<word>yes|no|true|false|不符合|不是|符合|是|否)(?![a-z])(?P<rest>.*)$",
    re.IGNORECASE,
)
"""A handle, perhaps the zone's name, then yes or no, and what follows."""
_BARS = re.compile("[｜│¦┃]")
_YES = frozenset({"yes", "true", "符合", "是"})
_LEADING = re.compile(r"^[\s|:：,，;；.。*_`>\-–—]+")
_NARROW = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, "│¦┃"), "|")
)
"""Full-width forms and other bars to plain ones, each to one character, so that offsets stay."""


@dataclass(frozen=True, slots=True)
class ZoneReply:
    """What the model said of one zone.

    Attributes:
        handle: The zone's, such as `Z3`.
        fits: Whether it said that the zone fits.
        text: Its sentence with references; may be empty.
    """

    handle: str
    fits: bool
    text: str = ""


def read_replies(text: str, zones: Iterable[ZoneQuotes]) -> dict[str, ZoneReply]:
    """Read a model's lines; of each zone asked for, the first line that says yes or no counts.

    Slips of form are forgiven: marks of lists, bold, bars of other widths or none, a sentence on the line
    below. Lines about other zones, and all other lines, are passed over.
    """
    asked = {zone.handle for zone in zones}
    replies: dict[str, ZoneReply] = {}
    open_handle = ""
    for line in text.splitlines():
        match = _LINE.match(line.translate(_NARROW))
        if match is None:
            if open_handle and line.strip():
                replies[open_handle] = replace(replies[open_handle], text=_strip_bars(line))
                open_handle = ""
            continue
        handle = f"Z{int(match['number'])}"
        open_handle = ""
        if handle in asked and handle not in replies:
            fits = match["word"].casefold() in _YES
            said = _strip_bars(line[match.start("rest") :])
            replies[handle] = ZoneReply(handle, fits=fits, text=said)
            open_handle = handle if fits and not said else ""
    return replies


def _strip_bars(text: str) -> str:
    """Give the sentence in its own widths, without the bars and marks around it."""
    return _LEADING.sub("", _BARS.sub("|", text)).strip().rstrip("|").strip()


def plan_batches(
    zones: Sequence[ZoneQuotes], *, calls: int, most_tokens: int, cost: Callable[[ZoneQuotes], int]
) -> tuple[list[list[ZoneQuotes]], list[ZoneQuotes]]:
    """Part zones into calls, so that all are judged.

    Batches grow where the calls would not do, and zones give their further sentences where the tokens would
    not; those that still find no room are the least sure ones.

    Args:
        zones: The surest first.
        calls: How many calls may be made.
        most_tokens: Tokens of evidence in one call; a single zone may have more.
        cost: Tokens of one zone's lines.

    Returns:
        The zones of each call, and those that cannot be judged.
    """
    if calls <= 0 or not zones:
        return [], list(zones)
    size = max(ZONES_OF_CALL, ceil(len(zones) / calls))
    most_each = max(len(zone.quotes) for zone in zones)
    for each in range(most_each, 0, -1):
        trimmed = [replace(zone, quotes=zone.quotes[:each]) for zone in zones]
        batches = _fill(trimmed, size, most_tokens, cost)
        if len(batches) <= calls:
            return batches, []
    return batches[:calls], [zone for batch in batches[calls:] for zone in batch]


def _fill(
    zones: Sequence[ZoneQuotes], size: int, most_tokens: int, cost: Callable[[ZoneQuotes], int]
) -> list[list[ZoneQuotes]]:
    batches: list[list[ZoneQuotes]] = []
    used = 0
    for zone in zones:
        tokens = cost(zone)
        if not batches or len(batches[-1]) == size or used + tokens > most_tokens:
            batches.append([])
            used = 0
        batches[-1].append(zone)
        used += tokens
    return batches
