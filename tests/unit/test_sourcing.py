"""What a model is given: the quoted sentences first, then likely ones, none twice; zones with their own."""

from __future__ import annotations

from dataclasses import replace

from rag.answering import draft_answer
from rag.answers import Evidence
from rag.pipeline import Pipeline
from rag.prose.sourcing import MOST_SENTENCES, PROSE_SHARE, source_prose, source_zones
from rag.searching import Found, search_query
from rag.understanding import understand_question
from tests.unit.rag_fakes import make_query

NUMBER = "绛县经开区医药企业有多少家？"
LIST = "Which zones process copper?"


def search(pipeline: Pipeline, question: str) -> Found:
    query = understand_question(question, gazetteer=pipeline.gazetteer, lexicon=pipeline.resources.lexicon)
    return search_query(query, pipeline.resources)


def test_the_quoted_come_first_and_numbers_go_on(pipeline: Pipeline) -> None:
    found = search(pipeline, NUMBER)
    draft = draft_answer(found.query, [found], pipeline.resources)
    citations = [citation for _, citation in source_prose(found.query, [found], draft, pipeline.resources)]
    assert tuple(citations[: len(draft.citations)]) == draft.citations
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    assert len({citation.text for citation in citations}) == len(citations) > len(draft.citations)
    assert {citation.zone for citation in citations} == {"绛县经开区"}


def test_no_sentence_far_below_the_threshold_and_no_more_than_the_most(pipeline: Pipeline) -> None:
    found = search(pipeline, NUMBER)
    draft = draft_answer(found.query, [found], pipeline.resources)
    least = PROSE_SHARE * draft.threshold
    unlikely = [replace(item, score=least - 0.01) for item in found.evidence]
    sources = source_prose(found.query, [replace(found, evidence=tuple(unlikely))], draft, pipeline.resources)
    assert tuple(citation for _, citation in sources) == draft.citations
    index = pipeline.index
    every = [
        Evidence(article, start, start + 4, article.zone, 0.9)
        for article in index.articles(range(index.n_articles))
        for start in (0, 5, 10)
    ]
    many = source_prose(found.query, [replace(found, evidence=tuple(every))], draft, pipeline.resources)
    assert len(many) == MOST_SENTENCES


def test_both_sides_of_a_comparison_take_turns(pipeline: Pipeline) -> None:
    sides = [search(pipeline, NUMBER), search(pipeline, "祁县经开区有多少家玻璃企业？")]
    draft = draft_answer(make_query("哪个更多？"), sides, pipeline.resources)
    sources = source_prose(make_query("哪个更多？"), sides, draft, pipeline.resources)
    zones = [citation.zone for _, citation in sources]
    assert zones[:4] == ["绛县经开区", "祁县经开区"] * 2


def test_more_zones_than_are_quoted_each_with_its_own_sentences(pipeline: Pipeline) -> None:
    found = search(pipeline, LIST)
    draft = draft_answer(found.query, [found], pipeline.resources)
    zones = source_zones(found, draft, pipeline.resources, query=found.query)
    assert set(draft.zones) < {zone.short for zone in zones}
    assert [zone.handle for zone in zones] == [f"Z{number}" for number in range(1, len(zones) + 1)]
    for zone in zones:
        assert {citation.zone for _, citation in zone.quotes} == {zone.short}
    numbers = [citation.number for zone in zones for _, citation in zone.quotes]
    assert numbers == list(range(1, len(numbers) + 1))
    best = {
        zone: max(item.score for item in found.evidence if item.zone == zone)
        for zone in (zone.short for zone in zones)
    }
    assert list(best.values()) == sorted(best.values(), reverse=True)
