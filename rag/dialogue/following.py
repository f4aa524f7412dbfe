"""By rule: a follow-up question made to stand alone, from the question before it.

Here is decided what a follow-up leaves out; `carrying` puts it in.

What a rule cannot know: `it` is taken for the zone that the earlier question names, unless that spoke of a
project or company ("that company", "the project" carry the earlier words too), and "which of them" joins the
earlier topic, but is not limited to the zones of the earlier answer, since only questions are remembered.
Where nothing is carried though something may be meant, the query says so (`Query.may_lean`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Query
from rag.dialogue.carrying import (
    ask_of_listed,
    carry_zones,
    join_list,
    join_thing,
    lean_on,
    lean_on_property,
    swap_topic,
    take_property,
)
from rag.dialogue.leaning import ASKED, leans_on_earlier, may_lean
from rag.dialogue.locating import Span
from rag.dialogue.phrasing import shift_names, typed_names
from rag.dialogue.recognising import (
    REFERENCES,
    asks_for_zones,
    find_reference,
    is_elliptical,
    names_another_thing,
    names_place_or_time,
)
from rag.dialogue.renaming import name_anew
from rag.dialogue.repeating import ask_of_others, repeat_question
from rag.dialogue.singling import Earlier, single_out
from rag.question_words import QuestionWords, load_question_words

_TO_A_PLACE = frozenset({"refer_zone", "refer_where"})
"""What speaks of a place is of the last that was named, whatever was asked without one since."""
_PLURAL = frozenset({"their", "they"})
_THINGS = frozenset({"it", "they", "它"})
"""After a question of a project or company, these are that, and not the zone."""


def complete_follow_up(
    query: Query,
    before: Query,
    *,
    gazetteer: Gazetteer,
    lexicon: Lexicon,
    understand: Callable[[str], Query],
    older: Query | None = None,
) -> Query:
    """Give the question with what it leaves out, or as it is when it stands alone.

    Args:
        query: The question, understood by itself.
        before: The question before it, complete.
        gazetteer: Knows the names of zones.
        lexicon: Tells which word of the earlier question a new topic is nearest to.
        understand: Understands a text by itself.
        older: The question before that, complete.
    """
    query = name_anew(query, before, gazetteer, understand)
    repeated = repeat_question(query, before, older, gazetteer=gazetteer, understand=understand)
    earlier = Earlier(before, older)
    completed = repeated or _complete(
        query, earlier, gazetteer=gazetteer, lexicon=lexicon, understand=understand
    )
    if completed.standalone == query.standalone and may_lean(query, earlier.ground):
        return replace(completed, may_lean=True)
    return completed


def _complete(
    query: Query,
    earlier: Earlier,
    *,
    gazetteer: Gazetteer,
    lexicon: Lexicon,
    understand: Callable[[str], Query],
) -> Query:
    words, before = load_question_words(query.language), earlier.before
    if not query.concepts and before.concepts and names_place_or_time(query, words):
        return _complete_nameless(query, before, words, gazetteer=gazetteer, understand=understand)
    if names_another_thing(query, before, words):
        return take_property(query, before)
    if query.zones or query.cities or words.patterns["to_the_program"].search(query.question):
        return query
    steps: tuple[Callable[[], Query | None], ...] = (
        lambda: _complete_correction(query, before, words, gazetteer, understand),
        lambda: _retype_list(query, before, words, understand),
        lambda: _complete_referring(query, earlier, words, gazetteer),
        lambda: single_out(query, earlier, words, gazetteer),
        lambda: _complete_short(query, before, words, gazetteer, lexicon),
        lambda: _complete_leaning(query, earlier.ground, words, gazetteer),
    )
    return next((completed for step in steps if (completed := step()) is not None), query)


def _complete_referring(
    query: Query, earlier: Earlier, words: QuestionWords, gazetteer: Gazetteer
) -> Query | None:
    """Complete what has a word for what was named before, or is nothing but a question word."""
    before = earlier.before
    if words.patterns["bare_asking"].match(query.question):
        return lean_on(query, before, gazetteer)
    for kind in REFERENCES:
        if (name := find_reference(query.question, words, kind)) is not None:
            is_whole = kind != "refer_them" and asks_for_zones(query, words, name)
            meant = earlier.ground if kind in _TO_A_PLACE else before
            return query if is_whole else _BY_REFERENCE[kind](query, meant, name, gazetteer)
    return None


def _complete_short(
    query: Query, before: Query, words: QuestionWords, gazetteer: Gazetteer, lexicon: Lexicon
) -> Query | None:
    """Complete what is shaped like the rest of a question."""
    if is_elliptical(query.question, words) and not asks_for_zones(query, words, None):
        return _complete_elliptical(query, before, words, gazetteer=gazetteer, lexicon=lexicon)
    return None


def _complete_leaning(
    query: Query, ground: Query, words: QuestionWords, gazetteer: Gazetteer
) -> Query | None:
    """Complete what does not say what it is of, from the last question that was understood for sure."""
    if not ground.is_list and leans_on_earlier(query, words):
        return lean_on(query, ground, gazetteer)
    return None


def _complete_correction(
    query: Query,
    before: Query,
    words: QuestionWords,
    gazetteer: Gazetteer,
    understand: Callable[[str], Query],
) -> Query | None:
    """Complete "I meant the incubator": of the same zone; without a question, what was asked before of it."""
    opening = words.patterns["correction"].match(query.question)
    if opening is None or before.is_list:
        return None
    rest = query.question[opening.end() :]
    own = replace(understand(rest), question=query.question, standalone=rest, language=query.language)
    if words.patterns["own_asking"].search(rest):
        return replace(
            carry_zones(replace(own, question=rest), before, None, gazetteer), question=query.question
        )
    return lean_on_property(own, before, gazetteer)


def _retype_list(
    query: Query, before: Query, words: QuestionWords, understand: Callable[[str], Query]
) -> Query | None:
    """Complete "And which make glass?" after a list of zones: "Which zones make glass?"."""
    match = words.patterns["which_do"].match(query.question)
    if match is None or not before.is_list:
        return None
    return replace(understand(f"Which zones {query.question[match.end() :]}"), question=query.question)


def _complete_nameless(
    query: Query,
    before: Query,
    words: QuestionWords,
    *,
    gazetteer: Gazetteer,
    understand: Callable[[str], Query],
) -> Query:
    """Complete what names only a place or a time: "and in Jincheng?", "and this year?"."""
    relative = words.patterns["relative_year"].search(query.question)
    year = str(query.years[0]) if query.years else relative[0] if relative else ""
    if not year and (of_other := ask_of_others(query, before, gazetteer=gazetteer, understand=understand)):
        return of_other
    if before.is_list and query.expects in ASKED:
        return ask_of_listed(query, before)
    names = typed_names(query.question, gazetteer)
    completed = understand(shift_names(before, names, year, gazetteer))
    # Of one zone after a list: what is there of it, and not every zone that fits.
    is_list = completed.is_list and not (before.is_list and completed.zones and not completed.cities)
    return replace(completed, question=query.question, language=query.language, is_list=is_list)


def _complete_plural(query: Query, before: Query, name: Span, gazetteer: Gazetteer) -> Query:
    """Complete "which of them export?": all that was asked before stays asked."""
    if before.is_list:
        return join_list(query, before)
    if len(before.zones) > 1:
        return carry_zones(query, before, name, gazetteer)
    return join_thing(query, before, name, gazetteer)


def _complete_reference(query: Query, before: Query, name: Span, gazetteer: Gazetteer) -> Query:
    """Complete a question that says its, it, there or that zone."""
    said = query.question[slice(*name)].lower()
    if before.is_list:
        return join_list(query, before) if said in _PLURAL else query
    if said in _THINGS and load_question_words(before.language).patterns["thing"].search(before.standalone):
        return join_thing(query, before, name, gazetteer)
    if before.zones or before.cities:
        return carry_zones(query, before, name, gazetteer)
    return join_thing(query, before, name, gazetteer)


def _complete_elliptical(
    query: Query, before: Query, words: QuestionWords, *, gazetteer: Gazetteer, lexicon: Lexicon
) -> Query:
    """Complete "What about exports?": of the same zone; after a list or a comparison, asked the same way."""
    compares = load_question_words(before.language).patterns["compare"].search(before.standalone)
    if (before.zones or before.cities) and not (before.is_list or compares):
        return carry_zones(query, before, None, gazetteer)
    return swap_topic(query, before, words, lexicon)


_BY_REFERENCE: Mapping[str, Callable[[Query, Query, Span, Gazetteer], Query]] = {
    "refer_them": _complete_plural,
    "refer_thing": join_thing,
    "refer_person": join_thing,
    "refer_whose": _complete_reference,
    "refer_what": _complete_reference,
    "refer_whom": _complete_reference,
    "refer_zone": _complete_reference,
    "refer_where": _complete_reference,
}
"""How a question is completed that has words of each kind."""
