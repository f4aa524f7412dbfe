import pytest
from rich.console import Console

from eval.benchmarks.adapting import BenchmarkQuestion
from eval.benchmarks.reporting import compare_paths, make_path_table, report_ranking, summarise_paths
from eval.benchmarks.retrieval import FIGURES, QuestionRanking, compute_figures
from eval.intervals import compute_randomisation, compute_wilson
from eval.ranking_paths import PATHS
from rag.answers import Language

ORDERS = {"first": ("a", "b", "c"), "second": ("b", "a", "c"), "never": ("b", "c")}


def make_ranking(
    number: int, dense: str, fused: str, *, lang: Language = "en", also: str = ""
) -> QuestionRanking:
    question = BenchmarkQuestion(str(number), "?", lang, {"a": 1, **({also: 1} if also else {})})
    rankings = {path: ORDERS[fused if path in ("fused", "reranked") else dense] for path in PATHS}
    figures = {path: compute_figures(found, question) for path, found in rankings.items()}
    return QuestionRanking(question, rankings, figures)


RANKED = (
    make_ranking(1, "second", "first"),
    make_ranking(2, "never", "first"),
    make_ranking(3, "first", "first"),
    make_ranking(4, "never", "second"),
    make_ranking(5, "first", "never", lang="zh"),
)


def test_figures_are_means_over_the_questions_of_one_language() -> None:
    figures = summarise_paths(RANKED, "en")
    assert tuple(figures["dense"]) == FIGURES
    assert figures["dense"]["MRR"].value == pytest.approx((1 / 2 + 0 + 1 + 0) / 4)
    assert figures["fused"]["MRR"].value == pytest.approx((1 + 1 + 1 + 1 / 2) / 4)
    one = figures["fused"]["recall@1"]
    assert (one.value, one.n, one.low, one.high) == (3 / 4, 4, *compute_wilson(3, 4))
    assert summarise_paths(RANKED, "zh")["fused"]["MRR"].value == 0.0


def test_paths_are_compared_question_by_question() -> None:
    differences = compare_paths(RANKED, "en")
    fused = differences["fused - dense"]["MRR"]
    assert fused.value == pytest.approx((1 / 2 + 1 + 0 + 1 / 2) / 4)
    assert fused.p == compute_randomisation([1 / 2, 1, 0, 1 / 2])
    assert (differences["reranked - fused"]["MRR"].value, differences["reranked - fused"]["MRR"].p) == (0, 1)


@pytest.mark.parametrize(("also", "has_map"), [("", False), ("c", True)], ids=["one relevant", "two"])
def test_map_is_shown_where_it_is_not_mrr(also: str, *, has_map: bool) -> None:
    table = make_path_table("t", summarise_paths([make_ranking(1, "second", "first", also=also)], "en"))
    console = Console(width=120)
    with console.capture() as capture:
        console.print(table)
    assert ("MAP" in capture.get()) is has_map
    assert "0.500" in capture.get()


def test_a_question_is_reported_with_what_it_found() -> None:
    report = report_ranking(RANKED[0], most=2)
    assert report["relevant"] == ["a"]
    assert report["found"] == {
        "dense": ["b", "a"],
        "keyword": ["b", "a"],
        "fused": ["a", "b"],
        "reranked": ["a", "b"],
    }
