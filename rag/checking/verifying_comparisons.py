"""Two figures of one statement held against each other: which is larger, and whose each of them is.

"A's 11 million tonnes are less than B's 9 million" has both figures right, and both zones; what is wrong is
between them. The first rule is arithmetic, the second looks at where each figure comes from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answers import Citation, Problem
from rag.checking.comparing_figures import is_borne_out, same_kind
from rag.checking.figure_readings import StatedFigure
from rag.checking.stated_figures import read_figures
from rag.checking.verifying_zones import ZoneChecker

_BETWEEN = r"(?:(?![.;。；!?！？]).)*?"
_MORE = re.compile(
    rf"{_BETWEEN}(?:\b(?:larger|bigger|higher|greater)\s+than\b|\b(?:is|are|was|were)\s+(?:also\s+)?more\s+than\b(?!\s*$)"
    r"|\bexceed(?:s|ed|ing)?\b(?!\s*$)|\bsurpass(?:es|ed|ing)?\b(?!\s*$)|大于|高于|多于|高过|超过(?!\s*$))",
    re.IGNORECASE,
)
_LESS = re.compile(
    rf"{_BETWEEN}(?:\b(?:smaller|lower)\s+than\b|\b(?:is|are|was|were)\s+(?:also\s+)?(?:less|fewer)\s+than\b(?!\s*$)"
    r"|小于|低于|少于|不及|不如)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no)\b|n['’]t\b|[不没未]", re.IGNORECASE)
_PAIR = 2


def find_comparison_problems(text: str, cited: Sequence[Citation], zones: ZoneChecker) -> list[Problem]:
    """Give what is wrong between the two figures of a statement that holds two zones or times apart.

    Statements with more figures, or with zones and figures that cannot be told apart surely, are let be.
    """
    figures = [figure for figure in read_figures(text).amounts if figure.upper is None]
    if len(figures) != _PAIR or not same_kind(*figures):
        return []
    first, second = sorted(figures, key=lambda figure: figure.start)
    turned = _find_turned(text, first, second)
    return [turned] if turned else _find_exchanged(text, (first, second), cited, zones)


def _find_turned(text: str, first: StatedFigure, second: StatedFigure) -> Problem | None:
    """Give the words that call the smaller of two figures the larger, or the other way round."""
    between = text[first.end : second.start]
    for pattern, is_wrong in ((_MORE, first.value <= second.value), (_LESS, first.value >= second.value)):
        match = pattern.match(between)
        if match and is_wrong and not _NOT.search(match.group()):
            return Problem(
                "figure", match.group().strip(" ,，()（）")[-30:], f"{first.words} / {second.words}"
            )
    return None


def _find_exchanged(
    text: str, figures: tuple[StatedFigure, StatedFigure], cited: Sequence[Citation], zones: ZoneChecker
) -> list[Problem]:
    """Give a problem where two zones of a statement have each other's figure.

    Zones and figures are told in one order ("A has 5 and B 3", "5 in A, 3 in B", "A and B have 5 and 3").
    """
    named = [group[0] for group in sorted(zones.read(text).zones, key=lambda group: group[0].start)]
    shorts = list(dict.fromkeys(mention.zone.short for mention in named))
    if len(shorts) != len(figures):
        return []
    owners = [_find_owners(figure, cited) for figure in figures]
    if owners == [{shorts[1]}, {shorts[0]}]:
        return [Problem("zone", text[named[0].start : named[0].end], shorts[1])]
    return []


def _find_owners(figure: StatedFigure, cited: Sequence[Citation]) -> set[str]:
    """Give the zones of the cited sentences that have a figure."""
    return {
        citation.zone
        for citation in cited
        if any(
            same_kind(figure, other) and is_borne_out(figure, other)
            for other in read_figures(citation.text).amounts
        )
    }
