"""Every figure of a statement against the figures of the sentences that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from rag.answers import Citation, Problem
from rag.checking.comparing_figures import counts_alike, is_borne_out, is_count, is_other_currency, same_kind
from rag.checking.derived_figures import is_derived
from rag.checking.figure_readings import Reading, StatedFigure
from rag.checking.stated_figures import read_figures

_ZONES_COUNTED = re.compile(
    r"^\s*(?:development\s+|industrial\s+|economic\s+)*(?:zones?|areas?)\b|^\s*(?:个|家)?(?:省级|国家级)?(?:经济)?(?:技术)?(?:开发区|经开区|园区)",
    re.IGNORECASE,
)
_ENUMERATION = re.compile(r"[^，。；：、]{1,20}(?:、[^，。；：、]{1,20})+(?:[和及与等][^，。；、]{1,12})?")
_PAIR = re.compile("[双与和及同、]")
"""What makes two of things that a sentence does not count."""
_LARGEST_ENUMERATION = 12
_LOOSE_UNITS = frozenset({"times", "years", "months", "celsius", "ordinal"})
"""Units of figures that the sentence may have as a mere numeral (三年, 翻两番)."""


def find_figure_problems(text: str, cited: Sequence[Citation]) -> list[Problem]:
    """Give a problem for each amount, count or number of a statement that no cited sentence has.

    Args:
        text: The statement.
        cited: What it cites; only the sentences count, not headlines.
    """
    reading = read_figures(text)
    counted_words = [number for number in reading.numbers if number.unit != "idiom"]
    stated = (*reading.amounts, *counted_words, *_read_ordinals(reading))
    if not stated:
        return []
    sources = [read_figures(citation.text) for citation in cited]
    amounts = list(chain.from_iterable(source.amounts for source in sources))
    numbers = list(chain.from_iterable(source.numbers for source in sources))
    loose = [*numbers, *chain.from_iterable(_read_ordinals(source) for source in sources)]
    used = [s for s in amounts if any(is_borne_out(figure, s) for figure in reading.amounts)]
    problems = []
    for figure in stated:
        counted = _count_zones(figure, reading, cited)
        if counted == figure.value or _stands(figure, amounts, loose) or _is_ago(figure, reading):
            continue
        if _stands_without_unit(figure, reading, amounts) or is_derived(figure, reading, sources):
            continue
        if counted is None and (_is_enumerated(figure, reading, cited) or _is_stretch(figure, sources)):
            continue
        rival = None if counted else _find_rival(figure, amounts, used, loose)
        problems.append(_report(figure, rival, counted))
    return problems


def count_zones(text: str) -> int | None:
    """Give how many zones a statement says there are (`Three zones fit:`), `None` where it does not say."""
    reading = read_figures(text)
    for figure in (*reading.amounts, *reading.numbers):
        if _speaks_of_zones(figure, reading):
            return int(figure.value)
    return None


def has_figures(text: str) -> bool:
    """Tell whether a statement holds any figure or date."""
    reading = read_figures(text)
    return bool(reading.amounts or reading.numbers or reading.calendar)


def _stands(figure: StatedFigure, amounts: Sequence[StatedFigure], loose: Sequence[StatedFigure]) -> bool:
    """Tell whether a figure is one of the cited ones."""
    alike = [amount for amount in amounts if counts_alike(figure, amount)]
    if any(is_borne_out(figure, amount) for amount in alike or amounts):
        return True
    if alike or not (is_count(figure.unit) or figure.unit in _LOOSE_UNITS):
        return False
    is_numbered = figure.unit in {"number", "ordinal"}
    if any(figure.value == number.value for number in loose if is_numbered or number.unit != "ordinal"):
        return True
    # A number that no unit follows, as in a table, is borne out by the printed number itself.
    return is_numbered and any(_printed(amount) == figure.value for amount in amounts)


def _stands_without_unit(figure: StatedFigure, reading: Reading, amounts: Sequence[StatedFigure]) -> bool:
    """Tell whether a bare number is a cited one in the unit of the figure before it: `2 yuan, now 3`."""
    if figure.unit not in {"number", "count"}:
        return False
    units = {amount.unit for amount in reading.amounts if amount.start < figure.start}
    return any(amount.unit in units and amount.value == figure.value for amount in amounts)


def _printed(figure: StatedFigure) -> Decimal | None:
    match = re.search(r"[0-9]+(?:\.[0-9]+)?", figure.words.replace(",", ""))
    return Decimal(match[0]) if match else None


def _read_ordinals(reading: Reading) -> list[StatedFigure]:
    return [
        StatedFigure(reading.text.quote(f.start, f.end), f.value, "ordinal", f.start, f.end)
        for f in reading.calendar
        if f.unit == "ordinal"
    ]


def _speaks_of_zones(figure: StatedFigure, reading: Reading) -> bool:
    if not is_count(figure.unit):
        return False
    words = reading.text.text
    after = words[figure.end :]
    inner = re.sub(r"^[0-9]+\s*|^[a-z-]+\s+", "", words[figure.start : figure.end], flags=re.IGNORECASE)
    return bool(_ZONES_COUNTED.match(after) or _ZONES_COUNTED.match(inner + after))


def _count_zones(figure: StatedFigure, reading: Reading, cited: Sequence[Citation]) -> int | None:
    """Give the number of zones cited, where a statement that cites several counts zones."""
    if len(cited) < 2 or not _speaks_of_zones(figure, reading):
        return None
    return len({citation.zone for citation in cited})


def _is_enumerated(figure: StatedFigure, reading: Reading, cited: Sequence[Citation]) -> bool:
    """Tell whether a count in words is that of a list in the sentence: three products, 铜管、铜棒和铜箔."""
    words = reading.text.quote(figure.start, figure.end)
    is_word = not any(character.isdigit() for character in words)
    if not is_word or not is_count(figure.unit) or not 2 <= figure.value <= _LARGEST_ENUMERATION:
        return False
    if figure.value == 2 and any(_PAIR.search(citation.text) for citation in cited):
        return True
    return any(int(figure.value) in _count_items(citation.text) for citation in cited)


def _is_ago(figure: StatedFigure, reading: Reading) -> bool:
    """Tell whether a figure only says when (`two years ago`), which is for dates to check."""
    return figure.unit == "years" and reading.text.text[figure.end :].lstrip()[:4].casefold() == "ago"


def _is_stretch(figure: StatedFigure, sources: Sequence[Reading]) -> bool:
    """Tell whether a number of months is that of 1-8月: `in eight months`."""
    if figure.unit != "months":
        return False
    stretches = (f for source in sources for f in source.calendar if f.unit == "date" and f.upper is not None)
    return any(
        int(f.value) // 100 % 100 == 1 and int(f.upper or 0) // 100 % 100 == figure.value for f in stretches
    )


def _count_items(text: str) -> set[int]:
    counts: set[int] = set()
    for match in _ENUMERATION.finditer(text):
        commas = match[0].count("、")
        joined = 1 if re.search("[和及与]", match[0].rpartition("、")[2]) else 0
        counts |= {commas + 1, commas + 1 + joined}
    return counts


def _report(figure: StatedFigure, rival: StatedFigure | None, counted: int | None) -> Problem:
    """Say what is stated and what is cited; growth and fall are told only where they are what differs."""
    if rival is None:
        return Problem("figure", figure.bounded or figure.words, str(counted) if counted else "")
    if figure.direction * rival.direction < 0:
        return Problem("figure", figure.directed, rival.directed)
    return Problem("figure", figure.bounded or figure.words, rival.bounded or rival.words)


def _find_rival(
    figure: StatedFigure,
    amounts: Sequence[StatedFigure],
    used: Sequence[StatedFigure],
    loose: Sequence[StatedFigure],
) -> StatedFigure | None:
    """Give the cited figure that the statement's stands for, by kind, and then by its digits."""
    free = [amount for amount in amounts if amount not in used] or list(amounts)
    near = [amount for amount in free if _is_rival(figure, amount)]
    near = near or [amount for amount in amounts if _is_rival(figure, amount)]
    if not near and is_count(figure.unit):
        near = [number for number in loose if number.value > 1 and figure.unit != "number"]
    return min(near, key=lambda other: _distance(figure, other)) if near else None


def _is_rival(figure: StatedFigure, amount: StatedFigure) -> bool:
    """Tell whether a cited figure may be what the statement should have; points are no level."""
    if figure.is_points and not amount.is_points and amount.direction * figure.direction <= 0:
        return False
    if is_other_currency(figure, amount):
        return True
    return same_kind(figure, replace(amount, is_points=figure.is_points))


def _distance(figure: StatedFigure, other: StatedFigure) -> tuple[int, int, Decimal]:
    a, b = _digits(figure.value), _digits(other.value)
    shared = sum(x == y for x, y in zip(a, b, strict=False))
    gap = abs(figure.value.adjusted() - other.value.adjusted())
    return (
        int(figure.unit != other.unit),
        -shared,
        Decimal(gap) + abs(figure.value - other.value) / (abs(figure.value) + abs(other.value) + 1),
    )


def _digits(value: Decimal) -> str:
    return "".join(map(str, value.normalize().as_tuple().digits))
