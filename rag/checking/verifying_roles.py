"""Figures that have changed places: the right value, of another thing in the same sentence.

A sentence with two figures of one kind (产值21.7亿元, 出口额1.3亿元) says of each what it is, right before or
behind it. Where what a statement says by its figure stands by the other one, and not by its own, the
statement has taken the wrong one. What stands by both, or by neither, tells nothing: the subject, the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answers import Citation, Problem
from rag.checking.comparing_figures import is_borne_out, is_count
from rag.checking.figure_readings import Reading, StatedFigure
from rag.checking.stated_figures import read_figures
from rag.checking.translating_words import WordTranslations

_BREAK = re.compile(r"[，。；：！？、“”「」,;:!?()（）]")
_ENGLISH_BREAK = re.compile(r"[;:!?()]|[.,](?=\s)|\s(?:and|while|whereas|but)\s", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_BEFORE, _AFTER, _AFTER_PHASE = 12, 8, 16
_ENGLISH_BEFORE, _ENGLISH_AFTER = 40, 28
_LIGHT = frozenset(
    {"the", "and", "for", "with", "its", "their", "was", "were", "has", "had", "have", "been", "from", "than"}
    | {"that", "this", "which", "about", "over", "more", "nearly", "yuan", "year", "years", "zone", "zones"}
    | {"reach", "reached", "complete", "completed", "achieve", "achieved", "came", "amounted", "amounts"}
    | {"million", "billion", "thousand", "tonnes", "tons", "percent", "there", "into", "also", "will"}
)
_MOST_FIGURES = 12
_FROM = re.compile(r"(?:\bfrom\s*|[由从]\S{0,8})$", re.IGNORECASE)
_TO = re.compile(r"\bto\b|[到至为]")
_INSTEAD = re.compile(
    r"\b(?:instead\s+of|rather\s+than|up\s+from|down\s+from)\s*$|而不是$|而非$", re.IGNORECASE
)
"""Between what something came to, and what it was."""
_FROM_REACH, _TO_REACH = 12, 24
_LABEL = 4
"""How much before the first figure of a sentence is what it is of; the subject before is all figures'."""
_TIMES = re.compile("[去今本当上]年|同期|目前|截至|年度|年底|月底|达到|实现|完成")
"""What stands by any figure."""
_OF_WHOLE = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|some|many|most|half)\s+of\s+"
    r"(?:the|its|their|all|these|those)?\s*$",
    re.IGNORECASE,
)
"""Before the whole in `five of the 46 firms are foreign`; what follows is said of the part."""
_CLEAR_ODDS = 2
"""So many times more of a statement's words must stand by the other figure only."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A figure of a sentence, and what stands around it there."""

    figure: StatedFigure
    context: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What a statement says by a figure, each term as what it may be in Chinese.

    Attributes:
        terms: All, but what is counted.
        nouns: What is counted, where that is told apart.
        lead: Those right before the figure, where the order tells something.
    """

    terms: Sequence[tuple[str, ...]]
    nouns: Sequence[tuple[str, ...]] = ()
    lead: Sequence[tuple[str, ...]] = ()


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
    sources = [list(_place_figures(read_figures(citation.text))) for citation in cited]
    problems = []
    for figure in _list_figures(reading)[:_MOST_FIGURES]:
        said = _read_chinese(reading, figure) if is_chinese else _read_english(reading, figure, translations)
        rival = _find_rival(figure, said, sources)
        if rival is not None:
            problems.append(Problem("figure", figure.bounded or figure.words, rival.bounded or rival.words))
    return problems or list(_find_reversed(reading, [read_figures(citation.text) for citation in cited]))


def _list_figures(reading: Reading) -> list[StatedFigure]:
    """Give the figures that may change places: amounts, bare numbers in digits, and ordinals of phases."""
    bare = [
        n for n in reading.numbers if n.unit == "ordinal" or (n.unit == "number" and n.words[0].isdigit())
    ]
    return sorted([*reading.amounts, *bare], key=lambda figure: figure.start)


def _find_reversed(reading: Reading, sources: Sequence[Reading]) -> Iterator[Problem]:
    """Give a problem for `from B to A` where the sentence has 由A提高到B."""
    for first, second in _read_changes(reading):
        for old, new in (pair for source in sources for pair in _read_changes(source)):
            is_reversed = is_borne_out(first, new) and is_borne_out(second, old)
            if is_reversed and not is_borne_out(first, old):
                yield Problem("figure", first.words, old.words)
                yield Problem("figure", second.words, new.words)


def _read_changes(reading: Reading) -> Iterator[tuple[StatedFigure, StatedFigure]]:
    """Give the figures that something changed from and to, the old one first."""
    text = reading.text.text
    for first, second in pairwise(_list_figures(reading)):
        begins = _FROM.search(text, max(0, first.start - _FROM_REACH), first.start)
        between = text[first.end : second.start]
        if begins and len(between) <= _TO_REACH and _TO.search(between):
            yield first, second
        elif len(between) <= _TO_REACH and _INSTEAD.search(between):
            old = replace(second, unit=first.unit) if second.unit == "number" else second
            yield old, first


def _find_rival(
    figure: StatedFigure, said: _Said, sources: Sequence[Sequence[_Placed]]
) -> StatedFigure | None:
    """Give the cited figure that a statement's own words stand by, where it is not the one of its value."""
    places = [one for placed in sources for one in placed]
    owns = [one for one in places if is_borne_out(figure, one.figure)]
    rivals = [
        one
        for placed in sources
        if any(one in owns for one in placed)
        for one in placed
        if one not in owns and any(_is_alike(own.figure, one.figure) for own in owns)
    ]
    swapped = [one for one in rivals if all(_is_nearer(one, own, said) for own in owns)]
    best = max(swapped, key=lambda one: _count_near(said.terms, one, one), default=None)
    return best.figure if best else None


def _is_nearer(rival: _Placed, own: _Placed, said: _Said) -> bool:
    """Tell whether clearly more of the words stand by the rival only than by the figure's own place only.

    Of two counts of one kind, the noun may stand by the first alone (34个项目，已开工27个) and speaks for
    none. Where all that the page says by the figure (新增) is said, the statement has the right one.
    """
    if _count_near(said.lead, own, rival) > _count_near(said.lead, rival, own):
        return False
    label = [pair for pair in _read_bigrams(own.context.partition("|")[0]) if pair[0] not in rival.context]
    if label and all(pair in said.terms for pair in label):
        return False
    is_one_kind = is_count(own.figure.unit) and own.figure.unit == rival.figure.unit
    words = said.terms if is_one_kind else [*said.terms, *said.nouns]
    rival_only, own_only = _count_near(words, rival, own), _count_near(words, own, rival)
    return rival_only > 0 and rival_only >= _CLEAR_ODDS * own_only


def _count_near(terms: Sequence[tuple[str, ...]], place: _Placed, other: _Placed) -> int:
    """Count the terms of which some translation stands by one figure, and none by the other."""
    return sum(
        any(word in place.context for word in term)
        and (place is other or not any(word in other.context for word in term))
        for term in terms
    )


def _is_alike(figure: StatedFigure, other: StatedFigure) -> bool:
    """Tell whether two figures of a sentence could be taken for each other: of one unit, or both counts."""
    return figure.unit == other.unit or (is_count(figure.unit) and is_count(other.unit))


def _place_figures(reading: Reading) -> Iterator[_Placed]:
    """Give each figure with what it is of; what changes from one to another is both figures'."""
    figures = _list_figures(reading)[:_MOST_FIGURES]
    changes = list(_read_changes(reading))
    for number, figure in enumerate(figures):
        context = _chinese_context(reading, figure)
        change = next((pair for pair in changes if figure in pair), ())
        if change:
            context = "|".join(_chinese_context(reading, one) for one in change)
        elif number == 0 and figure.unit != "ordinal":
            before, _, after = context.partition("|")
            context = f"{_TIMES.sub('|', before)[-_LABEL:]}|{after}"
        yield _Placed(figure, _TIMES.sub("|", context))


def _chinese_context(reading: Reading, figure: StatedFigure) -> str:
    """Give the words of the figure's clause before and behind it, up to the next figure, units included."""
    text, figures = reading.text.text, _list_figures(reading)
    floor = max((other.end for other in figures if other.end <= figure.start), default=0)
    ceiling = min((other.start for other in figures if other.start >= figure.end), default=len(text))
    before = _BREAK.split(text[max(floor, figure.start - _BEFORE) : figure.start])[-1]
    is_phase = figure.unit == "ordinal"
    reach = _AFTER_PHASE if is_phase else _AFTER
    after = _BREAK.split(text[figure.end : min(ceiling, figure.end + reach)])[0]
    return f"|{after}" if is_phase else f"{before}|{after}"


def _read_bigrams(context: str) -> list[tuple[str, ...]]:
    pairs = (context[at : at + 2] for at in range(len(context) - 1))
    return [(pair,) for pair in dict.fromkeys(pairs) if len(_HANZI.findall(pair)) == 2]


def _read_chinese(reading: Reading, figure: StatedFigure) -> _Said:
    context = _chinese_context(reading, figure)
    return _Said(_read_bigrams(context), lead=_read_bigrams(context.partition("|")[0]))


def _read_english(reading: Reading, figure: StatedFigure, translations: WordTranslations) -> _Said:
    """Give what the English words by a figure, and the noun that it counts, may be in Chinese.

    A word between two figures is the nearer's; what is said of a part is not said of its whole.
    """
    text, figures = reading.text.text, _list_figures(reading)
    before_figure = max((o.end for o in figures if o.end <= figure.start), default=0)
    after_figure = min((o.start for o in figures if o.start >= figure.end), default=len(text))
    start = _nearer(text, before_figure, figure.start) if before_figure else 0
    end = _nearer(text, figure.end, after_figure) if after_figure < len(text) else len(text)
    noun = text[figure.start : figure.end] if is_count(figure.unit) else ""
    if _OF_WHOLE.search(text, 0, figure.start):
        return _Said((), list(translate_words(noun, translations)))
    before = _ENGLISH_BREAK.split(text[max(start, figure.start - _ENGLISH_BEFORE) : figure.start])[-1]
    after = _ENGLISH_BREAK.split(text[figure.end : min(end, figure.end + _ENGLISH_AFTER)])[0]
    parts = (after,) if figure.unit == "ordinal" else (before, after)
    terms = [term for part in parts for term in translate_words(part, translations)]
    return _Said(terms, list(translate_words(noun, translations)))


def _nearer(text: str, start: int, end: int) -> int:
    """Give where the words between two figures part: at a break, or before a label that `of` leads on."""
    between = text[start:end]
    lead = re.search(r"\b(?:an?|the|with|at|for)\s[A-Za-z -]{3,40}\b(?:of|to|at)\s*$", between)
    if lead:
        return start + lead.start()
    breaks = list(_ENGLISH_BREAK.finditer(between))
    return start + breaks[-1].end() if breaks else end


def translate_words(text: str, translations: WordTranslations) -> Iterator[tuple[str, ...]]:
    """Give what each English word or term of a text may be in Chinese, words that tell nothing left out."""
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
