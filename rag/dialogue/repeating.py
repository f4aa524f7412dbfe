"""By rule: the question before asked again with one thing changed: its language, amount, scope or measure.

"In English please", "And over 500 million?", "Only those in Jiangxi", "Which is larger?".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from index.zones import Gazetteer
from rag.answers import Language, Query
from rag.conceiving import is_light
from rag.dialogue.carrying import join_list
from rag.dialogue.locating import locate_names
from rag.dialogue.phrasing import has_hanzi, name_zones
from rag.question_words import QuestionWords, load_question_words

_UNIT = re.compile(r"\s*(?:yuan|RMB|dollars|元)", re.IGNORECASE)
_ENGLISH = re.compile(r"english|英", re.IGNORECASE)
_SIDES = 2


def repeat_question(
    query: Query,
    before: Query,
    older: Query | None,
    *,
    gazetteer: Gazetteer,
    understand: Callable[[str], Query],
) -> Query | None:
    """Give the question before with the one thing changed that this one changes; none where it is no repeat.

    Args:
        query: The question, understood by itself.
        before: The question before it, complete.
        older: The one before that, complete.
        gazetteer: Knows the names of zones.
        understand: Understands a text by itself.
    """
    words = load_question_words(query.language)
    if words.patterns["answer_language"].match(query.question):
        language: Language = "en" if _ENGLISH.search(query.question) else "zh"
        return replace(before, question=query.question, language=language)
    if (restricted := words.patterns["restriction"].match(query.question)) and before.is_list:
        return _restrict(query, before, restricted["name"], understand)
    if (text := _change_amount(query, before, words)) and text != before.standalone:
        return replace(understand(text), question=query.question, language=query.language)
    if words.patterns["which_more"].match(query.question):
        return _compare(query, before, older, gazetteer=gazetteer, understand=understand)
    return None


def _restrict(query: Query, before: Query, place: str, understand: Callable[[str], Query]) -> Query:
    """Limit the list before to a place: by its zones where the place is known, else by its name."""
    text = f"{place}有哪些" if has_hanzi(place) else f"Which are in {place}?"
    limited = replace(understand(text), question=query.question, language=query.language)
    joined = join_list(limited, before)
    text = before.standalone.rstrip("?？。. ")
    shown = f"{text}（只要{place}的）？" if has_hanzi(text) else f"{text} (only in {place})?"
    zones, cities = limited.zones or before.zones, limited.cities or before.cities
    return replace(joined, standalone=shown, zones=zones, cities=cities)


def _change_amount(query: Query, before: Query, words: QuestionWords) -> str:
    """Give the question before with the amount that this one names; empty where either has none."""
    new = words.patterns["amount_swap"].match(query.question)
    if new is None:
        return ""
    old = load_question_words(before.language).patterns["amount"].search(before.standalone)
    if old is None:
        return ""
    said = new["amount"].strip()
    unit = _UNIT.search(old[0])
    if unit and not _UNIT.search(said):
        said += unit[0]
    return before.standalone[: old.start()] + said + before.standalone[old.end() :]


def _compare(
    query: Query,
    before: Query,
    older: Query | None,
    *,
    gazetteer: Gazetteer,
    understand: Callable[[str], Query],
) -> Query | None:
    """Ask which of two zones has more: of those compared before, or of those asked for in turn."""
    zones = before.zones
    topic = before
    names = name_zones(before, query.language, gazetteer)
    if older is not None and len(zones) == 1 and len(older.zones) == 1 and zones != older.zones:
        names = name_zones(replace(older, zones=older.zones), query.language, gazetteer)
        joint = "和" if query.language == "zh" else " or "
        names = f"{names}{joint}{name_zones(before, query.language, gazetteer)}"
        topic = before if before.concepts else older
        zones = (*older.zones, *zones)
    if len(zones) != _SIDES:
        return None
    text = _word_comparison(query, names, _say_topic(topic))
    return replace(understand(text), question=query.question)


def _word_comparison(query: Query, names: str, topic: str) -> str:
    asked = query.question.strip(" ?？。.")
    if query.language == "zh":
        return f"{names}的{topic}{asked}？"
    names = names.replace(" and ", " or ")
    return f"{asked[:1].upper()}{asked[1:]}, the {topic} of {names}?"


def _say_topic(query: Query) -> str:
    words = load_question_words(query.language)
    main = [one.surface for one in query.concepts if not is_light(one.surface, words)]
    return " ".join(main or [one.surface for one in query.concepts])


def ask_of_others(
    query: Query, before: Query, *, gazetteer: Gazetteer, understand: Callable[[str], Query]
) -> Query | None:
    """Ask of one other zone what was asked of two: "What about X?" after a comparison; else none."""
    compares = load_question_words(before.language).patterns["compare"].search(before.standalone)
    old = locate_names(before.standalone, gazetteer)
    names = [query.question[start:end] for start, end in locate_names(query.question, gazetteer)]
    topic = _say_topic(before)
    if not (compares and topic and names and len(old) > 1):
        return None
    text = f"{names[0]}的{topic}是多少？" if has_hanzi(topic) else f"How much is the {topic} of {names[0]}?"
    return replace(understand(text), question=query.question, language=query.language)
