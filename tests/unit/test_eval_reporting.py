import io
import json
from pathlib import Path

from rich.console import Console

from eval.article_metrics import FoundArticle
from eval.judging import judge_answer
from eval.preparing import judge_articles
from eval.questions import GoldArticle, GoldQuestion
from eval.reporting import print_answers, print_summary, report_articles, report_questions, write_report
from eval.summarising import summarise_articles, summarise_questions
from tests.judged_answers import make_answer, make_zone

LIST = GoldQuestion("l[1]", "list", "zh", "哪些？", ("甲地",))
NONE = GoldQuestion("u", "unanswerable", "en", "Who?")
OUTCOMES = (
    judge_answer(LIST, make_answer("[bold]text", zones=[make_zone("丙地经开区", "丙地")])),
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
    assert questions[0]["text"] == "[bold]text"
    assert questions[0]["metrics"] == {
        "wrong_refusals": 0.0,
        "list_precision": 0.0,
        "list_recall": 0.0,
        "list_f1": 0.0,
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
