"""Many questions from a file: order and ids kept, a bad line told, the rest answered."""

import io
import json
from collections.abc import Sequence
from typing import cast

import pytest

from rag.answering_files import MAX_LINE_CHARS, answer_lines, read_lines
from rag.answers import Answer, Json
from rag.contract import answer_as_json
from rag.pipeline import Pipeline, QuestionError
from tests.judged_answers import make_answer


class EchoPipeline:
    """Answers with the question, and refuses an empty one."""

    def answer(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        assert not history
        if not question:
            raise QuestionError("the question is empty")
        return make_answer(f"Echo: {question}")


def ask(*lines: str) -> list[dict[str, Json]]:
    return list(answer_lines(lines, cast("Pipeline", EchoPipeline())))


def line(name: object, question: object) -> str:
    return json.dumps({"id": name, "question": question}, ensure_ascii=False)


def test_ids_and_order_are_kept() -> None:
    answers = ask(line("b", "铜？"), line(1, "glass?"), line(None, "rods?"), line({"n": [2]}, "foil?"))
    assert [answer["id"] for answer in answers] == ["b", 1, None, {"n": [2]}]
    assert [answer["text"] for answer in answers] == [
        "Echo: 铜？",
        "Echo: glass?",
        "Echo: rods?",
        "Echo: foil?",
    ]


def test_an_answer_is_the_contract_s_after_its_id() -> None:
    (answer,) = ask(line(7, "glass?"))
    expected = answer_as_json(make_answer("Echo: glass?"))
    assert answer == {"id": 7, **expected}
    assert list(answer) == ["id", *expected]


@pytest.mark.parametrize(
    ("bad", "name", "message"),
    [
        ("no json", None, "line 2 is no JSON: "),
        ('{"id": 1, "question": "cut', None, "line 2 is no JSON: "),
        ("[1]", None, 'line 2 is not {"id": …, "question": "…"}'),
        ("3", None, 'line 2 is not {"id": …, "question": "…"}'),
        ('{"id": 1}', None, 'line 2 is not {"id": …, "question": "…"}'),
        ('{"id": 1, "question": 2}', None, 'line 2 is not {"id": …, "question": "…"}'),
        ("[" * 90_000, None, "line 2 is no JSON: "),
        ('{"id": ' + "1" * 9000 + ', "question": "x"}', None, "line 2 is no JSON: "),
        ('{"id": NaN, "question": "x"}', None, "line 2 is no JSON: "),
        ('{"id": "\\ud800", "question": "x"}', None, "line 2 is no JSON: "),
        ('{"id": 5, "question": ""}', 5, "the question is empty"),
    ],
    ids=[
        "no JSON",
        "cut",
        "array",
        "number",
        "no question",
        "question no text",
        "too deep",
        "too many digits",
        "id no number",
        "id no text",
        "refused",
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(bad: str, name: object, message: str) -> None:
    first, error, last = ask(line("a", "glass?"), bad, line("c", "rods?"))
    assert (first["text"], last["text"]) == ("Echo: glass?", "Echo: rods?")
    assert error["id"] == name
    assert str(error["error"]).startswith(message)
    assert "text" not in error


def test_blank_lines_are_passed_over() -> None:
    assert list(read_lines(io.StringIO("a\n\n  \nb"))) == ["a\n", "b"]


def test_a_line_that_is_too_long_is_cut_and_the_next_one_whole() -> None:
    long = line("a", "铜" * (3 * MAX_LINE_CHARS))
    lines = list(read_lines(io.StringIO(f"{long}\n{line('b', 'glass?')}\n")))
    assert [len(item) <= MAX_LINE_CHARS for item in lines] == [True, True]
    error, answer = ask(*lines)
    assert str(error["error"]).startswith("line 1 is no JSON")
    assert answer["text"] == "Echo: glass?"


@pytest.mark.parametrize("extra", [-1, 0, 1], ids=["one less", "as long", "one more"])
def test_lines_about_as_long_as_a_line_may_be(extra: int) -> None:
    first = "x" * (MAX_LINE_CHARS - 1 + extra)
    lines = list(read_lines(io.StringIO(f"{first}\nsecond\nthird")))
    assert [item.strip() for item in lines[1:]] == ["second", "third"]
    assert lines[0].strip() == first[: MAX_LINE_CHARS - 1]


def test_a_last_line_needs_no_end() -> None:
    assert list(read_lines(io.StringIO("x" * (MAX_LINE_CHARS + 5)))) == ["x" * (MAX_LINE_CHARS - 1)]
