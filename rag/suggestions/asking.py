"""The questions that are offered of themes, each with what its answer must be like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.documents import Zone
from prompts.loading import load_wording
from rag.answers import Language, Query
from rag.pipeline import Pipeline
from rag.suggestions.themes import CLAUSE_END, Theme, load_choice, load_themes
from rag.suggestions.trying import Tried, find_amounts, has_figure

_CHARS_BEFORE_AMOUNT = 8
_LEAST_SHARE = 0.75
"""Of the zones listed, that are shown by a quote to have to do with what was asked; others are likely."""
_LEAST_CHARS = 16
"""Of a sentence that tells of projects; what is shorter only announces them."""
_ENUMERATING = "、等"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that might be offered.

    Attributes:
        text: The question.
        is_meant: Whether it is understood as it is meant.
        fits: Whether its answer is one.
        is_narrower: Its answer is a part of the one before, and need not add to it.
        theme: What it is of; one theme is offered once.
    """

    text: str
    is_meant: Callable[[Query], bool]
    fits: Callable[[Tried], bool]
    is_narrower: bool = False
    theme: Theme | None = None


def ask_zones(
    theme: Theme, language: Language, *, besides: frozenset[str] = frozenset(), least: int = 1
) -> Proposal:
    """Ask which zones have to do with a theme: `least` or more beyond those known, each by its name."""

    def fits(tried: Tried) -> bool:
        listed, told = set(tried.draft.zones), find_trading(theme, tried)
        return len(told) >= max(least, _LEAST_SHARE * len(listed)) and bool(told - besides)

    text = load_wording(language, "suggesting")["zones_with"].format(theme=theme.name(language))
    return Proposal(text, lambda query: query.is_list and not query.zones, fits, theme=theme)


def find_trading(theme: Theme, tried: Tried) -> set[str]:
    """Give the zones that a quote shows to build, make or deal in a theme."""
    return {one.zone for one in tried.draft.citations if load_themes().is_trade(theme, one.text)}


def ask_zone(key: str, theme: Theme, zone: Zone, *, language: Language, pipeline: Pipeline) -> Proposal:
    """Ask one thing of a theme at one zone; `key` is of the wording."""

    def fits(tried: Tried) -> bool:
        is_of_zone = all(citation.zone == zone.short for citation in tried.draft.citations)
        first = tried.draft.citations[0]
        if tried.query.expects == "number":
            return is_of_zone and has_figure(first) and tells_one_amount(theme, first.text)
        is_told = len(first.text) >= _LEAST_CHARS and load_themes().is_project(theme, first.text)
        return is_of_zone and is_told

    text = load_wording(language, "suggesting")[key].format(
        theme=theme.name(language), zone=name_zone_briefly(zone, language, pipeline)
    )
    return Proposal(text, lambda query: query.zones == (zone.short,) and not query.is_list, fits, theme=theme)


def tells_one_amount(theme: Theme, sentence: str) -> bool:
    """Say whether a sentence tells what is invested in a theme, and nothing else.

    It has one amount of money, told as invested; the theme is named in the clause of the amount or before it
    in the one before, with nothing enumerated: of several things one cannot be sure whose amount it is.
    """
    amounts = find_amounts(sentence)
    if len(amounts) != 1:
        return False
    start, end = amounts[0]
    told = any(
        word in sentence[max(0, start - _CHARS_BEFORE_AMOUNT) : start] for word in load_choice()["invested"]
    )
    before, after = CLAUSE_END.split(sentence[:start])[-2:], CLAUSE_END.split(sentence[end:])[0]
    reach = "".join(before) + after
    return told and load_themes().names(theme, reach) and not any(sign in reach for sign in _ENUMERATING)


def name_zone_briefly(zone: Zone, language: Language, pipeline: Pipeline) -> str:
    """Name a zone as a reader would: by its place where it is the only zone there."""
    if language == "zh":
        return zone.short
    here = pipeline.gazetteer.zones_of_place(zone.place)
    if len(here) == 1 and zone.place_english:
        return f"{zone.place_english} Development Zone"
    return zone.english
