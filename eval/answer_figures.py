"""Figures that people expect in an answer, told again in another unit or language.

Gold says `24.96亿元`, or `24.96` and the sentence that it stands in; an answer that says 2.496 billion yuan
is as right. Each is a pure function over plain values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from eval.retrieval_metrics import fold_text
from index.figures import CALENDAR_UNITS, Figure, find_figures, same_figure

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?[十百千万亿]*(?:thousand|million|billion|trillion)?")
"""Folded: digits with a scale and no unit, `24.96`, `10亿`."""
_NO_UNIT = "count"
"""The unit of what is counted by a noun that no table has: two such figures may count two things."""
_MONTH_AND_DAY = 10_000
_DAY = 100


def is_number(text: str) -> bool:
    """Tell whether a text is a number, with or without a unit, or a date, and nothing else."""
    return _is_bare(text) or _read_whole(text) is not None


def read_wanted(text: str, evidence: Sequence[str]) -> list[Figure]:
    """Give the values that an expected text may stand for; none where it is no figure with a unit.

    Args:
        text: One alternative of the gold: with its unit (`24.96亿元`), or without.
        evidence: The stretches of the gold: the figures in them that are written with this number give the
            unit where the text has none.
    """
    if not _is_bare(text):
        figure = _read_whole(text)
        return [] if figure is None else [figure]
    return [
        figure
        for stretch in evidence
        for figure in find_figures(stretch)
        if figure.unit not in CALENDAR_UNITS | {_NO_UNIT}
        and figure.upper is None
        and _is_written_with(text, stretch[figure.start : figure.end])
    ]


def states_value(wanted: Figure, given: Figure) -> bool:
    """Tell whether a figure of an answer is the wanted value.

    The unit's kind must be the same (yuan are no dollars) and the values equal, areas within a thousandth,
    as converting asks for. A rounder value is another one: about 2.5 billion is not 2.496 billion. A date
    may say more than was wanted, never less.
    """
    if wanted.unit != given.unit:
        return False
    if wanted.unit == "date":
        return _covers_date(wanted.value, given.value) and wanted.upper == given.upper
    return same_figure(_make_exact(wanted), _make_exact(given))


def is_another_amount(wanted: Figure, given: Figure) -> bool:
    """Tell whether a figure that is not the wanted value cannot be meant for it, whatever its digits.

    One in the same unit cannot, nor one in another unit of measure or a date: 8 months are no 8 days. What is
    counted may be counted by another word: 46座 are 46 stations.
    """
    is_counted = any(figure.unit.startswith(_NO_UNIT) for figure in (wanted, given))
    return wanted.unit == given.unit or not is_counted


def _make_exact(figure: Figure) -> Figure:
    return replace(figure, approximate=False, lean=0)


def _covers_date(wanted: Decimal, given: Decimal) -> bool:
    if wanted < _MONTH_AND_DAY:
        given %= _MONTH_AND_DAY
    return wanted in (given, given - given % _DAY)


def _is_bare(text: str) -> bool:
    return _NUMBER.fullmatch(fold_text(text)) is not None


def _read_whole(text: str) -> Figure | None:
    """Give the figure that a text is, from its first to its last character."""
    stripped = text.strip()
    whole = [figure for figure in find_figures(stripped) if (figure.start, figure.end) == (0, len(stripped))]
    return whole[0] if whole else None


def _is_written_with(number: str, figure: str) -> bool:
    return any(fold_text(number) == prefix for prefix in _list_numbers(fold_text(figure)))


def _list_numbers(figure: str) -> Iterator[str]:
    """Give the number that a folded figure is written with, without its scale and with it."""
    for pattern in (r"\d[\d,]*(?:\.\d+)?", _NUMBER.pattern):
        found = re.search(pattern, figure)
        if found:
            yield found[0]
