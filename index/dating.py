"""When a page came out and which years a sentence speaks of; unknown stays unknown.

The strongest evidence wins: the masthead, a date in the file's name, the state of things (`截至2023年5月底`),
and only then the years of the text, without those of plans and forecasts.
"""

from __future__ import annotations

import re
from collections import Counter

from index.documents import Dated

FIRST_YEAR, LAST_YEAR = 1990, 2099
_HEAD_CHARS = 400
_FULL = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[-./])\s*(1[0-2]|0?[1-9])\s*(?:月|[-./])\s*(3[01]|[12]\d|0?[1-9])\s*(?:日|号|(?!\d))"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_DAY = re.compile(r"(?<![\d年\-–—至到])(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])\s*[日号]")
_COMPACT = re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d{2})(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?![0-9A-Za-z])")
_NAMED = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.](1[0-2]|0?[1-9])[-_.](3[01]|[12]\d|0?[1-9])(?!\d)")
_MASTHEAD = re.compile(r"星期|农历|第\s*[A-Z]?\d+\s*版|版面|责任?编辑?|总第|出版|导报|日报|晚报|时报")
_CURRENT = re.compile(
    r"(?:截至|截止)(?:目前|到|至)?((?:19|20)\d{2})年|((?:19|20)\d{2})年(?:开年以来|以来|年初以来|度?(?:上半年|前\w季度)(?![目计]))"
)
_SINCE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})年[^。；]{0,40}(?:至今|到现在)[^。；，]{0,6}?([一二两三四五六七八九十])年(?:时间|来|多|，|。)"
)
_COUNTS = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_PRESENT = re.compile(
    r"(?:1[0-2]|0?[1-9])月(?:3[01]|[12]?\d)日|第[一二三四五六七八九十\d]+[次届期场]|全国|[春夏秋冬暑]季?"
)
_PLANNED = re.compile(r"(?:预计|预期|计划|力争|到|至|将于|将在|目标|有望|规划|拟|展望|明年)[^。；，]{0,8}$")
_FORECAST = re.compile(r"^年?[^。；，]{0,8}(?:预计|将|计划|力争|有望|工作计划|目标责任书|拟)")
_RELATIVE = {"今年": 0, "本年": 0, "年初": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
_RELATIVES = re.compile(r"今年|本年度?|去年|上年|前年(?!度)|明年|后年")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:-|—|–|~|～|至|到)\s*((?:19|20)\d{2})\s*年")
_THIS_YEAR = re.compile(
    r"(?<![年\d])(?:1[0-2]|0?[1-9])\s*(?:[-—–~～至到]\s*(?:1[0-2]|0?[1-9])\s*)?月|上半年|下半年|[一二三四首前]{1,2}季度|开年以来|年内|近日|目前|截至目前"
)


def date_page(text: str, source: str = "") -> Dated:
    """Give the day, month or year in which a page came out.

    Args:
        text: The mended page.
        source: The file's name, which often holds the date.
    """
    return _date_masthead(text) or _date_source(source) or _date_content(text)


def date_article(page: Dated, body: str) -> Dated:
    """Give an article's date: its page's, with the month of the first day that the article reports."""
    if page.year is None or page.month is not None:
        return page
    found = _DAY.search(body[:120])
    return Dated(page.year, int(found.group(1))) if found else page


def resolve_years(sentence: str, published: Dated) -> tuple[int, ...]:
    """Give the years that a sentence speaks of, in rising order; empty when none is named or known.

    `今年`, `去年` and months without a year are counted from `published`.
    """
    years = {int(match.group(1)) for match in _YEAR.finditer(sentence)}
    for match in _RANGE.finditer(sentence):
        first, last = int(match.group(1)), int(match.group(2))
        if first < last <= first + 20:
            years.update(range(first, last + 1))
    if published.year is not None:
        years.update(published.year + _RELATIVE[match.group()[:2]] for match in _RELATIVES.finditer(sentence))
        if not years and _THIS_YEAR.search(sentence):
            years.add(published.year)
    return tuple(sorted(year for year in years if FIRST_YEAR <= year <= LAST_YEAR))


def _date_masthead(text: str) -> Dated | None:
    """Read a full date off a line at the page's head or foot that is a masthead's."""
    lines = (text[:_HEAD_CHARS] + "\n" + text[-_HEAD_CHARS:] if len(text) > 2 * _HEAD_CHARS else text).split(
        "\n"
    )
    for line in lines:
        found = _FULL.search(line) if len(line) <= 60 and "。" not in line else None
        if found and (_MASTHEAD.search(line) or len(line) - len(found.group()) <= 6):
            return Dated(*(int(part) for part in found.groups()))
    return None


def _date_source(source: str) -> Dated | None:
    found = _COMPACT.search(source) or _NAMED.search(source)
    return Dated(*(int(part) for part in found.groups())) if found else None


def _date_content(text: str) -> Dated:
    """Read the year off what the text says of its present, else off the latest year that is no plan."""
    current = Counter(int(first or second) for first, second in _CURRENT.findall(text))
    if current:
        return Dated(max(current))
    since = {int(match.group(1)) + _COUNTS[match.group(2)] for match in _SINCE.finditer(text)}
    if len(since) == 1:
        return Dated(since.pop())
    years = [(int(match.group(1)), match) for match in _YEAR.finditer(text)]
    past = {year for year, match in years if not _is_planned(text, match)}
    planned = {year for year, match in years if _is_planned(text, match)}
    if not past or max(past) + 1 in planned:
        return Dated()  # a year's figures and the next year's plans: it is the turn of the year
    latest = max(past)
    is_present = any(year == latest and _PRESENT.match(text, match.end()) for year, match in years)
    return Dated(latest) if is_present else Dated()


def _is_planned(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() - 1 : match.end() + 16]
    return _PLANNED.search(before) is not None or _FORECAST.match(after) is not None
