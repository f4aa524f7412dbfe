"""The figure or the name that a question asks for, within a sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from index.figures import CALENDAR_UNITS, Figure, find_figures
from index.sounding import compile_sound
from rag.answers import Concept, Query
from rag.question_words import load_unit_patterns

Span = tuple[int, int]

_COUNTED_SHAPES = (
    r"how many (?:[\w-]+ ){{0,1}}{}",
    "(?:多少|几)[家个项名人台条种座辆]?{}",
    "{}(?:一共|总共|共|有|达|已有|目前有)*(?:多少|几)",
)
_QUERIES_KEPT = 64
"""What depends on the question alone is found once, not once a sentence."""
_SHARE = "percent"
_MONEY_ASKED = "yuan"
_MONEY = frozenset({_MONEY_ASKED, "usd", "eur"})
_NEAR_CHARS = 10
_SHORTEST_NAME = 4
_FAR_CHARS = 60
_CLAUSE_CHARS = 8
_CLAUSE_ENDS = frozenset("，；、。")
_BEFORE_A_NAME = re.compile(r".*[由与在对向到赴的和]")

_ORGANISATION = re.compile(
    r"[\u4e00-\u9fffA-Za-z（）()]{2,16}?(?:股份有限公司|有限责任公司|有限公司|集团公司|集团|公司|大学|学院|中学|小学|研究院|研究所|合作社|银行|商学院)"
)


@lru_cache(maxsize=_QUERIES_KEPT)
def expected_units(query: Query) -> frozenset[str]:
    """Give the units of the figures that a question asks for: `yuan`, `count`, …; none when any may do."""
    patterns = load_unit_patterns()
    units = frozenset(unit for unit, pattern in patterns.items() if pattern.search(query.standalone))
    # "How fast did investment grow" asks for a share, whatever it is a share of.
    return frozenset({_SHARE}) if _SHARE in units and not query.has_several_asks else units


def find_focus(query: Query, sentence: str) -> Span | None:
    """Find the figure, date or organisation asked for; the one nearest to what the question names.

    Args:
        query: As understood; its `expects` says what is looked for.
        sentence: The mended sentence.

    Returns:
        Its `(start, end)` in the sentence, or `None` when the sentence has no such thing.
    """
    if query.expects == "number":
        spans = [(f.start, f.end) for f in fitting_figures(query, sentence)]
        counted = locate_concepts(find_counted(query), sentence)
        if counted:
            return _nearest(spans, counted, sentence)
    elif query.expects == "date":
        spans = [(f.start, f.end) for f in find_figures(sentence) if f.unit in {"year", "date"}]
    elif query.expects == "organisation":
        spans = [_trim_name(match) for match in _ORGANISATION.finditer(sentence)]
    else:
        return None
    return _nearest(spans, locate_concepts(query.concepts, sentence), sentence)


def _trim_name(match: re.Match[str]) -> Span:
    """Leave out the words before an organisation's name: "项目由三泉铜业有限公司"."""
    before = _BEFORE_A_NAME.match(match[0][:-_SHORTEST_NAME])
    return match.start() + (before.end() if before else 0), match.end()


@lru_cache(maxsize=_QUERIES_KEPT)
def find_counted(query: Query) -> tuple[Concept, ...]:
    """Give what the question asks the number of: the firms of "how many firms", 企业 of 多少家企业."""
    text = query.standalone.lower()
    return tuple(
        concept
        for concept in query.concepts
        if any(
            re.search(pattern.format(re.escape(concept.surface.lower())), text) for pattern in _COUNTED_SHAPES
        )
    )


def rate_closeness(query: Query, sentence: str, focus: Span) -> float:
    """Give how near the focus stands to what is counted, else to what the question names.

    1 for side by side, towards 0 far off.
    """
    spans = [span for span, _ in locate_concepts(find_counted(query) or query.concepts, sentence)]
    if not spans:
        return 0.0
    gap = min(_gap(sentence, span, focus) for span in spans)
    return math.exp(-gap / _NEAR_CHARS)


def fitting_figures(query: Query, sentence: str) -> list[Figure]:
    """Give the sentence's figures of the units asked for, in order."""
    units = expected_units(query)
    figures = [figure for figure in find_figures(sentence) if figure.unit not in CALENDAR_UNITS]
    return [figure for figure in figures if not units or _base_unit(figure) in units]


def _base_unit(figure: Figure) -> str:
    """Give the unit as questions name it: persons, firms or things are a `count`, any money is `yuan`."""
    if figure.unit in _MONEY:
        return _MONEY_ASKED
    return "count" if figure.unit == "person" or figure.unit.startswith("count") else figure.unit


def has_figure(sentence: str) -> bool:
    """Say whether a sentence has an amount of any unit."""
    return any(figure.unit not in CALENDAR_UNITS for figure in find_figures(sentence))


def locate_concepts(concepts: Sequence[Concept], sentence: str) -> list[tuple[Span, float]]:
    """Give where each concept is named in the sentence, with the concept's weight."""
    found = []
    for concept in (one for whole in concepts for one in (whole, *whole.parts)):
        span = _locate(concept, sentence)
        if span is not None:
            found.append((span, concept.weight))
    return found


def _locate(concept: Concept, sentence: str) -> Span | None:
    for alternative in concept.alternatives:
        at = sentence.lower().find(alternative.lower())
        if at >= 0:
            return at, at + len(alternative)
    sound = compile_sound(concept.surface) if concept.is_name else None
    match = sound.search(sentence) if sound else None
    return match.span() if match else None


def _gap(sentence: str, one: Span, other: Span) -> int:
    """Give the characters between two spans; the end of a clause counts for several."""
    first, last = min(one[1], other[1]), max(one[0], other[0])
    if last <= first:
        return 0
    return last - first + _CLAUSE_CHARS * sum(sign in _CLAUSE_ENDS for sign in sentence[first:last])


def _nearest(spans: Sequence[Span], anchors: Sequence[tuple[Span, float]], sentence: str) -> Span | None:
    """Give the span with the least weighted distance to the anchors; the first when nothing is named."""
    if not spans:
        return None

    def distance(span: Span) -> float:
        return sum(weight * min(_gap(sentence, anchor, span), _FAR_CHARS) for anchor, weight in anchors)

    return min(spans, key=distance)
