"""Suggestions over the small pages: each is answered, new, in the reader's language, within its bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answers import Narrowing
from rag.pipeline import Pipeline
from rag.suggesting import suggest_examples, suggest_follow_ups
from rag.suggestions.trying import locate_citations
from rag.understanding import detect_language

LONG_S = 60.0
QUESTIONS = [
    "Which zones process copper?",
    "哪些开发区有铜加工？",
    "How much copper foil does Yuncheng make a year?",
    "长治高新区的光伏组件项目投资多少？",
    "What does Jiangxian make?",
    "Who won the 2018 chess championship?",
    "Is the copper investment larger in Yuncheng or in Yuanqu?",
    "How many people visit Yuanqu?",
]


@settings(max_examples=24)
@given(asked=st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=3, unique=True))
def test_a_suggestion_asked_back_is_answered_and_new(pipeline: Pipeline, asked: list[str]) -> None:
    *earlier, question = asked
    answer = pipeline.answer(question, history=earlier)
    offered = suggest_follow_ups(answer, pipeline, earlier=earlier, budget_s=LONG_S)
    assert len(offered) == len(set(offered)) <= 3
    assert not set(offered) & set(asked)
    for text in offered:
        again = pipeline.answer(text, history=asked)
        assert not again.abstained
        assert again.query.language == answer.query.language
        assert set(locate_citations(again)) - set(locate_citations(answer)) or answer.abstained


def test_after_a_list_an_amount_of_a_zone_of_it_is_suggested(pipeline: Pipeline) -> None:
    answer = pipeline.answer("哪些开发区有铜加工？")
    assert "垣曲经开区的铜杆项目投资多少？" in suggest_follow_ups(answer, pipeline, budget_s=LONG_S)


def test_after_a_zone_others_with_the_same_are_suggested(pipeline: Pipeline) -> None:
    answer = pipeline.answer("How much copper is processed at Yuncheng?")
    offered = suggest_follow_ups(answer, pipeline, budget_s=LONG_S)
    answers = [pipeline.answer(text, history=[answer.query.question]) for text in offered]
    assert any("垣曲经开区" in {zone.short for zone in again.zones} for again in answers)


def test_a_question_asked_before_is_not_suggested_again(pipeline: Pipeline) -> None:
    answer = pipeline.answer("哪些开发区有铜加工？")
    first, *_ = suggest_follow_ups(answer, pipeline, budget_s=LONG_S)
    assert first not in suggest_follow_ups(answer, pipeline, earlier=(first,), budget_s=LONG_S)


def test_no_time_gives_none_and_no_more_are_given_than_wanted(pipeline: Pipeline) -> None:
    answer = pipeline.answer("哪些开发区有铜加工？")
    assert suggest_follow_ups(answer, pipeline, budget_s=0.0) == ()
    assert suggest_follow_ups(answer, pipeline, most=0, budget_s=LONG_S) == ()
    assert len(suggest_follow_ups(answer, pipeline, most=1, budget_s=LONG_S)) == 1


def test_what_the_articles_have_nothing_near_to_is_followed_by_nothing(pipeline: Pipeline) -> None:
    answer = pipeline.answer("Who won the 2018 chess championship?")
    assert answer.abstained
    assert suggest_follow_ups(answer, pipeline, budget_s=LONG_S) == ()


def test_an_article_that_has_left_the_index_is_passed_over(pipeline: Pipeline) -> None:
    answer = pipeline.answer("哪些开发区有铜加工？")
    gone = replace(answer, citations=tuple(replace(one, article_id="gone") for one in answer.citations))
    for text in suggest_follow_ups(gone, pipeline, budget_s=LONG_S):
        assert not pipeline.answer(text, history=[answer.query.question]).abstained


def test_what_the_reader_has_narrowed_to_stays(pipeline: Pipeline) -> None:
    narrowing = Narrowing(zones=("垣曲经开区",))
    answer = pipeline.answer("哪些开发区有铜加工？", narrowing=narrowing)
    for text in suggest_follow_ups(answer, pipeline, budget_s=LONG_S):
        again = pipeline.answer(text, history=[answer.query.question], narrowing=narrowing)
        assert {citation.zone for citation in again.citations} == {"垣曲经开区"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_examples_are_answered_and_always_the_same(pipeline: Pipeline, language: str) -> None:
    shown = suggest_examples(pipeline, "zh" if language == "zh" else "en")
    assert shown == suggest_examples(pipeline, "zh" if language == "zh" else "en")
    assert len(shown) <= 4
    for text in shown:
        assert detect_language(text) == language
        assert not pipeline.answer(text).abstained
