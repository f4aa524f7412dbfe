"""A question to a `Query`: language, zones, dates, the kind of answer wanted, the concepts to look for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.lexicon import Lexicon
from index.zones import Gazetteer, PlaceMention
from rag.answers import Expected, Language, Query
from rag.bounding import find_bounds
from rag.conceiving import find_concepts
from rag.dialogue.following import complete_follow_up
from rag.dialogue.locating import YEAR, Span, blank_opening, blank_spans, drop_courtesy, locate_names
from rag.question_words import QuestionWords, load_question_words

_HANZI = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_SPAN_OF_TIME = re.compile(
    r"前?[一二两三四五六七八九十\d]+[至到~-]?[\d一二三四五六七八九十]*\s*个?月份?|第?[一二三四]季度"
    r"|[一二两三四五六七八九十\d]+(?:大|个|家|类|条|项|种)(?=[\u4e00-\u9fff])"
    r"|\b[QH][1-4]\b"
)
_WIDE_PLACE = re.compile("山西|中国")
_SCHOOL = re.compile(r"(?:(?![的和与跟在有是从到])[\u3400-\u9fff]){0,6}?(?:大学|学院|研究院|研究所)")
_MOST_EARLIER = 12
_EXPECTATIONS: tuple[Expected, ...] = ("author", "person", "organisation", "date", "number")


def understand_question(
    question: str, *, gazetteer: Gazetteer, lexicon: Lexicon, history: Sequence[str] = ()
) -> Query:
    """Say what a question asks for.

    Args:
        question: As typed.
        gazetteer: Knows the names of zones, those of the index included.
        lexicon: Knows the Chinese of English words.
        history: The earlier questions of the dialogue, oldest first; a follow-up is completed from them. Only
            the last twelve count: nobody means what was asked before those.
    """

    def understand(text: str) -> Query:
        return _understand_alone(text, gazetteer=gazetteer, lexicon=lexicon)

    earlier = [text for text in history if text.strip()]
    first, *others = [drop_courtesy(text) for text in (*earlier[-_MOST_EARLIER:], question)]
    older, query = None, understand(first)
    for text in others:
        completed = complete_follow_up(
            understand(text),
            query,
            gazetteer=gazetteer,
            lexicon=lexicon,
            understand=understand,
            older=older,
        )
        # What was taken by itself, perhaps wrongly, does not hide the zone that was spoken of before.
        older, query = (older if query.may_lean else query), completed
    return query if query.question == question else replace(query, question=question)


def _understand_alone(asked_question: str, *, gazetteer: Gazetteer, lexicon: Lexicon) -> Query:
    question = blank_opening(asked_question)
    named = gazetteer.find(question)
    places = gazetteer.find_places(question)
    schools = _find_schools(question, places)
    # The place that a university is named after is not where something is looked for.
    places = [place for place in places if not _stands_in(place, schools)]
    spans = [span for span in locate_names(question, gazetteer) if span[0] not in dict(schools)]
    language = detect_language(blank_spans(question, spans))
    words = load_question_words(language)
    is_list = bool(words.patterns["list_zones"].search(blank_spans(question, spans)))
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
    years = tuple(dict.fromkeys(int(match[1]) for match in YEAR.finditer(question)))
    time_spans = [match.span() for pattern in (YEAR, _SPAN_OF_TIME) for match in pattern.finditer(question)]
    # What a figure is asked in is the shape of the answer; the page may give it in another unit.
    units = [match.span("unit") for match in words.patterns["asked_unit"].finditer(question)]
    # What a list is limited to by an amount is a condition (see `bounding`), and nothing to search for.
    limits = [bound.span for bound in find_bounds(question)] if is_list else []
    asked = blank_spans(question, spans + time_spans + units + limits)
    topic = re.sub(r"\s+", " ", asked).strip(" ?？。.!！，,、")
    return Query(
        question=asked_question,
        standalone=asked_question,
        topic=topic,
        language=language,
        concepts=find_concepts(asked, language=language, lexicon=lexicon, is_list=is_list, names=schools),
        zones=tuple(zones),
        cities=tuple(dict.fromkeys(cities)),
        years=years,
        is_list=is_list or (not zones and bool(words.patterns["list_any"].search(question))),
        expects=_expect(question, words, is_list=is_list),
    )


def _find_schools(question: str, places: Sequence[PlaceMention]) -> list[Span]:
    """Give where universities and institutes stand that are named after a place: 太原理工大学."""
    starts = [(place.start, place.end) for place in places]
    starts += [match.span() for match in _WIDE_PLACE.finditer(question)]
    matches = [(start, _SCHOOL.match(question, end)) for start, end in starts]
    return [(start, match.end()) for start, match in matches if match]


def _stands_in(place: PlaceMention, spans: Sequence[Span]) -> bool:
    return any(start <= place.start < end for start, end in spans)


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
