"""A conversation in a file: nothing is lost, nothing acts, and what is unfinished says so."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.conversation import Conversation, Status, Turn
from app.escaping import escape_answer, escape_line
from app.exporting import export_json, export_markdown, name_file
from rag.answers import Answer, Narrowing
from rag.contract import answer_as_json
from rag.delimiting import compose_narrowing
from tests.scripted_answerer import (
    HOSTILE,
    QUOTE,
    SECOND_QUOTE,
    ZONE,
    make_answer,
    make_citation,
    make_written_answer,
)

MOMENT = datetime(2026, 3, 7, 9, 5, tzinfo=UTC)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
INERT = {
    "inline", "text", "softbreak", "paragraph_open", "paragraph_close", "heading_open", "heading_close",
    "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "blockquote_open",
    "blockquote_close", "strong_open", "strong_close", "s_open", "s_close", "em_open", "em_close",
    "text_special", "ordered_list_open", "ordered_list_close", "code_inline",
}  # fmt: skip
MARKS = st.sampled_from(["*", "_", "`", "[x](http://e.example)", "![a](b)", "<b>", "~", "|", "\\", "# ", "> ",
                         "- ", "1. ", "\n", "\n\n", "    ", "---", "===", "$x$", "&lt;", "a@b.co", "[1]",
                         "[1]: x", "<!--", "www.e.example", "字", "a", " ", "\u2028", "\x00",
                         "\ud800"])  # fmt: skip
TEXTS = st.lists(MARKS, max_size=14).map("".join) | st.text(max_size=40)


def finished(answer: Answer, question: str = "q") -> Turn:
    return Turn(question, Status.DONE, text=answer.text, answer=answer)


def read(markdown: str) -> list[Token]:
    """Give all tokens that a reader of Markdown makes of a text."""
    blocks = READER.parse(markdown)
    return [*blocks, *(child for block in blocks for child in block.children or ())]


def show(markdown: str) -> str:
    """Give the characters that a reader sees."""
    return "".join(token.content for token in read(markdown) if not token.children and token.type != "inline")


def test_markdown_has_question_answer_and_numbered_sources() -> None:
    text = export_markdown(Conversation((finished(make_answer("q"), "Which zones?"),)), "en", exported=MOMENT)
    lines = text.splitlines()
    assert lines[:5] == [
        "# Questions put to Zonewise", "", "Exported: 2026-03-07 09:05+00:00", "", "## 1. Which zones?",
    ]  # fmt: skip
    assert "**1 zone fits.**" in lines
    assert f"> {QUOTE} [1]" in lines
    sources = lines[lines.index("### Sources") + 2 :]
    assert sources[0] == (
        f"- [1] **{ZONE.short}** ({ZONE.english}) · 铜箔项目开工 · 2024-06 · 报纸/2024-06.txt"
    )
    assert sources[1] == f"  > {QUOTE}"
    assert sources[2].startswith("- [2] ")
    assert sources[3] == f"  > {SECOND_QUOTE}"


def test_struck_statements_stand_struck_with_their_reason() -> None:
    text = export_markdown(Conversation((finished(make_written_answer("q")),)), "en")
    assert "- ~~It yields 12,000 tonnes of foil a year.~~ [1] (struck out: " in text
    assert "says 8万吨, not 12,000 tonnes)" in text
    assert "Written by openai:scripted; statements borne out by the sentences they cite: 3 of 5." in text
    assert [token.type for token in read(text)].count("s_open") == 2


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (Turn("q", Status.WAITING), "No answer had come yet"),
        (Turn("q", Status.STREAMING, text="half"), "still being written"),
        (Turn("q", Status.STOPPED, text="half"), "was stopped"),
        (Turn("q", Status.FAILED), "could not be finished"),
    ],
    ids=lambda value: value.status.value if isinstance(value, Turn) else "",
)
def test_an_unfinished_turn_says_so(turn: Turn, said: str) -> None:
    text = export_markdown(Conversation((turn,)), "en")
    assert said in text
    assert ("half" in text) == bool(turn.text)
    [exported] = json.loads(export_json(Conversation((turn,))))["turns"]
    assert (exported["status"], exported["answer"], exported["text"]) == (turn.status.value, None, turn.text)


def test_an_abstention_names_its_citations_as_the_nearest() -> None:
    text = export_markdown(Conversation((finished(make_answer("q", abstained=True)),)), "zh")
    assert "### 最接近的内容" in text
    assert "### 出处" not in text
    assert QUOTE in text


def test_a_narrowed_question_says_once_to_what() -> None:
    narrowing = Narrowing(zones=("长治高新区", "长治经开区"), since="2024-03", sources=("a_b",))
    told = compose_narrowing(narrowing, (), "en")
    shown = (
        "Narrowed to: articles about 长治高新区, 长治经开区; files with “a_b” in their names;"
        " published in 2024-03 or later."
    )
    stopped = replace(finished(make_answer("q")), status=Status.STOPPED, answer=None, narrowing=narrowing)
    answer = replace(make_answer("q"), text=f"**Nothing.**\n\n{told}")
    for turn in (stopped, replace(finished(answer), narrowing=narrowing)):
        assert show(export_markdown(Conversation((turn,)), "en")).count(shown) == 1
    assert "检索范围：" in export_markdown(Conversation((stopped,)), "zh")
    [exported] = json.loads(export_json(Conversation((stopped,))))["turns"]
    assert exported["narrowing"]["since"] == "2024-03"


@given(question=TEXTS, said=TEXTS, quoted=TEXTS)
def test_nothing_acts_in_any_reader_of_markdown(question: str, said: str, quoted: str) -> None:
    citation = replace(make_citation(1, QUOTE), text=quoted, headline=quoted, zone=quoted, source=quoted)
    answer = replace(make_answer("q"), text=said, citations=(citation,))
    text = export_markdown(Conversation((finished(answer, question),)), "en")
    assert {token.type for token in read(text)} <= INERT
    assert not re.search(r"(?<!\\)://|(?i:(?<!\\)www\.)|(?<!\\)@", re.sub(r"`[^`\n]+`", "", text))
    text.encode("utf-8")


@given(TEXTS)
def test_a_line_shows_its_own_characters(text: str) -> None:
    shown = " ".join(show(escape_line(text)).split())
    kept = " ".join(re.sub("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]", "\ufffd", text).split())
    assert shown == kept


@pytest.mark.parametrize("line", ["    - a", "\t* a", "          1. a", "        > a", "     a"])
def test_no_line_of_an_answer_becomes_code_by_its_indent(line: str) -> None:
    for text in (line, f"**Two fit.**\n\n{line}"):
        assert not {"code_block", "fence"} & {token.type for token in read(escape_answer(text))}


def test_hostile_text_of_an_answer_is_its_characters() -> None:
    assert show(escape_answer(f"- {HOSTILE}")) == HOSTILE
    assert show(escape_answer("[1]: http://evil.example")) == "[1]: http://evil.example"
    assert show(escape_answer("**a [b](c)** ~~<i>~~")) == "a [b](c) <i>"


@given(questions=st.lists(TEXTS, max_size=3), text=TEXTS)
def test_json_gives_back_what_was_asked_and_answered(questions: list[str], text: str) -> None:
    answer = replace(make_answer("q"), text=text)
    turns = tuple(finished(answer, question) for question in questions)
    written = export_json(Conversation(turns), exported=MOMENT).encode("utf-8")
    value = json.loads(written)
    assert (value["format"], value["version"]) == ("zonewise-conversation", 1)
    assert value["exported"] == "2026-03-07T09:05:00+00:00"
    mended = [
        question.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for question in questions
    ]
    assert [turn["question"] for turn in value["turns"]] == mended
    if "\ud800" not in text:
        assert all(
            turn["answer"] == json.loads(json.dumps(answer_as_json(answer))) for turn in value["turns"]
        )


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Which zones invest in copper processing, and why?",
         "zonewise-20260307-0905-which-zones-invest-in-copper-processing.md"),
        ("哪些开发区在建设标准厂房？", "zonewise-20260307-0905-哪些开发区在建设标准厂房.md"),
        ("../../etc/passwd\x00", "zonewise-20260307-0905-etc-passwd.md"),
        ("？", "zonewise-20260307-0905.md"),
    ],
)  # fmt: skip
def test_a_file_is_named_by_its_date_and_first_question(question: str, name: str) -> None:
    assert name_file(Conversation((Turn(question), Turn("later"))), MOMENT, "md") == name
    assert name_file(Conversation(), MOMENT, "json") == "zonewise-20260307-0905.json"
