"""Comparisons: a question with two sides, each asked for by itself, and the figures held side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.figures import Figure, find_figures
from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Citation, Query
from rag.understanding import locate_names, understand_question

_BETWEEN = re.compile(r"\b(?:or|and|versus|vs\.?|than|with)\b|还是|或者|[和与跟同比、，,]")

_SHARED_END = re.compile(r"(?:哪个|哪家|哪|谁).*")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two figures of the same unit, the larger first."""

    larger: Citation
    larger_figure: str
    smaller: Citation
    smaller_figure: str
    is_equal: bool


def split_sides(query: Query, *, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Query, ...]:
    """Give a query for each side of a comparison of two zones or two years, else none.

    What stands before both ("is more invested in A's … or B's …") or after both ("哪个投资更大") holds for
    both; a side that names nothing of its own takes the other's.
    """
    text = query.standalone
    if len(query.zones) == 2:
        marks = locate_names(text, gazetteer)
    elif len(query.years) == 2:
        marks = [match.span() for match in re.finditer(r"20\d\d", text)]
    else:
        return ()
    marks = sorted(marks)
    cut = _find_cut(text, marks)
    if cut is None:
        return ()
    shared_end = _SHARED_END.search(text, marks[-1][1])
    left = text[:cut] + (f" {shared_end[0]}" if shared_end else "")
    right = f"{text[: marks[0][0]]} {text[cut:]}"
    sides = [understand_question(part, gazetteer=gazetteer, lexicon=lexicon) for part in (left, right)]
    return tuple(
        replace(
            side,
            question=query.question,
            standalone=query.standalone,
            language=query.language,
            topic=side.topic if side.concepts else other.topic,
            concepts=side.concepts or other.concepts,
            zones=side.zones or query.zones,
            years=side.years or other.years,
            is_list=False,
            expects="number",
        )
        for side, other in (sides, sides[::-1])
    )


def _find_cut(text: str, marks: list[tuple[int, int]]) -> int | None:
    """Give the place of the last conjunction between the two marks."""
    if len(marks) < 2:
        return None
    first_end, second_start = marks[0][1], marks[-1][0]
    between = list(_BETWEEN.finditer(text, first_end, second_start))
    return between[-1].start() if between else None


def compare_citations(first: Citation, second: Citation) -> Comparison | None:
    """Hold the marked figures of two citations against each other; none when their units differ."""
    left, right = _focus_figure(first), _focus_figure(second)
    if left is None or right is None or left.unit != right.unit:
        return None
    ordered = sorted([(left, first), (right, second)], key=lambda pair: -pair[0].value)
    (larger, larger_citation), (smaller, smaller_citation) = ordered
    return Comparison(
        larger=larger_citation,
        larger_figure=larger_citation.text[larger.start : larger.end],
        smaller=smaller_citation,
        smaller_figure=smaller_citation.text[smaller.start : smaller.end],
        is_equal=larger.value == smaller.value,
    )


def _focus_figure(citation: Citation) -> Figure | None:
    if citation.text_focus is None:
        return None
    figures = find_figures(citation.text)
    return next((figure for figure in figures if (figure.start, figure.end) == citation.text_focus), None)
