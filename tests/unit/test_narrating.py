"""An answer in prose: only what was checked is shown, and where nothing is left the quoted answer is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from prompts.loading import load_wording
from rag.answers import Answer, AnswerFinished, StageStarted
from rag.models.generating import ModelCutShortError, ModelUnavailableError
from rag.pipeline import Pipeline
from tests.unit.turn_fakes import streamed_text, with_model

NUMBER = "How many pharmaceutical companies does Jiangxian Economic Development Zone have?"
NUMBER_ZH = "绛县经开区医药企业有多少家？"
COMPARISON = "绛县经开区的医药企业和祁县经开区的玻璃企业哪个更多？"
AUTHOR = "绛县经开区新药生产线那篇文章的作者是谁？"
NOTHING = "大同经开区投资了多少亿元？"


def stage(answer: Answer, name: str) -> dict[str, object]:
    return dict(next(values for stage, values in answer.trace.stages if stage == name))


def body_of(answer: Answer) -> str:
    """Give the text before the sources."""
    return answer.text.split(load_wording(answer.query.language, "answer")["sources"])[0].strip()


def test_a_model_writes_and_the_sentences_follow(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, "It has 9 companies [1].\nThey employ 1,360 people [1].")
    events = list(writing.stream(NUMBER))
    assert isinstance(events[-1], AnswerFinished)
    answer = events[-1].answer
    assert body_of(answer) == "It has 9 companies. [1]\nThey employ 1,360 people. [1]"
    assert "「绛县经开区共有医药企业**9家**，带动就业1360人。」" in answer.text
    assert streamed_text(events) == answer.text
    assert (answer.model, answer.fallback, answer.abstained) == ("fake:scripted", "", False)
    assert [statement.verdict for statement in answer.statements] == ["supported", "supported"]
    assert [zone.short for zone in answer.zones] == ["绛县经开区"]
    assert [citation.text for citation in answer.citations] == ["绛县经开区共有医药企业9家，带动就业1360人。"]
    assert len(model.asked) == 1


def test_each_statement_is_there_before_the_model_goes_on(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, "One is so [1].\nTwo is so [1].\nThree is so [1].\n")
    events = writing.stream(NUMBER)
    seen = ""
    for event in events:
        seen += streamed_text([event])
        if "One" in seen:
            break
    assert "Two" not in seen
    assert model.closed == 0
    events.close()
    assert model.closed == 1


def test_a_stopped_question_closes_the_model_while_it_says_nothing(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.pacing.PACE_S", 0.0)
    writing, model = with_model(pipeline, ["", "", "Nothing complete yet"])
    events = writing.stream(NUMBER)
    for event in events:
        if event == StageStarted("writing") and model.asked:
            break
    assert (len(model.asked), model.closed) == (1, 0)
    events.close()
    assert model.closed == 1


def test_numbers_are_given_at_first_use(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, "Third [3].\nFirst and third [1][3].")
    answer = writing.answer(NUMBER)
    assert body_of(answer) == "Third. [1]\nFirst and third. [2] [1]"
    sentences = dict(re.findall(r"^\[(\d+)\] \(.*?\) (.*)$", model.asked[0][1].text, re.MULTILINE))
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert [citation.text for citation in answer.citations] == [sentences["3"], sentences["1"]]
    assert [statement.citations for statement in answer.statements] == [(1,), (2, 1)]


def test_more_sentences_are_offered_than_are_quoted_and_all_stand_on_their_pages(pipeline: Pipeline) -> None:
    quoted = pipeline.answer(NUMBER_ZH)
    writing, model = with_model(pipeline, lambda user: "\n".join(f"句{n} [{n}]。" for n in numbers(user)))
    answer = writing.answer(NUMBER_ZH)
    assert len(answer.citations) > len(quoted.citations)
    assert answer.citations[0].text == quoted.citations[0].text
    assert len({citation.text for citation in answer.citations}) == len(answer.citations)
    for citation in answer.citations:
        assert pipeline.page(citation.source).text[citation.start : citation.end] == citation.quote
    assert len(numbers(model.asked[0][1].text)) == len(answer.citations)


def numbers(user: str) -> list[int]:
    return [int(number) for number in re.findall(r"^\[(\d+)\]", user, re.MULTILINE)]


def test_sentences_that_do_not_fit_the_tokens_are_left_out_and_told(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, "Yes [1].", model_evidence_tokens=100)
    answer = writing.answer(NUMBER)
    told = stage(answer, "writing")
    assert (told["offered"], numbers(model.asked[0][1].text)) == (1, [1])
    assert isinstance(told["left_out"], list)
    assert "该公司主要生产心血管类新药，今年1-4月销售收入1.2亿元，同比增长14.5%。" in told["left_out"]


def test_what_is_said_twice_is_shown_once(pipeline: Pipeline) -> None:
    writing, _ = with_model(pipeline, "It has 9 [1].\nIt is so [1].\nIt has 9 [1].\nIt has 9 [2].")
    answer = writing.answer(NUMBER)
    assert body_of(answer) == "It has 9. [1]\nIt is so. [1]"
    assert len(answer.statements) == 2


def test_a_model_in_a_loop_is_stopped_and_has_finished(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, ["It has 9 [1].\n" * 50, ModelCutShortError("used up")])
    answer = writing.answer(NUMBER)
    assert body_of(answer) == "It has 9. [1]"
    assert (answer.fallback, model.closed) == ("", 1)
    tokens = stage(answer, "writing")["tokens_written"]
    assert isinstance(tokens, int)
    assert tokens < model.count_tokens("It has 9 [1].\n" * 6)


def test_a_reference_to_nothing_is_removed_and_counted(pipeline: Pipeline) -> None:
    writing, _ = with_model(pipeline, "So it is [1][77].\nAnd so [99].")
    answer = writing.answer(NUMBER)
    assert answer.removed_references == 2
    assert "77" not in answer.text
    assert "~~And so.~~ (struck out: it cites no sentence, and none of those found says this)" in answer.text


@pytest.mark.parametrize(("mode", "is_shown"), [("strike", True), ("remove", False)])
def test_what_fails_is_struck_out_with_its_reason_or_left_out(
    pipeline: Pipeline, mode: str, is_shown: bool
) -> None:
    writing, _ = with_model(
        pipeline, "WRONG is 12 [2].\nThis holds [1].\nMADE UP [3].", failed_statements=mode
    )
    answer = writing.answer(NUMBER)
    struck = "~~WRONG is 12.~~ [1] (struck out: the cited sentence says right, not WRONG)"
    assert (struck in answer.text) == is_shown
    assert ("MADE UP" in answer.text) == is_shown
    assert f"This holds. [{1 + is_shown}]" in answer.text
    assert len(answer.citations) == (3 if is_shown else 1)
    assert [statement.verdict for statement in answer.statements] == [
        "contradicted",
        "supported",
        "unsupported",
    ]
    assert answer.fallback == ""


STRUCK = "~~WRONG.~~ [1] (struck out: the cited sentence says right, not WRONG)"
CUT = ModelUnavailableError.of("cut", model="m")
USED_UP = ModelCutShortError.of("tokens", model="m", count=8)


@pytest.mark.parametrize(
    ("reply", "reason", "streamed"),
    [
        (ModelUnavailableError("no connection"), "no connection", ""),
        (["It has 9 [1].\nIt", CUT], "the connection to m broke", "It has 9. [1]"),
        (["It has 9 [1].\nIt", USED_UP], "m used up its 8 tokens", "It has 9. [1]"),
        ("", "it wrote nothing", ""),
        ("WRONG [1].", "none of its statements passed the check", STRUCK),
        ("HELLO there.", "none of its statements passed the check", "HELLO there."),
    ],
    ids=["down", "cut", "tokens", "empty", "nothing holds", "framing only"],
)  # fmt: skip
def test_else_the_quoted_answer_takes_over_and_says_why(
    pipeline: Pipeline, reply: object, reason: str, streamed: str
) -> None:
    quoted = pipeline.answer(NUMBER)
    writing, _ = with_model(pipeline, reply)
    events = list(writing.stream(NUMBER))
    assert isinstance(events[-1], AnswerFinished)
    answer = events[-1].answer
    assert answer.fallback.startswith(reason)
    note, rest = answer.text.split("\n\n", 1)
    assert reason in note
    assert rest == quoted.text
    assert streamed_text(events) == (streamed or answer.text)
    assert (answer.citations, answer.zones) == (quoted.citations, quoted.zones)
    assert (answer.model, answer.statements, answer.abstained) == ("", (), False)
    assert stage(answer, "writing")["reason"] == answer.fallback


def test_out_of_time_is_out_of_budget(pipeline: Pipeline) -> None:
    writing, _ = with_model(pipeline, "It has 9 [1].", model_total_s=0.0)
    assert (
        "the 0 s that a language model may take for one question are over" in writing.answer(NUMBER).fallback
    )


@pytest.mark.parametrize("said", ["The sentences do not answer the question.", "these sentences: no"])
def test_only_the_agreed_words_are_an_abstention(pipeline: Pipeline, said: str) -> None:
    writing, _ = with_model(pipeline, said)
    answer = writing.answer(NUMBER)
    is_agreed = said.startswith("The")
    assert answer.abstained is is_agreed
    assert (answer.fallback == "") is is_agreed


def test_an_abstention_of_the_model_shows_the_nearest_and_asserts_nothing(pipeline: Pipeline) -> None:
    writing, _ = with_model(pipeline, "这些句子没有回答这个问题")
    answer = writing.answer(NUMBER_ZH)
    assert (answer.abstained, answer.zones, answer.model) == (True, (), "fake:scripted")
    assert answer.text.startswith(
        "**语言模型认为所找到的句子没有回答这个问题。**共检索 8 篇文章、8 个开发区。"
    )
    assert "与问题最接近、但不能作答的内容：" in answer.text
    assert answer.citations == pipeline.answer(NUMBER_ZH).citations


def test_the_agreed_words_after_statements_that_hold_are_passed_over(pipeline: Pipeline) -> None:
    writing, _ = with_model(pipeline, "It has 9 [1].\nThe sentences do not answer the question.")
    assert body_of(writing.answer(NUMBER)) == "It has 9. [1]"


def test_what_code_compares_stays_computed(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, "祁县经开区有64家 [2]。\n绛县经开区有9家 [1]。")
    answer = writing.answer(COMPARISON)
    quoted = pipeline.answer(COMPARISON)
    assert answer.text.startswith("**64家（祁县经济开发区（Qixian")
    assert "由这两句中的数字计算得出" in answer.text
    assert body_of(answer).endswith("祁县经开区有64家。 [2]\n绛县经开区有9家。 [1]")
    assert [citation.text for citation in answer.citations] == [
        citation.text for citation in quoted.citations
    ]
    assert {zone.short for zone in answer.zones} == {"祁县经开区", "绛县经开区"}
    user = model.asked[0][1].text
    assert ["绛县" in line or "祁县" in line for line in user.splitlines()[1:3]] == [True, True]
    assert stage(answer, "answering")["form"] == "written_comparison"


def test_both_sides_of_a_comparison_are_offered_whatever_the_tokens(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, "祁县经开区有64家 [2]。", model_evidence_tokens=100)
    answer = writing.answer(COMPARISON)
    assert numbers(model.asked[0][1].text) == [1, 2]
    assert answer.text.startswith("**64家")


def test_a_comparison_does_not_take_the_models_silence_for_none(pipeline: Pipeline) -> None:
    writing, _ = with_model(pipeline, "这些句子没有回答这个问题。")
    answer = writing.answer(COMPARISON)
    assert not answer.abstained
    assert answer.fallback == "它认为句子中没有答案，但两个数字都在句子中"


def test_nothing_is_asked_where_nothing_was_found_nor_for_an_author(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, "I know better [1].")
    for question in (NOTHING, AUTHOR):
        quoted = pipeline.answer(question)
        assert replace(writing.answer(question), seconds=0) == replace(quoted, seconds=0)
    assert pipeline.answer(AUTHOR).trace.stages[-1][1]["form"] == "author"
    assert model.asked == []


def test_a_models_markdown_is_only_characters(pipeline: Pipeline) -> None:
    writing, _ = with_model(pipeline, "- See ![x](http://evil.example/p) <b>now</b> **bold** `code` [1].")
    body = body_of(writing.answer(NUMBER))
    assert "](" not in body
    assert "<b>" not in body
    assert "**" not in body
    assert "`" not in body
    assert body.startswith("- See")


def test_the_trace_tells_what_the_model_did(pipeline: Pipeline) -> None:
    writing, model = with_model(pipeline, "It has 9 [1].\nWRONG [1].")
    told = stage(writing.answer(NUMBER), "writing")
    system, user = model.asked[0]
    assert (told["model"], told["calls"]) == ("fake:scripted", 1)
    assert told["tokens_asked"] == model.count_tokens(system.text) + model.count_tokens(user.text)
    assert told["tokens_written"] == model.count_tokens("It has 9 [1].\nWRONG [1].")
    assert isinstance(told["first_statement_s"], float)
    assert told["statements"] == [
        {
            "statement": "It has 9.", "citations": [1], "verdict": "supported", "support": 0.9,
            "problems": [], "unconfirmed": [],
        },
        {
            "statement": "WRONG.", "citations": [1], "verdict": "contradicted", "support": 0.9,
            "problems": [{"kind": "figure", "said": "WRONG", "instead": "right"}], "unconfirmed": [],
        },
    ]  # fmt: skip
