"""Figures over one ranking of passages or articles: recall@k, reciprocal rank, nDCG@k, average precision.

Each is a pure function between 0 and 1 of a ranking (ids, best first, none twice) and of the grades that
people gave. The conventions are those of trec_eval, and a test holds the values to it: an id is relevant when
its grade is above 0, one without a grade is not, and ranks are counted from 1. A mean over questions is taken
by `eval.intervals.average`; the mean of average precision is known as MAP, that of reciprocal ranks as MRR.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Grades = Mapping[str, int]
"""How relevant an id is to one question; 0 or less, or no entry: not at all."""


def compute_recall(ranking: Sequence[str], grades: Grades, *, k: int) -> float:
    """Compute recall@k: `|{d in d_1 … d_k : g(d) > 0}| / |{d : g(d) > 0}|`.

    Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, chapter 8.

    Raises:
        ValueError: Nothing is relevant, an id stands twice, or `k` is below 1.
    """
    relevant = _list_relevant(ranking, grades, k)
    return sum(found in relevant for found in ranking[:k]) / len(relevant)


def compute_reciprocal_rank(ranking: Sequence[str], grades: Grades, *, k: int | None = None) -> float:
    """Compute `1 / r` with `r` the rank of the first relevant id among the first `k`; 0 when there is none.

    Voorhees, The TREC-8 Question Answering Track Report, 1999.

    Raises:
        ValueError: Nothing is relevant, an id stands twice, or `k` is below 1.
    """
    relevant = _list_relevant(ranking, grades, k)
    ranks = (rank for rank, found in enumerate(ranking[:k], start=1) if found in relevant)
    return 1 / next(ranks, math.inf)


def compute_ndcg(ranking: Sequence[str], grades: Grades, *, k: int) -> float:
    """Compute nDCG@k: `DCG = Σ g(d_i) / log2(i + 1)` over the first `k`, divided by the best possible DCG.

    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20, 2002, with the
    discount of Burges and others (2005) and the grade itself as gain, as in trec_eval. The best possible is
    that of all relevant ids in the order of their grades, cut at `k`.

    Raises:
        ValueError: Nothing is relevant, an id stands twice, or `k` is below 1.
    """
    relevant = _list_relevant(ranking, grades, k)
    ideal = sorted(relevant.values(), reverse=True)[:k]
    return _cumulate([relevant.get(found, 0) for found in ranking[:k]]) / _cumulate(ideal)


def compute_average_precision(ranking: Sequence[str], grades: Grades, *, k: int | None = None) -> float:
    """Compute `Σ P@i · [g(d_i) > 0] / |{d : g(d) > 0}|` over the first `k`, `P@i` the precision at rank `i`.

    Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, chapter 8. The divisor counts
    all relevant ids, also where `k` is smaller.

    Raises:
        ValueError: Nothing is relevant, an id stands twice, or `k` is below 1.
    """
    relevant = _list_relevant(ranking, grades, k)
    ranks = [rank for rank, found in enumerate(ranking[:k], start=1) if found in relevant]
    return math.fsum(found / rank for found, rank in enumerate(ranks, start=1)) / len(relevant)


def rank_articles(ranking: Sequence[str], articles: Mapping[str, str]) -> list[str]:
    """Turn a ranking of passages into one of articles: each stands where its best passage stood.

    Args:
        ranking: Ids of passages, best first.
        articles: The article of each passage.
    """
    return list(dict.fromkeys(articles[passage] for passage in ranking))


def grade_articles(grades: Grades, articles: Mapping[str, str]) -> dict[str, int]:
    """Turn grades of passages into grades of articles: each has that of its best passage.

    Args:
        grades: Of passages.
        articles: The article of each graded passage.
    """
    best: dict[str, int] = {}
    for passage, grade in grades.items():
        best[articles[passage]] = max(grade, best.get(articles[passage], grade))
    return best


def _cumulate(gains: Sequence[int]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _list_relevant(ranking: Sequence[str], grades: Grades, k: int | None) -> dict[str, int]:
    if k is not None and k < 1:
        raise ValueError(f"k is {k}; look at 1 rank or more")
    if len(set(ranking)) < len(ranking):
        twice = next(found for place, found in enumerate(ranking) if found in ranking[:place])
        raise ValueError(f"{twice!r} stands twice in a ranking; keep its best rank only")
    relevant = {found: grade for found, grade in grades.items() if grade > 0}
    if not relevant:
        raise ValueError("nothing is relevant to this question; leave it out, no figure can be right for it")
    return relevant
