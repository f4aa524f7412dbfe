"""How much of what an answer cites holds something of the gold."""

from dataclasses import replace

import pytest

from eval.citing.cited_answers import compute_quote_precision
from eval.judging import judge_answer
from eval.questions import GoldQuestion
from rag.answers import Citation, Query
from rag.composing import compose_author, compose_quotes
from tests.judged_answers import make_answer, make_citation

GOLD = GoldQuestion("n", "number", "en", "How much?", (), (("3.2", "三亿二"),), ("总投资3.2亿元",))
STRETCH = make_citation("项目总投资3.2\n亿元，占地9亩。")
UNIT = make_citation("投资3.2亿元。")
OTHER = make_citation("产值3.2亿吨。")
BESIDE = make_citation("项目占地9亩。", byline="林小舟", headline="地")


def number(*citations: Citation) -> list[Citation]:
    return [replace(one, number=at) for at, one in enumerate(citations, start=1)]


@pytest.mark.parametrize(
    ("quotes", "precision"),
    [
        pytest.param([STRETCH], 1, id="the gold's stretch"),
        pytest.param([UNIT], 1, id="the answer in another sentence"),
        pytest.param([OTHER], 0, id="the same digits of something else"),
        pytest.param([STRETCH, BESIDE, UNIT, OTHER], 1 / 2, id="two of four"),
    ],
)
def test_each_quote_counts_once_and_is_right_or_wrong(quotes: list[Citation], precision: float) -> None:
    citations = number(*quotes)
    text = compose_quotes(Query("q", "q", "q", "en"), [(None, one) for one in citations])
    assert compute_quote_precision(GOLD, make_answer(text, citations=citations)) == precision


def test_quoting_more_than_answers_costs() -> None:
    """What number_accuracy cannot see: the answer stands among any number of sentences."""
    query = Query("q", "q", "q", "en")
    few, many = number(STRETCH), number(STRETCH, *[BESIDE] * 19)
    metrics = [
        judge_answer(
            GOLD, make_answer(compose_quotes(query, [(None, one) for one in cited]), citations=cited)
        ).metrics
        for cited in (few, many)
    ]
    assert [one["number_accuracy"] for one in metrics] == [1, 1]
    assert [one["quote_precision"] for one in metrics] == [1, 1 / 20]


def test_what_a_model_cites_is_looked_at_and_what_the_text_cites_not_is_left_out() -> None:
    citations = number(STRETCH, BESIDE, OTHER)
    answer = make_answer("It cost 320 million yuan [1][2][9].", model="m", citations=citations)
    assert compute_quote_precision(GOLD, answer) == 1 / 2


def test_an_author_answers_where_the_author_is_told_and_not_where_an_article_is_quoted() -> None:
    gold = replace(GOLD, kind="fact", answers=(("林小舟",),), evidence=())
    query = Query("q", "q", "q", "en")
    citations = number(BESIDE)
    texts = [compose_author(query, [(None, citations[0])]), compose_quotes(query, [(None, citations[0])])]
    found = [compute_quote_precision(gold, make_answer(text, citations=citations)) for text in texts]
    assert found == [1, 0]


@pytest.mark.parametrize("changes", [{"text": "It cost much."}, {"abstained": True}])
def test_what_cites_nothing_or_refuses_has_no_figure(changes: dict[str, object]) -> None:
    answer = replace(make_answer("It cost much [1].", citations=[STRETCH]), **changes)  # type: ignore[arg-type]
    assert "quote_precision" not in judge_answer(GOLD, answer).metrics
