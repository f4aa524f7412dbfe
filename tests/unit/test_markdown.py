"""Answers' Markdown becomes HTML in which page text stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.markdown import Drawing, escape_text, render_markdown


class Outline(HTMLParser):
    """Collects the tags and the text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name not in {"class", "value", "title"}], attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def link(number: int) -> str:
    return f"<cite>{number}</cite>"


PLAIN = Drawing(link)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one [1]", "<p>one <cite>1</cite></p>"),
        ("**a [2]** b", "<p><strong>a <cite>2</cite></strong> b</p>"),
        ("- a\n- b\n\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
        ("- a\n  more", '<ul><li>a<span class="zw-detail">more</span></li></ul>'),
        ("- a\n  - b", '<ul><li>a</li><li class="zw-nested">b</li></ul>'),
        ("a\n  more\nb", '<p>a<span class="zw-detail">more</span><br>b</p>'),
        ("  alone", '<p><span class="zw-detail">alone</span></p>'),
        ("2. a\n3. b", '<ol><li value="2">a</li><li value="3">b</li></ol>'),
        ("> a\n> b", "<blockquote>a<br>b</blockquote>"),
        ("## a", "<h4>a</h4>"),
        ("`x`", "<p><code>x</code></p>"),
        (r"\[1\] \<b\>", "<p>&#91;1&#93; &lt;b&gt;</p>"),
        ("half **bold", "<p>half &#42;&#42;bold</p>"),
        ("a ~~b [1]~~ c", "<p>a <del>b <cite>1</cite></del> c</p>"),
        (r"~~a \~\~ b\~~~", "<p><del>a &#126;&#126; b&#126;</del></p>"),
        ("**a ~~b~~**", "<p><strong>a <del>b</del></strong></p>"),
        ("- ~~a~~ [1]", "<ul><li><del>a</del> <cite>1</cite></li></ul>"),
        ("half ~~struck", "<p>half &#126;&#126;struck</p>"),
        ("~~a\nb~~", "<p>&#126;&#126;a<br>b&#126;&#126;</p>"),
        (r"**a\***", "<p><strong>a&#42;</strong></p>"),
        ("", ""),
    ],
    ids=[
        "reference", "bold", "list", "its detail", "nested", "detail of line", "detail of nothing", "counted",
        "quote", "heading", "code", "escaped", "cut off", "struck", "struck tildes", "struck in bold",
        "struck item", "cut off struck", "struck lines", "bold star", "empty",
    ],
)  # fmt: skip
def test_what_is_known(text: str, html: str) -> None:
    assert render_markdown(text, PLAIN) == html


@pytest.mark.parametrize(
    "text",
    [
        '<img src=x onerror="alert(1)">',
        "[x](http://evil.example/)",
        "![x](http://evil.example/a.png)",
        "[1](http://evil.example/)",
        "<http://evil.example/>",
        "http://evil.example/",
        "<script>alert(1)</script>",
        "$$x$$ ~y~ <!-- z",
        "&lt;b&gt; &#60;",
        "[x][ref] [ref]: http://evil.example/",
        "![x][ref]",
        "[x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
        "<javascript:alert(1)>",
        "me@evil.example www.evil.example",
        "<svg/onload=alert(1)>",
        "[^1] [[wiki]] :emoji: @name",
    ],
)
def test_what_is_not_known_stays_as_it_is(text: str) -> None:
    html = render_markdown(f"a {text} b", PLAIN)
    outline = Outline(html)
    assert outline.tags == ["p"]
    assert outline.text == f"a {text} b"
    assert not re.search(r"https?:|script:|\]\(|\]\[|\$|~|@", html), "a Markdown reader would act on this"


@pytest.mark.parametrize(
    "around", ["~~{}~~", "**{}**", "- {}", "> {}", "# {}", "~~{} [1]~~ (struck out: {})"]
)
@pytest.mark.parametrize(
    "text", ['<img src=x onerror="alert(1)">', "[x](http://evil.example/)", "![](//evil.example/a)"]
)
def test_nothing_acts_within_what_is_known(around: str, text: str) -> None:
    html = render_markdown(around.replace("{}", text), PLAIN)
    outline = Outline(html)
    assert set(outline.tags) <= {"p", "del", "strong", "ul", "li", "blockquote", "h4", "cite"}
    assert text in outline.text


def test_struck_words_are_told_to_those_who_hear_the_page() -> None:
    drawing = Drawing(link, struck="Struck out:", struck_title='the "check"')
    assert render_markdown("~~a~~", drawing) == (
        '<p><del title="the &quot;check&quot;"><span class="zw-unseen">Struck out&#58; </span>a</del></p>'
    )


def test_notes_are_set_apart_and_stay_text() -> None:
    drawing = Drawing(link, notes={"(no: \\<b\\> [1])": "why", "(no)": ""})
    html = render_markdown("~~a~~ [2] (no: \\<b\\> [1]) b (no)", drawing)
    assert html == (
        '<p><del>a</del> <cite>2</cite> <span class="zw-note" title="why">&#40;no&#58; &lt;b&gt; '
        '<cite>1</cite>&#41;</span> b <span class="zw-note">&#40;no&#41;</span></p>'
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_escaped_text_is_its_characters_and_nothing_else(text: str) -> None:
    outline = Outline(f"<p>{escape_text(text)}</p>")
    assert outline.tags == ["p"]
    if not set(text) & {"\n", "\r", "\0"}:
        assert outline.text == text


@given(st.text(alphabet="<>&\"'[]()!*`~\\#->1. \nax字", max_size=80))
def test_any_text_gives_known_tags_on_one_line(text: str) -> None:
    html = render_markdown(text, PLAIN)
    known = {"p", "ul", "ol", "li", "h4", "blockquote", "br", "strong", "del", "code", "span", "cite"}
    assert set(Outline(html).tags) <= known
    assert "\n" not in html
