"""Turns of speech for numbers put the one way that figures are read: `a dozen` to 12, 上半年 to 1-6月.

Each reworded character knows where it came from, so that a figure can be shown in the text's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from index.numerals import read_chinese, read_english

_SMALL = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
_LARGE = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_WORD = "|".join([*_SMALL, *_LARGE])
_NUMBER_WORDS = re.compile(
    rf"(?<![\w.,-])(?<!few )(?<!several )"
    rf"(?:an?(?=[\s-]+(?:{'|'.join(_LARGE)})\b)|hundred(?=[\s-][mb]illion)|{'|'.join(_SMALL)})"
    rf"(?:[\s-]+(?:(?:(?<=hundred\s)|(?<=thousand\s)|(?<=illion\s))and\s+)?(?:{_WORD}))+(?![\w])",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(?<=\d)[\s-]+points?\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|％|\bper\s?cent", re.IGNORECASE)
_FOLD = re.compile(rf"\b(?P<n>{'|'.join(_SMALL[1:20])})-?fold\b", re.IGNORECASE)
_HALF_YEAR = re.compile(r"\bhalf\s+a\s+year\b|\bsix\s+months\b", re.IGNORECASE)
_HALF_HOUR = re.compile(r"\bhalf\s+an\s+hour\b", re.IGNORECASE)
_YEAR_AND_HALF = re.compile(r"\ba\s+year\s+and\s+a\s+half\b", re.IGNORECASE)
_HALF_OF = re.compile(r"\bhalf\s+an?\s+(?P<word>dozen|hundred|thousand|million|billion)\b", re.IGNORECASE)
_AND_HALF = re.compile(
    rf"(?<![\w.,-])(?P<n>\d{{1,3}}|{'|'.join(_SMALL)})\s+and\s+a\s+half(?=\s)", re.IGNORECASE
)
_DIGITS_AND_WORD = re.compile(r"(?<![\w.,])(\d+)\s+dozen\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(between|from)(\s+[^.;,。]{0,24}?\d[^.;,。]{0,16}?)\sand(\s+[^a-z]{0,6}\d)", re.IGNORECASE
)
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_OF_YEAR = r"(?:\s+(?:of|in)(?:\s+the\s+year)?(?=\s+(?:19|20)\d\d))?"
_COUNT = rf"(?P<n>\d{{1,2}}|{'|'.join(_SMALL[:12])})"
_FIRST_MONTHS = re.compile(rf"\b(?:the\s+)?first\s+{_COUNT}\s+months{_OF_YEAR}", re.IGNORECASE)
_HALF = re.compile(rf"\b(?:the\s+)?(?P<which>first|second|latter)[\s-]half(?!\w){_OF_YEAR}", re.IGNORECASE)
_HALF_CODE = re.compile(r"(?<!\w)H(?P<n>[12])(?=[\s,]+(?:19|20)\d\d)")
_QUARTER = re.compile(
    rf"\b(?:the\s+)?(?:(?P<which>first|second|third|fourth|last|final)\s+quarter|Q(?P<n>[1-4]))(?!\w){_OF_YEAR}",
    re.IGNORECASE,
)
_QUARTERS = re.compile(rf"\b(?:the\s+)?first\s+(?P<which>two|three)\s+quarters{_OF_YEAR}", re.IGNORECASE)
_MONTHS = rf"(?:{'|'.join(_MONTH_NAMES)})"
_MONTH_TO_MONTH = re.compile(
    rf"\b(?P<lead>(?i:between|from))\s+(?P<first>{_MONTHS})\s+(?:and|through|till|until|up to)\s+"
    rf"(?={_MONTHS}\b)"
)
_DAY_TO_DAY = re.compile(
    rf"\b(?:(?:from|between)\s+)?(?P<first>[0-3]?\d)\s*(?:to|and|-|–)\s*(?P<last>[0-3]?\d)\s+(?P<month>{_MONTHS})"
    r"(?:\s+(?P<year>(?:19|20)\d\d))?\b"
)
_FIVE_YEARS = re.compile(r"\b(?:the\s+)?(?P<n>1[0-9])th\s+Five-Year(?:\s+Plan)?", re.IGNORECASE)
_ZH_FIVE_YEARS = re.compile(r"[“\"]?十(?P<n>[一二三四五六])五(?:[”\"]|(?=[规时期末开收，。]|$))")
_MONTH_ALONE = re.compile(
    r"(?<!\dst\s)(?<!\dnd\s)(?<!\drd\s)(?<!\dth\s)\b(?P<before>in|by|since|until|till|from|during|this|last|next|late|early|mid|of)[\s-]+(?P<month>May|March)\b"
    r"(?!\s*\d)(?!\s+(?:of\s+)?(?:19|20)\d\d)"
)
_ZH_AND_HALF = re.compile(r"(?P<n>\d{1,2}|[一二两三四五六七八九])(?P<unit>年|个)半(?P<rest>小时|月|天)?")
_ZH_HALF_YEAR = re.compile(r"(?<![上下前后])半年(?!报)")
_ZH_HALF_MONTH = re.compile(r"半个?(?P<unit>小时|月)")
_ZH_HALF = re.compile(r"(?P<which>[上下前后])半年")
_ZH_QUARTERS = re.compile(r"前(?P<n>[23二两三])个?季度")
_ZH_QUARTER = re.compile(r"第?(?P<n>[1-4一二三四首])个?季度|首季(?!度)")
_ZH_MONTHS = re.compile(r"前(?P<n>\d{1,2}|[二两三四五六七八九十]{1,3})个?月(?!份)")


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text with its numbers put one way, and the text that it came from.

    Attributes:
        text: The reworded text.
        original: The text as it was.
        origins: For each character of `text`, the `(start, end)` in `original` that it stands for.
    """

    text: str
    original: str
    origins: tuple[tuple[int, int], ...]

    def quote(self, start: int, end: int) -> str:
        """Give the original words of `text[start:end]`."""
        if start >= end:
            return ""
        return self.original[self.origins[start][0] : self.origins[end - 1][1]].strip()


@lru_cache(maxsize=2048)
def reword(text: str) -> Reworded:
    """Put the numbers of a text one way."""
    reworded = Reworded(text, text, tuple((at, at + 1) for at in range(len(text))))
    for pattern, write in _RULES:
        if pattern.search(reworded.text):
            reworded = _substitute(reworded, pattern, write)
    return reworded


def _substitute(
    reworded: Reworded, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]
) -> Reworded:
    parts: list[str] = []
    origins: list[tuple[int, int]] = []
    at = 0
    for match in pattern.finditer(reworded.text):
        new = write(match)
        parts += [reworded.text[at : match.start()], new]
        origins += reworded.origins[at : match.start()]
        span = (reworded.origins[match.start()][0], reworded.origins[match.end() - 1][1])
        origins += [span] * len(new)
        at = match.end()
    parts.append(reworded.text[at:])
    origins += reworded.origins[at:]
    return Reworded("".join(parts), reworded.original, tuple(origins))


def read_number_words(words: str) -> int | None:
    """Read an English numeral of any size: `three hundred and twenty`, `a dozen`, `two million`."""
    total = section = 0
    for word in re.findall(r"[a-z]+", words.casefold()):
        if word in {"a", "an"}:
            section += 1
        elif word in {"dozen", "hundred"}:
            section = max(section, 1) * _LARGE[word]
        elif word in _LARGE:
            total, section = total + max(section, 1) * _LARGE[word], 0
        elif word != "and":
            value = read_english(word)
            if value is None:
                return None
            section += int(value)
    return total + section


def _write_number(match: re.Match[str]) -> str:
    words = match[0].casefold()
    if re.search("million|billion|trillion", words) and not re.search("hundred|thousand|dozen|^an? ", words):
        return match[0]
    value = read_number_words(words)
    return match[0] if value is None else str(value)


def _write_months(first: int, last: int) -> str:
    return _MONTH_NAMES[first - 1] + (f" to {_MONTH_NAMES[last - 1]}" if last != first else "")


def _write_quarter(match: re.Match[str]) -> str:
    which = (match["which"] or "").casefold()
    number = int(match["n"]) if match["n"] else 4 if which in {"last", "final"} else ORDINALS.index(which) + 1
    return _write_months(3 * number - 2, 3 * number)


def _write_days(match: re.Match[str]) -> str:
    year = f"{match['year']}年" if match["year"] else ""
    month = _MONTH_NAMES.index(match["month"]) + 1
    return f"{year}{month}月{match['first']}日至{match['last']}日"


def _write_first_months(match: re.Match[str]) -> str:
    number = _read_count(match["n"])
    return _write_months(1, number) if 1 <= number <= 12 else match[0]


def _read_count(text: str) -> int:
    return int(text) if text.isdigit() else int(read_english(text) or 0)


def _write_chinese_quarter(match: re.Match[str]) -> str:
    number = _read_small(match["n"] or "首")
    return f"{3 * number - 2}-{3 * number}月"


def _write_chinese_months(match: re.Match[str]) -> str:
    number = _read_small(match["n"])
    return f"1-{number}月" if 2 <= number <= 12 else match[0]


def _write_chinese_and_half(match: re.Match[str]) -> str:
    if (match["unit"] == "个") != bool(match["rest"]):
        return match[0]
    return f"{_read_small(match['n'])}.5{match['unit']}{match['rest'] or ''}"


def _read_small(text: str) -> int:
    if text == "首":
        return 1
    return int(text) if text.isdigit() else int(read_chinese(text) or 0)


def _write_points(match: re.Match[str]) -> str:
    """Read the points of a text that speaks of percentages as percentage points."""
    return " percentage points" if _PERCENT.search(match.string) else match[0]


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_POINTS, _write_points),
    (_FOLD, lambda match: f"{_read_count(match['n'])} times"),
    (_HALF_YEAR, lambda _: "6 months"),
    (_HALF_HOUR, lambda _: "30 minutes"),
    (_YEAR_AND_HALF, lambda _: "1.5 years"),
    (_HALF_OF, lambda match: str(_LARGE[match["word"].casefold()] // 2)),
    (_AND_HALF, lambda match: f"{_read_count(match['n'])}.5"),
    (_NUMBER_WORDS, _write_number),
    (_DIGITS_AND_WORD, lambda match: str(int(match[1]) * 12)),
    (_BETWEEN, lambda match: f"{match[1]}{match[2]} to{match[3]}"),
    (_FIRST_MONTHS, _write_first_months),
    (_QUARTERS, lambda match: _write_months(1, 6 if match["which"].casefold() == "two" else 9)),
    (_HALF, lambda match: _write_months(*((1, 6) if match["which"].casefold() == "first" else (7, 12)))),
    (_HALF_CODE, lambda match: _write_months(*((1, 6) if match["n"] == "1" else (7, 12)))),
    (_QUARTER, _write_quarter),
    (_MONTH_TO_MONTH, lambda match: f"{match['lead']} {match['first']} to "),
    (_DAY_TO_DAY, _write_days),
    (_FIVE_YEARS, lambda match: f"第{match['n']}个五年规划"),
    (_ZH_FIVE_YEARS, lambda match: f"第{10 + _read_small(match['n'])}个五年规划"),
    (_MONTH_ALONE, lambda match: f"{match['before']} {5 if match['month'] == 'May' else 3}月"),
    (_ZH_AND_HALF, _write_chinese_and_half),
    (_ZH_HALF_YEAR, lambda _: "6个月"),
    (_ZH_HALF_MONTH, lambda match: "0.5个月" if match["unit"] == "月" else "30分钟"),
    (_ZH_HALF, lambda match: "1-6月" if match["which"] in "上前" else "7-12月"),
    (_ZH_QUARTERS, lambda match: "1-9月" if match["n"] in "3三" else "1-6月"),
    (_ZH_QUARTER, _write_chinese_quarter),
    (_ZH_MONTHS, _write_chinese_months),
)
