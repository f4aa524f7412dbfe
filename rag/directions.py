"""Whether a figure tells of growth or of a fall, by the words beside it."""

from __future__ import annotations

import re

_CHINESE_UP = r"增长|增加|增幅|增速|上升|上涨|提高|提升|攀升|扩大|新增|增至|增产|增收|回升|涨|增"
_CHINESE_DOWN = r"下降|降低|减少|降幅|下滑|下跌|缩减|缩短|回落|压缩|压减|减至|降至|跌|降|减|节约|节省|节"
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
_CLAUSE = re.compile(r"[，。；、！？;!?]|,\s|\.\s|\bwhile\b|\bbut\b|\band\b|\bwith\b", re.IGNORECASE)
_BEFORE_CHINESE, _BEFORE_ENGLISH, _AFTER = 10, 48, 24


def find_direction(text: str, start: int, end: int) -> int:
    """Give 1 for growth, -1 for a fall, 0 where no word of the clause tells, for a figure `[start, end)`."""
    clause = _last_clause(text[max(0, start - _BEFORE_ENGLISH) : start])
    chinese = list(_CHINESE.finditer(clause[-_BEFORE_CHINESE:]))
    if chinese:
        return 1 if chinese[-1]["up"] else -1
    after = _CLAUSE.split(text[end : end + _AFTER], maxsplit=1)[0]
    following = _ENGLISH.match(after.lstrip(" -"))
    if following:
        return 1 if following["up"] else -1
    before = list(_ENGLISH.finditer(clause))
    return 0 if not before else 1 if before[-1]["up"] else -1


def _last_clause(text: str) -> str:
    return _CLAUSE.split(text)[-1]
