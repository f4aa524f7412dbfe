"""The figures of a statement or a sentence as the check reads them: amounts, shares, factors, bare numbers.

Wider than `index.figures.find_figures`, which leaves turns of speech out: a statement may say `three plants`
where the sentence has 三大厂, and `doubled` where it has 翻番.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from index.figures import CALENDAR_UNITS, Figure, find_figures
from index.numerals import (
    CHINESE_NUMERAL,
    CHINESE_SCALES,
    ENGLISH_SCALES,
    read_chinese,
    read_digits,
    read_english,
)
from index.place_names import join_longest_first
from index.units import load_units
from rag.directions import find_direction
from rag.rewording import ORDINALS, Reworded, reword

Bound = Literal["", "more", "at_least", "less", "at_most", "nearly", "about"]


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One figure as a text gives it.

    Attributes:
        words: The text's own words for it.
        value: In the canonical unit; the lower end of a range.
        upper: The upper end of a range, else `None`.
        unit: See `index.quantities.Figure`; also `factor` (`doubled` is 2) and `number` for a bare one.
        bound: What a word by it says of the true value.
        step: The unit of its last stated digit, as a share of its value: 0.004 for 2.5, 0.0004 for 24.96.
        digits: How many significant digits are stated.
        direction: 1 for growth, -1 for a fall, 0 where no word tells.
        is_points: Percentage points, not percent.
        bounded: The words with the one that tells the bound: `more than 40 patents`.
        directed: The words with the one that tells the direction: `fell by 12%`.
        start: First character in the reworded text.
        end: One past the last.
    """

    words: str
    value: Decimal
    unit: str
    start: int
    end: int
    upper: Decimal | None = None
    bound: Bound = ""
    step: Decimal = Decimal(0)
    digits: int = 1
    direction: int = 0
    is_points: bool = False
    bounded: str = ""
    directed: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All figures of a text.

    Attributes:
        text: The reworded text.
        amounts: Figures with a unit, factors and fractions among them, in order.
        calendar: Years, dates and ordinals, in order.
        numbers: Numerals in words or digits that stand without a unit that is known; of unit `ordinal` where
            they name one of a row, of unit `idiom` where they may count nothing.
    """

    text: Reworded
    amounts: tuple[StatedFigure, ...]
    calendar: tuple[Figure, ...]
    numbers: tuple[StatedFigure, ...]


_CODE = re.compile(
    r"(?<![\w])(?!(?:[kh]?m|sqm)[23]\b)(?:(?!(?i:rmb|cny|usd|us|eur|h|q)[\d-])[A-Za-z]+[A-Za-z/]*-?\d[\w.-]*|\d+(?:\.\d+)?(?:G|D|K|C|V|P|A|N)(?![\w])"
    r"|(?:GB|ISO|IEC|HJ|YS|DB)(?:/[A-Z])?\s?\d[\d.-]*|(?:Industry|Web|Version|版本|工业)\s?\d\.\d)",
)
"""Names with digits in them: `5G`, `A380`, `CO2`, `GB/T 7714`, `Covid-19`; they are no figures."""
_FACTOR = re.compile(
    r"\b(?:(?P<two>doubl(?:ed|ing)|(?:to|will|would|could|has|had)\s+double)|(?P<three>tripl(?:ed|ing)|trebled)"
    r"|(?P<four>quadrupl(?:ed|ing)))\b|翻了?(?P<zh>[一两二三四1-4])?番|(?P<fold>翻倍|倍增|成倍)",
    re.IGNORECASE,
)
_FOLDS = {"一": 2, "1": 2, "两": 4, "二": 4, "2": 4, "三": 8, "3": 8, "四": 16, "4": 16}
_FRACTION = re.compile(
    r"(?P<den>[二三四五六七八九十]|\d{1,2})分之(?P<num>[一二两三四五六七八九]|\d{1,2})"
    r"|(?<!\w)(?P<enum>an?|one|two|three|four)[\s-](?P<eden>third|quarter|fifth|sixth|tenth)(?=\s+(?:of|the)\b)"
    r"|(?<!\w)(?P<pnum>one|two|three|four|five|six|seven|eight|nine)[\s-](?P<pden>third|quarter|fifth|sixth|tenth)s\b"
    r"|(?<!\w)(?P<onum>one|two|three|four|five|six|seven|eight|nine|\d{1,2})\s(?:in|out\sof)\s(?:every\s)?"
    r"(?P<oden>two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\b(?!\s*(?:year|month|day|week|hour))"
    r"|(?P<cheng>[一二三四五六七八九])成(?![立为功果本员就绩品长了都交])"
    r"|(?<!\w)(?<!second )(?<!first )(?<!latter )(?P<half>half|one[\s-]half)"
    r"(?=\s+(?:of|the|its|all|that|their|as)\b)"
    r"|(?P<halved>\bhalv(?:ed|ing)\b|减半|半价)"
    r"|(?P<zhalf>一半|半数|(?<=[过超])半(?!年|数|天|个|百))(?!以上|导)",
    re.IGNORECASE,
)
_LOOSE_SHARES: dict[Bound, Decimal] = {"more": Decimal(20), "nearly": Decimal(10), "about": Decimal(10)}
"""How many percent may lie between `more than half` and the true share; for the others, half as many."""
_ROUND = re.compile(
    r"(?<![一二两三四五六七八九十百千万亿几数0-9])(?P<number>百|千|万|十万|百万|千万|亿|十亿|百亿|千亿|万亿)"
    r"(?P<unit>元|亩|吨|公里|人|平方米|家|户|千瓦|台|天)(?!一)"
)
"""Round numbers that may be turns of speech: 百亿元级产业, 百公里油耗."""
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_PRINTED = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?")
_BARE = re.compile(
    rf"(?<![A-Za-z0-9.])(?P<digits>[0-9０-９]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?)(?!\.?[0-9])"
    r"(?:\s?(?P<scale>thousand|million|billion|trillion|bn|mn)(?![A-Za-z]))?"
    rf"|(?P<zh>{CHINESE_NUMERAL})"
    r"|(?<![A-Za-z-])(?P<en>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?![A-Za-z])",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(?P<rank>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?=[\s-](?!quarter|half|of\b))"
    r"|\b(?P<first>first)(?=[\s-](?:phase|stage|batch)\b)|首(?=[期批])|"
    r"\b(?:Phase|Stage|Part)\s+(?P<roman>I{1,3}|IV|V)\b",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_CHANGES_FROM = re.compile(r"(?:\bfrom\s*(?:about\s*)?|[由从]\S{0,4})$", re.IGNORECASE)
_CHANGE_DASH = re.compile(r"\s*(?:to|到|至)\s*")
_NUMBERED = re.compile(r"\s?(?:[期届批号]|阶段)")
"""What follows a number that names one of a row, as in 二期; it counts nothing."""
_NO_COUNTS = frozenset("一十百千万亿")
"""Numerals that are mostly turns of speech when they stand alone: 一 in 一流, 百 in 百家."""
_NUMBERED_BEFORE = re.compile(r"(?:\bNos?\.|\bNumber|#|\bArticle|\bChapter)\s?$", re.IGNORECASE)
_AT_LEAST = re.compile(r"(?:at least|no(?:t)? less than|from|不少于|不低于|至少)\s*$", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:at most|up to|no(?:t)? more than|不超过|最多|至多|多达)\s*$", re.IGNORECASE)
_NEARLY = re.compile(r"(?:nearly|almost|close to|将近|接近|近)\s*$", re.IGNORECASE)
_POINTS = re.compile(r"points?$|百分点$", re.IGNORECASE)


@lru_cache(maxsize=2048)
def read_figures(text: str) -> Reading:
    """Read all figures of a text of at most some thousand characters."""
    reworded = reword(text)
    plain = _CODE.sub(lambda match: "\x00" * len(match[0]), reworded.text)
    found = find_figures(plain)
    amounts = [
        _read_amount(reworded, plain, part)
        for figure in found
        if figure.unit not in CALENDAR_UNITS and not _is_numbered(plain, figure)
        for part in _split_change(plain, figure)
    ]
    calendar = tuple(figure for figure in found if figure.unit in CALENDAR_UNITS)
    taken = [(figure.start, figure.end) for figure in found if not _is_numbered(plain, figure)]
    specials = (
        *_read_factors(reworded, plain),
        *_read_fractions(reworded, plain),
        *_read_round(reworded, plain),
    )
    for special in specials:
        if not _overlaps(special.start, special.end, taken):
            amounts.append(special)
            taken.append((special.start, special.end))
    numbers = tuple(_read_numbers(reworded, plain, taken))
    amounts.sort(key=lambda amount: amount.start)
    return Reading(reworded, tuple(amounts), calendar, numbers)


def _is_numbered(plain: str, figure: Figure) -> bool:
    """Tell whether a number names one of a row (`No. 3 shaft`), and counts nothing."""
    return figure.unit == "count" and _NUMBERED_BEFORE.search(plain, 0, figure.start) is not None


def _split_change(plain: str, figure: Figure) -> tuple[Figure, ...]:
    """Give the two figures of `from 300 to 4,800 yuan`, which is no range but a change, else itself."""
    if figure.upper is None or not _CHANGES_FROM.search(plain[max(0, figure.start - 8) : figure.start]):
        return (figure,)
    dash = _CHANGE_DASH.search(plain, figure.start, figure.end)
    if dash is None:
        return (figure,)
    first = replace(figure, upper=None, end=dash.start())
    return first, replace(figure, value=figure.upper, upper=None, start=dash.end())


def find_codes(text: str) -> list[str]:
    """Give the names with digits in them (`5G`, `CO2`), which are to be found as they stand."""
    return [match[0].rstrip(".-") for match in _CODE.finditer(text)]


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in taken)


def _read_amount(reworded: Reworded, plain: str, figure: Figure) -> StatedFigure:
    words = plain[figure.start : figure.end]
    step, digits = _read_precision(words, figure.value)
    direction = find_direction(plain, figure.start, figure.end)
    return StatedFigure(
        words=reworded.quote(figure.start, figure.end),
        value=figure.value,
        unit=figure.unit,
        start=figure.start,
        end=figure.end,
        upper=figure.upper,
        bound=_read_bound(plain[: figure.start], figure),
        step=step,
        digits=digits,
        direction=direction.sign,
        bounded=_quote_bounded(reworded, plain, figure.start, figure.end),
        directed=reworded.quote(direction.start, direction.end),
        is_points=figure.unit == "percent" and bool(_POINTS.search(words)),
    )


def _quote_bounded(reworded: Reworded, plain: str, start: int, end: int) -> str:
    """Give a figure's words with the one before them that says that it is not exact."""
    word = _bound_words().search(plain[max(0, start - 16) : start])
    return reworded.quote(start - len(word[0]) if word else start, end)


@cache
def _bound_words() -> re.Pattern[str]:
    units = load_units()
    words = join_longest_first((*units.above, *units.below, *units.about))
    return re.compile(rf"(?:{words})\s*$", re.IGNORECASE)


def _read_bound(before: str, figure: Figure) -> Bound:
    if not figure.approximate:
        return "at_least" if before.casefold().rstrip().endswith("at least") else ""
    if _AT_LEAST.search(before[-14:]):
        return "at_least"
    if _AT_MOST.search(before[-14:]):
        return "at_most"
    if figure.lean > 0:
        return "more"
    if figure.lean < 0:
        return "nearly" if _NEARLY.search(before[-14:]) else "less"
    return "about"


def _read_precision(words: str, value: Decimal) -> tuple[Decimal, int]:
    """Give the step of the last stated digit as a share of the value, and the significant digits."""
    printed = _PRINTED.search(words)
    number = read_digits(printed[0].replace("，", ",")) if printed else value
    if not number or len(_PRINTED.findall(words)) > 1:
        number = value
    if not number:
        return Decimal(0), 1
    sign_free = abs(number)
    if printed and ("." in printed[0] or "．" in printed[0]) and number != value:
        exponent = int(sign_free.as_tuple().exponent)
        digits = len(sign_free.as_tuple().digits)
    else:
        exponent = int(sign_free.normalize().as_tuple().exponent)
        digits = len(sign_free.normalize().as_tuple().digits)
    return Decimal(1).scaleb(exponent) / sign_free, digits


def _read_factors(reworded: Reworded, plain: str) -> list[StatedFigure]:
    found = []
    for match in _FACTOR.finditer(plain):
        value = 2 if match["two"] or match["fold"] else 3 if match["three"] else 4 if match["four"] else 0
        value = value or _FOLDS.get(match["zh"] or "一", 2)
        words = reworded.quote(match.start(), match.end())
        found.append(StatedFigure(words, Decimal(value), "factor", match.start(), match.end(), direction=1))
    return found


def _read_fractions(reworded: Reworded, plain: str) -> list[StatedFigure]:
    found = []
    for match in _FRACTION.finditer(plain):
        top, bottom = _read_share(match)
        if not bottom or top >= bottom:
            continue
        share = (Decimal(100 * top) / bottom).quantize(Decimal("0.01"))
        words = reworded.quote(match.start(), match.end())
        bound = _read_bound(plain[: match.start()], _as_approximate(plain, share, match))
        found.append(
            StatedFigure(
                words,
                share,
                "percent",
                match.start(),
                match.end(),
                bound=bound,
                bounded=_quote_bounded(reworded, plain, match.start(), match.end()),
                step=(_LOOSE_SHARES.get(bound, Decimal(1))) / share,
                digits=2,
            )
        )
    return found


def _read_round(reworded: Reworded, plain: str) -> Iterator[StatedFigure]:
    table = load_units()
    for match in _ROUND.finditer(plain):
        unit = table.read(match["unit"])
        value = unit.convert(Decimal(CHINESE_SCALES[match["number"]]))
        words = reworded.quote(match.start(), match.end())
        yield StatedFigure(words, value, unit.name, match.start(), match.end(), step=Decimal(1))


def _read_share(match: re.Match[str]) -> tuple[int, int]:
    """Give numerator and denominator of a fraction in words."""
    if match["half"] or match["zhalf"] or match["halved"]:
        return 1, 2
    if match["cheng"]:
        return _small(match["cheng"]), 10
    if match["eden"]:
        return _small(match["enum"]) or 1, _PARTS[match["eden"].casefold()]
    if match["pden"]:
        return _small(match["pnum"]), _PARTS[match["pden"].casefold()]
    if match["oden"]:
        return _small(match["onum"]), _small(match["oden"])
    return _small(match["num"]), _small(match["den"])


def _as_approximate(plain: str, share: Decimal, match: re.Match[str]) -> Figure:
    before = plain[max(0, match.start() - 16) : match.start()].rstrip().casefold()
    if before.endswith(("more than", "over", "超过", "超")):
        return Figure(share, "percent", 0, 0, approximate=True, lean=1)
    if before.endswith(("nearly", "almost", "less than", "近", "不到", "不足")):
        return Figure(share, "percent", 0, 0, approximate=True, lean=-1)
    if before.endswith(("about", "around", "roughly", "approximately", "约")):
        return Figure(share, "percent", 0, 0, approximate=True)
    return Figure(share, "percent", 0, 0)


def _small(text: str) -> int:
    if text.isdigit():
        return int(text)
    return int((read_english(text) if text.isascii() else read_chinese(text)) or 0)


def _read_numbers(reworded: Reworded, plain: str, taken: list[tuple[int, int]]) -> list[StatedFigure]:
    found = []
    for match in _RANK.finditer(plain):
        if _overlaps(match.start(), match.end(), taken):
            continue
        rank = (match["rank"] or match["first"] or "").casefold()
        value = ORDINALS.index(rank) + 1 if rank else _ROMAN[(match["roman"] or "i").casefold()]
        words = reworded.quote(match.start(), match.end())
        found.append(StatedFigure(words, Decimal(value), "ordinal", match.start(), match.end()))
        taken.append((match.start(), match.end()))
    for match in _BARE.finditer(plain):
        if _overlaps(match.start(), match.end(), taken):
            continue
        before = plain[max(0, match.start() - 10) : match.start()]
        is_numbered = _NUMBERED.match(plain, match.end()) or _NUMBERED_BEFORE.search(before)
        unit = "ordinal" if is_numbered else "number"
        if unit == "number" and match["zh"] in _NO_COUNTS:
            unit = "idiom"
        bare = _read_bare(match)
        if bare is not None:
            words = reworded.quote(match.start(), match.end())
            found.append(StatedFigure(words, bare, unit, match.start(), match.end()))
    return found


def _read_bare(match: re.Match[str]) -> Decimal | None:
    if match["digits"]:
        scale = ENGLISH_SCALES[match["scale"].casefold()] if match["scale"] else 1
        return read_digits(match["digits"]).scaleb(len(str(scale)) - 1)
    return read_english(match["en"]) if match["en"] else read_chinese(match["zh"])
