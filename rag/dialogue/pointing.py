"""Ordinals: "the second one" and 第一个 are the zones of the list that was answered before, in its order.

A history holds questions only, so that the list is made again; without a language model it is the same list.
With one the answer that the reader saw may have been another, and nothing is pointed out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.answering import draft_answer, find_zone
from rag.answers import Query
from rag.dialogue.leaning import is_attribute
from rag.dialogue.locating import locate_names
from rag.dialogue.phrasing import write_context
from rag.question_words import load_question_words
from rag.resources import Resources
from rag.searching import search_query
from rag.understanding import detect_language

Understand = Callable[[str, Sequence[str]], Query]

_NUMBERS = {
    word: number
    for words in (
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"],
        list("一二三四五六七八九十"),
        list("123456789"),
    )
    for number, word in enumerate(words, 1)
}


def point_out(
    question: str, history: Sequence[str], resources: Resources, understand: Understand
) -> tuple[str, list[str]]:
    """Give the question and those before it with the zones named that their ordinals mean.

    Args:
        question: As typed.
        history: The questions before it, oldest first.
        resources: What the stages share.
        understand: Understands a question with those before it.
    """
    named: list[str] = []
    for text in (*history, question):
        named.append(_name_zone(text, named, resources, understand))
    return named[-1], named[:-1]


def _name_zone(text: str, history: Sequence[str], resources: Resources, understand: Understand) -> str:
    match = find_ordinal(text)
    if match is None or not history or locate_names(text, resources.gazetteer):
        return text
    before = understand(history[-1], history[:-1])
    if not before.is_list:
        return text
    zones = draft_answer(before, [search_query(before, resources)], resources).zones
    at = -1 if match["last"] else _NUMBERS[match["number"].lower()] - 1
    zone = find_zone(zones[at], resources.gazetteer) if at < len(zones) and zones else None
    if zone is None:
        return text
    language = detect_language(text)
    name = (zone.english or zone.name) if language == "en" else zone.name
    start, end = match.span("name")
    pointed = understand(f"{text[:start]}{name}{text[end:]}", ())
    words, old = load_question_words(language), load_question_words(before.language)
    if not all(is_attribute(concept, words) for concept in pointed.concepts):
        return pointed.question
    topic = [one.surface for one in before.concepts if not is_attribute(one, old)]
    return write_context(pointed.question, language, topic)


def find_ordinal(question: str) -> re.Match[str] | None:
    """Find "the second one", "the last zone", 第一个, where no more is said of which it is."""
    words = load_question_words(detect_language(question))
    return words.patterns["refer_ordinal"].search(question)
