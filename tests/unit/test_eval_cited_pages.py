"""What pages say where citations point, over pages of our own in two kinds of lines."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eval.citing.cited_pages import CitedPages
from index.cleaning import clean_page
from index.documents import Page
from index.segmenting import segment_page
from rag.answers import Citation, Evidence
from rag.citing import cite_sentence

TEXT = """青州经开区铜箔项目投产
本刊讯 近日，青州经济技术开发区的铜箔项目
正式投产。该项目总投资２4.96 亿元，占地31
0亩。年产铜箔8万吨，产品京津津冀都有人要。（林小舟）

白川经开区陶瓷企业订单饱满
本刊讯 今年以来，白川经济技术开发区订单饱满。园区现有陶瓷企业36家。（何雨田）
"""
PAGE = Page("2024-05-14_02.txt", TEXT)


def cite(words: str, page: Page = PAGE) -> Citation:
    """Cite the sentence that holds some words, as the program does."""
    article = next(one for one in segment_page(page) if words in one.body)
    start = article.body.rfind("。", 0, article.body.index(words)) + 1
    end = article.body.index("。", start) + 1
    return cite_sentence(Evidence(article, start, end, article.zone, 1.0), page, number=3)


AMOUNT, AREA, KILNS = cite("总投资"), cite("年产铜箔"), cite("陶瓷企业36家")
PAGES = CitedPages([PAGE])
BLANK = TEXT.index("\n\n")


@pytest.mark.parametrize("citation", [AMOUNT, AREA, KILNS], ids=["cut lines", "mended", "second article"])
def test_citations_as_they_are_made_are_exact(citation: Citation) -> None:
    assert PAGES.find_fault(citation) == ""


def _move(citation: Citation, by: int) -> Citation:
    return replace(citation, start=citation.start + by, end=citation.end + by)


def _move_quote(citation: Citation, by: int) -> Citation:
    moved = _move(citation, by)
    return replace(moved, quote=TEXT[moved.start : moved.end])


FAULTS: dict[str, tuple[Callable[[Citation], Citation], str]] = {
    "a place too far": (lambda one: _move(one, 1), "the quote is not what"),
    "a place too early": (lambda one: _move(one, -1), "the quote is not what"),
    "place and quote too far": (lambda one: _move_quote(one, 1), "the words shown are not those"),
    "place and quote too early": (lambda one: _move_quote(one, -1), "the words shown are not those"),
    "a figure changed in the quote": (
        lambda one: replace(one, quote=one.quote.replace("亿", "万").replace("8", "9")),
        "the quote is not what",
    ),
    "words changed that are shown": (lambda one: replace(one, text=f"约{one.text}"), "the words shown"),
    "before the page": (lambda one: replace(one, start=-9, end=-1, quote=TEXT[-9:-1]), "the quote is not"),
    "an empty quote": (lambda one: replace(one, quote="", start=5, end=5), "the quote is not what"),
    "another page": (lambda one: replace(one, source="none.txt"), "there is no page none.txt"),
    "another headline": (lambda one: replace(one, headline=KILNS.headline), "article cited: headline"),
    "another date": (lambda one: replace(one, published="2023"), "article cited: published"),
    "another zone": (lambda one: replace(one, zone=KILNS.zone), "article cited: zone"),
}


@pytest.mark.parametrize(("spoil", "fault"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("citation", [AMOUNT, AREA], ids=["cut lines", "mended"])
def test_each_fault_is_told(citation: Citation, spoil: Callable[[Citation], Citation], fault: str) -> None:
    assert fault in PAGES.find_fault(spoil(citation))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(0, len("青州经开区铜箔项目投产"), id="a headline alone"),
        pytest.param(KILNS.start, len(TEXT), id="to beyond the author"),
        pytest.param(AREA.start, KILNS.end, id="across two articles"),
    ],
)
def test_what_no_article_holds_whole_is_told(start: int, end: int) -> None:
    quote = TEXT[start:end]
    cited = replace(AMOUNT, quote=quote, text=clean_page(quote).text, start=start, end=end)
    assert PAGES.find_fault(cited) == f"no article of {PAGE.source} holds {start} to {end}"


def test_a_zone_that_the_article_names_may_be_the_sentences_own() -> None:
    page = Page("p.txt", TEXT.replace("订单饱满。园区", "订单饱满。来自青州经济技术开发区的客商说好。园区"))
    citation = replace(cite("陶瓷企业36家", page), zone="青州经开区")
    assert CitedPages([page]).find_fault(citation) == ""


def test_a_premise_is_what_the_page_says_whatever_the_citation_claims() -> None:
    lying = replace(
        AMOUNT, text="投资百亿元", quote="x", zone="白川经开区", headline="假", byline="假", published="1999"
    )
    assert PAGES.read_premise(lying) == replace(AMOUNT, focus=None, text_focus=None)
    assert AMOUNT.text == "该项目总投资24.96亿元，占地310亩。"


def test_the_words_before_a_premise_are_read_with_it() -> None:
    premise = PAGES.read_premise(AREA)
    assert premise is not None
    assert premise.context.endswith("该项目总投资24.96亿元，占地310亩。")


@pytest.mark.parametrize(
    "citation",
    [
        pytest.param(replace(AMOUNT, source="none.txt"), id="no page"),
        pytest.param(replace(AMOUNT, start=len(TEXT) + 3, end=len(TEXT) + 9), id="behind the end"),
        pytest.param(replace(AMOUNT, start=AMOUNT.end), id="nothing"),
        pytest.param(replace(AMOUNT, start=BLANK, end=BLANK + 2), id="line ends alone"),
    ],
)
def test_where_nothing_stands_there_is_no_premise(citation: Citation) -> None:
    assert PAGES.read_premise(citation) is None


def test_a_place_outside_all_articles_has_words_and_no_titles() -> None:
    premise = PAGES.read_premise(replace(AMOUNT, start=0, end=8))
    assert premise is not None
    assert (premise.text, premise.headline, premise.zone, premise.context) == (TEXT[:8], "", "", "")


def test_zones_that_only_these_pages_name_are_known(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text(TEXT, "utf-8")
    gazetteer = CitedPages.open(tmp_path).gazetteer
    assert {mention.zone.short for mention in gazetteer.find("青州经开区、白川经开区")} == {
        "青州经开区",
        "白川经开区",
    }
