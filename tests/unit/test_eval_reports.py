"""`report.json`: what it says of the run, the gold, each question, and the baseline."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.changed_settings import hide_place
from eval.reporting import write_report
from eval.reports.composing import compose_report, flatten_single, write_reports
from eval.reports.describing import describe_run
from eval.reports.holding_to_baseline import name_change
from tests.reported_runs import EVIL, NUMBER, digest, make_run


@pytest.fixture
def report(tmp_path: Path) -> dict[str, Any]:
    """The report as a program reads it from the file."""
    paths = write_reports(tmp_path / "out", compose_report(make_run(tmp_path)))
    read: dict[str, Any] = json.loads(paths[0].read_text("utf-8"))
    return read


def test_the_gold_and_the_pages_are_named_and_no_place_of_the_machine(
    report: dict[str, Any], tmp_path: Path
) -> None:
    suite = report["suites"][0]
    gold = tmp_path / "mine.jsonl"
    assert suite["gold"] == {"file": "mine.jsonl", "sha256": digest(gold), "rows": 3}
    assert suite["pages"] == {"folder": "my-pages", "pages": 1, "articles": 1}
    assert str(tmp_path) not in json.dumps(report)


def test_a_failed_question_has_its_whole_answer_and_others_have_not(report: dict[str, Any]) -> None:
    failed, passed, _ = report["suites"][0]["questions"]
    assert failed["question"].endswith(EVIL)
    assert failed["reasons"] != []
    assert failed["answer"]["trace"][1]["hits"][0]["dense"] == 0.25
    assert failed["answer"]["citations"][0]["quote"] == "铜箔投产。"
    assert (passed["id"], passed["reasons"], passed["answer"]) == (NUMBER.id, [], None)


def test_each_part_of_the_gold_is_told_right_missing_or_wrong(report: dict[str, Any]) -> None:
    failed, passed, refused = report["suites"][0]["questions"]
    assert failed["judged"] == {
        "zones_right": ["丙地经开区"],
        "zones_wrong": ["戊地经开区"],
        "zones_missing": ["甲地"],
        "answers_missing": [],
        "evidence_ranks": [2, None],
    }
    assert passed["judged"]["evidence_ranks"] == [1]
    assert refused["judged"]["zones_missing"] == []


def test_the_difference_to_the_baseline_has_its_sign_and_its_word(report: dict[str, Any]) -> None:
    baseline = report["suites"][0]["baseline"]
    # One of two asserted zones is right, one of two wanted ones is found: F1 is 1/2.
    assert baseline["figures"]["list_f1"] == {"value": 1.0, "n": 1, "difference": -0.5, "change": "worse"}
    assert baseline["figures"]["wrong_refusals"]["difference"] == -0.5
    assert baseline["figures"]["wrong_refusals"]["change"] == "better"
    assert baseline["figures"]["answer_accuracy"]["change"] == "same"
    assert baseline["newly_failing"] == {"l1": ["list_f1"]}
    assert baseline["newly_passing"] == {"n1": ["wrong_refusals"]}, "an id that is not asked passes nothing"
    assert (baseline["date"], baseline["commit"]) == ("2026-01-02", "abc1234")


@pytest.mark.parametrize(
    ("figure", "difference", "change"),
    [
        ("list_f1", 0.01, "better"),
        ("list_f1", -0.01, "worse"),
        ("wrong_refusals", 0.01, "worse"),
        ("wrong_refusals", -0.01, "better"),
        ("list_f1", 0.00004, "same"),
    ],
)
def test_lower_is_better_for_some_figures(figure: str, difference: float, change: str) -> None:
    assert name_change(figure, difference) == change


def test_one_suite_alone_stands_at_the_top_level_for_programs(tmp_path: Path) -> None:
    report = compose_report(make_run(tmp_path))
    flat = flatten_single(report)
    assert flat["list_f1"] == 0.5
    assert flat["regressions"] == report["regressions"]
    assert "suites" not in flat
    two: dict[str, Any] = {**report, "suites": [flat, flat]}
    assert flatten_single(two) == two


def test_a_number_that_json_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_report(tmp_path / "r.json", {"value": float("nan")})
    assert not (tmp_path / "r.json").exists()


def test_settings_are_told_without_secrets_and_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONEWISE_MODEL_KEY", "sk-secret")
    overrides = {
        "quotes": "4",
        "model_url": "http://me:pw@host:8000/v1?key=1",
        "index_dir": "/home/me/my-index",
    }
    settings = describe_run(overrides)["settings"]
    assert settings == {"quotes": 4, "model_url": "http://host:8000", "index_dir": "my-index"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/me/model", "model"),
        ("hf:/home/me/model/", "hf:model"),
        ("C:\\models\\mine", "mine"),
        ("~/models/mine", "mine"),
        ("BAAI/bge-m3", "BAAI/bge-m3"),
        ("openai:Qwen/Qwen3-4B", "openai:Qwen/Qwen3-4B"),
        ("https://user@host/v1", "https://host"),
    ],
)
def test_places_are_hidden_and_names_are_not(text: str, shown: str) -> None:
    assert hide_place(text) == shown
