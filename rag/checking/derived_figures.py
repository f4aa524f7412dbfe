"""Figures that no sentence prints but that follow from two that it does: differences, rests, sums, ratios.

Only words that say so make a figure one of these (`the other 27`, 合计, `more than doubled`), and only
figures of one unit that the sentence itself puts in relation are reckoned with: a change from one to another,
a whole and its part, a level and how much it grew, one thing of two years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, combinations, pairwise

from rag.checking.comparing_figures import is_borne_out, is_count
from rag.checking.figure_readings import Reading, StatedFigure

_CHANGE = re.compile(r"^[^，。；]{0,8}(?:到|至|为)\s*$|^\s*to\s*$", re.IGNORECASE)
_FROM = re.compile(r"(?:\bfrom\s*|[由从][^，。；]{0,8})$", re.IGNORECASE)
_PART = re.compile(r"其中|当中|of\s+which|including", re.IGNORECASE)
_REST = re.compile(r"\b(?:rest|remaining|other|others)\b|其余|其他|剩余|余下|还有", re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:total\w*|altogether|together|combined|in\s+all)\b|合计|总计|共计|一共|总共|共", re.IGNORECASE
)
_BEFORE = re.compile(
    r"\b(?:compared\s+(?:with|to)|from|against|than|the\s+year\s+before|a\s+year\s+earlier)\b|上年|此前|原来|前一年",
    re.IGNORECASE,
)
_REACH = 30
_NEAR = Decimal("0.05")
_YEAR = re.compile(r"(?:19|20)\d\d年|[去今上]年")


def is_derived(figure: StatedFigure, reading: Reading, sources: Sequence[Reading]) -> bool:
    """Tell whether a figure of a statement follows from two of one cited sentence, as its words say.

    Args:
        figure: One that no cited sentence prints.
        reading: The statement.
        sources: What it cites.
    """
    if figure.upper is not None:
        return False
    if figure.unit in {"factor", "times"}:
        return any(_is_ratio(figure, old, new) for source in sources for old, new in _pair_levels(source))
    words = reading.text.text
    around = words[max(0, figure.start - _REACH) : figure.end + _REACH]
    results: list[StatedFigure] = []
    for source in sources:
        if figure.direction:
            results += _take_differences(figure, source)
        if _REST.search(around):
            results += _take_rests(source)
        if _TOTAL.search(around):
            results += _add_up(source)
        if _BEFORE.search(around):
            results += _go_back(source)
    return any(is_borne_out(replace(figure, direction=0), result) for result in results)


def _is_ratio(figure: StatedFigure, old: StatedFigure, new: StatedFigure) -> bool:
    """Tell whether `doubled`, `more than doubled` or `nearly doubled` is right of a change."""
    if old.value <= 0:
        return False
    gap = new.value / old.value - figure.value
    if figure.bound in {"more", "at_least"}:
        return 0 <= gap < 1
    if figure.bound in {"nearly", "less", "at_most"}:
        return -figure.value * _NEAR * 3 <= gap <= 0
    return abs(gap) <= figure.value * _NEAR


def _pair_changes(source: Reading) -> Iterator[tuple[StatedFigure, StatedFigure]]:
    """Give each old and new value of 由A提高到B."""
    text = source.text.text
    for first, second in pairwise(source.amounts):
        is_change = first.unit == second.unit and _CHANGE.search(text[first.end : second.start])
        if is_change and _FROM.search(text, max(0, first.start - 12), first.start):
            yield first, second


def _pair_levels(source: Reading) -> Iterator[tuple[StatedFigure, StatedFigure]]:
    """Give each old and new value of a change, and of one thing in two years (2022年产值…，2025年产值…)."""
    yield from _pair_changes(source)
    text = source.text.text
    for first, second in pairwise(source.amounts):
        between = text[first.end : second.start]
        label = _read_label(text, first.start)
        if first.unit == second.unit and label and _YEAR.search(between) and between.endswith(label):
            yield first, second


def _read_label(text: str, start: int) -> str:
    """Give the two characters of Chinese right before a figure, which name what it is of."""
    label = text[max(0, start - 2) : start]
    return label if re.fullmatch(r"[\u3400-\u9fff]{2}", label) else ""


def _take_differences(figure: StatedFigure, source: Reading) -> Iterator[StatedFigure]:
    """Give how much each change was, in points for percentages, and in percent of the old value."""
    for old, new in _pair_levels(source):
        gap = new.value - old.value
        if gap * figure.direction <= 0:
            continue
        points = old.unit == "percent"
        yield replace(new, value=abs(gap), is_points=points, direction=0)
        if old.value and not points:
            yield replace(new, unit="percent", value=abs(gap) / old.value * 100, direction=0)


def _take_rests(source: Reading) -> Iterator[StatedFigure]:
    """Give what is left of a whole without its part (31个，其中4个)."""
    text = source.text.text
    for whole, part in combinations(source.amounts, 2):
        is_part = part.value < whole.value and _PART.search(text, whole.end, part.start)
        if whole.unit == part.unit and is_part:
            yield replace(whole, value=whole.value - part.value)


def _add_up(source: Reading) -> Iterator[StatedFigure]:
    """Give the sums of two or more figures of one unit that follow each other."""
    amounts = [amount for amount in source.amounts if amount.upper is None and amount.unit != "percent"]
    for start, first in enumerate(amounts):
        row = [first.value]
        for other in amounts[start + 1 :]:
            if other.unit != first.unit:
                break
            row.append(other.value)
        for total in list(accumulate(row))[1:]:
            yield replace(first, value=total)


def _go_back(source: Reading) -> Iterator[StatedFigure]:
    """Give what a level was before it grew or fell by so much (31万吨，比上年增加4万吨)."""
    for level, change in pairwise(source.amounts):
        is_change = change.direction and not level.direction
        if (
            is_change
            and level.unit == change.unit
            and (not is_count(level.unit) or level.value > change.value)
        ):
            yield replace(level, value=level.value - change.direction * change.value)
