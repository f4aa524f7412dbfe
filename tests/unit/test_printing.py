"""What a terminal is given: no codes of a page's own, bold only where it shows, the trace, the settings."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers import Trace
from rag.composing import escape_markdown
from rag.printing import print_answer, print_settings, print_trace, render_text
from rag.settings import trace_settings
from tests.scripted_answerer import make_answer


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("code", ["\x1b", "\x07", "\x00", "\x9b", "\r", "\x7f"], ids=repr)
def test_control_characters_of_a_page_are_dropped(code: str) -> None:
    for styled in (True, False):
        assert render_text(f"铜{code}[2J箔", styled=styled) == "铜[2J箔"


def test_lines_and_tabs_stay() -> None:
    assert render_text("铜\n\t箔", styled=False) == "铜\n\t箔"


def test_bold_is_for_terminals_only() -> None:
    assert render_text("**18.6亿元**投产", styled=True) == "\x1b[1m18.6亿元\x1b[0m投产"
    assert render_text("**18.6亿元**投产", styled=False) == "**18.6亿元**投产"


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


def test_every_setting_is_printed_with_its_origin() -> None:
    stream = io.StringIO()
    settings = trace_settings({"hits": 5}, environment={})
    print_settings(settings, stream)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2 * len(settings)
    assert any(line.startswith("hits ") and line.endswith("= 5  [command line]") for line in lines)
    assert all(item.meaning in stream.getvalue() for item in settings)
