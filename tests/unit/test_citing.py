"""A citation's quote is what stands on the page, short enough, with the figure asked for in it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Article, Page
from index.figures import find_figures
from index.segmenting import segment_page
from rag.answers import Evidence
from rag.citing import MAX_QUOTE_CHARS, cite_sentence, is_verbatim, quote_verbatim
from tests.unit.rag_fakes import make_article, make_evidence

CLAUSES = (
    "该项目总投资 24. 96 亿元", "占地310亩", "年产铜箔8万吨", "产品远销海外", "同比增长１４.５％",
    "带动就业1200人", "企业达到 6 4 家", "工人三班倒", "车间里机器轰鸣", "2023年9月开工",
)  # fmt: skip


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def print_page(clauses: list[str], ends: list[str], width: int, gap: int) -> Page:
    """Set an article in lines of `width` characters, each followed by `gap` empty ones."""
    body = "本刊讯 近日，青泉经济技术开发区传来消息。"
    body += "".join(clause + end for clause, end in zip(clauses, ends, strict=True)) + "。"
    lines = [body[at : at + width] for at in range(0, len(body), width)]
    return Page("p.txt", "青泉经开区铜箔项目开工\n\n" + ("\n" * (gap + 1)).join(lines) + "\n（林小舟）\n")


@st.composite
def printed(draw: st.DrawFn) -> tuple[Page, Article]:
    size = draw(st.integers(1, 40))
    clauses = draw(st.lists(st.sampled_from(CLAUSES), min_size=size, max_size=size))
    ends = draw(st.lists(st.sampled_from("，，，；、。"), min_size=size, max_size=size))
    page = print_page(clauses, ends, draw(st.sampled_from([17, 20, 10_000])), draw(st.integers(0, 1)))
    return page, draw(st.sampled_from(segment_page(page)))


@given(printed(), st.data())
def test_a_quote_is_what_stands_on_the_page(found: tuple[Page, Article], data: st.DataObject) -> None:
    page, article = found
    start = data.draw(st.integers(0, len(article.body) - 1))
    end = data.draw(st.integers(start + 1, len(article.body)))
    sentence = article.body[start:end]
    figures = [(figure.start, figure.end) for figure in find_figures(sentence)]
    focus = data.draw(st.sampled_from([None, *figures]))

    citation = cite_sentence(Evidence(article, start, end, article.zone, 0.9), page, number=1, focus=focus)

    assert citation.quote == page.text[citation.start : citation.end]
    assert 0 < len(citation.quote) <= MAX_QUOTE_CHARS
    assert is_verbatim(citation, page)
    assert start <= citation.article_start < citation.article_end <= end
    body = article.body[citation.article_start : citation.article_end]
    assert citation.text == body.replace("\n", " ")
    assert (citation.focus is None) == (focus is None) == (citation.text_focus is None)
    if focus and citation.focus and citation.text_focus:
        figure = sentence[slice(*focus)]
        assert citation.text[slice(*citation.text_focus)] == figure.replace("\n", " ")
        marked = citation.quote[slice(*citation.focus)]
        assert marked == marked.strip()
        widths = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
        assert squeeze(marked).translate(widths) == squeeze(figure).translate(widths)


def test_a_short_sentence_is_quoted_whole() -> None:
    sentence = "铜箔项目投资18.6亿元。"
    evidence = make_evidence(sentence, published=make_article("").published)
    citation = cite_sentence(evidence, Page("a.txt", sentence), number=3, focus=(6, 12))
    assert (citation.number, citation.quote, citation.text) == (3, sentence, sentence)
    assert citation.focus == citation.text_focus == (6, 12)
    assert citation.quote[6:12] == "18.6亿元"
    assert (citation.zone, citation.headline, citation.byline) == ("青泉经开区", "标题", "林小舟")
    assert (citation.published, citation.source, citation.article_id) == ("2024-05", "a.txt", "a")


def test_the_figure_as_printed_is_marked() -> None:
    page = print_page([CLAUSES[0]], ["，"], 20, 1)
    (article,) = segment_page(page)
    at = article.body.index("该项目")
    focus = next((f.start, f.end) for f in find_figures(article.body[at:]))
    evidence = Evidence(article, at, len(article.body), article.zone, 0.9)
    citation = cite_sentence(evidence, page, number=1, focus=focus)
    assert citation.focus is not None
    assert citation.text_focus is not None
    assert citation.text[slice(*citation.text_focus)] == "24.96亿元"
    assert citation.quote[slice(*citation.focus)] == "24. 96 亿元"


def test_a_long_sentence_is_cut_at_clauses_around_the_figure() -> None:
    clauses = [f"第{number:03d}条说明了园区里的一件小事，" for number in range(40)]
    clauses[20] = "而铜箔项目投资正好是18.6亿元，"
    sentence = "".join(clauses)
    at = sentence.index("18.6亿元")
    citation = cite_sentence(
        make_evidence(sentence), Page("a.txt", sentence), number=1, focus=(at, at + len("18.6亿元"))
    )
    assert MAX_QUOTE_CHARS - 20 < len(citation.quote) <= MAX_QUOTE_CHARS
    assert "投资正好是18.6亿元，" in citation.quote
    assert citation.quote.endswith("，")
    assert citation.quote.startswith("第")


def test_a_long_sentence_without_figure_keeps_its_beginning() -> None:
    sentence = "园区里的一件小事，" * 50
    citation = cite_sentence(make_evidence(sentence), Page("a.txt", sentence), number=1)
    assert citation.start == 0
    assert citation.quote.endswith("，")
    assert len(citation.quote) > MAX_QUOTE_CHARS - 20


def test_a_long_stretch_without_clauses_is_cut_where_it_must_be() -> None:
    sentence = "铜" * 900
    citation = cite_sentence(make_evidence(sentence), Page("a.txt", sentence), number=1, focus=(400, 402))
    assert len(citation.quote) == MAX_QUOTE_CHARS
    assert citation.focus is not None
    assert citation.start + citation.focus[0] == 400


@pytest.mark.parametrize(
    "changed",
    [{"quote": "铜锌项目"}, {"start": 1}, {"quote": "", "start": 0, "end": 0}],
    ids=["other words", "another place", "nothing"],
)
def test_a_citation_that_the_page_does_not_bear_out(changed: dict[str, object]) -> None:
    page = Page("a.txt", "铜箔项目投产。")
    citation = cite_sentence(make_evidence(page.text), page, number=1)
    assert is_verbatim(citation, page)
    assert not is_verbatim(replace(citation, **changed), page)  # type: ignore[arg-type]


def test_a_quote_that_is_too_long_is_none() -> None:
    page = Page("a.txt", "铜" * 301)
    citation = replace(
        cite_sentence(make_evidence(page.text), page, number=1), quote=page.text, start=0, end=301
    )
    assert not is_verbatim(citation, page)


def test_a_stretch_in_the_page_s_characters_has_no_cut_lines() -> None:
    page = print_page(["同比增长１４.５％", "总投资 24. 96 亿元"], ["，", "，"], 17, 1)
    (article,) = segment_page(page)
    verbatim = quote_verbatim(article, 0, len(article.body), page)
    assert "\n" not in verbatim
    assert "同比增长１４.５％，总投资24.96亿元，" in verbatim
    assert squeeze(page.text).find(verbatim) > 0
