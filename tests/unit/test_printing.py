"""What a terminal is given: no codes of a page's own, bold only where it shows, the trace, the settings."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers import Answer, Problem, Statement, Trace
from rag.composing import escape_markdown
from rag.printing import print_answer, print_settings, print_trace, render_text
from rag.settings import trace_settings
from tests.scripted_answerer import make_answer


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("code", ["\x1b", "\x07", "\x00", "\x9b", "\r", "\x7f", "\u202e", "\u2067"], ids=repr)
def test_control_characters_of_a_page_are_dropped(code: str) -> None:
    for styled in (True, False):
        assert render_text(f"铜{code}[2J箔", styled=styled) == "铜[2J箔"


def test_lines_and_tabs_stay() -> None:
    assert render_text("铜\n\t箔", styled=False) == "铜\n\t箔"


def test_bold_is_for_terminals_only() -> None:
    assert render_text("**18.6亿元**投产", styled=True) == "\x1b[1m18.6亿元\x1b[0m投产"
    assert render_text("**18.6亿元**投产", styled=False) == "**18.6亿元**投产"


def test_struck_words_are_struck_in_a_terminal_and_readable_in_a_file() -> None:
    text = "~~It invests **9** billion \\~ yuan.~~ [1] (struck out: 24.96 亿)"
    assert render_text(text, styled=True) == (
        "\x1b[9mIt invests \x1b[1m9\x1b[0m billion ~ yuan.\x1b[29m [1] (struck out: 24.96 亿)"
    )
    assert (
        render_text(text, styled=False) == "~~It invests **9** billion ~ yuan.~~ [1] (struck out: 24.96 亿)"
    )


@pytest.mark.parametrize("text", ["~~half", "\\~~a\\~~", "~~a\nb~~"], ids=["half", "escaped", "two lines"])
def test_what_is_not_struck_is_not(text: str) -> None:
    assert "\x1b" not in render_text(text, styled=True)


def test_bold_begins_after_what_is_escaped() -> None:
    assert render_text(r"\\**a**\*", styled=True) == "\\\x1b[1ma\x1b[0m*"


@given(st.text(alphabet=st.sampled_from("铜a1 \\`*_[]<>#|~!\n")), st.booleans())
def test_what_was_escaped_is_printed_as_it_stands_on_the_page(text: str, styled: bool) -> None:
    assert render_text(escape_markdown(text), styled=styled) == text


def test_an_answer_is_styled_by_its_stream() -> None:
    answer = replace(make_answer("q"), text="**1 zone fits.** a\\_b.txt")
    plain, terminal = io.StringIO(), Terminal()
    print_answer(answer, plain)
    print_answer(answer, terminal)
    assert plain.getvalue() == "**1 zone fits.** a_b.txt\n"
    assert terminal.getvalue() == "\x1b[1m1 zone fits.\x1b[0m a_b.txt\n"


def written_answer(**changes: object) -> Answer:
    statements = (
        Statement("It invests 2.496 billion yuan.", (1,), "supported", support=0.9),
        Statement("It invests 9 billion yuan.", (1,), "contradicted", (Problem("figure", "9 billion"),)),
        Statement("In short:", (), "framing"),
    )
    answer = replace(
        make_answer("and there?"), text="~~It invests 9 billion yuan.~~ [1]", statements=statements
    )
    query = replace(answer.query, question="and there?", standalone="How much does\x1b[2J Qingquan invest?")
    return replace(answer, query=query, model="openai:m*d\x9bel", removed_references=2, **changes)  # type: ignore[arg-type]


def test_what_is_said_beside_an_answer_stands_around_it() -> None:
    stream = io.StringIO()
    print_answer(written_answer(), stream)
    assert stream.getvalue() == (
        "Understood as: How much does[2J Qingquan invest?\n\n"
        "~~It invests 9 billion yuan.~~ [1]\n\n"
        "Written by openai:m*del; statements borne out by the sentences they cite: 1 of 2. "
        "References to nothing, removed: 2.\n"
    )


def test_the_remarks_are_in_the_language_of_the_answer() -> None:
    stream = io.StringIO()
    answer = written_answer()
    print_answer(replace(answer, query=replace(answer.query, language="zh"), statements=()), stream)
    assert stream.getvalue().startswith("理解为：How much does")
    assert stream.getvalue().endswith("语言模型：openai:m*del。已删去无所指的引用 2 处。\n")


def test_the_trace_is_printed_stage_by_stage() -> None:
    trace = Trace((("understanding", {"topic": "铜"}), ("answering", {"form": "list"})))
    stream = io.StringIO()
    print_trace(replace(make_answer("q"), trace=trace, seconds=0.0123), stream)
    head, first, second = stream.getvalue().split("── ")[0:3]
    assert head == ""
    assert first.startswith("understanding\n")
    assert json.loads(first.removeprefix("understanding\n")) == {"topic": "铜"}
    assert second.startswith("answering\n")
    assert stream.getvalue().endswith("── 12 ms\n")


def test_the_trace_brings_no_codes_of_a_page_to_the_terminal() -> None:
    stream = io.StringIO()
    trace = Trace((("judging", {"sentence": "铜\x9b2J箔\u202e\x1b[2J"}),))
    print_trace(replace(make_answer("q"), trace=trace), stream)
    assert not {"\x9b", "\x1b", "\u202e"} & set(stream.getvalue())
    assert "铜2J箔" in stream.getvalue()


def test_every_setting_is_printed_with_its_origin() -> None:
    stream = io.StringIO()
    settings = trace_settings({"hits": 5}, environment={})
    print_settings(settings, stream)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2 * len(settings)
    assert any(line.startswith("hits ") and line.endswith("= 5  [command line]") for line in lines)
    assert all(item.meaning in stream.getvalue() for item in settings)
