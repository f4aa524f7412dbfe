"""Questions that may follow an answer, by kind, each with what its own answer must be like to be offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from index.documents import Zone
from prompts.loading import load_wording
from rag.answers import Query
from rag.conceiving import is_light
from rag.focusing import locate_concepts
from rag.question_words import load_question_words
from rag.suggestions.asking import Proposal, ask_zone, ask_zones, name_zone_briefly, tells_one_amount
from rag.suggestions.grounds import Ground, list_untold, rank_others, rank_related, rank_salient
from rag.suggestions.surveying import is_told
from rag.suggestions.themes import Theme, load_themes
from rag.suggestions.trying import Tried, has_figure

_LEAST_LISTED = 2
_LEAST_TO_NARROW = 4
_MOST_AMOUNTS = 2
_MOST_OTHERS = 2
_MOST_OF_KIND = 4
"""Questions of one kind that are tried: what fails four times is not worth the reader's time."""

Proposals = Iterator[Proposal]


def propose_questions(ground: Ground) -> list[Proposals]:
    """Give the kinds of questions that may follow, best first, each with its questions, best first."""
    answer = ground.answer
    if answer.abstained:
        return [
            _ask_elsewhere(ground),
            *(_ask_about_zone(ground, zone) for zone in _zones_asked(ground)),
            _ask_related(ground),
        ]
    if answer.query.is_list:
        return [
            _ask_amounts(ground),
            _ask_related(ground),
            _ask_in_city(ground),
            *(_ask_about_zone(ground, zone) for zone in answer.zones[:2]),
            _ask_in_year(ground),
        ]
    return [
        *(_ask_about_zone(ground, zone) for zone in answer.zones[:1]),
        _ask_same_of_others(ground),
        _ask_elsewhere(ground),
        _ask_related(ground),
        _ask_in_year(ground),
    ]


def _ask_amounts(ground: Ground) -> Proposals:
    """What is invested in the topic at the zones of the list, then in what else their articles speak of."""
    for zone in ground.answer.zones[:_MOST_OF_KIND]:
        yield from islice(_ask_amount_at(ground, zone), 1)


def _ask_amount_at(ground: Ground, zone: Zone) -> Proposals:
    sentences = list_untold(ground, zone.short)
    for theme in _themes_at(ground, zone):
        if any(tells_one_amount(theme, sentence) for sentence in sentences):
            yield ask_zone("investment", theme, zone, language=ground.language, pipeline=ground.pipeline)


def _ask_projects_at(ground: Ground, zone: Zone) -> Proposals:
    sentences = list_untold(ground, zone.short)
    for theme in _themes_at(ground, zone):
        if any(load_themes().is_project(theme, sentence) for sentence in sentences):
            yield ask_zone("projects", theme, zone, language=ground.language, pipeline=ground.pipeline)


def _themes_at(ground: Ground, zone: Zone) -> list[Theme]:
    """Give the topic of a list, and what else the zone's articles speak of."""
    is_topic_told = ground.topic is not None and ground.answer.query.is_list and not ground.answer.abstained
    return [*([ground.topic] if ground.topic and is_topic_told else []), *rank_salient(ground, zone.short)]


def _ask_related(ground: Ground) -> Proposals:
    known = frozenset(zone.short for zone in ground.answer.zones)
    themes = (theme for theme in rank_related(ground) if is_told(theme, ground.pipeline, least=_LEAST_LISTED))
    for theme in islice(themes, _MOST_OF_KIND):
        yield ask_zones(theme, ground.language, besides=known, least=_LEAST_LISTED)


def _ask_elsewhere(ground: Ground) -> Proposals:
    """The topic at other zones than those asked for."""
    if ground.topic and not ground.answer.query.is_list:
        known = frozenset((*(zone.short for zone in ground.answer.zones), *ground.answer.query.zones))
        yield ask_zones(ground.topic, ground.language, besides=known)


def _ask_about_zone(ground: Ground, zone: Zone) -> Proposals:
    """What else the articles of a zone speak of: an amount first."""
    yield from islice(_ask_amount_at(ground, zone), _MOST_AMOUNTS)
    yield from islice(_ask_projects_at(ground, zone), _MOST_OF_KIND)


def _zones_asked(ground: Ground) -> list[Zone]:
    zones = [ground.find_zone(short) for short in ground.answer.query.zones[:2]]
    return [zone for zone in zones if zone is not None]


def _ask_same_of_others(ground: Ground) -> Proposals:
    """The same question of another zone, one of the same city first."""
    query = ground.answer.query
    if ground.topic is None or len(query.zones) != 1 or query.expects == "author":
        return
    for zone in rank_others(ground, ground.topic, query.zones[0])[:_MOST_OTHERS]:
        name = name_zone_briefly(zone, ground.language, ground.pipeline)
        text = load_wording(ground.language, "suggesting")["other_zone"].format(zone=name)
        yield Proposal(text, _means_same(ground, zone), _answers_alike(ground, zone))


def _means_same(ground: Ground, zone: Zone) -> Callable[[Query], bool]:
    before = ground.answer.query

    def is_meant(query: Query) -> bool:
        asked = {concept.surface for concept in query.concepts}
        same = {concept.surface for concept in before.concepts} <= asked
        return query.zones == (zone.short,) and same and query.expects == before.expects

    return is_meant


def _answers_alike(ground: Ground, zone: Zone) -> Callable[[Tried], bool]:
    words = load_question_words(ground.language)
    main = [one for one in ground.answer.query.concepts if not is_light(one.surface, words)]

    def fits(tried: Tried) -> bool:
        first = tried.draft.citations[0]
        is_told = all(locate_concepts([concept], first.text) for concept in main)
        is_figure = tried.query.expects != "number" or has_figure(first)
        return (
            bool(main)
            and is_told
            and is_figure
            and {one.zone for one in tried.draft.citations} == {zone.short}
        )

    return fits


def _ask_in_city(ground: Ground) -> Proposals:
    """Only the zones of one city, where the list has several cities' zones."""
    answer = ground.answer
    if len(answer.zones) < _LEAST_TO_NARROW or answer.query.cities or answer.query.narrowing.cities:
        return
    cities = Counter((zone.city, zone.city_english) for zone in answer.zones if zone.city)
    for (city, english), count in cities.most_common(_MOST_OF_KIND):
        if _LEAST_LISTED <= count < len(answer.zones):
            name = city if ground.language == "zh" else english
            question = answer.query.standalone[:1].lower() + answer.query.standalone[1:]
            text = load_wording(ground.language, "suggesting")["in_city"].format(city=name, question=question)
            yield Proposal(text, _means_city(city), _lists_some(answer.zones), is_narrower=True)


def _means_city(city: str) -> Callable[[Query], bool]:
    return lambda query: query.is_list and query.cities == (city,)


def _lists_some(zones: tuple[Zone, ...]) -> Callable[[Tried], bool]:
    known = {zone.short for zone in zones}
    return lambda tried: len(tried.draft.zones) >= _LEAST_LISTED and set(tried.draft.zones) < known


def _ask_in_year(ground: Ground) -> Proposals:
    """The same of one year, where the sentences cited are of several."""
    answer = ground.answer
    years = sorted(
        {citation.published[:4] for citation in answer.citations if citation.published}, reverse=True
    )
    is_short = answer.query.is_list and len(answer.zones) < _LEAST_TO_NARROW
    if len(years) < _LEAST_LISTED or answer.query.years or is_short:
        return
    for year in years:
        text = load_wording(ground.language, "suggesting")["in_year"].format(year=year)
        yield Proposal(text, _means_year(ground, int(year)), _is_of_year(year), is_narrower=True)


def _means_year(ground: Ground, year: int) -> Callable[[Query], bool]:
    before = ground.answer.query
    return lambda query: (
        query.years == (year,) and query.zones == before.zones and query.is_list == before.is_list
    )


def _is_of_year(year: str) -> Callable[[Tried], bool]:
    return lambda tried: all(citation.published.startswith(year) for citation in tried.draft.citations)
