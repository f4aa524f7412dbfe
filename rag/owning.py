"""Does a sentence name a thing as its zone's own, or as another's: bought, used, supplied to, visited?

新能源车用铜箔 is copper foil and no car, and who buys coke does not make it. The judging model knows words
and no syntax and takes both for makers, so this looks at what stands around each mention, in one part of the
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.answers import Concept, Query
from rag.covering import LIGHT_WEIGHT
from rag.question_words import load_others_things

_PART = re.compile(r"[^，。；：！？]+")
_QUERIES_KEPT = 64


def is_of_others(query: Query, sentence: str) -> bool:
    """Tell whether all that a sentence names of what a question asks about is another's.

    Only questions on who makes something, or has an industry, are looked at; one that asks who buys, uses or
    visits is none of them.

    Args:
        query: As understood.
        sentence: Of a Chinese page.
    """
    if not _asks_for_makers(query):
        return False
    mentions = list(_find_mentions(query, sentence))
    return bool(mentions) and all(_is_others(part, start, end) for part, start, end in mentions)


@lru_cache(maxsize=_QUERIES_KEPT)
def _asks_for_makers(query: Query) -> bool:
    patterns = load_others_things()
    asked = query.standalone
    return bool(patterns["asked"].search(asked)) and not patterns["not_asked"].search(asked)


def _find_mentions(query: Query, sentence: str) -> Iterator[tuple[str, int, int]]:
    """Give each place where a heavy concept is named: the part of the sentence, and where in it."""
    pattern = _compile_words(query)
    if pattern is None:
        return
    for part in _PART.finditer(sentence):
        for match in pattern.finditer(part.group()):
            yield part.group(), match.start(), match.end()


@lru_cache(maxsize=_QUERIES_KEPT)
def _compile_words(query: Query) -> re.Pattern[str] | None:
    """Give a pattern of all words for the heavy concepts, the longest first; none where there are none."""
    heavy = [concept for concept in query.concepts if concept.weight >= LIGHT_WEIGHT]
    words = sorted({word for concept in heavy for word in _words_of(concept)}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words))) if words else None


def _words_of(concept: Concept) -> Iterator[str]:
    for one in (concept, *concept.parts):
        yield from (word for word in (*one.alternatives, *one.guesses) if len(word) > 1)


def _is_others(part: str, start: int, end: int) -> bool:
    patterns = load_others_things()
    before, after = part[:start], part[end:]
    if got := patterns["before"].search(before):
        return not patterns["turned"].search(before[got.start() :])
    if patterns["after"].search(after):
        return True
    pairs = (("with_before", "with_after"), ("for_before", "for_after"))
    return any(patterns[left].search(before) and patterns[right].search(after) for left, right in pairs)
