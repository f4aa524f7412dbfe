"""Every year and date of a statement against the cited sentences and the day their articles came out.

今年 is the year of publication and 去年 the year before; a sentence that names no year speaks of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.figures import Figure
from index.numerals import read_english
from rag.answers import Citation, Problem
from rag.checking.figure_readings import Reading
from rag.checking.stated_figures import read_figures

_CHINESE_OFFSETS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "同比": -1,
    "今年": 0, "本年": 0, "当年": 0, "年内": 0, "目前": 0, "日前": 0, "近日": 0, "截至": 0,
    "次年": 1, "翌年": 1, "明年": 1, "来年": 1, "下一年": 1, "后年": 2,
}  # fmt: skip
"""What a word says of the year, counted from the year of publication."""
_CHINESE = re.compile("|".join(sorted(_CHINESE_OFFSETS, key=len, reverse=True)))
_ENGLISH = re.compile(
    r"\b(?:(?P<now>this|the current)|(?:(?<!the\s)last|the previous|the preceding|the prior)"
    r"|(?P<next>next|the coming))\s+year\b|\ba year (?:earlier|ago|before)\b"
    r"|\b(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten) years ago\b",
    re.IGNORECASE,
)
_STATED_CHINESE = re.compile("前年|去年|今年|明年|后年")
_UNTIL = re.compile(
    r"(?:\bby|\buntil|\btill|\bas of|\bas at|\bto|\bthrough|\bend of|\bend|截至|截止|到|至)"
    r"(?:\s+(?:the\s+)?(?:end\s+of|late))?\s*$",
    re.IGNORECASE,
)
_NOT_A_DATE = re.compile(r"year[\s-]on[\s-]year|同比", re.IGNORECASE)
_PLAN = re.compile(r"第(?P<n>1[1-9])个五年规划")
_CENTURY = 1900


@dataclass(frozen=True, slots=True)
class _Day:
    """A date as parts, 0 for a part that is not given; `years` are those that it may be in.

    The day of publication bears out that day alone, lest a month be taken for what the sentence tells.
    """

    years: frozenset[int]
    month: int
    day: int
    last_month: int
    words: str
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What a citation tells of time: years with their words, dates, and years counted from publication."""

    years: dict[int, str]
    days: tuple[_Day, ...]
    offsets: frozenset[int]


def find_date_problems(text: str, cited: Sequence[Citation]) -> list[Problem]:
    """Give a problem for each year or date of a statement that follows from no citation."""
    reading = read_figures(text)
    stated = [figure for figure in reading.calendar if figure.unit in {"year", "date"}]
    offsets = list(_find_stated_offsets(text))
    if not stated and not offsets:
        return []
    known = [_read_known(citation) for citation in cited]
    problems = [problem for figure in stated if (problem := _check_figure(figure, reading, known))]
    problems += [
        Problem("date", words, _name_years(known))
        for words, offset in offsets
        if not any(_has_offset(one, offset, citation) for one, citation in zip(known, cited, strict=True))
    ]
    return problems


def _check_figure(figure: Figure, reading: Reading, known: Sequence[_Known]) -> Problem | None:
    words = reading.text.quote(figure.start, figure.end)
    if figure.unit == "year":
        years = {int(figure.value), int(figure.upper or figure.value)}
        if any(years <= one.years.keys() for one in known):
            return None
        return Problem("date", words, _name_years(known))
    is_until = _UNTIL.search(reading.text.text, 0, figure.start) is not None
    if any(_is_borne_out(figure, day, is_until=is_until) for one in known for day in one.days):
        return None
    near = [day.words for one in known for day in one.days if day.words]
    return Problem("date", words, near[0] if near else _name_years(known))


def _is_borne_out(figure: Figure, day: _Day, *, is_until: bool) -> bool:
    """Tell whether a date is a sentence's; `until August` is borne out by 1-8月, `in August` is not."""
    year, month, date = _parts(int(figure.value))
    if day.is_published and not (year and date):
        return False
    last_month = _parts(int(figure.upper))[1] if figure.upper is not None else 0
    if year and year not in day.years:
        return False
    if last_month > month:
        return (month, last_month) == (day.month, day.last_month)
    is_month = (month == day.month and day.last_month in {0, month}) or (is_until and month == day.last_month)
    return is_month and (not date or date == day.day)


def _name_years(known: Sequence[_Known]) -> str:
    """Give the citations' own words for a year, of those that name one."""
    named = next((words for one in known for words in one.years.values() if words), "")
    return named or next((str(year) for one in known for year in one.years), "")


def _has_offset(known: _Known, offset: int, citation: Citation) -> bool:
    if offset in known.offsets:
        return True
    published = _read_published(citation.published)[0]
    return bool(published) and published + offset in known.years


def _find_stated_offsets(text: str) -> Iterator[tuple[str, int]]:
    plain = _NOT_A_DATE.sub(" ", text)
    for match in _ENGLISH.finditer(plain):
        count = int(read_english(match["n"]) or match["n"]) if match["n"] else 1
        yield match[0], 0 if match["now"] else 1 if match["next"] else -count
    for match in _STATED_CHINESE.finditer(plain):
        yield match[0], _CHINESE_OFFSETS[match[0]]


def _read_known(citation: Citation) -> _Known:
    reading = read_figures(citation.text)
    year, month, day = _read_published(citation.published)
    offsets = {_CHINESE_OFFSETS[match[0]] for match in _CHINESE.finditer(citation.text)}
    explicit = _read_years(reading)
    explicit |= {
        number: "" for number in _read_years(read_figures(citation.headline)) if number not in explicit
    }
    explicit |= {number: words for number, words in _read_plans(reading) if number not in explicit}
    in_text = {number for number, words in explicit.items() if words}
    if (not in_text and not offsets - {-1}) or any(_lacks_year(f) for f in reading.calendar):
        offsets.add(0)
    years = dict(explicit)
    if year:
        years |= {
            year + offset: _name_offset(citation.text, offset)
            for offset in offsets
            if year + offset not in years
        }
    days = list(_read_days(reading, year))
    if month:
        days.append(_Day(frozenset({year}), month, day, 0, "", is_published=True))
    return _Known(years, tuple(days), frozenset(offsets))


def _name_offset(text: str, offset: int) -> str:
    return next(
        (m[0] for m in _CHINESE.finditer(text) if _CHINESE_OFFSETS[m[0]] == offset and m[0][-1] == "年"), ""
    )


def _read_years(reading: Reading) -> dict[int, str]:
    years: dict[int, str] = {}
    for figure in reading.calendar:
        words = reading.text.quote(figure.start, figure.end)
        if figure.unit == "year":
            years.setdefault(int(figure.value), words)
            if figure.upper is not None:
                years.setdefault(int(figure.upper), words)
        elif figure.unit == "date" and not _lacks_year(figure):
            years.setdefault(_parts(int(figure.value))[0], words)
    return years


def _read_plans(reading: Reading) -> Iterator[tuple[int, str]]:
    """Give the years of the five-year plans that a sentence names; the eleventh began in 2006."""
    for match in _PLAN.finditer(reading.text.text):
        first = 2006 + 5 * (int(match["n"]) - 11)
        words = reading.text.quote(match.start(), match.end())
        yield from ((year, words) for year in range(first, first + 5))


def _lacks_year(figure: Figure) -> bool:
    return figure.unit == "date" and figure.value < _CENTURY * 10000


def _read_days(reading: Reading, published: int) -> Iterator[_Day]:
    """Give the dates of a sentence; one without a year is in the year last named before it."""
    named: set[int] = set()
    plain = reading.text.text
    at = 0
    for figure in reading.calendar:
        if figure.unit == "ordinal":
            continue
        between = [_CHINESE_OFFSETS[match[0]] for match in _CHINESE.finditer(plain, at, figure.start)]
        if between and published:
            named = {published + between[-1]}
        at = figure.end
        if figure.unit == "year":
            named = {int(figure.value), int(figure.upper or figure.value)}
            continue
        year, month, day = _parts(int(figure.value))
        years = {year} if year else named or ({published} if published else set())
        named = years
        last = _parts(int(figure.upper))[1] if figure.upper is not None else 0
        words = reading.text.quote(figure.start, figure.end)
        yield _Day(frozenset(years), month, day, 0 if last == month else last, words)


def _parts(value: int) -> tuple[int, int, int]:
    return value // 10000, value // 100 % 100, value % 100


def _read_published(published: str) -> tuple[int, int, int]:
    parts = [int(part) for part in published.split("-") if part.isdigit()]
    year, month, day = [*parts, 0, 0, 0][:3]
    return year, month, day
