"""Which one thing a follow-up means of those asked for before: that one, the other one, phase two, that fund.

Also what is asked of a topic that the question itself puts first ("光伏呢，产值有多少？").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.zones import Gazetteer
from rag.answers import Query
from rag.conceiving import is_light
from rag.dialogue.carrying import ask_of_thing, carry_zones, join_thing, lean_on
from rag.dialogue.leaning import is_attribute
from rag.dialogue.phrasing import has_hanzi, shift_names
from rag.question_words import QuestionWords, load_question_words

_HANZI = re.compile(r"[\u3400-\u9fff]")
_STEM = 4
_LEAST_HANZI = 2
_OF_THE_WHOLE = 0.1
_END = "?？。. "


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a follow-up can lean on.

    Attributes:
        before: The question before it, complete.
        older: The question before that, complete.
    """

    before: Query
    older: Query | None = None

    @property
    def ground(self) -> Query:
        """The last question that was understood for sure."""
        return self.older if self.before.may_lean and self.older is not None else self.before


def single_out(query: Query, earlier: Earlier, words: QuestionWords, gazetteer: Gazetteer) -> Query | None:
    """Complete a question of one thing that the questions before named; none where it is no such question.

    Args:
        query: The question, understood by itself; it names no zone.
        earlier: The questions before it.
        words: Of the question's language.
        gazetteer: Knows the names of zones.
    """
    if words.patterns["refer_other"].match(query.question):
        return _ask_of_other(query, earlier, gazetteer)
    ground = earlier.ground
    points = words.patterns["refer_one"].search(query.question) and not ground.is_list
    if points or names_earlier_noun(query.question, ground.standalone, words):
        return join_thing(query, ground, None, gazetteer)
    return None if ground.is_list else _ask_of_part(query, ground, words, gazetteer)


def _ask_of_part(query: Query, before: Query, words: QuestionWords, gazetteer: Gazetteer) -> Query | None:
    """Complete what asks of a phase, of a target, or of a topic that it puts first."""
    if words.patterns["refer_phase"].search(query.question):
        return _ask_of_phase(query, before, words, gazetteer)
    if words.patterns["follow_aspect"].match(query.question):
        return ask_of_thing(query, before, before.concepts, gazetteer, expects=before.expects)
    if words.patterns["topic_first"].match(query.question):
        return _ask_of_topic(query, before, words, gazetteer)
    return None


def names_earlier_noun(question: str, before: str, words: QuestionWords) -> bool:
    """Say whether it points at a thing by the word that the question before has for it: "that fund"."""
    match = words.patterns["refer_named"].search(question)
    if match is None:
        return False
    noun = match["noun"].lower()
    if _HANZI.match(noun):
        return noun[:_LEAST_HANZI] in before and noun[:_LEAST_HANZI] not in words.stop
    stems = {word[:_STEM] for word in re.findall(r"[a-z]+", before.lower())}
    return noun not in words.stop and noun[:_STEM] in stems


def _ask_of_other(query: Query, earlier: Earlier, gazetteer: Gazetteer) -> Query | None:
    """Ask of the other of two: the zone that was left out, or another of the things that were asked for."""
    before, older = earlier.before, earlier.older
    if older is None or older.is_list or before.is_list:
        return None
    left = tuple(short for short in older.zones if short not in before.zones)
    if len(left) == 1 and len(older.zones) > 1 and before.zones:
        return _ask_of_zone(query, before, left[0], gazetteer)
    words = load_question_words(older.language)
    topic = [one for one in older.concepts if not is_light(one.surface, words)]
    asked = [one for one in before.concepts if is_attribute(one, load_question_words(before.language))]
    known = {one.surface for one in topic}
    asked = [one for one in asked if one.surface not in known]
    completed = ask_of_thing(query, older, [*topic, *asked], gazetteer, expects=before.expects)
    # What was asked of the first is asked of this one: its unit stands in those words alone.
    bare = query.question.rstrip(_END)
    mark = "：" if has_hanzi(bare) else ": "
    said = f"{bare}{mark}{before.standalone.rstrip(_END)}"
    return replace(completed, standalone=completed.standalone.replace(bare, said, 1))


def _ask_of_zone(query: Query, before: Query, short: str, gazetteer: Gazetteer) -> Query | None:
    """Ask of one zone what was asked of another."""
    zone = gazetteer.get(short)
    if zone is None:
        return None
    name = zone.short if has_hanzi(before.standalone) else zone.english
    said = shift_names(before, name, "", gazetteer)
    return replace(before, question=query.question, standalone=said, zones=(short,), cities=())


def _ask_of_phase(query: Query, before: Query, words: QuestionWords, gazetteer: Gazetteer) -> Query | None:
    """Ask of a phase of the thing before, in the place of a phase that was asked of.

    A sentence must name the phase: the first phase's area is not the second's.
    """
    phases = [one for one in query.concepts if words.patterns["phase"].search(one.surface)]
    if any(one.is_name for one in query.concepts):
        return None
    old = load_question_words(before.language).patterns["phase"]
    # Of its phases a page speaks without naming the thing again: its words weigh little beside the phase's.
    kept = tuple(
        replace(one, weight=one.weight * _OF_THE_WHOLE)
        for one in before.concepts
        if not old.search(one.surface)
    )
    joined = join_thing(query, replace(before, concepts=kept), None, gazetteer)
    topic = query.topic if joined.zones else joined.topic
    return replace(joined, topic=topic, required=(*joined.required, *(one.alternatives for one in phases)))


def _ask_of_topic(query: Query, before: Query, words: QuestionWords, gazetteer: Gazetteer) -> Query | None:
    """Complete what puts its topic first: a property is of the thing before, anything else of its zone."""
    if not query.concepts or all(is_attribute(one, words) for one in query.concepts):
        return lean_on(query, before, gazetteer)
    if before.zones or before.cities:
        return carry_zones(query, before, None, gazetteer)
    return None
