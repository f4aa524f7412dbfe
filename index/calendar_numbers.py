"""Years, dates and ordinals in both languages, as numbers that can be compared.

A date is `year * 10000 + month * 100 + day` with 0 for a part that is not given: `6月12日` is 612,
`2022年11月` is 20221100, `1-8月` runs from 100 to 800.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.numerals import read_chinese, read_digits

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_WORDS = frozenset({"may", "march", "mar", "jun"})
"""Months that are other words or names too (`Wang Jun`): they need a capital, and a day or a year."""
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DASH = r"\s*(?:[-‐-―－~～]|至|到)\s*"
_YEAR = r"(?:19|20)[0-9]{2}|[一二]\s?[〇零九][〇零一二三四五六七八九]{2}"
_DAY = r"[0-9]{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_MONTH_NUMBER = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"

_CHINESE = re.compile(
    rf"(?<![0-9.])(?:(?P<year>{_YEAR})\s*年(?:度)?\s*)?"
    rf"(?<![0-9.])(?:(?P<month>{_MONTH_NUMBER})\s*月?(?:{_DASH}(?P<month2>{_MONTH_NUMBER})\s*)?(?<!月)月份?"
    rf"(?:\s*(?P<day>{_DAY})\s*日?(?:{_DASH}(?P<day2>{_DAY})\s*)?(?<!日)[日号])?)"
)
_CHINESE_YEAR = re.compile(
    rf"(?<![0-9.])(?P<year>{_YEAR})\s*年?(?:{_DASH}(?P<year2>{_YEAR}))?\s*(?<!年)年(?:度)?"
)
_ISO = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})-(?P<month>[01][0-9])(?:-(?P<day>[0-3][0-9]))?(?![0-9])"
)
_ENGLISH = re.compile(
    rf"(?<![A-Za-z])(?:(?:(?P<d1>[0-3]?[0-9])(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_MONTH.format('m1')}"
    rf"(?:{_DASH}{_MONTH.format('m2')}|\s+to\s+{_MONTH.format('m3')})?"
    rf"(?:\s+(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9]))?(?:,?\s+(?:of\s+)?(?P<year>(?:19|20)[0-9]{{2}}))?)(?![0-9])",
    re.IGNORECASE,
)
_ENGLISH_YEAR = re.compile(
    r"(?<![0-9A-Za-z.,¥￥$€/-])(?P<year>(?:19|20)[0-9]{2})(?:\s*(?:[-–—]|to)\s*(?P<year2>(?:19|20)[0-9]{2}))?"
    r"(?![0-9A-Za-z%％]|[.,][0-9]|\s*(?:[\u4e00-\u9fff㎡]))"
)
_ORDINAL = re.compile(
    r"第\s*(?P<zh>[0-9]+|[一二三四五六七八九十百千零]+)(?:\s*(?:季度|阶段|[个次届批期名位条款项轮章节]))?"
    r"|(?<![0-9A-Za-z.])(?P<en>[0-9]+)(?:st|nd|rd|th)(?![A-Za-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CalendarNumber:
    """A year, date or ordinal, its value (to `upper` for a stretch), and where it stands."""

    unit: str
    value: Decimal
    upper: Decimal | None
    start: int
    end: int


def find_calendar_numbers(text: str) -> Iterator[CalendarNumber]:
    """Give years, dates and ordinals; of overlapping ones the first pattern's stays."""
    taken: list[tuple[int, int]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            number = read(match)
            if number is not None:
                taken.append((number.start, number.end))
                yield number


def _read_date(match: re.Match[str]) -> CalendarNumber:
    year, month, day = (_number(match[name]) for name in ("year", "month", "day"))
    parts = match.groupdict()
    month2, day2 = _number(parts.get("month2")), _number(parts.get("day2"))
    value = year * 10000 + month * 100 + day
    upper = year * 10000 + (month2 or month) * 100 + (day2 or day) if month2 or day2 else None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return _make("date", value, upper, start, match.end())


def _read_english_date(match: re.Match[str]) -> CalendarNumber | None:
    day = _number(match["d1"] or match["d2"])
    year, last = _number(match["year"]), match["m2"] or match["m3"]
    is_alone = not (day or year or last)
    if not match["m1"][0].isupper() and (is_alone or match["m1"] in _MONTH_WORDS):
        return None
    if is_alone and match["m1"].casefold() in _MONTH_WORDS:
        return None
    value = year * 10000 + _month(match["m1"]) * 100 + day
    upper = year * 10000 + _month(last) * 100 if last else None
    return _make("date", value, upper, match.start(), match.end())


def _read_year(match: re.Match[str]) -> CalendarNumber:
    return _make("year", _number(match["year"]), _number(match["year2"]) or None, match.start(), match.end())


def _read_ordinal(match: re.Match[str]) -> CalendarNumber:
    return _make("ordinal", _number(match["zh"] or match["en"]), None, match.start(), match.end())


def _make(unit: str, value: int, upper: int | None, start: int, end: int) -> CalendarNumber:
    return CalendarNumber(unit, Decimal(value), None if upper is None else Decimal(upper), start, end)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _number(text: str | None) -> int:
    """Read a small number of either script; 0 for none."""
    if not text:
        return 0
    text = "".join(text.split())
    value = read_digits(text) if text[0].isdigit() and text.isascii() else read_chinese(text)
    return int(value or 0)


_READERS = (
    (_CHINESE, _read_date),
    (_ISO, _read_date),
    (_CHINESE_YEAR, _read_year),
    (_ENGLISH, _read_english_date),
    (_ENGLISH_YEAR, _read_year),
    (_ORDINAL, _read_ordinal),
)
