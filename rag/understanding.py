"""A question to a `Query`: language, zones, dates, the kind of answer wanted, the concepts to look for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Expected, Language, Query
from rag.conceiving import find_concepts
from rag.question_words import QuestionWords, load_question_words

_HANZI = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?:\s*年)?")
_SPAN_OF_TIME = re.compile(
    r"前?[一二两三四五六七八九十\d]+[至到~-]?[\d一二三四五六七八九十]*\s*个?月份?|第?[一二三四]季度"
    r"|[一二两三四五六七八九十\d]+(?:大|个|家|类|条|项|种)(?=[\u4e00-\u9fff])"
)
_OPENING = re.compile(r"^(?:那么|那|请问|再问)")
_EXPECTATIONS: tuple[Expected, ...] = ("author", "person", "organisation", "date", "number")


def understand_question(
    question: str, *, gazetteer: Gazetteer, lexicon: Lexicon, history: Sequence[str] = ()
) -> Query:
    """Say what a question asks for.

    Args:
        question: As typed.
        gazetteer: Knows the names of zones, those of the index included.
        lexicon: Knows the Chinese of English words.
        history: The earlier questions of the dialogue, oldest first; a follow-up is completed from them.
    """
    query = _understand_alone(question, gazetteer=gazetteer, lexicon=lexicon)
    if not history:
        return query
    before = understand_question(history[-1], gazetteer=gazetteer, lexicon=lexicon, history=history[:-1])
    standalone = complete_follow_up(query, before, gazetteer=gazetteer)
    if standalone == question:
        return query
    completed = _understand_alone(standalone, gazetteer=gazetteer, lexicon=lexicon)
    return replace(completed, question=question, language=query.language)


def _understand_alone(asked_question: str, *, gazetteer: Gazetteer, lexicon: Lexicon) -> Query:
    question = _blank_opening(asked_question)
    named = gazetteer.find(question)
    places = gazetteer.find_places(question)
    spans = locate_names(question, gazetteer)
    language = detect_language(_blank(question, spans))
    words = load_question_words(language)
    is_list = bool(words.patterns["list_zones"].search(_blank(question, spans)))
    zones = list(dict.fromkeys(mention.zone.short for mention in named))
    cities: list[str] = []
    for place in places:
        of_place = [zone.short for zone in gazetteer.zones_of_place(place.place)]
        if place.is_city and (is_list or not of_place):
            cities.append(place.place)
        else:
            zones.extend(short for short in of_place if short not in zones)
    if len(zones) > 1 and words.patterns["compare"].search(question):
        is_list = False
    years = tuple(dict.fromkeys(int(match[1]) for match in _YEAR.finditer(question)))
    time_spans = [match.span() for pattern in (_YEAR, _SPAN_OF_TIME) for match in pattern.finditer(question)]
    asked = _blank(question, spans + time_spans)
    topic = re.sub(r"\s+", " ", asked).strip(" ?？。.!！，,、")
    return Query(
        question=asked_question,
        standalone=asked_question,
        topic=topic,
        language=language,
        concepts=find_concepts(asked, language=language, lexicon=lexicon, is_list=is_list),
        zones=tuple(zones),
        cities=tuple(dict.fromkeys(cities)),
        years=years,
        is_list=is_list or (not zones and bool(words.patterns["list_any"].search(question))),
        expects=_expect(question, words, is_list=is_list),
    )


def _expect(question: str, words: QuestionWords, *, is_list: bool) -> Expected:
    if is_list:
        return "any"
    return next((kind for kind in _EXPECTATIONS if words.patterns[kind].search(question)), "any")


def detect_language(question: str) -> Language:
    """Say which language a question is in; names of zones should be blanked before."""
    hanzi, latin = len(_HANZI.findall(question)), len(_LATIN_WORD.findall(question))
    return "zh" if hanzi > latin else "en"


def is_comparison(query: Query) -> bool:
    """Say whether two sides are to be held against each other."""
    return bool(load_question_words(query.language).patterns["compare"].search(query.standalone))


def complete_follow_up(query: Query, before: Query, *, gazetteer: Gazetteer) -> str:
    """Give a question that stands alone: the earlier one with the zone or year that the follow-up names.

    A follow-up is a question that names a zone, a city or a year and nothing else ("and in Yuncheng?",
    "那运城呢？"). Any other question stands as it is.
    """
    names_something = query.zones or query.cities or query.years
    if query.concepts or not names_something or not before.concepts:
        return query.standalone
    text = before.standalone
    spans = locate_names(text, gazetteer)
    if (query.zones or query.cities) and spans:
        text = _replace_spans(text, spans, _names(query, gazetteer))
    elif query.zones or query.cities:
        text = f"{_names(query, gazetteer)} {text}"
    if query.years:
        years = [match.span() for match in _YEAR.finditer(text)]
        year = str(query.years[0])
        text = _replace_spans(text, years, year) if years else f"{text.rstrip('?？ ')} {year}"
    return text


def locate_names(text: str, gazetteer: Gazetteer) -> list[tuple[int, int]]:
    """Give where zones and places are named, in order, each stretch once."""
    spans = {(mention.start, mention.end) for mention in gazetteer.find(text)}
    spans |= {(mention.start, mention.end) for mention in gazetteer.find_places(text)}
    return sorted(spans)


def _names(query: Query, gazetteer: Gazetteer) -> str:
    question = _blank_opening(query.question)
    return " ".join(question[start:end] for start, end in locate_names(question, gazetteer))


def _blank_opening(question: str) -> str:
    """Blank 那 in "那祁县呢", which would be taken for a part of the place's name."""
    return _OPENING.sub(lambda match: " " * len(match[0]), question)


def _replace_spans(text: str, spans: Sequence[tuple[int, int]], new: str) -> str:
    first = True
    for start, end in sorted(spans, reverse=True):
        first = (start, end) == min(spans)
        text = text[:start] + (new if first else "") + text[end:]
    return text


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put a space for each character of the spans, so that offsets stay."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)
