"""A model's text to statements: sentences, references, Markdown taken off, any chunking the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.checking.stating import MAX_LINE_CHARS, Claim, StatementReader, split_statements
from rag.checking.unmarking import drop_hidden


def texts(text: str) -> list[str]:
    return [claim.text for claim in split_statements(text)]


def cited(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(claim.text, claim.references) for claim in split_statements(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Output rose 12.5%. It fell later.", ["Output rose 12.5%.", "It fell later."]),
        ("Jinnan Copper Co., Ltd. makes foil.", ["Jinnan Copper Co., Ltd. makes foil."]),
        ("It is the No. 3 plant of the U.S. firm.", ["It is the No. 3 plant of the U.S. firm."]),
        ("It took approx. five years. Then it closed.", ["It took approx. five years.", "Then it closed."]),
        ("Is it so? Yes! It is.", ["Is it so?", "Yes!", "It is."]),
        ("产值达24.96亿元。企业26家！是吗？", ["产值达24.96亿元。", "企业26家！", "是吗？"]),
        ("他说：“投产了。”之后离开。", ["他说：“投产了。”", "之后离开。"]),
        ("甲区增长；乙区下降。", ["甲区增长；乙区下降。"]),
        ("one line\nanother line\r\nthird", ["one line", "another line", "third"]),
        ("Mixed 中文.然后 English.", ["Mixed 中文.", "然后 English."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It grew [1].", (1,)),
        ("It grew. [1]", (1,)),
        ("It grew.[1, 3]", (1, 3)),
        ("It grew [1][3].", (1, 3)),
        ("It grew [1-3].", (1, 2, 3)),
        ("It grew [1–3, 7].", (1, 2, 3, 7)),
        ("增长了【1】。", (1,)),
        ("增长了。［１、２］", (1, 2)),
        ("It grew[^2].", (2,)),
        ("It grew 【4†source】.", (4,)),
        ("It grew [Source 5].", (5,)),
        ("It grew [[6]].", (6,)),
        ("It grew [7](http://example.com).", (7,)),
        (r"It grew \[8\].", (8,)),
        ("It grew [1]. [2]", (1, 2)),
        ("It grew (1) in [2023].", ()),
        ("It grew [1][1].", (1,)),
        ("[3] It grew.", (3,)),
    ],
)
def test_references(text: str, numbers: tuple[int, ...]) -> None:
    (claim,) = split_statements(text)
    assert claim.references == numbers


def test_an_uncited_sentence_takes_the_next_references_of_its_line() -> None:
    assert cited("One. Two [1]. Three. [2] Four.\nFive.") == [
        ("One.", (1,)),
        ("Two.", (1,)),
        ("Three.", (2,)),
        ("Four.", ()),
        ("Five.", ()),
    ]


def test_a_semicolon_ends_a_statement_only_after_a_reference() -> None:
    assert cited("甲区增长12%[1]；乙区下降3%[2]。") == [("甲区增长12%；", (1,)), ("乙区下降3%。", (2,))]
    assert cited("A grew [1]; B fell [2].") == [("A grew;", (1,)), ("B fell.", (2,))]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Output** was *2.4* `bn`, ~~not~~ __3__", "Output was 2.4 bn, not 3"),
        ("See [the page](https://evil.example/a_(b)?c=d).", "See the page."),
        ("Before ![chart](https://evil.example/x.png) after", "Before after"),
        ("<b>Bold</b> <img src=x onerror=alert(1)> text <!-- hidden -->", "Bold text"),
        ("&lt;script&gt;words&lt;/script&gt; &amp; more", "words & more"),
        ("a snake_case_name and _emphasis_", "a snake_case_name and emphasis"),
        ("5 * 3 and 2*4", "5×3 and 2×4"),
        ("> quoted words", "quoted words"),
        ("| Zone | Output |", "Zone | Output"),
        ("ab\u200bc\u202ed\U000e0041e\u2066f\x07g", "abcdefg"),
    ],
)
def test_markdown_is_taken_off(text: str, plain: str) -> None:
    assert texts(text) == [plain]


def test_rules_and_fences_are_no_statements() -> None:
    assert texts("```python\ncode is text\n```\n---\n|---|:--:|\n***\n===\n") == ["code is text"]


def test_marks_and_headings_of_a_line() -> None:
    text = "## Copper\n\n- First. Second.\r\n  2) third\n• fourth\n**Bold title**\n2024 was good."
    assert split_statements(text) == [
        Claim("Copper", is_heading=True),
        Claim("First.", prefix="- ", breaks=2),
        Claim("Second.", breaks=0),
        Claim("third", prefix="  2. "),
        Claim("fourth", prefix="- "),
        Claim("Bold title", is_heading=True),
        Claim("2024 was good."),
    ]


def test_a_number_that_starts_a_line_is_no_mark_of_a_list() -> None:
    assert split_statements("24.96 billion yuan") == [Claim("24.96 billion yuan")]


def test_a_cited_sentence_is_given_before_its_line_ends() -> None:
    reader = StatementReader()
    assert reader.feed("It grew by 12% [1]. ") == []
    assert [claim.text for claim in reader.feed("T")] == ["It grew by 12%."]
    assert [claim.text for claim in reader.close()] == ["T"]


def test_an_endless_line_is_read_in_parts() -> None:
    start = time.perf_counter()
    reader = StatementReader()
    claims = [claim for _ in range(20_000) for claim in reader.feed("abcd [1] ")]
    assert len(claims) >= 20_000 * 9 // MAX_LINE_CHARS - 1
    assert all(len(claim.text) <= MAX_LINE_CHARS for claim in claims)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    "unit", ["[", "[1", "[1]", "<a", "![", "](", "*", "_", "|", ". ", "[1, ", "&lt;", "\\["]
)
def test_repeated_marks_take_no_long_time(unit: str) -> None:
    start = time.perf_counter()
    split_statements(unit * (40_000 // len(unit)))
    assert time.perf_counter() - start < 10


_PIECES = st.sampled_from(
    ["It grew", " by 12.5%", ". ", "[1]", " [2, 3]", "\n", "\n\n", "。", "；", "- ", "**", "[x](http://a.b)",
     "U.S. ", "Co., Ltd. ", "| a | b |", "\r\n", "「投产了。」", "\u200b", "<b>", "[", "]", "1", " ", "# ",
     "!", "【4】", "\\", "&amp;"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40), st.lists(st.integers(1, 7), min_size=1, max_size=20))
@example(["It grew", ". ", "[1]", " [2, 3]", "It grew", "\r\n"], [1])
def test_any_chunking_gives_the_same_statements(pieces: list[str], sizes: list[int]) -> None:
    text = "".join(pieces)
    reader = StatementReader()
    claims: list[Claim] = []
    at = turn = 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        claims += reader.feed(text[at : at + size])
        at, turn = at + size, turn + 1
    assert [*claims, *reader.close()] == split_statements(text)


@given(st.text(max_size=300))
def test_nothing_hidden_is_left(text: str) -> None:
    for claim in split_statements(text):
        assert claim.text == drop_hidden(claim.text)
        assert len(claim.text.splitlines()) == 1
        assert any(character.isalnum() for character in claim.text)


def test_a_model_that_writes_nothing_but_references_is_read_at_once() -> None:
    reader = StatementReader()
    began = time.perf_counter()
    assert [claim for _ in range(600) for claim in reader.feed("[1]")] == []
    assert time.perf_counter() - began < 3
