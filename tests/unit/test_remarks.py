"""What is said beside an answer: only what is so, and nothing where there is nothing to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answers import Answer, Problem, Statement
from rag.remarks import tell_check, tell_understood
from tests.scripted_answerer import make_answer

HELD = Statement("a", (1,), "supported")
FAILED = Statement("b", (1,), "unsupported", (Problem("meaning"),))
FRAMING = Statement("In short:", (), "framing")


def written(text: str, *statements: Statement, removed: int = 0) -> Answer:
    return replace(
        make_answer("q"), text=text, model="openai:m", statements=statements, removed_references=removed
    )


@pytest.mark.parametrize(
    ("answer", "english", "chinese"),
    [
        (make_answer("q"), "", ""),
        (written("nothing"), "Language model: openai:m.", "语言模型：openai:m。"),
        (
            written("a", HELD, FRAMING),
            "Written by openai:m; statements borne out by the sentences they cite: 1 of 1.",
            "由 openai:m 撰写；1 条陈述中，1 条有所引句子为证。",
        ),
        (
            written("a ~~b~~ (no)", HELD, FAILED, removed=2),
            "Written by openai:m; statements borne out by the sentences they cite: 1 of 2. "
            "References to nothing, removed: 2.",
            "由 openai:m 撰写；2 条陈述中，1 条有所引句子为证。已删去无所指的引用 2 处。",
        ),
        (
            written("a", HELD, FAILED, FAILED),
            "Written by openai:m; statements borne out by the sentences they cite: 1 of 3. "
            "Left out, as they failed the check: 2.",
            "由 openai:m 撰写；3 条陈述中，1 条有所引句子为证。未通过核对、没有显示的 2 条。",
        ),
    ],
    ids=["quoted", "silent", "all held", "struck", "left out"],
)
def test_who_wrote_and_how_the_check_went(answer: Answer, english: str, chinese: str) -> None:
    assert tell_check(answer, "en") == english
    assert tell_check(answer, "zh") == chinese


def test_only_a_completed_question_is_told() -> None:
    query = make_answer("which  zones? ").query
    assert tell_understood(replace(query, standalone="which zones?"), "en") == ""
    told = tell_understood(replace(query, standalone="which zones in 2024?"), "zh")
    assert told == "理解为：which zones in 2024?"


def test_what_was_taken_by_itself_and_may_have_been_meant_of_a_zone_is_told() -> None:
    query = replace(make_answer("how much?").query, may_lean=True)
    told = "Taken as a question of its own, with nothing from those before: how much?"
    assert tell_understood(query, "en") == told
    assert tell_understood(query, "zh") == "按独立的问题理解，未承接前面的问题：how much?"
    assert tell_understood(replace(query, standalone="how much in 2024?"), "en").startswith("Understood as: ")
