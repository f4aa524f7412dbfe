"""Whether a figure tells of growth or of a fall, by the words beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHINESE_UP = (
    r"增长|增加|增幅|增速|上升|上涨|提高|提升|攀升|扩大|新增|增至|增产|增收|回升|高于|高出|快于|涨|增"
)
_CHINESE_DOWN = (
    r"下降|降低|减少|降幅|下滑|下跌|缩减|缩短|回落|压缩|压减|减至|降至|跌|降|减|低于|慢于|节约|节省|节"
)
_CHINESE = re.compile(rf"(?P<up>{_CHINESE_UP})|(?P<down>{_CHINESE_DOWN})")
_ENGLISH_UP = (
    r"gr[eo]w(?:s|n|ing|th)?|ros(?:e)|ris(?:e|es|en|ing)|increas\w*|up(?!\s+to\b|on|per|grad|stream)|expand\w*"
    r"|expansion|jump\w*|surg\w*|climb\w*|gain\w*|higher|improv\w*|boost\w*|rais\w*|soar\w*|add(?:ed|s|ing)"
)
_ENGLISH_DOWN = (
    r"f[ae]ll(?:s|en|ing)?|declin\w*|drop(?:s|ped|ping)?|decreas\w*|down(?!\s+payment|stream|town)|reduc\w*|cut(?:s|ting)?"
    r"|shr[aiu]nk\w*|lower(?:s|ed|ing)?|slump\w*|less(?!\s+than\b)|sav(?:e|es|ed|ing|ings)|shorten\w*|plung\w*"
)
_ENGLISH = re.compile(
    rf"(?<![A-Za-z])(?:(?P<up>{_ENGLISH_UP})|(?P<down>{_ENGLISH_DOWN}))(?![A-Za-z])", re.IGNORECASE
)
_COMPARED = re.compile(
    r"(?:(?P<up>more|above|ahead\s+of|faster|greater|longer)|(?P<down>less|fewer|below|behind|slower|shorter))"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
"""What a difference is of, right after its figure: `3 points below the average`, `20 tonnes less than`."""
_CLAUSE = re.compile(r"[，。；、！？;!?]|,\s|\.\s|\bwhile\b|\bbut\b|\band\b|\bwith\b", re.IGNORECASE)
_BEFORE_CHINESE, _BEFORE_ENGLISH, _AFTER = 10, 48, 24


@dataclass(frozen=True, slots=True)
class Direction:
    """Growth (1), a fall (-1) or neither (0), and where the words that tell it stand."""

    sign: int
    start: int
    end: int


def find_direction(text: str, start: int, end: int) -> Direction:
    """Tell whether a figure `[start, end)` is one of growth or of a fall, by the words of its clause."""
    clause = _last_clause(text[max(0, start - _BEFORE_ENGLISH) : start])
    offset = start - len(clause)
    chinese = list(_CHINESE.finditer(clause, max(0, len(clause) - _BEFORE_CHINESE)))
    if chinese:
        return Direction(_sign(chinese[-1]), offset + chinese[-1].start(), end)
    after = _CLAUSE.split(text[end : end + _AFTER], maxsplit=1)[0]
    at = len(after) - len(after.lstrip(" -"))
    following = _COMPARED.match(after, at) or _ENGLISH.match(after, at)
    if following:
        return Direction(_sign(following), start, end + following.end())
    before = [word for word in _ENGLISH.finditer(clause) if clause[word.start() - 1 : word.start()] != "-"]
    return (
        Direction(_sign(before[-1]), offset + before[-1].start(), end) if before else Direction(0, start, end)
    )


def _sign(match: re.Match[str]) -> int:
    return 1 if match["up"] else -1


def _last_clause(text: str) -> str:
    return _CLAUSE.split(text)[-1]
