"""Example questions, for a page on which nothing was asked: of what several zones speak of, not all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rag.answers import Language
from rag.pipeline import Pipeline
from rag.suggestions.asking import Proposal, ask_zone, ask_zones, tells_one_amount
from rag.suggestions.choosing import Choice, Offered
from rag.suggestions.surveying import find_all_passages, is_told
from rag.suggestions.themes import Theme, load_themes

_LEAST_ZONES = 2
_MOST_SHARE = 0.5
"""What more than this share of the zones speak of tells none from the others."""
_MOST_TRIES = 6
_MOST_LOOKED_AT = 60


def choose_examples(pipeline: Pipeline, language: Language, most: int) -> list[str]:
    """Choose questions of different kinds and themes, always the same of one index."""
    tries = iter(range(_MOST_TRIES))
    choice = Choice(pipeline, language, may_go_on=lambda: next(tries, None) is not None)
    told = (
        theme
        for theme in islice(rank_themes(pipeline), _MOST_LOOKED_AT)
        if is_told(theme, pipeline, least=_LEAST_ZONES)
    )
    lists = (ask_zones(theme, language, least=_LEAST_ZONES) for theme in told)
    has_amount = False
    while len(choice.offered) < most and (listed := choice.take_next(lists)) is not None:
        if len(choice.offered) < most:
            ask = _ask_projects if has_amount else _ask_amounts
            has_amount |= choice.take_next(ask(listed, choice)) is not None
    return choice.offered


def _ask_amounts(listed: Offered, choice: Choice) -> Iterator[Proposal]:
    """Ask what is invested in the theme of a list, at the first zone whose sentence says so."""
    for citation in listed.tried.draft.citations:
        zone, theme = choice.pipeline.gazetteer.get(citation.zone), listed.proposal.theme
        if zone and theme and tells_one_amount(theme, citation.text):
            yield ask_zone("investment", theme, zone, language=choice.language, pipeline=choice.pipeline)


def _ask_projects(listed: Offered, choice: Choice) -> Iterator[Proposal]:
    """Ask of the theme of a list at its surest zone."""
    zone, theme = choice.pipeline.gazetteer.get(listed.tried.draft.zones[0]), listed.proposal.theme
    if zone and theme:
        yield ask_zone("projects", theme, zone, language=choice.language, pipeline=choice.pipeline)


def rank_themes(pipeline: Pipeline) -> list[Theme]:
    """Give the themes of several zones, the most telling first, and one of each section before a second."""
    index = pipeline.index
    rated: list[tuple[float, Theme]] = []
    for theme, passages in find_all_passages(load_themes().themes, index, pipeline.resources.lexicon):
        rate = _rate(
            theme, np.unique(index.article_zones[index.passage_articles[passages]]), len(index.zones)
        )
        if rate:
            rated.append((rate, theme))
    rated.sort(key=lambda pair: (-pair[0], pair[1].chinese))
    return list(_take_sections_in_turn([theme for _, theme in rated]))


def _rate(theme: Theme, zones: NDArray[np.int32], n_zones: int) -> float:
    """Give how well a theme is asked for; 0 where nearly no zone or nearly all speak of it.

    A long name says what it is.
    """
    if not _LEAST_ZONES <= len(zones) <= max(_LEAST_ZONES, _MOST_SHARE * n_zones):
        return 0.0
    return math.log1p(len(zones)) * math.log(n_zones / len(zones) + 1) * len(theme.chinese)


def _take_sections_in_turn(themes: list[Theme]) -> Iterator[Theme]:
    """Give the best theme of each section, then the second best of each, and so on."""
    turns: dict[str, int] = {}
    placed = []
    for place, theme in enumerate(themes):
        turns[theme.section] = turns.get(theme.section, -1) + 1
        placed.append((turns[theme.section], place, theme))
    yield from (theme for _, _, theme in sorted(placed, key=lambda item: item[:2]))
