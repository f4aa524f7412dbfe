"""Suggestions and examples over the sample pages that ship: of several kinds, and each answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.building import build_index
from rag.answers import Language
from rag.assembling import open_pipeline
from rag.pipeline import Pipeline
from rag.settings import SAMPLE_PAGES, Settings
from rag.suggesting import suggest_examples, suggest_follow_ups

LONG_S = 60.0
QUESTIONS = (
    "Which zones make alumina or aluminium products?",
    "哪些开发区有焦化企业？",
    "What is the capacity of the sodium-ion storage station connected to the grid in Yangquan?",
    "闻喜经开区2023年镁产业产值是多少？",
    "沁源经开区有多少家酒店？",
    "Which zones manufacture aircraft engines?",
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index(SAMPLE_PAGES, folder)
    opened = open_pipeline(Settings(index_dir=folder))
    yield opened
    opened.index.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_suggested_is_answered(sample: Pipeline, question: str) -> None:
    answer = sample.answer(question)
    for text in suggest_follow_ups(answer, sample, budget_s=LONG_S):
        again = sample.answer(text, history=[question])
        assert not again.abstained, text
        assert again.query.language == answer.query.language, text


def test_a_zone_that_has_no_answer_is_followed_by_what_its_articles_tell(sample: Pipeline) -> None:
    answer = sample.answer("沁源经开区有多少家酒店？")
    assert answer.abstained
    assert "沁源经开区的焦炉煤气项目投资多少？" in suggest_follow_ups(answer, sample, budget_s=LONG_S)


def test_a_long_list_may_be_narrowed_to_a_city(sample: Pipeline) -> None:
    answer = sample.answer("Which zones make alumina or aluminium products?")
    offered = suggest_follow_ups(answer, sample, most=9, budget_s=LONG_S)
    narrowed = [text for text in offered if text.startswith("In Yuncheng, which zones")]
    assert narrowed
    zones = sample.answer(narrowed[0], history=[answer.query.question]).zones
    assert {zone.city for zone in zones} == {"运城"}
    assert set(zones) < set(answer.zones)


@pytest.mark.parametrize(
    ("language", "list_words", "amount_words"),
    [("en", "Which zones have", "How much is invested in"), ("zh", "哪些开发区有", "投资多少")],
)
def test_examples_are_lists_an_amount_and_one_zone(
    sample: Pipeline, language: Language, list_words: str, amount_words: str
) -> None:
    shown = suggest_examples(sample, language)
    assert len(shown) == 4
    assert sum(list_words in text for text in shown) >= 2
    assert sum(amount_words in text for text in shown) == 1
    for text in shown:
        answer = sample.answer(text)
        assert not answer.abstained
        assert len(answer.zones) >= 2 or list_words not in text
    (amount,) = (text for text in shown if amount_words in text)
    assert sample.answer(amount).citations[0].text_focus is not None
