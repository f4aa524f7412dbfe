"""The figures of a statement or a sentence as the check reads them: amounts, shares, factors, bare numbers.

Wider than `index.figures.find_figures`, which leaves turns of speech out: a statement may say `three plants`
where the sentence has 三大厂, and `doubled` where it has 翻番.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from index.figures import CALENDAR_UNITS, Figure, find_figures
from rag.checking.bare_numbers import is_numbered, overlaps, read_numbers
from rag.checking.directions import find_direction
from rag.checking.figure_bounds import quote_bounded, read_bound, read_precision
from rag.checking.figure_readings import Reading, StatedFigure
from rag.checking.rewording import Reworded, reword
from rag.checking.spoken_figures import read_spoken_figures

_CODE = re.compile(
    r"(?<![\w])(?!(?:[kh]?m|sqm)[23]\b)(?:(?!(?i:rmb|cny|usd|us|eur|h|q)[\d-])[A-Za-z]+[A-Za-z/]*-?\d[\w.-]*|\d+(?:\.\d+)?(?:G|D|K|C|V|P|A|N)(?![\w])"
    r"|(?:GB|ISO|IEC|HJ|YS|DB)(?:/[A-Z])?\s?\d[\d.-]*|(?:Industry|Web|Version|版本|工业)\s?\d\.\d)",
)
"""Names with digits in them: `5G`, `A380`, `CO2`, `GB/T 7714`, `Covid-19`; they are no figures."""
_CHANGES_FROM = re.compile(r"(?:\bfrom\s*(?:about\s*)?|[由从]\S{0,4})$", re.IGNORECASE)
_CHANGE_DASH = re.compile(r"\s*(?:to|到|至)\s*")
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
        if figure.unit not in CALENDAR_UNITS and not is_numbered(plain, figure)
        for part in _split_change(plain, figure)
    ]
    calendar = tuple(figure for figure in found if figure.unit in CALENDAR_UNITS)
    taken = [(figure.start, figure.end) for figure in found if not is_numbered(plain, figure)]
    for special in read_spoken_figures(reworded, plain):
        if not overlaps(special.start, special.end, taken):
            amounts.append(special)
            taken.append((special.start, special.end))
    numbers = tuple(read_numbers(reworded, plain, taken))
    amounts.sort(key=lambda amount: amount.start)
    return Reading(reworded, tuple(amounts), calendar, numbers)


def find_codes(text: str) -> list[str]:
    """Give the names with digits in them (`5G`, `CO2`), which are to be found as they stand."""
    return [match[0].rstrip(".-") for match in _CODE.finditer(text)]


def _split_change(plain: str, figure: Figure) -> tuple[Figure, ...]:
    """Give the two figures of `from 300 to 4,800 yuan`, which is no range but a change, else itself."""
    if figure.upper is None or not _CHANGES_FROM.search(plain[max(0, figure.start - 8) : figure.start]):
        return (figure,)
    dash = _CHANGE_DASH.search(plain, figure.start, figure.end)
    if dash is None:
        return (figure,)
    first = replace(figure, upper=None, end=dash.start())
    return first, replace(figure, value=figure.upper, upper=None, start=dash.end())


def _read_amount(reworded: Reworded, plain: str, figure: Figure) -> StatedFigure:
    words = plain[figure.start : figure.end]
    step, digits = read_precision(words, figure.value)
    direction = find_direction(plain, figure.start, figure.end)
    return StatedFigure(
        words=reworded.quote(figure.start, figure.end),
        value=figure.value,
        unit=figure.unit,
        start=figure.start,
        end=figure.end,
        upper=figure.upper,
        bound=read_bound(plain[: figure.start], figure),
        step=step,
        digits=digits,
        direction=direction.sign,
        bounded=quote_bounded(reworded, plain, figure.start, figure.end),
        directed=reworded.quote(direction.start, direction.end),
        is_points=figure.unit == "percent" and bool(_POINTS.search(words)),
    )
