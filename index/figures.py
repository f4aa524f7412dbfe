"""Numbers with their units in both languages, to one value: `24.96亿元` is `2.496 billion yuan`."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from index.calendar_numbers import find_calendar_numbers
from index.quantities import Figure, find_quantities
from index.units import load_units

__all__ = ["CALENDAR_UNITS", "Figure", "find_figures", "same_figure"]

CALENDAR_UNITS = frozenset({"year", "date", "ordinal"})
_BLANK = "\x00"
_GENERIC_COUNTS = frozenset({"count", "count:个", "count:项"})
_CURRENCY_BEFORE = re.compile(r"(?:RMB|CNY|USD|EUR|Rmb)\s?$")
_RELATIVE_TOLERANCE = Decimal("0.001")
"""How far two converted areas may lie apart and be one: 130 mu are 8.67 hectares."""


def find_figures(text: str) -> list[Figure]:
    """Give the figures of `text` in order, without overlaps.

    A numeral in Chinese characters counts only with a unit or a classifier, and 一, 两个, 百家 or 数十家
    never do; bare digits (`12341`, `5G`) are no figures.
    """
    figures = [
        Figure(number.value, number.unit, number.start, number.end, upper=number.upper)
        for number in find_calendar_numbers(text)
        if number.unit != "year" or not _is_bare_amount(text, number.start, number.end)
    ]
    rest = text
    for figure in figures:
        rest = rest[: figure.start] + _BLANK * (figure.end - figure.start) + rest[figure.end :]
    figures += find_quantities(rest)
    return sorted(figures, key=lambda figure: figure.start)


def same_figure(a: Figure, b: Figure) -> bool:
    """Tell whether two figures state one value.

    Equal values in one unit do; so does one that is said to be approximate and equals the other after
    rounding to its own last digit that is not zero, or bounds it from the side that its word tells.
    A date without a year equals one with it when month and day agree.
    """
    if not _same_unit(a.unit, b.unit):
        return False
    if (a.upper is None) != (b.upper is None):
        return False
    if a.unit == "date":
        return _same_date(a.value, b.value) and _same_date(a.upper or Decimal(0), b.upper or Decimal(0))
    if a.upper is not None and b.upper is not None and not _close(a, b, a.upper, b.upper):
        return False
    return _close(a, b, a.value, b.value)


def _close(a: Figure, b: Figure, first: Decimal, second: Decimal) -> bool:
    if first == second:
        return True
    if a.unit == "m2" and abs(first - second) <= _RELATIVE_TOLERANCE * max(abs(first), abs(second)):
        return True
    coarse, fine = (a, b) if _step(first) >= _step(second) else (b, a)
    rough, exact = (first, second) if coarse is a else (second, first)
    if not (a.approximate or b.approximate):
        return False
    step = _step(rough)
    if exact.quantize(step, rounding=ROUND_HALF_UP) == rough and _step(exact) < step:
        return True
    return coarse.approximate and not fine.approximate and 0 < (exact - rough) * coarse.lean < step


def _step(value: Decimal) -> Decimal:
    """Give the unit of the last digit that is not zero: 10 for 40, 0.1 for 2.4."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if value else Decimal(1)


def _same_unit(a: str, b: str) -> bool:
    if a == b:
        return True
    counts = [unit for unit in (a, b) if unit == "person" or unit.startswith("count")]
    return len(counts) == 2 and bool(_GENERIC_COUNTS & {a, b})


def _same_date(a: Decimal, b: Decimal) -> bool:
    return a == b or (min(a, b) < 10000 and a % 10000 == b % 10000)


def _is_bare_amount(text: str, start: int, end: int) -> bool:
    """Say whether what looks like a year is an amount: `2000 tonnes`, `RMB 2000 mn`."""
    has_currency = _CURRENCY_BEFORE.search(text, max(0, start - 5), start) is not None
    return has_currency or _bare_year_counts().match(text, end) is not None


@lru_cache(maxsize=1)
def _bare_year_counts() -> re.Pattern[str]:
    """What makes `2023` an amount: `2023 tonnes`; after `2023年` it is no unit."""
    return re.compile(rf"(?<![年度])\s+{load_units().pattern}")
