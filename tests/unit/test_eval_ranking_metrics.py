"""The values follow their formulas, and agree with those of ir-measures (trec_eval, for RR@k MS MARCO)."""

import math
from collections.abc import Mapping, Sequence

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.ranking_metrics import (
    compute_average_precision,
    compute_ndcg,
    compute_recall,
    compute_reciprocal_rank,
    grade_articles,
    rank_articles,
)

RANKING = ["b", "x", "a", "y"]
GRADES = {"a": 2, "b": 1, "c": 1, "x": 0}
KS = (1, 3, 10)


def test_recall_is_the_share_of_what_is_relevant() -> None:
    assert compute_recall(RANKING, GRADES, k=1) == 1 / 3
    assert compute_recall(RANKING, GRADES, k=3) == 2 / 3


def test_reciprocal_rank_is_that_of_the_first_relevant() -> None:
    assert compute_reciprocal_rank(["x", "y", "a", "b"], GRADES) == 1 / 3
    assert compute_reciprocal_rank(["x", "y", "a", "b"], GRADES, k=2) == 0.0


def test_ndcg_follows_the_formula() -> None:
    best = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert compute_ndcg(RANKING, GRADES, k=10) == pytest.approx((1 / math.log2(2) + 2 / math.log2(4)) / best)
    assert compute_ndcg(RANKING, GRADES, k=1) == 1 / 2


def test_average_precision_follows_the_formula() -> None:
    assert compute_average_precision(RANKING, GRADES) == pytest.approx((1 / 1 + 2 / 3) / 3)
    assert compute_average_precision(RANKING, GRADES, k=2) == pytest.approx((1 / 1) / 3)


IDS = st.sampled_from([f"d{number}" for number in range(14)])
GRADINGS = st.dictionaries(IDS, st.integers(0, 3), min_size=1).filter(lambda grades: max(grades.values()) > 0)


def ask_trec_eval(ranking: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    from ir_measures import AP, RR, R, nDCG

    qrels = [ir_measures.Qrel("q", found, grade) for found, grade in grades.items()]
    run = [
        ir_measures.ScoredDoc("q", found, float(len(ranking) - place)) for place, found in enumerate(ranking)
    ]
    measures = [AP, RR, *(measure @ k for measure in (R, nDCG, AP, RR) for k in KS)]
    values = ir_measures.calc_aggregate(measures, qrels, run)
    return {str(measure): value for measure, value in values.items()}


@given(st.lists(IDS, unique=True, min_size=1), GRADINGS)
def test_all_agree_with_trec_eval(ranking: list[str], grades: dict[str, int]) -> None:
    wanted = ask_trec_eval(ranking, grades)
    ours = {
        "AP": compute_average_precision(ranking, grades),
        "RR": compute_reciprocal_rank(ranking, grades),
    }
    for k in KS:
        ours[f"R@{k}"] = compute_recall(ranking, grades, k=k)
        ours[f"nDCG@{k}"] = compute_ndcg(ranking, grades, k=k)
        ours[f"AP@{k}"] = compute_average_precision(ranking, grades, k=k)
        ours[f"RR@{k}"] = compute_reciprocal_rank(ranking, grades, k=k)
    assert ours == pytest.approx(wanted, abs=1e-9)


def test_an_article_stands_where_its_best_passage_stood() -> None:
    articles = {"p1": "A", "p2": "A", "p3": "B", "p4": "C"}
    assert rank_articles(["p3", "p2", "p1", "p4"], articles) == ["B", "A", "C"]


def test_an_article_has_the_grade_of_its_best_passage() -> None:
    articles = {"p1": "A", "p2": "A", "p3": "B"}
    assert grade_articles({"p1": 1, "p2": 2, "p3": 0}, articles) == {"A": 2, "B": 0}
    assert grade_articles({"p1": 2, "p2": 1, "p3": 0}, articles) == {"A": 2, "B": 0}


def test_articles_are_found_through_any_of_their_passages() -> None:
    articles = {"p1": "A", "p2": "A", "p3": "B"}
    ranking, grades = ["p3", "p2"], {"p1": 1}
    assert compute_recall(ranking, grades, k=2) == 0.0
    assert compute_recall(rank_articles(ranking, articles), grade_articles(grades, articles), k=2) == 1.0


@pytest.mark.parametrize(
    ("ranking", "grades", "k", "message"),
    [
        pytest.param(["a"], {"a": 0}, 1, "nothing is relevant", id="nothing relevant"),
        pytest.param(["a", "b", "a"], {"a": 1}, 1, "'a' stands twice", id="one twice"),
        pytest.param(["a"], {"a": 1}, 0, "k is 0", id="no rank"),
    ],
)
def test_what_has_no_value_is_refused(
    ranking: list[str], grades: dict[str, int], k: int, message: str
) -> None:
    for compute in (compute_recall, compute_ndcg, compute_average_precision, compute_reciprocal_rank):
        with pytest.raises(ValueError, match=message):
            compute(ranking, grades, k=k)
