"""Comparisons: a question with two sides, each asked for by itself, and the figures held side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.figures import Figure, find_figures
from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Citation, Query
from rag.checking.figure_bounds import find_bounded_start
from rag.covering import LIGHT_WEIGHT
from rag.dialogue.locating import locate_names
from rag.understanding import is_comparison, understand_question

_BETWEEN = re.compile(r"\b(?:or|and|versus|vs\.?|than|with)\b|还是|或者|[和与跟同比、，,]")

_SIDES = 2
_WORDS_OF_A_LINK = 2
"""Such as "in the"; more words before a name say what is asked of it."""
_SHARED_END = re.compile(r"(?:哪个|哪家|哪|谁).*")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two figures of the same unit, the larger first."""

    larger: Citation
    larger_figure: str
    smaller: Citation
    smaller_figure: str
    is_equal: bool


def list_sides(query: Query, *, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Query, ...]:
    """Give what is searched for a question: each side of a comparison, otherwise the question as it is."""
    if not is_comparison(query):
        return (query,)
    return split_sides(query, gazetteer=gazetteer, lexicon=lexicon) or (query,)


def split_sides(query: Query, *, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Query, ...]:
    """Give a query for each side of a comparison: of two zones, two years or two things; else none.

    What stands before both ("is more invested in A's … or B's …") or after both ("哪个投资更大") holds for
    both; a side that names nothing of its own takes the other's, and so do zones, years and light words.
    """
    text = query.standalone
    parts = _cut_text(text, query, gazetteer)
    if parts is None:
        return ()
    sides = [understand_question(part, gazetteer=gazetteer, lexicon=lexicon) for part in parts]
    if not any(side.concepts for side in sides):
        return ()
    return tuple(_complete_side(side, other, query) for side, other in (sides, sides[::-1]))


def _complete_side(side: Query, other: Query, query: Query) -> Query:
    shared = tuple(
        concept
        for concept in other.concepts
        if concept.weight < LIGHT_WEIGHT and concept.surface not in {own.surface for own in side.concepts}
    )
    return replace(
        side,
        question=query.question,
        standalone=query.standalone,
        language=query.language,
        topic=side.topic if side.concepts else other.topic,
        concepts=(*side.concepts, *shared) if side.concepts else other.concepts,
        zones=side.zones or query.zones,
        cities=side.cities or query.cities,
        years=side.years or other.years,
        is_list=False,
        expects="number",
        narrowing=query.narrowing,
    )


def _cut_text(text: str, query: Query, gazetteer: Gazetteer) -> tuple[str, str] | None:
    """Cut a question in the texts of its sides, with what both share in each."""
    marks: list[tuple[int, int]] = []
    if len(query.zones) > 1 and len(names := locate_names(text, gazetteer)) == _SIDES:
        marks = names
    elif len(query.years) == 2:
        marks = [match.span() for match in re.finditer(r"20\d\d", text)]
    end = _SHARED_END.search(text, marks[-1][1] if marks else 0)
    shared_end = end[0] if end else ""
    if len(marks) > 1:
        return _cut_between(text, marks[0][1], marks[-1][0], start=text[: marks[0][0]], end=shared_end)
    if len(query.zones) > 1:
        return None
    # Two things of one zone, or of none: what stands before the last comma is shared.
    before = text[: end.start()] if end else text
    start = before.rfind(",") + 1
    return _cut_between(text, start, len(before), start=text[:start], end=shared_end)


def _cut_between(text: str, first: int, last: int, *, start: str, end: str) -> tuple[str, str] | None:
    """Cut at the last conjunction between two places; the right side gets `start`, the left one `end`."""
    found = list(_BETWEEN.finditer(text, first, last))
    if not found:
        return None
    cut, after = found[-1].span()
    # "the export of A or the sales of B": the right side has words of its own before its name.
    is_parallel = len(text[after:last].split()) > _WORDS_OF_A_LINK
    return f"{text[:cut]} {end}", text[cut:] if is_parallel else f"{start} {text[cut:]}"


def compare_citations(first: Citation, second: Citation) -> Comparison | None:
    """Hold the marked figures of two citations against each other; none when nobody can tell.

    That is so when their units differ, and when one value is said, but not how far the true ones lie from it:
    近百亿元 is less than 百亿元, while 约百亿元 may be either more or less.
    """
    left, right = _focus_figure(first), _focus_figure(second)
    if left is None or right is None or left.unit != right.unit:
        return None
    if left.value == right.value and _is_open(left, right):
        return None
    ordered = sorted([(left, first), (right, second)], key=lambda pair: (-pair[0].value, -pair[0].lean))
    (larger, larger_citation), (smaller, smaller_citation) = ordered
    return Comparison(
        larger=larger_citation,
        larger_figure=_quote(larger_citation, larger),
        smaller=smaller_citation,
        smaller_figure=_quote(smaller_citation, smaller),
        is_equal=larger.value == smaller.value and larger.lean == smaller.lean,
    )


def _is_open(left: Figure, right: Figure) -> bool:
    """Tell whether nobody can say which of two figures of one value is the larger true one."""
    if not (left.approximate or right.approximate):
        return False
    return left.lean == right.lean or any(one.approximate and not one.lean for one in (left, right))


def _quote(citation: Citation, figure: Figure) -> str:
    """Give a figure in the page's words, with the one before it that says that it is not exact."""
    return citation.text[find_bounded_start(citation.text, figure.start) : figure.end]


def _focus_figure(citation: Citation) -> Figure | None:
    if citation.text_focus is None:
        return None
    figures = find_figures(citation.text)
    return next((figure for figure in figures if (figure.start, figure.end) == citation.text_focus), None)
