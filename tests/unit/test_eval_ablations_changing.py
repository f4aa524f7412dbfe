"""Parts of the pipeline put in the place of others: what they change, and that they change nothing else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from eval.ablations.changing import (
    ResourcedAnswerer,
    change_queries,
    forget_glossary,
    hide_zone_names,
    ignore_sounds,
    ignore_years,
    keep_pipeline,
    lift_zone_filter,
    list_zones_of_hits,
)
from rag.answers import Answer
from rag.contract import answer_as_json
from rag.pipeline import Pipeline

QUESTIONS = [
    ("Which zones process copper?", ()),
    ("哪些开发区发展铜加工？", ()),
    ("How much is invested in the copper rod project in Yuanqu?", ()),
    ("运城经开区和垣曲经开区哪个的铜产业产值更大？", ()),
    ("Who led the visit to the Jincheng zone?", ()),
    ("Which zones make cars?", ()),
    ("那晋城呢？", ("长治高新区的光伏组件项目投资多少？",)),
    ("How many medicine companies does the second one have?", ("Which zones process copper?",)),
    ("and in Qixian?", ("How many companies has Yuncheng EDZ in 2019?",)),
]


def tell(answer: Answer) -> dict[str, object]:
    return {key: value for key, value in answer_as_json(answer).items() if key != "seconds"}


def list_searched(answer: Answer) -> set[str]:
    return {hit.article.zone for hit in answer.hits}


@pytest.mark.parametrize(("question", "history"), QUESTIONS)
def test_a_query_that_is_not_changed_is_answered_as_by_the_pipeline(
    question: str, history: tuple[str, ...], pipeline: Pipeline
) -> None:
    unchanged = change_queries(pipeline, lambda query: query)
    expected = tell(pipeline.answer(question, history=history))
    assert tell(unchanged.answer(question, history=history)) == expected
    assert keep_pipeline(pipeline) is pipeline


@pytest.mark.parametrize("change", [lift_zone_filter, hide_zone_names])
def test_without_zones_a_question_is_searched_for_everywhere(
    change: Callable[[Pipeline], ResourcedAnswerer], pipeline: Pipeline
) -> None:
    question = "长治高新区的光伏组件项目投资多少？"
    answer = change(pipeline).answer(question)
    assert list_searched(pipeline.answer(question)) == {"长治高新区"}
    assert len(list_searched(answer)) > 2
    assert answer.query.zones == ()


def test_a_zone_that_is_not_known_is_looked_for_as_words(pipeline: Pipeline) -> None:
    question = "长治高新区的光伏组件项目投资多少？"
    assert "长治" not in pipeline.answer(question).query.topic
    assert "长治" in hide_zone_names(pipeline).answer(question).query.topic
    assert "长治" not in lift_zone_filter(pipeline).answer(question).query.topic


def test_what_a_sentence_is_about_is_known_all_the_same(pipeline: Pipeline) -> None:
    question = "Which zones process copper?"
    assert hide_zone_names(pipeline).answer(question).zones == pipeline.answer(question).zones != ()


def test_a_list_of_the_zones_of_the_best_passages(pipeline: Pipeline) -> None:
    question = "Which zones process copper?"
    judged, listed = pipeline.answer(question), list_zones_of_hits(pipeline).answer(question)
    assert [zone.short for zone in listed.zones] == list(
        dict.fromkeys(hit.article.zone for hit in judged.hits)
    )
    assert len(listed.zones) > len(judged.zones)
    assert not listed.abstained


def test_other_answers_are_not_made_of_the_best_passages(pipeline: Pipeline) -> None:
    question = "How much is invested in the copper rod project in Yuanqu?"
    assert tell(list_zones_of_hits(pipeline).answer(question)) == tell(pipeline.answer(question))


def test_a_term_that_only_the_glossary_knows(pipeline: Pipeline) -> None:
    question = "Which zones make glass tableware?"
    known, forgotten = pipeline.answer(question), forget_glossary(pipeline).answer(question)
    words = {
        one: [c.alternatives[:-1] for c in answer.query.concepts]
        for one, answer in enumerate((known, forgotten))
    }
    assert words[0] != words[1]
    assert forget_glossary(pipeline).resources.lexicon.find_terms(question) == []


def test_names_and_years_are_taken_out_of_the_query(pipeline: Pipeline) -> None:
    question = "How much did Qinghe Pharmaceutical sell in 2023?"
    understood = pipeline.answer(question).query
    assert any(concept.is_name for concept in understood.concepts)
    assert understood.years == (2023,)
    assert not any(concept.is_name for concept in ignore_sounds(pipeline).answer(question).query.concepts)
    assert ignore_years(pipeline).answer(question).query == replace(understood, years=())
