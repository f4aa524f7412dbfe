"""A turn as HTML: its stage, its links, its notices; nothing of a page can act."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from app.answer_view import View, describe_scope, link_citation, render_question, render_turn
from app.conversation import Status, Turn
from prompts.loading import load_wording
from rag.composing import Scope
from tests.scripted_answerer import QUOTE, SECOND_QUOTE, make_answer, make_article, make_citation

VIEW = View("en", load_wording("en", "page"), Scope(articles=37, zones=9))


def done(*, abstained: bool = False) -> Turn:
    answer = make_answer("q", abstained=abstained)
    return Turn("q", Status.DONE, text=answer.text, answer=answer)


def test_the_stage_that_runs_is_named_with_what_is_searched() -> None:
    html = render_turn(Turn("q", stage="searching"), VIEW)
    assert "Searching 37 articles…" in html
    assert "Working…" in render_turn(Turn("q", stage="of another pipeline"), VIEW)


def test_streamed_text_has_numbers_without_links_and_keeps_the_stage() -> None:
    html = render_turn(Turn("q", Status.STREAMING, stage="answering", text="a [1]"), VIEW)
    assert '<span class="zw-cite zw-idle">1</span>' in html
    assert "<a " not in html
    assert "Choosing the sentences" in html


def test_known_numbers_link_to_their_citation_and_unknown_ones_do_not() -> None:
    html = render_turn(done(), VIEW)
    links = re.findall(r'<a class="zw-cite" href="([^"]+)".*?</span>(\d+)</a>', html)
    assert [number for _, number in links] == ["1", "2"]
    assert '<span class="zw-cite zw-idle">9</span>' in html
    query = parse_qs(urlsplit(unescape(links[0][0])).query)
    article, _ = make_article()
    start = article.body.index(QUOTE)
    assert query == {
        "id": [article.id], "start": [str(start)], "end": [str(start + len(QUOTE))], "number": ["1"],
        "lang": ["en"], "focus": ["24.96亿元"],
    }  # fmt: skip


def test_page_text_stays_text() -> None:
    html = render_turn(done(), VIEW)
    assert "<img" not in html
    assert html.count("<a ") == 2
    assert "\n" not in html


def test_an_abstention_lists_what_its_text_does_not_refer_to() -> None:
    html = render_turn(done(abstained=True), VIEW)
    assert 'class="zw-answer zw-abstained"' in html
    assert "Nearest passages" in html
    assert unescape(html).count(QUOTE) == 1
    assert unescape(html).count(SECOND_QUOTE) == 1


def test_an_answer_that_refers_to_all_lists_nothing_again() -> None:
    assert "zw-nearest" not in render_turn(done(), VIEW)


@pytest.mark.parametrize("status", [Status.STOPPED, Status.FAILED], ids=lambda status: status.value)
def test_closed_turns_keep_their_text_and_say_why(status: Status) -> None:
    html = render_turn(Turn("q", status, text="half an answer"), VIEW)
    assert "half an answer" in html
    assert 'class="zw-notice"' in html
    assert "zw-stage" not in html


def test_a_question_is_its_characters() -> None:
    turn = Turn("<b>a</b>\n[x](http://evil.example)")
    html = render_question(turn)
    assert "<b>" not in html
    assert "](" not in html
    assert html.count("<br>") == 1


def test_the_scope_is_said_in_the_language_of_the_page() -> None:
    assert describe_scope(VIEW) == "Searching 37 articles about 9 zones."
    assert "37 篇" in describe_scope(replace(VIEW, language="zh", wording=load_wording("zh", "page")))


def test_a_link_without_focus_names_none() -> None:
    assert "focus" not in link_citation(make_citation(2, SECOND_QUOTE), "zh")
