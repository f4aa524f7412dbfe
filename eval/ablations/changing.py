"""Parts of the pipeline put in the place of others: each function takes the pipeline and gives it changed.

They stand at the top of the module, so that a variant can be sent to another process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from eval.judging import Answerer
from index.lexicon import Lexicon
from index.zone_kinds import read_gazetteer
from index.zones import Gazetteer, PlaceMention, ZoneMention
from rag.answering import find_zone, scope_of
from rag.answers import Answer, Concept, Query
from rag.comparing import list_sides
from rag.dialogue.completing import complete_question
from rag.pipeline import Pipeline
from rag.resources import Resources
from rag.searching import join_hits, search_query
from rag.tracing import trace_answer


class ResourcedAnswerer(Answerer, Protocol):
    """What answers questions, and shows what it searches with: a `Pipeline`, or one that was changed."""

    @property
    def resources(self) -> Resources:
        """The index and what reads it."""
        ...


class BlindGazetteer(Gazetteer):
    """Finds no zone and no place in any text; of a zone that it is given by name it knows all."""

    def find(self, text: str) -> list[ZoneMention]:
        """Find nothing."""
        del text
        return []

    def find_places(self, text: str) -> list[PlaceMention]:
        """Find nothing."""
        del text
        return []


@dataclass(frozen=True, slots=True)
class ChangedQueries:
    """The stages of the pipeline in their order, with the query changed before it is searched.

    A query that is not changed is answered as the pipeline answers it; a test holds it to that.

    Attributes:
        resources: What searching and answering use.
        reading: What questions are understood with.
        change: Gives the query that is searched; of a comparison, of each side.
    """

    resources: Resources
    reading: Resources
    change: Callable[[Query], Query]

    def answer(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        """Answer one question; `history` are those asked before it, oldest first."""
        began = time.perf_counter()
        understood = _understand(question, history, self.reading)
        sides = list_sides(understood, gazetteer=self.reading.gazetteer, lexicon=self.reading.lexicon)
        query, resources = self.change(understood), self.resources
        found = [search_query(self.change(side), resources) for side in sides]
        draft = Pipeline(resources).draft(query, found)
        zones = (find_zone(short, resources.gazetteer) for short in draft.zones)
        return Answer(
            query=query,
            text=draft.text,
            abstained=draft.abstained,
            zones=tuple(zone for zone in zones if zone is not None),
            citations=draft.citations,
            hits=join_hits(found, resources.settings.hits),
            trace=trace_answer(query, found, draft, rewriting={}),
            seconds=time.perf_counter() - began,
            scope=scope_of(resources),
        )


@dataclass(frozen=True, slots=True)
class ListsOfHits:
    """Answers a list by the zones of the passages reported with it: the top k, without any judging."""

    pipeline: Pipeline

    @property
    def resources(self) -> Resources:
        """Those of the pipeline."""
        return self.pipeline.resources

    def answer(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        """Answer one question; `history` are those asked before it, oldest first."""
        answer = self.pipeline.answer(question, history=history)
        if not answer.query.is_list:
            return answer
        names = dict.fromkeys(hit.article.zone for hit in answer.hits if hit.article.zone)
        found = (find_zone(short, self.pipeline.gazetteer) for short in names)
        zones = tuple(zone for zone in found if zone is not None)
        # Lists are judged by what their text tells.
        text = "\n".join(f"- {zone.short}" for zone in zones)
        return replace(answer, text=text, zones=zones, citations=(), abstained=not zones)


def keep_pipeline(pipeline: Pipeline) -> ResourcedAnswerer:
    """Change nothing."""
    return pipeline


def lift_zone_filter(pipeline: Pipeline) -> ResourcedAnswerer:
    """Search everywhere for a question that names zones or cities; their names are no words either."""
    return change_queries(pipeline, lambda query: replace(query, zones=(), cities=()))


def hide_zone_names(pipeline: Pipeline) -> ResourcedAnswerer:
    """Take the zones and places that a question names for words like any other."""
    blind = replace(pipeline.resources, gazetteer=BlindGazetteer(read_gazetteer()))
    return ChangedQueries(pipeline.resources, blind, lambda query: query)


def list_zones_of_hits(pipeline: Pipeline) -> ResourcedAnswerer:
    """Answer lists by the zones of the best passages, instead of judging zone by zone."""
    return ListsOfHits(pipeline)


def forget_glossary(pipeline: Pipeline) -> ResourcedAnswerer:
    """Translate by the encoder and its word table alone."""
    lexicon = pipeline.resources.lexicon
    lexicon = Lexicon(lexicon.encoder, {}, lexicon.words)
    return Pipeline(replace(pipeline.resources, lexicon=lexicon))


def ignore_sounds(pipeline: Pipeline) -> ResourcedAnswerer:
    """Take Latin names for words like any other, and not for the hanzi that are read so."""
    return change_queries(
        pipeline, lambda query: replace(query, concepts=tuple(_unname(one) for one in query.concepts))
    )


def ignore_years(pipeline: Pipeline) -> ResourcedAnswerer:
    """Let any year do for a question that names one."""
    return change_queries(pipeline, lambda query: replace(query, years=()))


def change_queries(pipeline: Pipeline, change: Callable[[Query], Query]) -> ResourcedAnswerer:
    """Change each query before it is searched."""
    return ChangedQueries(pipeline.resources, pipeline.resources, change)


def _understand(question: str, history: Sequence[str], resources: Resources) -> Query:
    steps = complete_question(question.strip(), history, resources, None)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            query: Query = end.value.query
            return query


def _unname(concept: Concept) -> Concept:
    return replace(concept, is_name=False, parts=tuple(_unname(part) for part in concept.parts))
