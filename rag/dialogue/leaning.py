"""Whether a question that names no zone leans on the one before it, by general marks.

A figure, person, date or reason that is asked for without saying of what ("how big is the investment",
"增长了多少？"), or a definite thing that only an earlier question can have named ("when will the plant
open?"), leans. One that names its own subject does not.
"""

from __future__ import annotations

from rag.answers import Concept, Query
from rag.conceiving import is_light
from rag.question_words import QuestionWords, load_question_words

ASKED = frozenset({"number", "person", "date"})
"""What a question can ask for without saying of what."""


def leans_on_earlier(query: Query, words: QuestionWords) -> bool:
    """Say whether it asks for something of what the question before spoke of."""
    is_definite = words.patterns["what_the"].match(query.question) is not None
    asks = query.expects in ASKED or words.patterns["why_asking"].search(query.question) is not None
    if not (asks or is_definite) or query.is_list or _has_own_scope(query, words):
        return False
    if is_definite or words.patterns["counted_only"].match(query.question):
        return True
    if words.patterns["definite"].search(query.question):
        return True
    return _is_short(query, words) and all(is_attribute(one, words) for one in query.concepts)


def may_lean(query: Query, before: Query) -> bool:
    """Say whether a question that was taken by itself might have been meant of the earlier one's zone.

    Or of a thing in its answer ("也生产这个"), which no history holds.
    """
    words = load_question_words(query.language)
    if words.patterns["refer_unknown"].search(query.question):
        return True
    is_whole = query.zones or query.cities or query.is_list or _has_own_scope(query, words)
    return not is_whole and bool(before.zones or before.cities or before.is_list)


def is_attribute(concept: Concept, words: QuestionWords) -> bool:
    """Say whether it is a property that every zone or project has: its investment, area, output."""
    attribute = words.patterns["attribute"].fullmatch(concept.surface)
    return attribute is not None or is_light(concept.surface, words)


def names_own_subject(query: Query, words: QuestionWords) -> bool:
    """Say whether it names what it asks for, and not only what that did ("how much did it grow?")."""
    only_changed = words.patterns["changed_only"].match(query.question) is not None
    if only_changed or words.patterns["definite"].search(query.question):
        return not only_changed
    return any(
        words.patterns["attribute"].fullmatch(one.surface) or not is_light(one.surface, words)
        for one in query.concepts
    )


def _has_own_scope(query: Query, words: QuestionWords) -> bool:
    kinds = ("wide_scope", "to_the_program", "others", "refer_unknown")
    return any(words.patterns[kind].search(query.question) for kind in kinds)


def _is_short(query: Query, words: QuestionWords) -> bool:
    return words.patterns["short"].match(query.question) is not None
