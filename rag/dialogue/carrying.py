"""What a follow-up leaves out, put into it from the question before: zones, years, topic.

This is done at the level of the `Query`, so that the two questions may be in different languages; the text
(`phrasing`) is made for readers and for models.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Concept, Expected, Query
from rag.bounding import find_bounds
from rag.conceiving import is_light
from rag.dialogue.leaning import is_attribute, names_own_subject
from rag.dialogue.locating import Span
from rag.dialogue.phrasing import has_hanzi, name_zones, write_context, write_joint, write_with_zones
from rag.focusing import find_counted
from rag.question_words import QuestionWords, load_question_words

_SHARE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:[%％]|per ?cent\b)", re.IGNORECASE)
_CONTEXT_WEIGHT = 0.5
"""What only says which thing is meant weighs less than what is asked of it."""


def carry_zones(query: Query, before: Query, name: Span | None, gazetteer: Gazetteer) -> Query:
    """Ask it of the zones, and of the year, that the question before named."""
    words = load_question_words(query.language)
    years = query.years
    rest = words.patterns["follow_opening"].sub("", query.question)
    asks_a_figure = query.expects == "number" or not words.patterns["own_asking"].search(rest)
    if asks_a_figure and not words.patterns["relative_time"].search(query.question):
        years = query.years or before.years
    said_year = " ".join(map(str, years)) if not query.years else ""
    zones = name_zones(before, query.language, gazetteer)
    said = query.question[slice(*name)] if name else ""
    return replace(
        query,
        concepts=tuple(concept for concept in query.concepts if concept.surface not in said),
        standalone=write_with_zones(query, name, zones, said_year),
        zones=before.zones,
        cities=before.cities,
        years=years,
        is_list=False,
    )


def join_list(query: Query, before: Query) -> Query:
    """Ask for what fits both: the zones of the question before that also do this.

    A sentence must name what the list was of, whatever else it says: exports of anything are no answer to
    "which of them export?".
    """
    asks = max((concept.ask for concept in before.concepts), default=0)
    return replace(
        query,
        standalone=write_joint(before.standalone, query.question),
        topic=f"{before.topic} {query.topic}".strip(),
        concepts=_merge(before.concepts, query.concepts, ask=asks),
        zones=before.zones,
        cities=before.cities,
        years=query.years or before.years,
        required=(*before.required, *_name_topic(before), *_state_share(query.question)),
        is_list=True,
        expects="any",
    )


def _state_share(question: str) -> tuple[tuple[str, ...], ...]:
    """Give the share by which one of the list is to be known ("which of them grew by 3.1%?")."""
    bounds = [bound.span for bound in find_bounds(question)]
    shares = [match for match in _SHARE.finditer(question) if not _is_within(match.start(), bounds)]
    return tuple((f"{match[1]}%", f"{match[1]}％") for match in shares)


def _is_within(place: int, spans: Sequence[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _name_topic(query: Query) -> tuple[tuple[str, ...], ...]:
    """Give the words that name what a question is mostly of; none where it is of nothing in particular."""
    words = load_question_words(query.language)
    main = [concept for concept in query.concepts if not is_light(concept.surface, words)]
    if query.required or not main:
        return ()
    topic = max(main, key=lambda concept: concept.weight)
    return (tuple(dict.fromkeys((*topic.alternatives, *topic.guesses))),)


def join_thing(query: Query, before: Query, name: Span | None, gazetteer: Gazetteer) -> Query:
    """Ask it of what the question before spoke of: its main words and its zone are carried over."""
    del name  # which company is meant is not known, so that its words stay, and the context goes beside them
    words = load_question_words(before.language)
    main = [concept for concept in before.concepts if not is_light(concept.surface, words)]
    return _join_context(query, before, main, gazetteer)


def lean_on(query: Query, before: Query, gazetteer: Gazetteer) -> Query:
    """Ask it of the zone, the year and the topic of the question before.

    A property takes the place of the earlier one: after the exports of a zone, "how big is the investment"
    is not of the exports. What only says what a property did ("增长了多少？") is of the earlier one.
    """
    own, old = load_question_words(query.language), load_question_words(before.language)
    main = [concept for concept in before.concepts if not is_light(concept.surface, old)]
    if not own.patterns["bare_asking"].match(query.question) and names_own_subject(query, own):
        main = [concept for concept in main if not is_attribute(concept, old)]
    elif query.expects != "number":
        main = list(before.concepts)
    carries_year = query.expects == "number" and not own.patterns["relative_time"].search(query.question)
    years = query.years or (before.years if carries_year else ())
    return _join_context(query, before, main, gazetteer, years=years)


def lean_on_property(query: Query, before: Query, gazetteer: Gazetteer) -> Query:
    """Ask of another thing what the question before asked: its property, zone and kind of answer."""
    old = load_question_words(before.language)
    properties = [one for one in before.concepts if is_attribute(one, old)]
    return _join_context(replace(query, expects=before.expects), before, properties, gazetteer)


def ask_of_thing(
    query: Query, before: Query, asked: Sequence[Concept], gazetteer: Gazetteer, *, expects: Expected
) -> Query:
    """Ask these things of the zone of the question before, and for the kind of answer that is given."""
    return _join_context(replace(query, expects=expects), before, asked, gazetteer)


def take_property(query: Query, before: Query) -> Query:
    """Ask of a thing of another zone what was asked of the one before: "and the glass works in Jincheng?"."""
    words = load_question_words(before.language)
    known = {concept.surface.lower() for concept in query.concepts}
    attribute = words.patterns["attribute"]
    counted = find_counted(before)
    asked = [
        one
        for one in before.concepts
        if (one in counted or attribute.fullmatch(one.surface)) and one.surface.lower() not in known
    ]
    surfaces = [concept.surface for concept in asked]
    return replace(
        query,
        standalone=write_context(query.standalone, query.language, surfaces),
        topic=" ".join([query.topic, *surfaces]).strip(),
        concepts=_merge(query.concepts, asked, ask=0),
        expects=before.expects,
    )


def ask_of_listed(query: Query, before: Query) -> Query:
    """Ask "how large is Changzhi's?" of the thing that a list of zones was of, in this zone."""
    words = load_question_words(before.language)
    main = tuple(concept for concept in before.concepts if not is_light(concept.surface, words))
    surfaces = [concept.surface for concept in main]
    return replace(
        query,
        standalone=write_context(query.standalone, query.language, surfaces),
        topic=" ".join([query.topic, *surfaces]).strip(),
        concepts=main,
        required=before.required,
        is_list=False,
    )


def _join_context(
    query: Query,
    before: Query,
    main: Sequence[Concept],
    gazetteer: Gazetteer,
    *,
    years: tuple[int, ...] | None = None,
) -> Query:
    """Put words, zones and years of the question before beside the question, for less weight."""
    if not main and not before.zones:
        return query
    known = {concept.surface.lower() for concept in query.concepts}
    main = [concept for concept in main if concept.surface.lower() not in known]
    lowered = [replace(concept, weight=concept.weight * _CONTEXT_WEIGHT) for concept in main]
    surfaces = [concept.surface for concept in main]
    zones = name_zones(before, query.language, gazetteer)
    new_years = [] if years is None or query.years else [str(year) for year in years]
    context = [*surfaces, *([zones] if zones else []), *new_years]
    return replace(
        query,
        standalone=write_context(query.standalone, query.language, context),
        topic=" ".join([query.topic, *surfaces]).strip(),
        concepts=_merge(query.concepts, lowered, ask=0),
        zones=before.zones,
        cities=before.cities,
        years=query.years if years is None else years,
        is_list=False,
    )


def _merge(first: Sequence[Concept], second: Sequence[Concept], *, ask: int) -> tuple[Concept, ...]:
    """Put the concepts of two questions together; those of the second are no alternatives of the first's."""
    known = {concept.surface.lower() for concept in first}
    last = max((concept.group for concept in first), default=0)
    new = [
        replace(concept, ask=ask, group=last + 1 + concept.group)
        for concept in second
        if concept.surface.lower() not in known
    ]
    return (*first, *new)


def swap_topic(query: Query, before: Query, words: QuestionWords, lexicon: Lexicon) -> Query:
    """Ask the question before with the new topic in the place of the nearest one."""
    new = [concept for concept in query.concepts if not is_light(concept.surface, words)]
    old_words = load_question_words(before.language)
    old = [concept for concept in before.concepts if not is_light(concept.surface, old_words)]
    if not new or not old:
        return query
    nearest = _find_nearest(old, new, lexicon)
    gone = [concept for concept in before.concepts if concept.group == nearest.group]
    said = _stretch(query.question, new) or " ".join(concept.surface for concept in new)
    if len(new) == 1 and has_hanzi(before.standalone) and not has_hanzi(said):
        said = new[0].alternatives[0]
        new = [replace(new[0], surface=said)]
    unsaid = _stretch(before.standalone, gone)
    kept = [concept for concept in before.concepts if concept.group != nearest.group]
    return replace(
        before,
        question=query.question,
        language=query.language,
        standalone=before.standalone.replace(unsaid, said, 1) if unsaid else query.standalone,
        topic=before.topic.replace(unsaid, said, 1) if unsaid else query.topic,
        concepts=_merge(kept, new, ask=nearest.ask),
        required=(),
    )


def _find_nearest(old: Sequence[Concept], new: Sequence[Concept], lexicon: Lexicon) -> Concept:
    """Give the concept that the new ones are nearest to in meaning; of equals the last."""
    meant = " ".join(concept.surface for concept in new)
    vectors = lexicon.encoder.encode_queries([meant, *(concept.surface for concept in old)])
    likeness = (vectors[1:] @ vectors[0]).tolist()
    return max(zip(likeness, range(len(old)), old, strict=True))[2]


def _stretch(text: str, concepts: Sequence[Concept]) -> str:
    """Give what a text says from the first to the last of these concepts; nothing where it lacks one."""
    lowered = text.lower()
    starts = [lowered.find(concept.surface.lower()) for concept in concepts]
    ends = [start + len(concept.surface) for start, concept in zip(starts, concepts, strict=True)]
    return "" if min(starts) < 0 else text[min(starts) : max(ends)]
