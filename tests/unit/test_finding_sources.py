"""The sentences of an index that could bear a statement out, and the place of a quote."""

from __future__ import annotations

import pytest

from rag.pipeline import Pipeline
from rag.texts.finding_sources import SourceFinder, locate_quote
from rag.texts.reading_references import Source


@pytest.fixture
def finder(pipeline: Pipeline) -> SourceFinder:
    return SourceFinder(pipeline.resources, first_number=4)


@pytest.mark.parametrize(
    ("statement", "start"),
    [
        ("Qixian exported 56 million pieces of glassware.", "今年以来，祁县经开区出口玻璃器皿"),
        ("绛县经开区有9家医药企业。", "绛县经开区共有医药企业9家"),
        ("The optical lenses of Jincheng are 360 million a year.", "园区年产光学镜头3.6亿颗"),
    ],
)
def test_the_sentence_is_among_the_likeliest(statement: str, start: str, finder: SourceFinder) -> None:
    first = next(finder.find_sentences(statement))
    assert any(item.citation.text.startswith(start) for item in first[:4])
    assert [item.likelihood for item in first] == sorted((item.likelihood for item in first), reverse=True)
    numbers = [item.citation.number for item in first]
    assert numbers == list(range(4, 4 + len(first)))


def test_the_zone_that_is_named_comes_first_and_then_all_others(finder: SourceFinder) -> None:
    near, anywhere = finder.find_sentences("Yuanqu has a copper foil plant of 1.86 billion yuan.")
    assert {item.citation.zone for item in near} == {"垣曲经开区"}
    assert any("18.6亿元" in item.citation.text for item in anywhere)


def test_the_zone_of_the_context_limits_a_statement_that_names_none(finder: SourceFinder) -> None:
    near, _ = finder.find_sentences("It has 64 companies.", ["祁县经开区"])
    assert {item.citation.zone for item in near} == {"祁县经开区"}


def test_a_sentence_keeps_its_number(finder: SourceFinder) -> None:
    (first,) = finder.find_sentences("Copper foil for 1.86 billion yuan.")
    (again,) = finder.find_sentences("Copper foil for 1.86 billion yuan.")
    assert first == again


@pytest.mark.parametrize(
    "source",
    [
        Source("三泉铜业有限公司投资18.6亿元建设"),
        Source("三泉铜业有限公司 投资18.6亿元建设", "2024-05-21_02.txt"),
        Source("出口玻璃器皿 5 600 万件"),
        Source("出口玻璃器皿5600万件，出口额3.8亿元"),
    ],
    ids=["mended", "with its file", "as printed", "joined"],
)
def test_a_quote_is_found_on_its_page(source: Source, finder: SourceFinder, pipeline: Pipeline) -> None:
    citation = finder.find_quote(source, 2)
    assert citation is not None
    assert citation.number == 2
    page = pipeline.page(citation.source)
    assert page.text[citation.start : citation.end] == citation.quote
    assert "".join(citation.text.split()) == "".join(source.quote.split())


@pytest.mark.parametrize(
    "source",
    [
        Source("三泉铜业有限公司投资19.6亿元建设"),
        Source("三泉铜业有限公司投资18.6亿元建设", "k7.txt"),
        Source("铜业"),
        Source(file="k7.txt"),
    ],
    ids=["other words", "other file", "too short", "no quote"],
)
def test_what_stands_nowhere_is_not_found(source: Source, finder: SourceFinder) -> None:
    assert finder.find_quote(source, 2) is None


def test_a_quote_of_the_page_s_own_characters_is_mapped_to_the_mended_ones(pipeline: Pipeline) -> None:
    article = next(
        article
        for article in pipeline.index.articles(range(pipeline.index.n_articles))
        if "祁县" in article.body
    )
    span = locate_quote("全区玻璃企业达到64家", article, pipeline.page(article.source))
    assert span is not None
    assert article.body[slice(*span)] == "全区玻璃企业达到64家"


@pytest.mark.parametrize(
    ("name", "source"),
    [("k7.txt", "k7.txt"), ("pages/k7.txt", "k7.txt"), ("k8.txt", None), ("", None)],
)
def test_a_page_is_known_by_its_name(name: str, source: str | None, finder: SourceFinder) -> None:
    assert finder.find_page(name) == source


def test_a_sentence_that_the_text_quotes_keeps_the_text_s_number(finder: SourceFinder) -> None:
    finder.find_quote(Source("绛县经开区共有医药企业9家，带动就业1360人。"), 2)
    first = next(finder.find_sentences("绛县经开区有9家医药企业。"))
    assert [item.citation.number for item in first if "9家" in item.citation.text] == [2]
