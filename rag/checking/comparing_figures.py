"""Whether a figure of a sentence bears out a figure of a statement: units, rounding, bounds, growth or fall.

A bare figure may be rounded where at least two of its digits are stated (2.5 billion for 24.96亿), counts
never; `about` allows one digit. `More than` and `nearly` must lie on their side, within their
last digit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from rag.checking.figure_readings import StatedFigure

_FEWEST_DIGITS = 2
_HALF = Decimal("0.5")
_NEAR_FACTOR = Decimal("0.1")
"""How far `nearly doubled` may be from it."""
_SLACK = Decimal("1.0001")
"""For halves that a conversion of units left inexact."""
_COUNTED_KINDS = (
    frozenset("家户"),
    frozenset({"台", "套", "台套", "辆"}),
    frozenset("种类款"),
    frozenset("条"),
)
_DURATIONS = (("years", "months", 12), ("hours", "minutes", 60), ("days", "hours", 24))
_CURRENCIES = frozenset({"yuan", "usd", "eur"})
_LARGE_WITHOUT_UNIT = re.compile(r"[万亿]\s*[余多]?$|(?:million|billion|thousand|bn|mn)$", re.IGNORECASE)


def is_count(unit: str) -> bool:
    """Tell whether a unit only counts things, whatever they are."""
    return unit in {"count", "person", "number"} or unit.startswith("count:")


def same_kind(stated: StatedFigure, sourced: StatedFigure) -> bool:
    """Tell whether two figures may state one value by their units."""
    a, b = _plain_unit(stated.unit), _plain_unit(sourced.unit)
    if a == b:
        return stated.is_points == sourced.is_points
    if is_count(a) and is_count(b):
        return "person" not in {a, b} or bool(
            {a, b} & {"count", "count:个", "count:名", "number", "count:项"}
        )
    if {a, b} == {"factor", "times"} or {a, b} == {"times", "count:次"}:
        return True
    loose = stated if a in {"count", "number"} else sourced if b in {"count", "number"} else None
    other = b if loose is stated else a
    return loose is not None and other not in {"usd", "eur", "percent"} and _is_large(loose)


def counts_alike(stated: StatedFigure, sourced: StatedFigure) -> bool:
    """Tell whether two counts are of one kind of thing by their classifiers: 家 and 户 for enterprises."""
    a, b = (unit.unit.removeprefix("count:") for unit in (stated, sourced))
    return any(a in kind and b in kind for kind in _COUNTED_KINDS)


def is_borne_out(stated: StatedFigure, sourced: StatedFigure) -> bool:
    """Tell whether the sentence's figure makes the statement's true."""
    stated, sourced = _in_small_units(stated, sourced)
    is_share = stated.unit == "percent" == sourced.unit
    if _tells_factor(stated) and _tells_factor(sourced) and not is_share:
        return _are_one_growth(stated, sourced)
    if not same_kind(stated, sourced) or stated.direction * sourced.direction < 0:
        return False
    if is_count(stated.unit) and not is_count(sourced.unit):
        # `5.6 billion` without its unit is said in that of the sentence, and may be rounded as it may.
        stated = replace(stated, unit=sourced.unit)
    if stated.upper is not None:
        return (
            sourced.upper is not None
            and _fits(stated, stated.value, sourced.value)
            and _fits(stated, stated.upper, sourced.upper)
        )
    if sourced.upper is not None:
        return _fits_range(stated, sourced.value, sourced.upper)
    if _contradicts_bound(stated, sourced):
        return False
    return _fits(stated, stated.value, sourced.value)


def _tells_factor(figure: StatedFigure) -> bool:
    """Tell whether a figure may say how many times as much something has become."""
    is_share = figure.unit == "percent" and figure.direction != 0 and not figure.is_points
    return is_share or figure.unit in {"factor", "times"}


def _are_one_growth(stated: StatedFigure, sourced: StatedFigure) -> bool:
    """Tell whether `doubled`, 翻一番, 增长一倍 and growth of 100% are one; `more than` allows the next."""
    if stated.direction * sourced.direction < 0:
        return False
    claimed, true = _read_factors(stated), _read_factors(sourced)
    if stated.bound in {"more", "at_least"}:
        return any(0 <= one - factor < 1 for factor in claimed for one in true)
    if stated.bound in {"nearly", "about"}:
        return any(abs(one - factor) <= factor * _NEAR_FACTOR for factor in claimed for one in true)
    return bool(claimed & true)


def _read_factors(figure: StatedFigure) -> frozenset[Decimal]:
    """Give how many times as much a figure may say; 增长3倍 is said of four times, and also of three."""
    if figure.unit == "percent":
        return frozenset({1 + figure.direction * figure.value / 100})
    if figure.unit == "times" and figure.direction > 0:
        return frozenset({figure.value, figure.value + 1} - {Decimal(1)})
    return frozenset({figure.value})


def _in_small_units(a: StatedFigure, b: StatedFigure) -> tuple[StatedFigure, StatedFigure]:
    """Put years and months, hours and minutes, in the smaller of the two units."""
    for large, small, size in _DURATIONS:
        if {a.unit, b.unit} == {large, small}:
            a, b = (
                replace(one, unit=small, value=one.value * size) if one.unit == large else one
                for one in (a, b)
            )
    return a, b


def _fits_range(stated: StatedFigure, low: Decimal, high: Decimal) -> bool:
    if stated.bound in {"at_most", "less"}:
        return stated.value == high
    if stated.bound in {"at_least", "more"}:
        return stated.value == low
    return stated.bound == "about" and low <= stated.value <= high


def _contradicts_bound(stated: StatedFigure, sourced: StatedFigure) -> bool:
    """Tell `more than 2.5 billion` from 近25亿元, and `less than` from 超."""
    if stated.value != sourced.value:
        return False
    above, below = {"more"}, {"less", "nearly"}
    return (stated.bound in above and sourced.bound in below) or (
        stated.bound in below and sourced.bound in above
    )


def _fits(stated: StatedFigure, value: Decimal, exact: Decimal) -> bool:
    if value == exact:
        return True
    step = abs(value) * stated.step
    gap = exact - value
    if stated.bound in {"more", "at_least"}:
        return 0 < gap < step
    if stated.bound == "nearly":
        return 0 < -gap <= step * _HALF * _SLACK
    if stated.bound in {"less", "at_most"}:
        return 0 < -gap < step
    may_round = stated.bound == "about" or (stated.digits >= _FEWEST_DIGITS and not is_count(stated.unit))
    return may_round and abs(gap) <= step * _HALF * _SLACK


def _plain_unit(unit: str) -> str:
    """Give the unit without what it is per: `300 yuan per tonne` may be read as yuan."""
    return unit.partition("/")[0]


def _is_large(figure: StatedFigure) -> bool:
    return bool(_LARGE_WITHOUT_UNIT.search(figure.words))


def is_other_currency(stated: StatedFigure, sourced: StatedFigure) -> bool:
    """Tell whether two figures are of different currencies."""
    a, b = _plain_unit(stated.unit), _plain_unit(sourced.unit)
    return a != b and {a, b} <= _CURRENCIES
