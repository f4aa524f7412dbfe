"""Figures of a whole run, over passages and over articles, agree with trec_eval's by two ways to it."""

import math
from collections.abc import Callable, Mapping, Sequence

import ir_measures
import pytest
import pytrec_eval
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.intervals import average
from eval.ranking_questions import RANKING_FIGURES, IndexTexts, Relevance, measure_ranking

N_PASSAGES = 24
PASSAGES = st.integers(0, N_PASSAGES - 1)
RANKINGS = st.lists(PASSAGES, unique=True, min_size=1)
GRADINGS = st.dictionaries(PASSAGES, st.integers(0, 3), min_size=1).filter(lambda found: any(found.values()))
RUNS = st.lists(st.tuples(RANKINGS, GRADINGS), min_size=1, max_size=6)
ARTICLES = st.lists(st.integers(0, 9), min_size=N_PASSAGES, max_size=N_PASSAGES)

Scores = Mapping[str, Mapping[str, float]]
Qrels = Mapping[str, Mapping[str, int]]
Run = Sequence[tuple[Sequence[int], Mapping[int, int]]]


def score_units(run: Run, units: Sequence[str]) -> tuple[Scores, Qrels]:
    """Give every unit (a passage, or an article of several) its best passage's score, and its best grade."""
    scores: dict[str, dict[str, float]] = {}
    qrels: dict[str, dict[str, int]] = {}
    for number, (ranking, grades) in enumerate(run):
        found = [(units[passage], 100.0 - rank) for rank, passage in enumerate(ranking)]
        graded = [(units[passage], grade) for passage, grade in grades.items()]
        scores[str(number)] = {unit: max(s for u, s in found if u == unit) for unit, _ in found}
        qrels[str(number)] = {unit: max(g for u, g in graded if u == unit) for unit, _ in graded}
    return scores, qrels


def ask_ir_measures(scores: Scores, qrels: Qrels) -> dict[str, float]:
    from ir_measures import AP, RR, R, nDCG

    found = ir_measures.calc_aggregate([R @ 10, RR, nDCG @ 10, AP], qrels, scores)
    return {"recall@10": found[R @ 10], "mrr": found[RR], "ndcg@10": found[nDCG @ 10], "map": found[AP]}


def ask_trec_eval(scores: Scores, qrels: Qrels) -> dict[str, float]:
    names = {"recall_10": "recall@10", "recip_rank": "mrr", "ndcg_cut_10": "ndcg@10", "map": "map"}
    found = pytrec_eval.RelevanceEvaluator(qrels, set(names)).evaluate(scores).values()
    return {ours: math.fsum(one[theirs] for one in found) / len(found) for theirs, ours in names.items()}


@pytest.mark.parametrize("ask", [ask_ir_measures, ask_trec_eval], ids=["ir-measures", "pytrec_eval"])
@settings(max_examples=60)
@given(run=RUNS, articles=ARTICLES)
def test_means_over_questions_agree(
    ask: Callable[[Scores, Qrels], dict[str, float]],
    run: list[tuple[list[int], dict[int, int]]],
    articles: list[int],
) -> None:
    texts = IndexTexts(passages=("",) * N_PASSAGES, articles=tuple(articles), fields=())
    of_questions = [
        measure_ranking(
            ranking,
            Relevance(
                grades={str(passage): grade for passage, grade in grades.items()},
                articles={str(passage): str(articles[passage]) for passage in grades},
                absent=(),
            ),
            texts,
        )
        for ranking, grades in run
    ]
    ours = {name: average([figures[name] for figures in of_questions]).value for name in RANKING_FIGURES}
    by_passage = ask(*score_units(run, [str(passage) for passage in range(N_PASSAGES)]))
    by_article = ask(*score_units(run, [str(article) for article in articles]))
    assert ours == pytest.approx(
        {f"passage_{name}": value for name, value in by_passage.items()}
        | {f"article_{name}": value for name, value in by_article.items()},
        abs=1e-9,
    )
