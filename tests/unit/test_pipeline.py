"""The whole way: its events in order, what it refuses to answer, the questions before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.building import build_index_of_pages
from index.documents import Page
from rag.answers import AnswerFinished, StageStarted, TextAdded
from rag.pipeline import Pipeline, QuestionError
from rag.settings import Settings
from tests.small_pages import open_small_pipeline
from tests.unit.index_fakes import RULES

LIST = "Which zones process copper?"
NUMBER = "绛县经开区医药企业有多少家？"
NOTHING = "大同经开区投资了多少亿元？"


@pytest.mark.parametrize("question", [LIST, NUMBER, NOTHING], ids=["list", "number", "nothing"])
def test_stages_then_text_then_the_answer(pipeline: Pipeline, question: str) -> None:
    events = list(pipeline.stream(question))
    stages = [event.stage for event in events if isinstance(event, StageStarted)]
    texts = [event.text for event in events if isinstance(event, TextAdded)]
    assert stages == ["understanding", "searching", "answering"]
    assert [type(event) for event in events[:3]] == [StageStarted] * 3
    assert [type(event) for event in events[3:-1]] == [TextAdded] * len(texts)
    last = events[-1]
    assert isinstance(last, AnswerFinished)
    assert "".join(texts) == last.answer.text
    assert last.answer.seconds > 0


def test_the_answer_at_once_is_the_streamed_one(pipeline: Pipeline) -> None:
    *_, last = pipeline.stream(LIST)
    assert isinstance(last, AnswerFinished)
    assert replace(pipeline.answer(LIST), seconds=0) == replace(last.answer, seconds=0)


@pytest.mark.parametrize(
    "question", ["", "  \n", "？" * 2001, "铜\udcff？"], ids=["empty", "blank", "too long", "no text"]
)
def test_a_question_that_cannot_be_asked(pipeline: Pipeline, question: str) -> None:
    with pytest.raises(QuestionError):
        pipeline.answer(question)


@pytest.mark.parametrize("earlier", ["铜" * 2001, "铜\udcff？"], ids=["too long", "no text"])
def test_a_question_before_that_cannot_have_been_asked(pipeline: Pipeline, earlier: str) -> None:
    with pytest.raises(QuestionError):
        pipeline.answer("那运城呢？", history=[earlier])


def test_the_longest_question(pipeline: Pipeline) -> None:
    most = pipeline.resources.settings.question_chars
    assert pipeline.answer("铜" * most).query.question == "铜" * most
    with pytest.raises(QuestionError, match=f"has {most + 1} characters; ask with at most {most}"):
        pipeline.answer("铜" * (most + 1))


@pytest.mark.parametrize(
    "question",
    [
        "?",
        "*",
        "12",
        "\x00",
        "🙂🙂",
        "the of and",
        "2024",
        "a" * 500,
        "<script>",
        "运城经开区",
        "[1]",
        "哪些",
    ],
    ids=ascii,
)
def test_odd_questions_are_answered_somehow(pipeline: Pipeline, question: str) -> None:
    answer = pipeline.answer(question)
    assert answer.text
    assert answer.abstained == (not answer.zones)


def test_a_follow_up_is_completed(pipeline: Pipeline) -> None:
    answer = pipeline.answer("and in Qixian?", history=["运城经开区有多少家企业？"])
    assert answer.query.question == "and in Qixian?"
    assert answer.query.zones == ("祁县经开区",)
    assert "**64家**" in answer.text
    alone = pipeline.answer("and in Qixian?")
    assert alone.query.zones == ("祁县经开区",)
    assert not alone.query.concepts


def test_every_citation_is_what_stands_on_its_page_and_in_its_article(pipeline: Pipeline) -> None:
    for question in (LIST, NUMBER, NOTHING, "Which zones make glassware?"):
        answer = pipeline.answer(question)
        assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
        for citation in answer.citations:
            page = pipeline.page(citation.source)
            assert page.text[citation.start : citation.end] == citation.quote
            body = pipeline.article(citation.article_id).body
            assert body[citation.article_start : citation.article_end].replace("\n", " ") == citation.text
            assert f"[{citation.number}]" in answer.text


def test_an_abstention_asserts_no_zone(pipeline: Pipeline) -> None:
    answer = pipeline.answer(NOTHING)
    assert (answer.abstained, answer.zones) == (True, ())
    assert "大同经济技术开发区" in answer.text


def test_an_unknown_article_or_page(pipeline: Pipeline) -> None:
    with pytest.raises(LookupError):
        pipeline.article("none")
    with pytest.raises(LookupError):
        pipeline.page("none.txt")


def test_a_threshold_set_by_hand_goes_before_the_fitted_one(pipeline: Pipeline) -> None:
    settings = replace(pipeline.resources.settings, quote_threshold=1.0, list_threshold=1.0)
    strict = Pipeline(replace(pipeline.resources, settings=settings))
    answer = strict.answer(NUMBER)
    assert answer.abstained
    assert answer.trace.stages[-1][1]["threshold"] == 1.0


def test_no_more_hits_than_set_and_no_more_of_one_article(pipeline: Pipeline) -> None:
    settings = replace(pipeline.resources.settings, hits=3)
    hits = Pipeline(replace(pipeline.resources, settings=settings)).answer(LIST).hits
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.article.id for hit in hits}) == 3


SIDES = (
    Page("a.txt", "运城经开区|铜箔|2024\n" + "".join(f"铜箔企业有{n}家。园区有路。" for n in range(2, 6))),
    Page("b.txt", "祁县经开区|玻璃|2024\n" + "".join(f"玻璃企业有{n}家。园区有树。" for n in range(2, 6))),
)


def test_both_sides_of_a_comparison_are_among_the_hits(index_folder: Path) -> None:
    build_index_of_pages(SIDES, index_folder, rules=RULES)
    opened = open_small_pipeline(index_folder)
    settings = Settings(index_dir=index_folder, hits=2)
    comparing = Pipeline(replace(opened.resources, settings=settings))
    answer = comparing.answer("运城经开区的铜箔企业和祁县经开区的玻璃企业哪个更多？")
    opened.index.close()
    assert len(answer.citations) == 2
    assert {hit.article.zone for hit in answer.hits} == {"运城经开区", "祁县经开区"}


UNLISTED = Page(
    "2024-05-21_02.txt",
    "运城经开区取经学招商\n"
    "本刊讯 5月中旬，运城经济技术开发区外出取经。"
    "“白水经济技术开发区已有铸造企业30家，产值达到12亿元。”运城经开区负责人孟春说。\n（林小舟）\n",
)


@pytest.fixture
def unlisted(index_folder: Path) -> Iterator[Pipeline]:
    """An index whose only article speaks of a zone that neither the gazetteer nor the index has."""
    build_index_of_pages([UNLISTED], index_folder)
    opened = open_small_pipeline(index_folder)
    yield opened
    opened.index.close()


@pytest.mark.parametrize("question", ["哪些开发区有铸造企业？", "有多少家铸造企业？"], ids=["list", "number"])
def test_a_zone_that_only_a_sentence_names_is_named_in_the_answer(unlisted: Pipeline, question: str) -> None:
    answer = unlisted.answer(question)
    assert not answer.abstained
    assert [zone.short for zone in answer.zones] == ["白水经开区"]
    assert "白水经济技术开发区（Baishui" in answer.text


def test_a_zone_that_nothing_knows_is_named_as_missing(pipeline: Pipeline) -> None:
    answer = pipeline.answer("白水经开区有多少家铸造企业？")
    assert answer.abstained
    assert "白水" in answer.text
