"""How far a figure reaches: all or some of a number, none or one, a day or a year, the whole or a part.

The figure itself is the sentence's; what is said of its reach is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answers import Citation, Problem
from rag.checking.comparing_figures import is_borne_out, is_count
from rag.checking.figure_readings import Reading, StatedFigure
from rag.checking.stated_figures import read_figures
from rag.checking.translating_words import WordTranslations
from rag.checking.verifying_roles import translate_words

_ALL = re.compile(r"\b(?:all|each|every)\b(?:\s+of)?(?:\s+(?:the|its|these|those))?\s*$", re.IGNORECASE)
_ALL_AFTER = re.compile(r"^[^，。；,;.]{0,24}?(?:全部|都|均|\ball\b)", re.IGNORECASE)
_PART = re.compile(r"其中|当中")
_HANZI = re.compile(r"(?![已有的在为是个家项件名])[\u3400-\u9fff]")
_ONLY_ONE = re.compile(r"\b(?:only|just|exactly)\s+one\b|[只仅]有?一[份家个项件名人台辆次]", re.IGNORECASE)
_NONE = re.compile(r"(?:没有|无)一[份家个项件名人台辆次例]?|零[退投差]")
_STRETCH = re.compile(r"(?:[两二三四五六七八九十]|\d+)年(?!以?[来前后])[^，。；均每]{0,6}$")
_DAY, _MONTH, _YEAR = "day", "month", "year"
_BEFORE = {
    _DAY: re.compile(r"(?:每[天日]|日[处产均加供发]|\bdaily\b)[^，。；,;]{0,30}$", re.IGNORECASE),
    _MONTH: re.compile(r"(?:每月|月[处产均供]|\bmonthly\b)[^，。；,;]{0,30}$", re.IGNORECASE),
    _YEAR: re.compile(r"(?:每年|年[处产均加供纳]|\b(?:annual|yearly)\b)[^，。；,;]{0,30}$", re.IGNORECASE),
}
"""Words before a figure that tell what time it is for."""
_AFTER = re.compile(
    r"^[^，。；,;.]{0,24}?(?:\b(?:an?|per|each|every)\s+(?P<unit>day|month|year)\b|/(?P<zh>[天日月年])|\b(?P<word>daily|monthly|annually)\b)",
    re.IGNORECASE,
)
_WORDS = {
    "daily": _DAY,
    "monthly": _MONTH,
    "annually": _YEAR,
    "天": _DAY,
    "日": _DAY,
    "月": _MONTH,
    "年": _YEAR,
}
_WHOLE_TRADE = re.compile("进出口")
_PART_OF_TRADE = re.compile(r"(?<!进)出口|进口(?!单)|\bexport\w*|\bimport\w*", re.IGNORECASE)
_BOTH_TRADES = re.compile(
    r"进出口|\bimport\w*\s+(?:and|plus|or)\s+export\w*|\bexport\w*\s+(?:and|plus|or)\s+import\w*|\btrade\w*",
    re.IGNORECASE,
)
_LABEL = 16
_BREAK = re.compile(r"[，。；,;]|\s(?:and|while|but)\s")


def find_extent_problems(
    text: str, cited: Sequence[Citation], translations: WordTranslations
) -> list[Problem]:
    """Give a problem for each figure whose reach is another in every cited sentence that has it.

    Args:
        text: The statement.
        cited: What it cites.
        translations: What its English words may be in Chinese.
    """
    reading = read_figures(text)
    sources = [read_figures(citation.text) for citation in cited]
    problems = list(_find_only_one(text, cited))
    said = text + "".join(word for term in translate_words(text, translations) for word in term)
    for figure in reading.amounts:
        owns = [(s, own) for s in sources for own in s.amounts if is_borne_out(figure, own)]
        if not owns:
            continue
        rivals = [_find_other_reach(reading, figure, source, own, said) for source, own in owns]
        if all(rivals):
            problems.append(Problem("figure", figure.bounded or figure.words, rivals[0]))
    return problems


def _find_only_one(text: str, cited: Sequence[Citation]) -> Iterator[Problem]:
    """Give a problem for `only one` where the sentence has 没有一份."""
    said = _ONLY_ONE.search(text)
    if said is None:
        return
    for citation in cited:
        none = _NONE.search(citation.text)
        if none:
            yield Problem("figure", said[0], none[0])
            return


def _find_other_reach(
    reading: Reading, figure: StatedFigure, source: Reading, own: StatedFigure, said: str
) -> str:
    """Give the sentence's words where they tell another reach of a figure, else nothing."""
    return (
        _find_part(reading, figure, source, own, said)
        or _find_period(reading, figure, source, own)
        or _find_whole_trade(reading, figure, source, own)
    )


def _find_part(reading: Reading, figure: StatedFigure, source: Reading, own: StatedFigure, said: str) -> str:
    """Give the part (其中已投产4家) where a statement tells of all."""
    words, text = reading.text.text, source.text.text
    is_all = _ALL.search(words, 0, figure.start) or _ALL_AFTER.search(words[figure.end :])
    if not is_all or not is_count(own.unit):
        return ""
    for other in source.amounts:
        is_part = other.start > own.end and other.unit == own.unit and other.value < own.value
        lead = _PART.search(text, own.end, other.start) if is_part else None
        if lead and _shares_sign(text[lead.end() : other.start], text[: own.start], said):
            return other.words
    return ""


def _shares_sign(part: str, whole: str, said: str) -> bool:
    """Tell whether a statement says of all what is said of the part only; one sign is enough (投产, 生产)."""
    own = set(_HANZI.findall(part)) - set(whole)
    return not own.isdisjoint(said)


def _find_period(reading: Reading, figure: StatedFigure, source: Reading, own: StatedFigure) -> str:
    """Give the sentence's figure where it is for a day, or for some years, and the statement's for a year."""
    stated, true = _read_period(reading, figure), _read_period(source, own)
    if not stated or is_count(figure.unit) != is_count(own.unit):
        return ""
    stretch = _STRETCH.search(source.text.text, max(0, own.start - 14), own.start)
    if true and true != stated:
        return source.text.quote(max(0, own.start - 4), own.end)
    if stretch and not true:
        return source.text.quote(stretch.start(), own.end)
    return ""


def _read_period(reading: Reading, figure: StatedFigure) -> str:
    text = reading.text.text
    after = _AFTER.search(_cut_at_next(reading, figure))
    if after:
        word = (after["unit"] or after["zh"] or after["word"]).casefold()
        return _WORDS.get(word, word)
    floor = max((other.end for other in reading.amounts if other.end <= figure.start), default=0)
    before = text[floor : figure.start]
    return next((period for period, words in _BEFORE.items() if words.search(before)), "")


def _cut_at_next(reading: Reading, figure: StatedFigure) -> str:
    """Give what follows a figure, up to the next one."""
    text = reading.text.text
    end = min((o.start for o in reading.amounts if o.start >= figure.end), default=len(text))
    return text[figure.end : end]


def _find_whole_trade(reading: Reading, figure: StatedFigure, source: Reading, own: StatedFigure) -> str:
    """Give 进出口…亿元 where a statement has the figure for exports, or imports, alone."""
    before = source.text.text[max(0, own.start - _LABEL) : own.start]
    if not _WHOLE_TRADE.search(_BREAK.split(before)[-1]):
        return ""
    words = reading.text.text
    around = _BREAK.split(words[max(0, figure.start - 40) : figure.start])[-1]
    is_whole = _BOTH_TRADES.search(words[max(0, figure.start - 60) : figure.end + 40])
    if is_whole or not _PART_OF_TRADE.search(around):
        return ""
    at = own.start - len(before) + before.rindex("进出口")
    return source.text.quote(at, own.end)
