"""How a follow-up is told by its shape: words that refer back, a rest of a question, a name alone."""

from __future__ import annotations

import re

from index.zones import Gazetteer
from rag.answers import Language, Query
from rag.dialogue.leaning import ASKED
from rag.dialogue.locating import Span, blank_spans, locate_names
from rag.question_words import QuestionWords, load_question_words

_WORD = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9][\w&'-]*")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_MOST_WORDS = {"en": 8, "zh": 12}
"""A question that only opens like a follow-up ("And …") is one when it is no longer than this."""
REFERENCES = (
    "refer_them",
    "refer_thing",
    "refer_person",
    "refer_whose",
    "refer_what",
    "refer_whom",
    "refer_zone",
    "refer_where",
)
"""The kinds of words for what was named before, in the order in which they are looked for."""
_SHAPES = (
    "follow_opening",
    "follow_closing",
    "bare_asking",
    "correction",
    "refer_ordinal",
    "which_more",
    "restriction",
    "amount_swap",
    "swap_opening",
    "bare_kind",
    "refer_one",
    "refer_other",
)


def find_reference(question: str, words: QuestionWords, kind: str) -> Span | None:
    """Give where the words stand that refer to what was named before, by one of the `refer_…` patterns."""
    match = words.patterns[kind].search(question)
    return match.span("name") if match else None


def refers_back(question: str, language: Language) -> bool:
    """Say whether a question has words, or a shape, that may need an earlier question."""
    words = load_question_words(language)
    return any(words.patterns[kind].search(question) for kind in (*REFERENCES, *_SHAPES))


def is_whole(question: str, language: Language, gazetteer: Gazetteer) -> bool:
    """Say whether a question plainly stands alone: nothing in it refers back, and it says of which zones.

    That is: it names a zone or place and something besides, or asks which zones fit.
    """
    if refers_back(question, language):
        return False
    words = load_question_words(language)
    spans = locate_names(question, gazetteer)
    rest = blank_spans(question, spans)
    if words.patterns["list_zones"].search(rest):
        return True
    if language == "zh":
        return bool(spans) and len(_HANZI.findall(words.stop_pattern.sub("", rest))) > 1
    return bool(spans) and any(word.lower() not in words.stop for word in _WORD.findall(rest))


def is_elliptical(question: str, words: QuestionWords) -> bool:
    """Say whether a question is shaped like the rest of one: "What about exports?", "出口呢？"."""
    opening = words.patterns["follow_opening"].match(question)
    rest = question[opening.end() :] if opening else question
    if words.patterns["wide_scope"].search(question):
        return False
    if len(_WORD.findall(rest)) > _MOST_WORDS["zh" if _HANZI.search(rest) else "en"]:
        return False
    closes = words.patterns["follow_closing"].search(question)
    return bool(opening) or (closes is not None and not words.patterns["own_asking"].search(question))


def asks_for_zones(query: Query, words: QuestionWords, name: Span | None) -> bool:
    """Say whether it asks which zones fit: such a question is whole without any zone."""
    spans = [name] if name else []
    if name:
        spans += [match.span() for match in words.patterns["where_asking"].finditer(query.question)]
    return bool(words.patterns["list_zones"].search(blank_spans(query.question, spans)))


def names_another_thing(query: Query, before: Query, words: QuestionWords) -> bool:
    """Say whether it only names a thing of a zone, where a figure, date or person was asked for before."""
    opening = words.patterns["follow_opening"].match(query.question)
    rest = query.question[opening.end() :] if opening else query.question
    return (
        bool(query.zones and query.concepts)
        and before.expects in ASKED
        and not load_question_words(before.language).patterns["compare"].search(before.standalone)
        and is_elliptical(query.question, words)
        and not words.patterns["own_asking"].search(rest)
    )


def names_place_or_time(query: Query, words: QuestionWords) -> bool:
    """Say whether it names a zone, a place or a year."""
    names = query.zones or query.cities or query.years
    return bool(names) or words.patterns["relative_year"].search(query.question) is not None
