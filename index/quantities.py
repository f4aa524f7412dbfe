"""Amounts with their units, `24.96亿元` or `more than 40 patents`, each to one `Figure`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from index.numerals import (
    CHINESE_NUMERAL,
    CHINESE_SCALES,
    DIGITS,
    ENGLISH_NUMERAL,
    ENGLISH_SCALES,
    read_chinese,
    read_digits,
    read_english,
)
from index.place_names import join_longest_first
from index.units import Unit, UnitTable, load_units

_CURRENCIES = {
    "rmb": "yuan",
    "cny": "yuan",
    "¥": "yuan",
    "￥": "yuan",
    "us$": "usd",
    "$": "usd",
    "usd": "usd",
    "€": "eur",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, `text[start:end]`.

    Attributes:
        value: In the canonical unit; the lower end of a range.
        unit: `yuan`, `usd`, `eur`, `percent`, `m2`, `m3`, `m`, `tonne`, `watt`, `watt-hour`, `volt`,
            `celsius`, `years`, `months`, `days`, `hours`, `minutes`, `times`, `person`; `count:家` and the
            like for what a classifier counts, `count` for an English noun that no table has; `year`, `date`
            (see `index.calendar_numbers`) and `ordinal`. A rate such as `元/吨` is `yuan/吨`, but per year
            or month it is the unit alone.
        start: First character, a currency sign included.
        end: One past the last character, the unit included.
        approximate: A word such as 余, 近, about or over says that it is not exact.
        upper: The upper end of a range, else `None`.
        lean: 1 when the true value lies above (`over`, 余), -1 below (`nearly`, 近), 0 when either.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    approximate: bool = False
    upper: Decimal | None = None
    lean: int = 0


@lru_cache(maxsize=1)
def _quantity_pattern() -> re.Pattern[str]:
    units = load_units().pattern
    spelled = rf"(?<![A-Za-z])(?i:{ENGLISH_NUMERAL})(?![A-Za-z])"
    number = rf"(?:{DIGITS}|{CHINESE_NUMERAL}(?:点[零〇一二三四五六七八九]+)?|{spelled})"
    chinese = rf"(?:{join_longest_first(CHINESE_SCALES)})"
    words = join_longest_first(word for word in ENGLISH_SCALES if len(word) > 1)
    letters = "".join(word for word in ENGLISH_SCALES if len(word) == 1)
    large = r"(?=\s(?:ton|yuan|rmb|people|mu\b|square))"
    letter = rf"(?(currency)[{letters}]|[{letters}]{large})"
    english = rf"[\s-]?(?i:{words}|{letter})(?![A-Za-z0-9])"
    scale = rf"(?:\s*{chinese}|{english})"
    dash = r"\s*(?:[-‐-―－~～]|至|到|to)\s*"
    return re.compile(
        rf"(?:(?P<currency>(?i:rmb|cny|us\$|usd)\s*[¥￥]?|[¥￥$€])\s*)?(?P<of_hundred>百分之)?"
        rf"(?(currency)|(?<![0-9０-９.．A-Za-z数几第]))(?P<number>{number})(?![0-9０-９]|[.．][0-9０-９])"
        rf"(?:(?P<scale1>{scale})?(?P<unit1>\s*{units})?{dash}(?:百分之)?(?P<number2>{number}))?"
        rf"(?P<more>\s*[余多来])?(?P<scale>{scale})?(?:(?P<number3>{DIGITS})(?P<scale3>\s*[万千百]))?(?P<more2>\s*[余多来])?"
        rf"(?:[\s-]?(?P<unit>{units}))?(?P<per>\s*/\s*(?:年|月|日|天|小时|{units}))?(?P<plus>\+)?"
    )


def find_quantities(text: str) -> Iterator[Figure]:
    """Give the amounts of `text` in order; see `index.figures.find_figures` for what is none."""
    table, pattern, at = load_units(), _quantity_pattern(), 0
    while match := pattern.search(text, at):
        if match["unit1"] and _is_no_range(text, match, table):
            match = pattern.match(text, match.start(), match.end("unit1")) or match
        figure = _read_quantity(text, match, table)
        if figure is not None:
            yield figure
        at = max(match.end(), at + 1)


def _is_no_range(text: str, match: re.Match[str], table: UnitTable) -> bool:
    """Tell `by 38% to 240 million yuan`, a change and what it came to, from `5 tonnes to 8 tonnes`.

    Args:
        text: The text of the match.
        match: Two numbers, the first with a unit of its own.
        table: All units.
    """
    first, second = (match["unit1"] or "").strip(), match["unit"]
    if second is None or table.read(first).name != table.read(second).name:
        return True
    if bool(_POINTS.search(first)) != bool(_POINTS.search(second)):
        return True
    return _CHANGED_BY.search(text, max(0, match.start() - 16), match.start()) is not None


_POINTS = re.compile(r"points?$|百分点$", re.IGNORECASE)
_CHANGED_BY = re.compile(
    r"\b(?:by|up|down|rose|grew|fell|gained|increased|declined|dropped|climbed)\s+$", re.IGNORECASE
)
"""Before `20 yuan to 50 yuan`: the first figure is how much, the second how far."""


def _read_quantity(text: str, match: re.Match[str], table: UnitTable) -> Figure | None:
    unit = _read_unit(text, match, table)
    if unit is None or _is_idiom(text, match, unit):
        return None
    value, upper = _read_number(match["number"]), None
    if value is None:
        return None
    scale = _read_scale(match["scale"])
    if match["number2"]:
        upper = _read_number(match["number2"])
        if upper is None:
            return None
        upper = unit.convert(_scaled(upper, scale))
        scale = _read_scale(match["scale1"]) if match["scale1"] else scale
    value = _scaled(value, scale)
    if match["number3"]:
        value += _scaled(read_digits(match["number3"]), _read_scale(match["scale3"]))
    lean = _read_lean(text, match, table)
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    end = _end(match, unit)
    return Figure(unit.convert(value), _name(unit, match), start, end, lean is not None, upper, lean or 0)


def _read_number(text: str) -> Decimal | None:
    if text[0].isdigit():
        return read_digits(text)
    if text[0].isascii():
        return read_english(text)
    whole, _, fraction = text.partition("点")
    value = read_chinese(whole)
    if value is None or not fraction:
        return value
    digits = [read_chinese(digit) for digit in fraction]
    return value + Decimal("0." + "".join(str(digit) for digit in digits))


def _read_scale(text: str | None) -> int:
    word = (text or "").strip(" \t\n-").casefold()
    return CHINESE_SCALES.get(word) or ENGLISH_SCALES.get(word) or 1


def _scaled(value: Decimal, scale: int) -> Decimal:
    return value.scaleb(len(str(scale)) - 1)


def _read_unit(text: str, match: re.Match[str], table: UnitTable) -> Unit | None:
    """Give the unit: printed, of the sign before, or of an English noun that follows."""
    printed = match["unit"]
    if match["of_hundred"]:
        return Unit("percent")
    if match["currency"] and not _is_measured(match, table):
        return Unit(_CURRENCIES[match["currency"].strip().rstrip("¥￥").strip().casefold() or "¥"])
    if printed is not None:
        return table.read(printed)
    is_digits = match["number"][0].isdigit()
    if is_digits and (match["scale"] or "").strip() in {"万", "亿"}:
        return Unit("count")
    noun = _NOUN.match(text, match.end())
    if noun and is_digits and not _NO_NOUNS.fullmatch(noun[1]):
        return Unit("count")
    return None


def _is_measured(match: re.Match[str], table: UnitTable) -> bool:
    """Tell a unit from a thing that money is for: `RMB 680 million project`, `US$ 5 million line`."""
    unit = table.read(match["unit"]).name if match["unit"] else "count"
    return unit not in {"count", "person"} and not unit.startswith("count:")


_NOUN = re.compile(r"\s+(?:[a-z]+-)?([a-z]{3,})")
_NO_NOUNS = re.compile(
    "and|the|for|from|with|was|were|has|had|have|are|its|per|that|this|than|which|who|will|but|not"
    "|been|being|can|could|may|would|should|instead|against|compared|when|while|where|after|before"
)
"""Words that may follow a number and are not what it counts."""


def _is_idiom(text: str, match: re.Match[str], unit: Unit) -> bool:
    """Tell whether a numeral in words is only a turn of speech: 一家, 两个, 百家, 二期, one stop."""
    number = match["number"]
    if number[0].isdigit() or match["of_hundred"]:
        return False
    if number in {"一", "One", "one"}:
        return not match["scale"]
    if unit.name.startswith("count:") and _is_idiomatic_count(text, match, unit.name):
        return True
    if re.search("[一二两三四五六七八九a-z]|^十", number):
        return False
    return unit.name not in {"yuan", "tonne", "percent"} or not _word_before(
        text, match.start(), load_units()
    )


def _is_idiomatic_count(text: str, match: re.Match[str], unit: str) -> bool:
    """Tell 两个, 三个一批, 二期 (the second one) and 十四届 from counts."""
    if unit in {"count:期", "count:届"} or match["number"] == "二":
        return True
    return (
        bool(re.match("[一二两三四五六七八九]", text[match.end() :]))
        or match["number"] + unit == "两count:个"
    )


def _read_lean(text: str, match: re.Match[str], table: UnitTable) -> int | None:
    """Give the side that a word of approximation tells (0 for either), `None` when there is no such word."""
    if match["more"] or match["more2"] or match["plus"]:
        return 1
    word = _word_before(text, match.start(), table)
    if word:
        return 1 if word in table.above else -1 if word in table.below else 0
    after = text[match.end() : match.end() + 3].lstrip()
    return {"以上": 1, "以下": -1, "左右": 0, "上下": 0}.get(after[:2])


def _word_before(text: str, start: int, table: UnitTable) -> str:
    before = text[max(0, start - 16) : start].rstrip().casefold()
    words = (*table.above, *table.below, *table.about)
    for word in sorted(words, key=len, reverse=True):
        if before.endswith(word) and not re.search(rf"[a-z]{re.escape(word)}$", before):
            return word
    return ""


def _end(match: re.Match[str], unit: Unit) -> int:
    is_money_for = bool(match["currency"]) and not _is_measured(match, load_units())
    if unit.name == "count" or match["unit"] is None or is_money_for:
        parts = ("more2", "scale3", "scale", "more", "number2", "number")
        return next(match.end(part) for part in parts if match[part])
    return match.end("per") if match["per"] else match.end("unit")


def _name(unit: Unit, match: re.Match[str]) -> str:
    per = (match["per"] or "").strip(" /")
    if not per or per in {"年", "月", "日", "天", "小时"}:
        return unit.name
    return f"{unit.name}/{per}"
