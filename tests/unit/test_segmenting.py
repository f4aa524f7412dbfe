"""Segmenting: invented pages in many layouts, and pages with a difficulty of their own."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Article, Page
from index.segmenting import segment_page
from tests.unit.newspaper_pages import Layout, Story, build_page, read_stories

PAGES_FILE = Path(__file__).parents[1] / "golden" / "segmenting" / "pages.toml"
PAGES: list[dict[str, Any]] = tomllib.loads(PAGES_FILE.read_text(encoding="utf-8"))["pages"]
SETTINGS = {
    "whole": {},
    "whole-without-blank-lines": {"gap": 0},
    "whole-indented": {"gap": 0, "indent": "　　"},
    "cut": {"width": 17},
    "cut-with-column-breaks": {"width": 19, "breaks": 7},
    "double-spaced": {"width": 19, "spacing": 1},
    "cut-without-blank-lines": {"width": 22, "gap": 0},
}
DATELINES = {"journal": "本刊讯 ", "named": "科学导报讯 ", "place": "本报平遥6月3日讯 ", "none": ""}


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def read_page(text: str, source: str = "p.txt") -> tuple[Article, ...]:
    return segment_page(Page(source=source, text=text))


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_difficult_page(page: dict[str, Any]) -> None:
    articles = read_page(page["text"])
    assert len(articles) == len(page["articles"])
    assert all(article.is_whole_page == page.get("whole", False) for article in articles)
    for article, gold in zip(articles, page["articles"], strict=True):
        assert squeeze(article.body).startswith(gold["first"])
        assert squeeze(article.body).endswith(gold["last"])
        assert (article.headline, article.byline) == (gold["headline"], gold["byline"])
        if gold["zone"] != "*":
            assert article.zone.removesuffix("经开区") == gold["zone"]
        if "year" in gold:
            assert article.published.year == gold["year"]


@pytest.mark.parametrize("dateline", DATELINES.values(), ids=DATELINES)
@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("headline", ["before", "after"])
def test_every_layout_is_taken_apart(headline: str, setting: dict[str, Any], dateline: str) -> None:
    stories = read_stories()[:6]
    for byline, zone_line in itertools.product(["brackets", "marked", "own_line", "reporter"], [True, False]):
        layout = Layout(headline=headline, byline=byline, zone_line=zone_line, dateline=dateline, **setting)
        articles = read_page(build_page(stories, layout))
        found = [(a.zone, a.headline, a.byline, squeeze(a.body)) for a in articles]
        assert found == [_expect(story) for story in stories], layout


def _expect(story: Story) -> tuple[str, str, str, str]:
    return (
        story.zone + "经开区",
        "".join(story.headline),
        story.byline,
        squeeze("".join(story.paragraphs)),
    )


def test_headlines_that_follow_have_marks_of_their_zone_only() -> None:
    layout = Layout(headline="after", byline="none", dateline="", zone_line=True)
    articles = read_page(build_page(read_stories(), layout))
    assert [article.headline for article in articles] == ["".join(s.headline) for s in read_stories()]


def test_page_that_cannot_be_split_says_so() -> None:
    (article,) = read_page("一段没有标题的文字。\n\n又一段没有标题的文字。\n")
    assert article.is_whole_page
    assert article.body == "一段没有标题的文字。\n又一段没有标题的文字。"


@pytest.mark.parametrize("text", ["", "\n\n", " 　\n"], ids=["empty", "line-feeds", "spaces"])
def test_page_without_anything_has_no_articles(text: str) -> None:
    assert read_page(text) == ()


def test_page_of_headlines_only_is_kept() -> None:
    (article,) = read_page("平遥经济技术开发区\n\n项目建设提速增效\n")
    assert article.body == "平遥经济技术开发区\n项目建设提速增效"


def test_byline_in_the_middle_is_left_out_of_the_body() -> None:
    (article,) = read_page(
        "安排部署安全工作\n\n本刊讯 会议上半场讲了安全。（周旭）\n\n会议下半场讲了环保。（周旭）\n"
    )
    assert article.byline == "周旭"
    assert article.body == "会议上半场讲了安全。\n会议下半场讲了环保。"


def test_ids_are_stable_and_told_apart() -> None:
    page = build_page(read_stories(), Layout())
    first, again, other = read_page(page), read_page(page), read_page(page, "q.txt")
    assert [a.id for a in first] == [a.id for a in again]
    assert len({a.id for a in (*first, *other)}) == 2 * len(first)
    assert all(re.fullmatch(r"[0-9a-f]{16}", a.id) for a in first)


def test_quotation_leads_back_to_the_page() -> None:
    page = build_page(read_stories(), Layout(width=17, spacing=1))
    article = read_page(page)[1]
    start = article.body.index("每吨可节约重熔成本600元。")
    first, last = article.locate(start, start + len("每吨可节约重熔成本600元。"))
    assert squeeze(page[first:last]) == "每吨可节约重熔成本600元。"
    assert article.page_start <= first < last <= article.page_end


PIECES = [
    "本刊讯 ",
    "（王波）",
    "\n\n",
    "\n",
    "# ",
    "平遥经济技术开发区",
    "■ 史力",
    "。",
    "，",
    " ",
    "近日",
    "——走进",
]


@settings(max_examples=150)
@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.text("开发区产业链京津冀亿元12ab。，“”（）\n", max_size=30)),
        max_size=60,
    ).map("".join)
)
def test_any_text_gives_articles_in_order_with_exact_maps(text: str) -> None:
    articles = read_page(text)
    for number, article in enumerate(articles):
        assert article.ordinal == number
        assert article.offsets.shape == (len(article.body), 2)
        assert 0 <= article.page_start <= article.page_end <= len(text)
        if article.body:
            starts = article.offsets[:, 0]
            assert np.all(np.diff(starts) > 0)
            assert squeeze(text[starts[0] : article.offsets[-1, 1]]).startswith(squeeze(article.body)[:1])
    spans = [article.offsets[[0, -1], 0].tolist() for article in articles if article.body]
    assert spans == sorted(spans)
