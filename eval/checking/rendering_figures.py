"""Figures of a sentence written anew for a statement, the same or changed on purpose."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.figures import Figure, find_figures, same_figure

_BILLION, _MILLION = Decimal(10) ** 9, Decimal(10) ** 6
_YI, _WAN = Decimal(10) ** 8, Decimal(10) ** 4
_MU = Decimal(2000) / 3
_ENGLISH_UNITS = {"yuan": " yuan", "usd": " US dollars", "tonne": " tonnes", "percent": " percent"}
_CHINESE_UNITS = {"yuan": "元", "tonne": "吨"}
_LONGEST = 7


def list_exact(text: str) -> list[Figure]:
    """Give the figures of a text that stand for one exact value."""
    return [figure for figure in find_figures(text) if not figure.approximate and figure.upper is None]


def write_english(value: Decimal, unit: str, *, is_mu: bool = False) -> str | None:
    """Write an amount as an English text would, areas in mu where asked for; none where it has no form."""
    if is_mu:
        return f"{_plain(round(value / _MU, 2))} mu"
    if unit in {"yuan", "usd"}:
        return _scale(value) + _ENGLISH_UNITS[unit]
    if unit in {"tonne", "percent"}:
        return f"{_plain(value)}{_ENGLISH_UNITS[unit]}"
    if unit == "m2":
        return f"{_plain(value)} square metres"
    if unit == "watt":
        return f"{_plain(value / _MILLION)} MW"
    return _plain(value) if unit.startswith("count") or unit == "person" else None


def write_chinese(figure: Figure) -> str | None:
    """Write an amount in another unit than it is most likely printed in: 6.8亿元 as 68000万元."""
    if figure.unit == "percent" and figure.value == int(figure.value) and 0 < figure.value < 100:
        return f"百分之{_spell(int(figure.value))}"
    if figure.unit not in _CHINESE_UNITS:
        return None
    if figure.value >= _YI:
        return f"{_digits(figure.value / _WAN)}万{_CHINESE_UNITS[figure.unit]}"
    if figure.value >= _WAN and figure.value % 1 == 0:
        return f"{_plain(figure.value)}{_CHINESE_UNITS[figure.unit]}"
    return None


def change_value(figure: Figure, sentence: str, chance: random.Random) -> Decimal | None:
    """Give another value that no figure of the sentence has: a digit changed, or many times it."""
    for _ in range(20):
        value = _change(figure, chance)
        changed = replace(figure, value=value)
        if value > 0 and not any(same_figure(changed, other) for other in find_figures(sentence)):
            return value
    return None


def _change(figure: Figure, chance: random.Random) -> Decimal:
    kind = chance.random()
    if kind < 0.2 and figure.unit not in {"percent", "year"}:
        return figure.value * 10
    if kind < 0.3 and figure.unit in {"yuan", "tonne"}:
        return figure.value * (1000 if kind < 0.25 else _WAN)
    _, digits, exponent = figure.value.normalize().as_tuple()
    at = chance.randrange(len(digits))
    others = [digit for digit in range(1 if at == 0 else 0, 10) if digit != digits[at]]
    changed = (*digits[:at], chance.choice(others), *digits[at + 1 :])
    return Decimal((0, changed, int(exponent)))


def print_chinese(printed: str, figure: Figure, value: Decimal) -> str | None:
    """Print another value in the unit of a figure as it is printed: 6.8亿元 with 7.8 for 6.8."""
    digits = "".join(character for character in printed if character.isdigit() or character == ".")
    if not digits or digits not in printed or figure.value == 0:
        return None
    number = Decimal(digits) * value / figure.value
    shown = _digits(number)
    return printed.replace(digits, shown) if len(shown) <= _LONGEST else None


def find_pair(figures: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """Give the first two figures of one unit that differ."""
    for number, first in enumerate(figures):
        for second in figures[number + 1 :]:
            if first.unit == second.unit and not same_figure(first, second):
                return first, second
    return None


def _scale(value: Decimal) -> str:
    if value >= _BILLION:
        return f"{_digits(value / _BILLION)} billion"
    return f"{_digits(value / _MILLION)} million" if value >= _MILLION else _plain(value)


def _digits(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _spell(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
    return head + (digits[ones] if ones or not tens else "")
