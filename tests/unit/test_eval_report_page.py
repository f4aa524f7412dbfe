"""`report.html`: the failure beside its gold, everything escaped, nothing fetched."""

import base64
import hashlib
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from eval.reports.composing import compose_report
from eval.reports.drawing_answers import draw_answer
from eval.reports.page import render_page
from eval.reports.viewing_failures import show_value, view_failures
from eval.reports.viewing_figures import view_figures
from tests.reported_runs import EVIL, make_run


@pytest.fixture
def report(tmp_path: Path) -> dict[str, Any]:
    return compose_report(make_run(tmp_path, number="9.9"))


def read_text(html: str) -> str:
    """Give what a reader sees, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_nothing_of_a_question_page_or_answer_can_act(report: dict[str, Any]) -> None:
    page = render_page(report)
    assert page.count("<script>") == 1, "the page's own"
    assert EVIL not in page
    assert "&lt;script&gt;document.title=&#39;taken&#39;&lt;/script&gt;" in page


def test_the_page_names_no_address_and_runs_its_own_script_only(report: dict[str, Any]) -> None:
    page = render_page(report)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?(?!#)[^"\' >]+', page) == []


def test_a_failure_stands_beside_its_gold_with_its_trace(report: dict[str, Any]) -> None:
    shown = read_text(render_page(report))
    assert "Zones 甲地 丙地" in shown
    assert "✓ Zones right 丙地经开区" in shown
    assert "✗ Zones wrong 戊地经开区" in shown
    assert "– Zones missing 甲地" in shown
    assert "铜箔投产 passage 2" in shown
    assert "没有这句 not found" in shown
    assert "– Answers lacking 3.2" in shown
    assert "▼ newly failing: list_f1" in shown
    assert "l1 mine, in list_f1 Which zones make copper foil?" in shown
    assert "1 甲地 <script>document.title='taken'</script> a.txt 0.25" in shown


def test_the_table_says_the_difference_by_sign_and_word(report: dict[str, Any]) -> None:
    rows = {row.name: row for _, rows in view_figures(report["suites"][0]) for row in rows}
    assert rows["list_f1"].difference == "▼ −0.500 worse"
    assert rows["wrong_refusals"].difference == "▲ −0.500 better"
    assert (rows["list_f1"].value, rows["list_f1"].floor, rows["list_f1"].n) == ("0.500", "1.000", 1)
    assert rows["list_precision"].difference == "", "the baseline has no such figure"


def test_what_became_of_each_judged_sentence_is_told(report: dict[str, Any]) -> None:
    trace = next(one.trace for one in view_failures(report["suites"]) if one.row["id"] == "l1")
    assert trace is not None
    fates = [sentence.fate for sentence in trace.searches[0].sentences]
    assert fates[0] == "quoted"
    assert fates[1] == "dropped: below 0.56"
    assert fates[2].startswith("not quoted, though 0.56 or more")
    assert trace.searches[0].sentences[1].features == "covered 0.1"
    assert trace.searches[0].paths == ["dense"]


def test_newly_failing_questions_come_first_and_keep_their_traces(report: dict[str, Any]) -> None:
    suites = report["suites"]
    suites[0]["baseline"]["newly_failing"] = {"n1": ["answer_accuracy"]}
    failures = view_failures(suites, most_traces=1)
    assert [one.row["id"] for one in failures] == ["n1", "l1"]
    assert failures[0].trace is not None
    assert failures[1].trace is None
    assert "Only the first 1 of 2 have their trace here" in read_text(render_page(report, most_traces=1))


def test_a_run_without_a_baseline_says_so(tmp_path: Path) -> None:
    report: dict[str, Any] = compose_report(make_run(tmp_path))
    report["suites"][0]["baseline"] = None
    report["regressions"] = []
    shown = read_text(render_page(report))
    assert "Not compared with a baseline." in shown
    assert "newly failing" not in shown.casefold()


def test_a_model_that_judged_is_named_with_its_agreement(report: dict[str, Any]) -> None:
    report["judge"] = {"model": "m:x", "statements": 7, "failed": 1, "agreement": 0.857142, "kappa": None}
    shown = read_text(render_page(report))
    assert "the check, and m:x (7 statements, 1 calls failed; agreement 0.8571, kappa –)" in shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** b", "<strong>a</strong> b"),
        ("~~a~~ [12]", '<del>a</del> <b class="reference">[12]</b>'),
        (r"\*\*a\_b", "**a_b"),
        ("**open\nnext", "<strong>open</strong>\nnext"),
        ("**a ~~b** c~~", "<strong>a <del>b** c</del></strong>"),
        ("[1](http://x)", "[1](http://x)"),
        ("<b>&", "&lt;b&gt;&amp;"),
        (r"\<b\>", "&lt;b&gt;"),
    ],
)
def test_the_markdown_of_answers(text: str, html: str) -> None:
    assert draw_answer(text) == html


def test_values_of_a_trace_are_read_on_one_line() -> None:
    value = [{"words": "copper", "looked_for": ["铜", "铜材"], "weight": 0.5}, True]
    assert show_value(value) == "words: copper, looked for: 铜, 铜材, weight: 0.5; yes"
    assert show_value(None) == "–"
