"""Figures that have changed places: the right value, of another thing in the same sentence.

A sentence with two figures of one kind (产值21.7亿元, 出口额1.3亿元) says of each what it is, right before or
behind it. Where what a statement says by its figure stands by the other one, and hardly any of it by its own,
the statement has taken the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answers import Citation, Problem
from rag.comparing_figures import is_borne_out, is_count
from rag.figure_readings import Reading, StatedFigure
from rag.stated_figures import read_figures
from rag.translating_words import WordTranslations

_BREAK = re.compile(r"[，。；：！？、“”「」,;:!?()（）]")
_ENGLISH_BREAK = re.compile(r"[;:!?()]|[.,](?=\s)|\s(?:and|while|whereas|but)\s", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_BEFORE, _AFTER = 12, 8
_ENGLISH_BEFORE, _ENGLISH_AFTER = 40, 28
_LIGHT = frozenset(
    {"the", "and", "for", "with", "its", "their", "was", "were", "has", "had", "have", "been", "from", "than"}
    | {"that", "this", "which", "about", "over", "more", "nearly", "yuan", "year", "years", "zone", "zones"}
    | {"reach", "reached", "complete", "completed", "achieve", "achieved", "came", "amounted", "amounts"}
    | {"million", "billion", "thousand", "tonnes", "tons", "percent", "there", "into", "also", "will"}
)
_MOST_FIGURES = 12
_FROM = re.compile(r"(?:\bfrom\s*|[由从]\S{0,4})$", re.IGNORECASE)
_TO = re.compile(r"\bto\b|[到至为]")
_FROM_REACH, _TO_REACH = 8, 24
_CLEAR_GAP = 0.5
_CHINESE_LIMITS, _ENGLISH_LIMITS = (0.3, 0.4), (0.0, 0.2)
"""At most this share of a figure's words by its own place, and this much more by the other one; an English
word may have another translation than the page's, so that none at all may stand by its own."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A figure of a sentence, and what stands around it there."""

    figure: StatedFigure
    context: str


def find_role_problems(
    text: str, cited: Sequence[Citation], translations: WordTranslations, *, is_chinese: bool
) -> list[Problem]:
    """Give a problem for each figure that stands in a cited sentence for something else.

    Args:
        text: The statement, names of zones and places blanked out.
        cited: What it cites.
        translations: What its English words may be in Chinese.
        is_chinese: The statement's language.
    """
    reading = read_figures(text)
    if not reading.amounts:
        return []
    sources = [list(_place_figures(read_figures(citation.text))) for citation in cited]
    problems = []
    for figure in reading.amounts[:_MOST_FIGURES]:
        terms = (
            _read_bigrams(_chinese_context(reading, figure))
            if is_chinese
            else _read_terms(reading, figure, translations)
        )
        rival = _find_rival(figure, terms, sources, _CHINESE_LIMITS if is_chinese else _ENGLISH_LIMITS)
        if rival is not None:
            problems.append(Problem("figure", figure.bounded or figure.words, rival.bounded or rival.words))
    return problems or list(_find_reversed(reading, [read_figures(citation.text) for citation in cited]))


def _find_reversed(reading: Reading, sources: Sequence[Reading]) -> Iterator[Problem]:
    """Give a problem for `from B to A` where the sentence has 由A提高到B."""
    for first, second in _read_changes(reading):
        for old, new in (pair for source in sources for pair in _read_changes(source)):
            is_reversed = is_borne_out(first, new) and is_borne_out(second, old)
            if is_reversed and not is_borne_out(first, old):
                yield Problem("figure", first.words, old.words)
                yield Problem("figure", second.words, new.words)


def _read_changes(reading: Reading) -> Iterator[tuple[StatedFigure, StatedFigure]]:
    """Give the figures that something changed from and to."""
    text = reading.text.text
    for first, second in pairwise(reading.amounts):
        begins = _FROM.search(text, max(0, first.start - _FROM_REACH), first.start)
        between = text[first.end : second.start]
        if begins and len(between) <= _TO_REACH and _TO.search(between):
            yield first, second


def _find_rival(
    figure: StatedFigure,
    terms: Sequence[tuple[str, ...]],
    sources: Sequence[Sequence[_Placed]],
    limits: tuple[float, float],
) -> StatedFigure | None:
    """Give the cited figure that a statement's own words stand by, where it is not the one of its value."""
    own_best, rival_best = -1.0, 0.0
    rival: StatedFigure | None = None
    if not terms:
        return None
    for placed in sources:
        owns = [one for one in placed if is_borne_out(figure, one.figure)]
        if not owns:
            continue
        own_best = max(own_best, *(_share(terms, one.context) for one in owns))
        for one in placed:
            is_other = one not in owns and _is_alike(figure, one.figure)
            if is_other and (share := _share(terms, one.context)) > rival_best:
                rival_best, rival = share, one.figure
    most_own, least_gap = limits
    gap = rival_best - own_best
    is_swapped = own_best >= 0 and ((own_best <= most_own and gap >= least_gap) or gap >= _CLEAR_GAP)
    return rival if is_swapped else None


def _is_alike(figure: StatedFigure, other: StatedFigure) -> bool:
    """Tell whether two figures could be taken for each other: of one unit, or both counts."""
    return figure.unit == other.unit or (is_count(figure.unit) and is_count(other.unit))


def _share(terms: Sequence[tuple[str, ...]], context: str) -> float:
    """Give the share of the terms of which some translation stands in a context."""
    return sum(any(word in context for word in term) for term in terms) / len(terms)


def _place_figures(reading: Reading) -> Iterator[_Placed]:
    for figure in reading.amounts[:_MOST_FIGURES]:
        yield _Placed(figure, _chinese_context(reading, figure))


def _chinese_context(reading: Reading, figure: StatedFigure) -> str:
    """Give the words of the figure's clause before and behind it, up to the next figure, units included."""
    text = reading.text.text
    floor = max((other.end for other in reading.amounts if other.end <= figure.start), default=0)
    ceiling = min((other.start for other in reading.amounts if other.start >= figure.end), default=len(text))
    before = _BREAK.split(text[max(floor, figure.start - _BEFORE) : figure.start])[-1]
    after = _BREAK.split(text[figure.end : min(ceiling, figure.end + _AFTER)])[0]
    return f"{before}|{after}"


def _read_bigrams(context: str) -> list[tuple[str, ...]]:
    pairs = (context[at : at + 2] for at in range(len(context) - 1))
    return [(pair,) for pair in dict.fromkeys(pairs) if len(_HANZI.findall(pair)) == 2]


def _read_terms(
    reading: Reading, figure: StatedFigure, translations: WordTranslations
) -> list[tuple[str, ...]]:
    """Give what the English words by a figure may be in Chinese; a word between two is the nearer's."""
    text = reading.text.text
    before_figure = max((o.end for o in reading.amounts if o.end <= figure.start), default=0)
    after_figure = min((o.start for o in reading.amounts if o.start >= figure.end), default=len(text))
    start = _nearer(text, before_figure, figure.start) if before_figure else 0
    end = _nearer(text, figure.end, after_figure) if after_figure < len(text) else len(text)
    before = _ENGLISH_BREAK.split(text[max(start, figure.start - _ENGLISH_BEFORE) : figure.start])[-1]
    after = _ENGLISH_BREAK.split(text[figure.end : min(end, figure.end + _ENGLISH_AFTER)])[0]
    noun = text[figure.start : figure.end] if is_count(figure.unit) else ""
    return [term for part in (before, noun, after) for term in _translate(part, translations)]


def _nearer(text: str, start: int, end: int) -> int:
    """Give where the words between two figures part: before a label that `of` or `to` leads to the second."""
    between = text[start:end]
    lead = re.search(r"\b(?:an?|the|with|at|for)\s[A-Za-z -]{3,40}\b(?:of|to|at)\s*$", between)
    return start + lead.start() if lead else end


def _translate(text: str, translations: WordTranslations) -> Iterator[tuple[str, ...]]:
    taken: list[tuple[int, int]] = []
    for start, end, chinese in translations.of_term(text):
        taken.append((start, end))
        if text[start:end].casefold() not in _LIGHT:
            yield chinese
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        is_taken = any(start <= match.start() < end for start, end in taken)
        if not is_taken and len(word) > 2 and word not in _LIGHT and (found := translations.of_word(word)):
            yield found
