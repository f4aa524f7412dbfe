"""Two runs compared: differences, tests, and who newly fails; what does not compare is refused or named."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from eval.__main__ import main
from eval.reports.comparing_runs import compare_means, compare_reports
from eval.reports.comparing_sets import compare_sets
from eval.reports.composing import compose_report, write_reports
from eval.reports.printing_comparisons import print_comparison, report_comparison
from tests.reported_runs import make_run

RIGHT, WRONG = "3.2", "9.9"


def write_run(folder: Path, *, number: str) -> Path:
    return write_reports(folder, compose_report(make_run(folder.parent, number=number)))[0]


def test_a_mean_is_compared_over_the_questions_that_both_have() -> None:
    before = {"a": 1.0, "b": 0.0, "c": 1.0, "only before": 0.0}
    after = {"a": 0.0, "b": 1.0, "c": 0.5}
    compared = compare_means("list_f1", before, after)
    assert [compared.before, compared.after] == pytest.approx([2 / 3, 1.5 / 3])
    assert compared.difference == pytest.approx(-1 / 6)
    assert (compared.n, compared.n_odd) == (3, 1)
    assert (compared.better, compared.worse) == (("b",), ("a", "c"))
    assert (compared.newly_failing, compared.newly_passing) == (("a", "c"), ("b",))
    # Of the 8 choices of signs of 1, 1, 0.5 the sums are ±2.5 and ±1.5 once each, ±0.5 twice: all reach 0.5.
    assert compared.p == 1.0


def test_where_lower_is_better_more_is_worse() -> None:
    compared = compare_means("wrong_refusals", {"a": 0.0, "b": 1.0}, {"a": 1.0, "b": 1.0})
    assert compared.worse == ("a",)
    assert compared.newly_failing == ("a",)


def test_p_is_made_larger_for_the_number_of_tests_that_could_reject() -> None:
    before = {"gold": {"sha256": "x"}}
    names = ("answer_accuracy", "list_f1", "list_recall")

    def make(value: float, last: float) -> dict[str, Any]:
        values = [(value, last if number == 7 else 1.0, 1.0) for number in range(8)]
        rows = [
            {"id": f"q{number}", "metrics": dict(zip(names, row, strict=True)), "reasons": []}
            for number, row in enumerate(values)
        ]
        return {**before, "groups": {"all": {name: {} for name in names}}, "questions": rows}

    comparison = compare_reports({"s": make(0.0, 0.0)}, {"s": make(1.0, 1.0)})
    accuracy, f1, recall = comparison.suites[0].figures
    assert comparison.n_tests == 2  # in list_recall no question differs
    assert accuracy.p == 2 / 2**8
    assert accuracy.p_of_all == 4 / 2**8  # the smaller of two: times two
    assert (f1.p, f1.p_of_all) == (1.0, 1.0)
    assert (recall.p, recall.p_of_all) == (1.0, 1.0)


def test_a_figure_of_the_whole_set_has_an_interval_of_paired_draws() -> None:
    def make(seconds: float) -> dict[str, Any]:
        return {"questions": [{"id": str(n), "seconds": seconds + n / 100} for n in range(30)]}

    # Each question takes 50 ms more: however they are drawn, so does the median.
    assert list(compare_sets("latency_p50_ms", make(0.1), make(0.15))) == pytest.approx([50, 50])


def test_f1_of_refusing_moves_with_its_questions() -> None:
    def make(refused: list[bool]) -> dict[str, Any]:
        rows = [
            {"id": str(n), "expected": {"abstained": n < 10}, "abstained": one}
            for n, one in enumerate(refused)
        ]
        return {"questions": rows}

    perfect, none = make([n < 10 for n in range(20)]), make([False] * 20)
    low, high = compare_sets("abstention_f1", none, perfect)
    assert (low, high) == (1.0, 1.0)
    low, high = compare_sets("abstention_recall", make([n < 5 for n in range(20)]), perfect)
    assert low < 0.5 < high  # half of the ten more are refused
    assert np.isclose(compare_sets("abstention_precision", perfect, make([True] * 20)), -0.5, atol=0.3).all()


def test_two_runs_are_compared_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = write_run(tmp_path / "before", number=RIGHT)
    after = write_run(tmp_path / "after", number=WRONG)
    out = tmp_path / "comparison.json"
    assert main(["--compare", str(before), str(after), "--json", str(out)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "answer_accuracy 1.000 0.000 −1.000" in shown
    failing = ", ".join(
        f"{name} 1.00 → 0.00" for name in ("answer_accuracy", "number_accuracy", "figure_accuracy")
    )
    assert f"newly failing n1 ({failing}): the answer lacks 3.2" in shown
    report = json.loads(out.read_text("utf-8"))
    suite = report["suites"][0]
    assert suite["figures"]["answer_accuracy"]["difference"] == -1.0
    assert suite["figures"]["answer_accuracy"]["worse"] == ["n1"]
    assert suite["newly_failing"]["n1"]["reason"] == "the answer lacks 3.2"
    assert suite["newly_failing"]["n1"]["values"]["answer_accuracy"] == [1.0, 0.0]
    assert suite["newly_passing"] == {}


def test_a_lower_rank_is_told_by_its_values_where_nothing_is_wrong_with_the_answer() -> None:
    def make(rank: float) -> dict[str, Any]:
        rows = [{"id": "s116", "metrics": {"passage_mrr": rank, "article_mrr": 1.0}, "reasons": []}]
        figures: dict[str, Any] = {"passage_mrr": {}, "article_mrr": {}}
        return {"groups": {"all": figures}, "gold": {"sha256": "x"}, "questions": rows}

    for ranks, line in (
        ((1.0, 0.5), "newly failing s116 (passage_mrr 1.00 → 0.50)\n"),
        ((0.5, 1.0), "newly passing s116 (passage_mrr 0.50 → 1.00)\n"),
    ):
        console = Console(record=True, width=80, file=io.StringIO())
        print_comparison(console, compare_reports(*({"s": make(rank)} for rank in ranks)))
        assert line in console.export_text()


def test_the_same_run_twice_differs_in_nothing(tmp_path: Path) -> None:
    report: dict[str, Any] = compose_report(make_run(tmp_path))
    suites = {"mine": report["suites"][0]}
    comparison = compare_reports(suites, suites)
    assert {figure.difference for figure in comparison.suites[0].figures} == {0.0}
    assert {figure.p for figure in comparison.suites[0].figures} <= {1.0, None}
    assert report_comparison(comparison)["tests"] == comparison.n_tests == 0
    console = Console(record=True, width=80, file=io.StringIO())
    print_comparison(console, comparison)
    shown = console.export_text()
    assert shown.startswith("mine: no figure moved\n")
    assert f"{comparison.n_tests} tests were made." in shown


def test_other_gold_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = write_run(tmp_path / "before", number=RIGHT)
    changed = json.loads(before.read_text("utf-8"))
    changed["suites"][0]["gold"]["sha256"] = "0" * 64
    after = tmp_path / "after.json"
    after.write_text(json.dumps(changed), encoding="utf-8")
    assert main(["--compare", str(before), str(after)]) == 1
    message = capsys.readouterr().err
    assert "mine: the gold is not the same in both runs" in message
    assert "000000000000" in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "cannot be read as a report", id="no JSON"),
        pytest.param('{"version": 7}', "no report of version 1 (found 7)", id="another version"),
        pytest.param('{"version": 1, "suites": [3]}', "holds no suite of gold", id="no suites"),
        pytest.param('{"version": 1, "suite": "s", "groups": {}}', "does not say of which gold", id="old"),
    ],
)
def test_what_is_no_report_is_refused(
    content: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    assert main(["--compare", str(path), str(path)]) == 1
    assert message in capsys.readouterr().err


def test_tables_fit_eighty_columns(tmp_path: Path) -> None:
    suites: list[dict[str, Any]] = []
    for number in (RIGHT, WRONG):
        report: dict[str, Any] = compose_report(make_run(tmp_path, number=number))
        suites.append({"mine": report["suites"][0]})
    console = Console(record=True, width=80, file=io.StringIO())
    print_comparison(console, compare_reports(*suites))
    table = [line for line in console.export_text().splitlines() if line.startswith("answer_accuracy")]
    assert "…" not in table[0]
    assert table[0].split()[:4] == ["answer_accuracy", "1.000", "0.000", "−1.000"]


def test_statements_are_compared_by_what_is_struck() -> None:
    def make(verdicts: list[str]) -> dict[str, Any]:
        rows = [
            {"id": str(n), "label": label, "kind": kind, "verdict": verdict, "statement": "s"}
            for n, ((label, kind), verdict) in enumerate(
                zip([("right", "none"), ("wrong", "figure"), ("wrong", "zone")], verdicts, strict=True)
            )
        ]
        names = ("caught_figure", "caught_zone", "wrong_caught", "right_struck", "check_precision")
        figures = {name: {"value": 0.5, "n": 3} for name in names}
        return {"groups": {"all": figures}, "gold": {"sha256": "x"}, "statements": rows}

    before = make(["supported", "supported", "contradicted"])
    after = make(["unsupported", "contradicted", "contradicted"])
    compared = {one.name: one for one in compare_reports({"s": before}, {"s": after}).suites[0].figures}
    assert (compared["wrong_caught"].before, compared["wrong_caught"].after) == (0.5, 1.0)
    assert compared["caught_figure"].newly_passing == ("1",)
    assert compared["right_struck"].newly_failing == ("0",)
    assert compared["check_precision"].p is None
