"""The seam of language models: what a scripted model writes is shown only when its words are borne out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from rag.generating import (
    MAX_ANSWER_CHARS,
    Message,
    ModelUnavailableError,
    find_strange_figure,
    generate_answer,
)
from tests.unit.rag_fakes import make_citation

MESSAGES = (Message("user", "?"),)
CITATIONS = (make_citation("青泉经开区投资24.96亿元建设铜箔项目，占地120亩。"),)


@dataclass
class ScriptedModel:
    """Says what it was told to say, a few characters at a time; then fails, where it was told to."""

    text: str
    failure: str = ""
    name: str = "scripted"

    def count_tokens(self, text: str) -> int:
        return len(text)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        assert messages
        for start in range(0, len(self.text), 7):
            yield self.text[start : start + 7]
        if self.failure:
            raise ModelUnavailableError(self.failure)


@pytest.mark.parametrize(
    "text",
    ["青泉投资24.96亿元 [1]。", "Qingquan invests 2.496 billion yuan in copper foil [1]."],
    ids=["as printed", "converted"],
)
def test_a_borne_out_answer_is_shown_as_written(text: str) -> None:
    generated = generate_answer(ScriptedModel(text), MESSAGES, CITATIONS)
    assert generated.text == text
    assert generated.problem == ""


def test_a_reference_to_nothing_is_removed_and_counted() -> None:
    generated = generate_answer(ScriptedModel("It invests [1] and exports [7]."), MESSAGES, CITATIONS)
    assert generated.text == "It invests [1] and exports ."
    assert generated.removed == 1


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        (ScriptedModel("It invests 30 billion yuan [1]."), "30 billion yuan"),
        (ScriptedModel("It invests a lot."), "cited no sentence"),
        (ScriptedModel("It invests [9]."), "cited no sentence"),
        (ScriptedModel("It inv", failure="the connection was cut"), "the connection was cut"),
        (ScriptedModel("a" * (MAX_ANSWER_CHARS + 1)), "more than"),
    ],
    ids=["wrong figure", "no reference", "only a reference to nothing", "cut off", "endless"],
)
def test_anything_else_is_not_shown(model: ScriptedModel, problem: str) -> None:
    generated = generate_answer(model, MESSAGES, CITATIONS)
    assert generated.text == ""
    assert problem in generated.problem


def test_years_and_references_are_no_amounts() -> None:
    assert find_strange_figure("In 2024 it built on 120亩 [1] [12].", CITATIONS) == ""
    assert find_strange_figure("占地130亩", CITATIONS) == "130亩"
