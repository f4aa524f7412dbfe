"""Names of the sentences before a cited one: they confirm who is meant where it refers back, and no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.documents import Page
from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Citation, Evidence
from rag.checking.naming_before import read_names_before
from rag.checking.translating_words import WordTranslations
from rag.checking.verifying_names import NameChecker
from rag.checking.verifying_zones import ZoneChecker
from rag.citing import cite_sentence
from tests.unit.rag_fakes import make_article

BEFORE = "园区里，瑞禾药业有限公司的车间正在扩建。董事长孟春来介绍，产品销往全国。"


def cite(text: str, context: str = BEFORE) -> Citation:
    size = len(text)
    return Citation(
        1, text, None, text, None, "垣曲经开区", "", "", "2023", "p", 0, size, "a", 0, size, context
    )


@pytest.fixture(scope="module")
def names(gazetteer: Gazetteer, lexicon: Lexicon) -> NameChecker:
    return NameChecker(gazetteer, ZoneChecker(gazetteer), WordTranslations(lexicon))


@pytest.mark.parametrize(
    ("text", "confirms"),
    [
        ("该公司计划投资3亿元建设二期。", "瑞禾药业"),
        ("目前公司已招工200人。", "瑞禾药业"),
        ("它还将招工200人。", "瑞禾药业"),
        ("他说，今年还要招工200人。", "孟春来"),
        ("一期已招工200人。", "瑞禾药业"),
        ("宏升科技有限公司计划招工200人。", ""),
        ("其他企业也在招工。", "瑞禾药业"),
        ("总经理范玉成介绍，二期今年投产。", ""),
    ],
)
def test_when_the_sentences_before_may_confirm_a_name(text: str, confirms: str) -> None:
    before = read_names_before(cite(text))
    assert confirms in before if confirms else before == ""


def test_a_person_of_its_own_is_the_one_that_speaks() -> None:
    before = read_names_before(cite("总经理范玉成介绍，该公司今年招工200人。"))
    assert "瑞禾药业" in before
    assert "孟春来" not in before


@pytest.mark.parametrize(
    ("statement", "text", "problems"),
    [
        ("Ruihe Pharmaceutical plans to invest.", "该公司计划投资3亿元建设二期。", []),
        ("瑞禾药业计划建设二期。", "该公司计划投资3亿元建设二期。", []),
        ("Hongsheng Pharmaceutical plans to invest.", "该公司计划投资3亿元建设二期。", ["Hongsheng"]),
        ("宏升药业计划建设二期。", "该公司计划投资3亿元建设二期。", ["宏升药业"]),
        ("Ruihe plans to invest.", "宏升科技有限公司计划投资3亿元。", ["Ruihe"]),
        ("Meng Chunlai says that it hires.", "总经理范玉成介绍，该公司今年招工。", ["Meng Chunlai"]),
    ],
)
def test_who_is_meant_is_confirmed_and_another_is_not(
    names: NameChecker, statement: str, text: str, problems: list[str]
) -> None:
    assert [problem.said for problem in names.check(statement, [cite(text)]).problems] == problems


def test_without_the_sentences_before_nothing_is_confirmed(names: NameChecker) -> None:
    alone = replace(cite("该公司计划投资3亿元建设二期。"), context="")
    assert [problem.said for problem in names.check("瑞禾药业计划建设二期。", [alone]).problems] == [
        "瑞禾药业"
    ]


def test_a_citation_has_the_two_sentences_before_it() -> None:
    body = "甲公司来了。乙公司来了。丙公司来了。该公司投资3亿元。丁公司来了。"
    article, page = make_article(body), Page("a.txt", body)
    start = article.body.index("该公司")
    citation = cite_sentence(Evidence(article, start, start + 10, "", 1.0), page, number=1)
    assert citation.context == "乙公司来了。丙公司来了。"
    first = cite_sentence(Evidence(article, 0, 6, "", 1.0), page, number=1)
    assert first.context == ""
