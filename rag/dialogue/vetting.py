"""Whether a question that a model rewrote may stand for the one that was asked.

A rewritten question decides what is searched, so that nothing may come into it that nobody asked for: no
other zone, place, year or figure, no topic of the model's own, no answer, no markup. What was asked stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.figures import find_figures, same_figure
from index.zones import Gazetteer
from rag.answers import Language
from rag.dialogue.locating import blank_opening, blank_spans, locate_names
from rag.question_words import QuestionWords, load_question_words
from rag.understanding import detect_language

_MARKUP = re.compile(r"https?:|www\.|[<>`*_#|\\\[\]{}]|\]\(", re.IGNORECASE)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_ASKING = re.compile(r"[?？]\s*$")
_SENTENCE_END = re.compile(r"[.!。！?？](?=\s*\S)(?!\d)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'&-]+")
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_STEM = 4
"""English words that begin alike are one word here: export, exports, exported."""
_MOST_NEW = 0.34
"""Share of a rewritten question's words that neither the question nor the history has."""
_LEAST_NEW = 2


def find_fault(
    text: str,
    question: str,
    history: Sequence[str],
    *,
    gazetteer: Gazetteer,
    language: Language,
    most_chars: int,
) -> str:
    """Give what is wrong with a rewritten question, in a few words, or an empty text.

    Args:
        text: As rewritten.
        question: As asked.
        history: The earlier questions that the model was shown.
        gazetteer: Knows the names of zones and places.
        language: Of the question.
        most_chars: It may be no longer.
    """
    sources = [question, *history]
    return (
        _find_fault_of_form(text, question, most_chars)
        or _find_wrong_language(text, gazetteer, language)
        or _find_strange_place(text, sources, gazetteer)
        or _find_strange_figure(text, sources)
        or _find_strange_words(text, sources, gazetteer, language)
        or _find_lost_words(text, question, gazetteer, language)
    )


def _find_fault_of_form(text: str, question: str, most_chars: int) -> str:
    if not text:
        return "it wrote nothing"
    if "\n" in text or len(text) > most_chars:
        return "it wrote more than one question"
    markup = _MARKUP.search(text)
    if markup and markup[0] not in question:
        return f"it wrote markup: {markup[0]}"
    if _ASKING.search(question) and not _ASKING.search(text):
        return "it wrote no question"
    if len(_SENTENCE_END.findall(text)) > len(_SENTENCE_END.findall(question)):
        return "it wrote more than one sentence"
    return ""


def _find_wrong_language(text: str, gazetteer: Gazetteer, language: Language) -> str:
    bare = blank_spans(text, locate_names(text, gazetteer))
    return "" if detect_language(bare) == language else "it wrote in another language"


def _find_strange_place(text: str, sources: Sequence[str], gazetteer: Gazetteer) -> str:
    zones: set[str] = set()
    places: set[str] = set()
    for source in sources:
        named = {mention.zone for mention in gazetteer.find(blank_opening(source))}
        found = {mention.place for mention in gazetteer.find_places(blank_opening(source))}
        of_places = [gazetteer.zones_of_place(place) for place in found]
        zones |= {zone.short for zone in named} | {some[0].short for some in of_places if len(some) == 1}
        places |= found | {zone.place for zone in named}
    for mention in gazetteer.find(text):
        if mention.zone.short not in zones:
            return f"it named a zone that no question names: {mention.zone.short}"
    for place in gazetteer.find_places(text):
        if place.place not in places:
            return f"it named a place that no question names: {place.place}"
    return ""


def _find_strange_figure(text: str, sources: Sequence[str]) -> str:
    known = [figure for source in sources for figure in find_figures(source)]
    for figure in find_figures(text):
        if not any(same_figure(figure, other) for other in known):
            return f"it gave a figure that no question has: {text[figure.start : figure.end]}"
    digits = {match for source in sources for match in _DIGITS.findall(source)}
    strange = [match for match in _DIGITS.findall(text) if match not in digits]
    return f"it gave a number that no question has: {strange[0]}" if strange else ""


def _find_strange_words(text: str, sources: Sequence[str], gazetteer: Gazetteer, language: Language) -> str:
    """Refuse what is mostly the model's own; unsaid where the history is in another language."""
    words = load_question_words(language)
    if any(_is_foreign(source, gazetteer, language) for source in sources):
        return ""
    own = _content(text, words, gazetteer, language)
    known = {word for source in sources for word in _content(source, words, gazetteer, language)}
    new = [word for word in own if word not in known]
    is_strange = len(new) > _LEAST_NEW and len(new) > _MOST_NEW * len(own)
    return "it asked for something else: " + " ".join(new) if is_strange else ""


def _is_foreign(text: str, gazetteer: Gazetteer, language: Language) -> bool:
    bare = blank_spans(text, locate_names(text, gazetteer))
    return bool(_HANZI_RUN.search(bare)) != (language == "zh")


def _find_lost_words(text: str, question: str, gazetteer: Gazetteer, language: Language) -> str:
    left = _list_places(blank_opening(question), gazetteer) - _list_places(text, gazetteer)
    numbers = set(_DIGITS.findall(question)) - set(_DIGITS.findall(text))
    dropped = [*sorted(left), *sorted(numbers)]
    if dropped:
        return f"it dropped what was asked: {dropped[0]}"
    words = load_question_words(language)
    asked = _content(question, words, gazetteer, language)
    kept = _content(text, words, gazetteer, language)
    if not asked:
        asked, kept = _all_words(question, language), _all_words(text, language)
    return "" if not asked or any(word in kept for word in asked) else "it dropped what was asked"


def _list_places(text: str, gazetteer: Gazetteer) -> set[str]:
    zones = {mention.zone.place for mention in gazetteer.find(text)}
    return zones | {mention.place for mention in gazetteer.find_places(text)}


def _content(text: str, words: QuestionWords, gazetteer: Gazetteer, language: Language) -> list[str]:
    """Give the words that name something: English ones by their stem, Chinese ones as pairs of characters."""
    bare = blank_opening(text)
    bare = blank_spans(bare, locate_names(bare, gazetteer))
    if language == "en":
        return [word[:_STEM] for word in map(str.lower, _LATIN.findall(bare)) if word not in words.stop]
    cut = "".join(
        " " if character in words.stop else character for character in words.stop_pattern.sub(" ", bare)
    )
    pairs = [[run[at : at + 2] for at in range(max(len(run) - 1, 1))] for run in _HANZI_RUN.findall(cut)]
    return [pair for some in pairs for pair in some]


def _all_words(text: str, language: Language) -> list[str]:
    if language == "zh":
        return [character for run in _HANZI_RUN.findall(text) for character in run]
    return [word[:_STEM] for word in map(str.lower, _LATIN.findall(text))]
