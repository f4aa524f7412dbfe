"""Amounts that a question sets as a condition, "over 1 billion yuan" or 不低于20亿元, and what meets them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from index.figures import CALENDAR_UNITS, Figure, find_figures
from rag.dialogue.locating import Span

_QUERIES_KEPT = 64
_COUNTS = ("count", "person")
_NUMBER = re.compile(r"\d[\d,.]*\s*(?:hundred|thousand|million|[百千万]+)?", re.IGNORECASE)
_GENERIC_COUNTS = frozenset({"count", "count:个", "count:项"})
_WORDS = {
    "<=": r"(?:no(?:t)? more than|at most|up to|not (?:over|above)|不超过|不高于|不多于|至多|最多)",
    ">=": r"(?:no(?:t)? (?:less|fewer) than|at least|not (?:under|below)|不低于|不少于|不小于|不下于|至少)",
    ">": r"(?:(?:more|greater|larger|higher|bigger) than|over|above|exceed(?:s|ed|ing)?|beyond"
    r"|超过?|高于|大于|多于|突破)",
    "<": r"(?:(?:less|fewer|smaller|lower) than|under|below|低于|少于|小于|不到|不足)",
}
"""The longer wording first: "no more than" is not "more than"."""
_BEFORE = {sign: re.compile(rf"{words}\s*$", re.IGNORECASE) for sign, words in _WORDS.items()}
_AFTER = {
    ">=": re.compile(r"\s*(?:or more|or above|and above|and more|\+|及?以上)", re.IGNORECASE),
    "<=": re.compile(r"\s*(?:or less|or fewer|or below|and below|及?以下|以内|之内)", re.IGNORECASE),
}
_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on an amount.

    Attributes:
        sign: `>`, `>=`, `<` or `<=`.
        figure: What is compared with.
        span: The condition in the question, its comparing words included, but not what is counted.
    """

    sign: str
    figure: Figure
    span: Span


@lru_cache(maxsize=_QUERIES_KEPT)
def find_bounds(question: str) -> tuple[Bound, ...]:
    """Give the conditions on amounts that a question sets, in order."""
    figures = [figure for figure in find_figures(question) if figure.unit not in CALENDAR_UNITS]
    bounds = (_read_bound(question, figure) for figure in figures)
    return tuple(bound for bound in bounds if bound is not None)


def _read_bound(question: str, figure: Figure) -> Bound | None:
    before, end = question[: figure.start], _find_end(question, figure)
    for sign, pattern in _BEFORE.items():
        if match := pattern.search(before):
            return Bound(sign, figure, (match.start(), end))
    for sign, pattern in _AFTER.items():
        if match := pattern.match(question, figure.end):
            return Bound(sign, figure, (figure.start, match.end() if end == figure.end else end))
    return None


def _find_end(question: str, figure: Figure) -> int:
    """Give where an amount ends; of a number of things, where the number does: the things are searched."""
    number = _NUMBER.match(question, figure.start) if figure.unit.startswith(_COUNTS) else None
    return number.end() if number else figure.end


def meets_bounds(question: str, sentence: str) -> bool:
    """Say whether a sentence has an amount for each condition of a question that meets it."""
    bounds = find_bounds(question)
    if not bounds:
        return True
    figures = find_figures(sentence)
    return all(any(_meets(figure, bound) for figure in figures) for bound in bounds)


def _meets(figure: Figure, bound: Bound) -> bool:
    if not _is_of_unit(figure.unit, bound.figure.unit):
        return False
    is_lower_bound = bound.sign in (">", ">=")
    value = figure.value if is_lower_bound else (figure.upper or figure.value)
    if value == bound.figure.value and figure.approximate and figure.lean:
        # Over ten billion is more than ten billion; nearly ten billion (近百亿) is less.
        return (figure.lean > 0) == is_lower_bound
    return _OPERATORS[bound.sign](value, bound.figure.value)


def _is_of_unit(unit: str, wanted: str) -> bool:
    if unit == wanted:
        return True
    are_counts = unit.startswith("count") and wanted.startswith("count")
    return are_counts and bool({unit, wanted} & _GENERIC_COUNTS)
