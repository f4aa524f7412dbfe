"""Many questions from a file: order and ids kept, a bad line told, the rest answered."""

import io
import json
from collections.abc import Sequence
from typing import cast

import pytest

from rag.answering_files import MAX_LINE_BYTES, answer_lines, read_lines
from rag.answers import EVERYWHERE, Answer, Json, Narrowing
from rag.contract import answer_as_json
from rag.pipeline import Pipeline, QuestionError
from tests.judged_answers import make_answer


class EchoPipeline:
    """Answers with the question, and refuses an empty one."""

    def answer(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Answer:
        assert not history
        assert narrowing.is_empty
        if not question:
            raise QuestionError("the question is empty")
        return make_answer(f"Echo: {question}")


def ask(*lines: str) -> list[dict[str, Json]]:
    numbered = ((number, text.encode()) for number, text in enumerate(lines, start=1))
    return list(answer_lines(numbered, cast("Pipeline", EchoPipeline())))


def read(text: bytes) -> list[tuple[int, bytes]]:
    return list(read_lines(io.BytesIO(text)))


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
        ('{"id": 1}', 1, 'line 2 is not {"id": …, "question": "…"}'),
        ('{"id": 1, "question": 2}', 1, 'line 2 is not {"id": …, "question": "…"}'),
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


def test_blank_lines_are_passed_over_and_counted() -> None:
    assert read(b"a\n\n  \nb") == [(1, b"a\n"), (4, b"b")]


def test_a_byte_order_mark_is_dropped() -> None:
    assert read(b"\xef\xbb\xbf{}\n") == [(1, b"{}\n")]


def test_a_line_of_another_encoding_is_told_and_the_rest_goes_on() -> None:
    text = f"{line('a', '铜？')}\n".encode() + "哪些开发区\n".encode("gb18030") + line("b", "glass?").encode()
    pipeline = cast("Pipeline", EchoPipeline())
    first, error, last = answer_lines(read(text), pipeline)
    assert (first["id"], last["id"]) == ("a", "b")
    assert str(error["error"]).startswith("line 2 is not UTF-8")


def test_a_line_that_is_too_long_is_cut_and_the_next_one_whole() -> None:
    long = line("a", "铜" * MAX_LINE_BYTES)
    lines = read(f"{long}\n{line('b', 'glass?')}\n".encode())
    assert [len(item) <= MAX_LINE_BYTES for _, item in lines] == [True, True]
    error, answer = answer_lines(lines, cast("Pipeline", EchoPipeline()))
    assert str(error["error"]).startswith("line 1 is no")
    assert answer["text"] == "Echo: glass?"


@pytest.mark.parametrize("extra", [-1, 0, 1], ids=["one less", "as long", "one more"])
def test_lines_about_as_long_as_a_line_may_be(extra: int) -> None:
    first = b"x" * (MAX_LINE_BYTES - 1 + extra)
    lines = read(first + b"\nsecond\nthird")
    assert [(number, item.strip()) for number, item in lines[1:]] == [(2, b"second"), (3, b"third")]
    assert lines[0][1].strip() == first[: MAX_LINE_BYTES - 1]


def test_a_last_line_needs_no_end() -> None:
    assert read(b"x" * (MAX_LINE_BYTES + 5)) == [(1, b"x" * (MAX_LINE_BYTES - 1))]
