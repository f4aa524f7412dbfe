"""The cited article: the right characters are marked, those of the page stand beside, nothing acts."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.articles import Quoted, QuoteOutsideError, render_article
from prompts.loading import load_wording
from tests.scripted_answerer import HOSTILE, QUOTE, make_article

WORDING = load_wording("en", "page")
ARTICLE, PAGE = make_article()


def render(quoted: Quoted) -> str:
    return render_article(ARTICLE, PAGE, quoted, WORDING)


def marked(html: str) -> list[str]:
    inner = re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", html)) for html in inner]


def quote(text: str, focus: str = "") -> Quoted:
    start = ARTICLE.body.index(text)
    return Quoted(start, start + len(text), number=3, focus=focus)


def test_the_quoted_words_are_marked_in_the_body_and_on_the_page() -> None:
    on_page, in_body = marked(render(quote(QUOTE)))
    assert in_body == QUOTE
    assert on_page.replace("\n", "") == QUOTE
    assert "\n\n" in on_page, "the page's own line breaks are kept"


def test_the_head_names_zone_headline_date_author_and_file() -> None:
    text = unescape(re.sub(r"<[^>]+>", " ", render(quote(QUOTE))))
    for fact in ("青泉经开区", "铜箔项目开工", "2024-06", "张三", "报纸/2024-06.txt"):
        assert fact in text


def test_the_focus_is_marked_within_the_quote() -> None:
    html = render(quote(QUOTE, focus="24.96亿元"))
    assert html.count("<b>24.96亿元</b>") == 2
    assert "<b>" not in render(quote(QUOTE, focus="25亿元"))


def test_page_text_stays_text() -> None:
    html = render(quote(QUOTE, focus="<img>"))
    assert "<img" not in html
    assert HOSTILE in unescape(html)


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    end = ARTICLE.body.index("\n")
    _, first, second = marked(render(Quoted(end - 5, end + 6)))
    assert (first, second) == (ARTICLE.body[end - 5 : end], ARTICLE.body[end + 1 : end + 6])


@given(st.data())
def test_any_stretch_is_marked_exactly(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(ARTICLE.body) - 1))
    end = data.draw(st.integers(start + 1, len(ARTICLE.body)))
    _, *pieces = marked(render(Quoted(start, end)))
    assert "".join(pieces) == ARTICLE.body[start:end].replace("\n", "")


@pytest.mark.parametrize(
    ("start", "end"),
    [(5, 5), (6, 5), (-1, 4), (0, len(ARTICLE.body) + 1)],
    ids=["empty", "turned", "before", "after"],
)
def test_a_stretch_outside_the_body_is_refused(start: int, end: int) -> None:
    with pytest.raises(QuoteOutsideError, match=f"{start} to {end}"):
        render(Quoted(start, end))
