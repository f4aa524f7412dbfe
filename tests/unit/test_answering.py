"""Evidence to an answer: its form, the numbers of its citations, and what is never shown."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.documents import Article
from rag.answering import Citer, draft_answer, scope_of
from rag.answers import Evidence, Query
from rag.listing import FLOOR_SHARE, NEAR_BEST_SHARE
from rag.pipeline import Pipeline
from rag.resources import Resources
from rag.searching import Found
from tests.unit.rag_fakes import make_query


@pytest.fixture(scope="session")
def resources(pipeline: Pipeline) -> Resources:
    settings = replace(pipeline.resources.settings, list_threshold=0.5, quote_threshold=0.5)
    return replace(pipeline.resources, settings=settings)


def article_of(zone: str, resources: Resources) -> Article:
    index = resources.index
    (article,) = [one for one in index.articles(range(index.n_articles)) if one.zone == zone]
    return article


def evidence(zone: str, words: str, score: float, resources: Resources) -> Evidence:
    """Give the clause of the zone's article that begins with some words, with a score."""
    article = article_of(zone, resources)
    start = article.body.index(words)
    return Evidence(article, start, article.body.index("。", start) + 1, zone, score)


def found(query: Query, items: Sequence[Evidence]) -> Found:
    return Found(query, (), tuple(sorted(items, key=lambda item: -item.score)), 8, len(items))


@pytest.fixture
def items(resources: Resources) -> list[Evidence]:
    return [
        evidence("绛县经开区", "绛县经开区共有医药企业", 0.9, resources),
        evidence("绛县经开区", "该公司主要生产", 0.8, resources),
        evidence("祁县经开区", "全区玻璃企业", 0.7, resources),
        evidence("青泉经开区", "青泉经济技术开发区", 0.65, resources),
        evidence("晋城经开区", "园区年产", 0.2, resources),
    ]


def test_a_list_asserts_the_zones_that_fit(items: list[Evidence], resources: Resources) -> None:
    query = make_query(is_list=True)
    draft = draft_answer(query, [found(query, items)], resources)
    assert (draft.form, draft.abstained) == ("list", False)
    assert draft.zones == ("绛县经开区", "祁县经开区", "青泉经开区")
    assert [citation.number for citation in draft.citations] == [1, 2, 3]
    assert [citation.zone for citation in draft.citations] == list(draft.zones)


def test_the_threshold_told_is_the_one_that_decided(items: list[Evidence], resources: Resources) -> None:
    query = make_query(is_list=True)
    unsure = [replace(item, score=item.score / 2) for item in items]
    draft = draft_answer(query, [found(query, unsure)], resources)
    assert draft.threshold == pytest.approx(NEAR_BEST_SHARE * 0.45)
    assert draft.zones == ("绛县经开区",)
    refused = draft_answer(query, [found(query, items[-1:])], resources)
    assert refused.abstained
    assert refused.threshold == pytest.approx(FLOOR_SHARE * 0.5)


def test_a_zone_whose_quote_the_page_does_not_bear_out_is_not_listed(
    items: list[Evidence], resources: Resources
) -> None:
    query = make_query(is_list=True)
    moved = replace(items[2].article, offsets=items[2].article.offsets + 10_000)
    draft = draft_answer(query, [found(query, [items[0], replace(items[2], article=moved)])], resources)
    assert draft.zones == ("绛县经开区",)
    assert "祁县" not in draft.text


def test_quotes_stop_at_the_setting(items: list[Evidence], resources: Resources) -> None:
    query = make_query(expects="number", question="多少家企业？", standalone="多少家企业？")
    draft = draft_answer(query, [found(query, items)], resources)
    assert draft.form == "quotes"
    assert len(draft.citations) == resources.settings.quotes
    assert draft.citations[0].quote[slice(*draft.citations[0].focus or (0, 0))] == "9家"


def test_an_author_is_of_the_best_article_that_names_one(items: list[Evidence], resources: Resources) -> None:
    query = make_query(expects="author")
    draft = draft_answer(query, [found(query, items)], resources)
    assert (draft.form, [citation.byline for citation in draft.citations]) == ("author", ["何雨田"])
    nameless = [item for item in items if not item.article.byline]
    assert [item.zone for item in nameless] == ["青泉经开区"]
    assert draft_answer(query, [found(query, nameless)], resources).abstained


def test_an_abstention_shows_the_nearest_and_asserts_nothing(
    items: list[Evidence], resources: Resources
) -> None:
    query = make_query()
    draft = draft_answer(query, [found(query, items[-1:])], resources)
    assert (draft.form, draft.abstained, draft.zones) == ("abstention", True, ())
    assert [citation.quote for citation in draft.citations] == [items[-1].text]
    assert draft_answer(query, [found(query, [])], resources).citations == ()


def test_a_comparison_needs_both_sides(items: list[Evidence], resources: Resources) -> None:
    query = make_query("哪个更多？", zones=("绛县经开区", "祁县经开区"))
    side = make_query("多少家？", standalone="多少家？", expects="number")
    left, right = found(side, items[:1]), found(side, items[2:3])
    draft = draft_answer(query, [left, right], resources)
    assert (draft.form, draft.zones) == ("comparison", ("绛县经开区", "祁县经开区"))
    assert draft.text.startswith("**64家")
    assert draft_answer(query, [left, found(side, [])], resources).abstained


def test_a_quote_that_the_page_does_not_bear_out_is_left_out(
    items: list[Evidence], resources: Resources
) -> None:
    moved = replace(items[0].article, offsets=items[0].article.offsets + 10_000)
    citer = Citer(resources)
    cited = citer.cite_all(make_query(), [replace(items[0], article=moved), items[2]])
    assert [citation.number for _, citation in cited] == [1]
    assert [zone.short for zone, _ in cited if zone] == ["祁县经开区"]
    assert len(citer.made) == 1


def test_the_scope_counts_articles_and_zones(resources: Resources) -> None:
    scope = scope_of(resources)
    assert (scope.articles, scope.zones) == (8, 8)
