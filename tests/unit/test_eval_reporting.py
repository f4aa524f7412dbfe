import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.console import Console

from eval.article_metrics import FoundArticle
from eval.baselines import Floor
from eval.intervals import Figure
from eval.judging import judge_answer
from eval.preparing import judge_articles
from eval.questions import GoldArticle, GoldQuestion
from eval.reporting import print_answers, print_summary, report_articles, report_questions, write_report
from eval.reports.sections import sort_figures
from eval.summarising import Summary, summarise_articles, summarise_questions
from tests.judged_answers import make_answer, make_zone

LIST = GoldQuestion("l[1]", "list", "zh", "哪些？", ("甲地",))
NONE = GoldQuestion("u", "unanswerable", "en", "Who?")
OUTCOMES = (
    judge_answer(LIST, make_answer("[bold]text of 丙地经开区", zones=[make_zone("丙地经开区", "丙地")])),
    judge_answer(NONE, make_answer(abstained=True)),
)
SUMMARY = summarise_questions("mine", OUTCOMES)


def test_terminal_shows_figures_groups_and_failures() -> None:
    console = Console(record=True, width=120, file=io.StringIO())
    print_summary(console, SUMMARY)
    print_answers(console, OUTCOMES)
    shown = " ".join(console.export_text().split())
    assert "list_f1 │ 0.000 │ 0.000 to 0.793 │ 1" in shown
    assert "right_refusals │ 1.000 │ 0.207 to 1.000 │ 1" in shown
    assert "failed l[1]: 哪些？ (zones missing: 甲地; zones wrong: 丙地经开区)" in shown
    assert "[bold]text" in shown


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_failed_answer_is_printed_as_answers_are(is_terminal: bool) -> None:
    text = "**甲地** [1]\n[1] 2025-03-11\\_02.txt"
    outcome = judge_answer(NONE, make_answer(text))
    console = Console(width=80, file=io.StringIO(), force_terminal=is_terminal, color_system="standard")
    print_answers(console, [outcome])
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "[1] 2025-03-11_02.txt" in shown
    assert ("\x1b[1m甲地\x1b[0m [1]" if is_terminal else "**甲地** [1]") in shown


def make_wide_summary() -> Summary:
    """Every figure of a question suite, in as many groups as committed gold has."""
    names = (
        "evidence_recall@10", "passage_recall@10", "passage_mrr", "passage_ndcg@10", "list_f1",
        "answer_accuracy", "citation_precision", "citation_recall", "right_refusals", "wrong_refusals",
        "abstention_precision",
    )  # fmt: skip
    figures = dict.fromkeys(names, Figure(0.912, 184, 0.85, 0.95))
    groups = ("lang en", "kind compare", "kind unanswerable", "trait follow_up", "trait same_name")
    times = {"latency_p50_ms": Figure(45.2, 202, 40.4, 52.1)}
    return Summary("sample", {"all": figures | times, **dict.fromkeys(groups, figures)}, {}, {})


def show(summary: Summary, width: int, floors: Mapping[str, Floor] | None = None) -> list[str]:
    console = Console(record=True, width=width, file=io.StringIO())
    print_summary(console, summary, floors=floors)
    return [" ".join(line.split()) for line in console.export_text().splitlines()]


def test_each_figure_stands_beside_the_baseline_with_sign_and_word() -> None:
    floors = {
        "list_f1": Floor(Figure(0.9, 184, 0, 1)),
        "wrong_refusals": Floor(Figure(0.9, 184, 0, 1)),
        "answer_accuracy": Floor(Figure(0.912, 184, 0, 1)),
        "latency_p50_ms": Floor(Figure(20, 202, 0, 1)),
    }
    shown = show(make_wide_summary(), 80, floors)
    assert "│list_f1 │ 0.912 │ 0.850 to 0.950 │ 184 │ 0.900 │ +0.012 better│" in shown
    assert "│wrong_refusals │ 0.912 │ 0.850 to 0.950 │ 184 │ 0.900 │ +0.012 worse│" in shown
    assert "│answer_accuracy │ 0.912 │ 0.850 to 0.950 │ 184 │ 0.912 │ │" in shown
    assert "│passage_mrr │ 0.912 │ 0.850 to 0.950 │ 184 │ │ │" in shown, "the baseline has it not"
    assert "│latency_p50_ms │ 45 ms │ 40 to 52 │ 202 │ 20 ms │ │" in shown, "the machine's, shown alone"


@pytest.mark.parametrize(
    ("value", "floor", "cells"),
    [
        pytest.param(0.905_47, 0.9055, "0.905 │ {interval} │ 2 │ 0.905 │ │", id="the same, rounded twice"),
        pytest.param(0.905_53, 0.9055, "0.905 │ {interval} │ 2 │ 0.905 │ │", id="the same, rounded down"),
        pytest.param(0.9057, 0.9055, "0.906 │ {interval} │ 2 │ 0.905 │ +0.0002 better│", id="a little"),
    ],
)
def test_a_figure_is_the_same_text_here_and_in_the_baseline(value: float, floor: float, cells: str) -> None:
    figures = {"list_precision": Figure(value, 2, 0.8, 1.0)}
    shown = show(
        Summary("s", {"all": figures}, {}, {}), 80, {"list_precision": Floor(Figure(floor, 2, 0, 1))}
    )
    assert f"│list_precision │ {cells.format(interval='0.800 to 1.000')}" in shown


@pytest.mark.parametrize("width", [80, 120])
def test_tables_of_many_figures_and_groups_fit(width: int) -> None:
    summary = make_wide_summary()
    shown = show(summary, width, dict.fromkeys(summary.figures, Floor(Figure(0.9, 184, 0.8, 1.0))))
    assert not [line for line in shown if "…" in line]
    row = next(line for line in shown if line.startswith("│same_name"))
    assert row.strip("│").split("│")[1:] == ["0.91 184"] * 6, "key figures only"


def test_figures_are_sorted_by_what_they_tell() -> None:
    found = sort_figures(
        ["wrong_refusals", "list_f1", "zone_accuracy", "fact_accuracy", "mine", "article_mrr", "caught_date"]
    )
    assert [(section.title, section.names) for section in found] == [
        ("retrieval", ("article_mrr",)),
        ("articles", ("zone_accuracy",)),
        ("lists", ("list_f1",)),
        ("answers", ("fact_accuracy",)),
        ("refusals", ("wrong_refusals",)),
        ("check of statements", ("caught_date",)),
        ("other", ("mine",)),
    ]


def test_report_holds_figures_and_each_question() -> None:
    report = report_questions(SUMMARY, OUTCOMES)
    assert (report["suite"], report["list_f1"], report["right_refusals"]) == ("mine", 0.0, 1.0)
    groups, questions = report["groups"], report["questions"]
    assert isinstance(groups, dict)
    assert list(groups) == ["all", "lang en", "lang zh", "kind list", "kind unanswerable"]
    assert isinstance(questions, list)
    assert isinstance(questions[0], dict)
    assert questions[0]["question"] == "哪些？"
    assert questions[0]["zones"] == ["丙地经开区"]
    assert questions[0]["text"] == "[bold]text of 丙地经开区"
    assert questions[0]["metrics"] == {
        "wrong_refusals": 0.0,
        "list_precision": 0.0,
        "list_recall": 0.0,
        "list_f1": 0.0,
        "list_as_told": 1.0,
    }
    assert isinstance(questions[1], dict)
    assert isinstance(questions[1]["expected"], dict)
    assert questions[1]["expected"]["abstained"] is True


def test_article_report_shows_expected_and_found() -> None:
    gold = [
        GoldArticle("p.txt", "甲地", "开工", "", "近日", "投产。"),
        GoldArticle("q.txt", "", "", "", "甲", "乙"),
    ]
    outcomes, bounds = judge_articles(
        gold, [FoundArticle("p.txt", "甲地经开区", "开工", "", "近日全面投产。张")]
    )
    report = report_articles(summarise_articles("mine", outcomes, bounds), outcomes)
    assert report["zone_accuracy"] == 1 / 2
    articles = report["articles"]
    assert isinstance(articles, list)
    assert isinstance(articles[0], dict)
    assert articles[0]["misses"] == ["bounds"]
    assert articles[0]["found"] == {
        "zone": "甲地经开区",
        "headline": "开工",
        "byline": "",
        "first": "近日",
        "last": "产。张",
    }
    assert isinstance(articles[1], dict)
    assert articles[1]["found"] is None


def test_report_is_written_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.json"
    write_report(path, report_questions(SUMMARY, OUTCOMES))
    assert json.loads(path.read_text("utf-8"))["suite"] == "mine"
