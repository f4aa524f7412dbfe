from dataclasses import replace

import pytest

from eval.article_metrics import BoundaryScores, FoundArticle
from eval.intervals import compute_wilson
from eval.judging import UNGATED, QuestionOutcome
from eval.preparing import judge_articles
from eval.questions import GoldArticle, GoldQuestion
from eval.summarising import summarise_articles, summarise_questions


def make_outcome(
    id_: str,
    kind: str,
    lang: str,
    metrics: dict[str, float],
    *reasons: str,
    traits: tuple[str, ...] = (),
    abstained: bool = False,
    seconds: float = 0.1,
) -> QuestionOutcome:
    gold = GoldQuestion(id_, kind, "en" if lang == "en" else "zh", "q", traits=traits)
    return QuestionOutcome(
        gold, abstained=abstained, zones=(), text="", metrics=metrics, reasons=reasons, seconds=seconds
    )


def test_a_question_stands_in_the_group_of_each_of_its_traits() -> None:
    summary = summarise_questions(
        "s",
        [
            make_outcome("a", "number", "en", {"x": 1.0}, traits=("follow_up", "time")),
            make_outcome("b", "number", "en", {"x": 0.0}, traits=("time",)),
            make_outcome("c", "number", "en", {"x": 0.0}),
        ],
    )
    by_trait = {name: group["x"] for name, group in summary.groups.items() if name.startswith("trait ")}
    assert {name: (figure.value, figure.n) for name, figure in by_trait.items()} == {
        "trait follow_up": (1.0, 1),
        "trait time": (0.5, 2),
    }


def test_each_split_is_a_group_and_groups_name_who_is_in_them() -> None:
    outcomes = [make_outcome(id_, "number", "en", {"x": float(id_ == "a")}) for id_ in "abc"]
    splits = ("fit", "test", "")
    parted = [
        replace(outcome, gold=replace(outcome.gold, split=split))
        for outcome, split in zip(outcomes, splits, strict=True)
    ]
    summary = summarise_questions("s", parted)
    assert {name: summary.groups[name]["x"].value for name in ("split fit", "split test")} == {
        "split fit": 1.0,
        "split test": 0.0,
    }
    assert summary.members == {
        "all": ("a", "b", "c"),
        "lang en": ("a", "b", "c"),
        "kind number": ("a", "b", "c"),
        "split fit": ("a",),
        "split test": ("b",),
    }


def test_scores_are_told_of_what_is_not_perfect() -> None:
    metrics = [{"mrr": 0.5, "wrong_refusals": 0.0}, {"mrr": 1.0, "wrong_refusals": 1.0}, {}]
    outcomes = [make_outcome(id_, "number", "en", found) for id_, found in zip("abc", metrics, strict=True)]
    assert summarise_questions("s", outcomes).scores == {
        "mrr": {"a": 0.5},
        "wrong_refusals": {"b": 1.0},
    }


def test_figures_are_macro_averages_over_those_they_apply_to() -> None:
    summary = summarise_questions(
        "s",
        [
            make_outcome("a", "number", "en", {"evidence_recall@10": 0.5, "wrong_refusals": 0.0}, "x", "y"),
            make_outcome("b", "list", "zh", {"evidence_recall@10": 1.0, "wrong_refusals": 1.0}),
            make_outcome("c", "unanswerable", "zh", {"right_refusals": 1.0}),
        ],
    )
    assert summary.figures["evidence_recall@10"].value == (0.5 + 1.0) / 2
    assert {name: figure.n for name, figure in summary.figures.items()} == {
        "evidence_recall@10": 2,
        "right_refusals": 1,
        "wrong_refusals": 2,
        "abstention_precision": 0,
        "abstention_recall": 1,
        "abstention_f1": 3,
        "latency_p50_ms": 3,
    }
    assert summary.groups["lang en"]["evidence_recall@10"].value == 0.5
    assert "evidence_recall@10" not in summary.groups["kind unanswerable"]
    assert list(summary.groups) == [
        "all",
        "lang en",
        "lang zh",
        "kind list",
        "kind number",
        "kind unanswerable",
    ]
    assert summary.failing == {
        "evidence_recall@10": ("a",),
        "wrong_refusals": ("b",),
        "right_refusals": (),
        "abstention_precision": (),
        "abstention_recall": ("c",),
        "abstention_f1": ("c",),
    }
    assert summary.reasons == {"a": "q (x; y)"}


def test_figures_of_refusing_are_of_the_whole_set_and_name_who_spoils_them() -> None:
    summary = summarise_questions(
        "s",
        [
            make_outcome("right", "unanswerable", "en", {}, abstained=True),
            make_outcome("answered", "unanswerable", "en", {}),
            make_outcome("refused", "number", "zh", {}, abstained=True),
            make_outcome("fine", "number", "zh", {}),
        ],
    )
    figures = {name: summary.figures[name].value for name in summary.failing}
    assert figures == {"abstention_precision": 1 / 2, "abstention_recall": 1 / 2, "abstention_f1": 1 / 2}
    assert summary.failing == {
        "abstention_precision": ("refused",),
        "abstention_recall": ("answered",),
        "abstention_f1": ("answered", "refused"),
    }
    assert not set(summary.groups["lang en"]) & set(figures)  # unanswerable ones alone


def test_time_is_told_in_milliseconds_of_all_questions() -> None:
    outcomes = [make_outcome(str(number), "number", "en", {}, seconds=number / 1000) for number in range(101)]
    figures = summarise_questions("s", outcomes).figures
    assert figures["latency_p50_ms"].value == pytest.approx(50)
    assert figures["latency_p95_ms"].value == pytest.approx(95)
    assert set(figures) == UNGATED


def test_articles_give_figures_and_misses() -> None:
    gold = [
        GoldArticle("p.txt", "甲地", "开工", "张三", "近日", "投产。"),
        GoldArticle("p.txt", "乙地", "", "", "今年", "台阶。"),
    ]
    found = [
        FoundArticle("p.txt", "甲地经开区", "开工", "张三", "近日投产。"),
        FoundArticle("p.txt", "乙地经开区", "多余", "", "今年再上台阶。李四"),
        FoundArticle("p.txt", "", "", "", "广告"),
    ]
    summary = summarise_articles("s", *judge_articles(gold, found))
    assert summary.figures["boundary_f1"].value == pytest.approx(2 * 1 / (3 + 2))
    assert summary.figures["boundary_precision"].n == 3
    assert summary.figures["zone_accuracy"].value == 1.0
    assert summary.figures["headline_accuracy"].value == 1 / 2
    assert summary.failing["boundary_f1"] == ("p.txt#2",)
    assert list(summary.reasons) == ["p.txt#2"]
    assert "headline '多余' for ''" in summary.reasons["p.txt#2"]


def test_bounds_stand_on_what_was_found_and_on_what_was_wanted() -> None:
    outcomes, _ = judge_articles([GoldArticle("p.txt", "甲地", "", "", "近日", "投产。")], [])
    bounds = BoundaryScores(0.5, 0.25, 1 / 3, n_found=10, n_gold=20)
    figures = summarise_articles("s", outcomes, bounds).figures
    assert {name: (one.value, one.n) for name, one in figures.items() if name.startswith("boundary")} == {
        "boundary_f1": (1 / 3, 20),
        "boundary_precision": (0.5, 10),
        "boundary_recall": (0.25, 20),
    }
    precision, recall = figures["boundary_precision"], figures["boundary_recall"]
    assert (precision.low, precision.high) == compute_wilson(5, 10)
    assert (recall.low, recall.high) == compute_wilson(5, 20)


def test_article_that_nothing_holds_is_said_to_be_missing() -> None:
    gold = [GoldArticle("p.txt", "甲地", "", "", "近日", "投产。")]
    summary = summarise_articles("s", *judge_articles(gold, []))
    assert summary.reasons == {"p.txt#1": "no article holds '近日' or '投产。'"}
    assert summary.figures["boundary_f1"].value == 0.0
    precision = summary.figures["boundary_precision"]  # of nothing found, any share may be right
    assert (precision.value, precision.n, precision.low, precision.high) == (0.0, 0, 0.0, 1.0)
