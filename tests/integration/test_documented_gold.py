"""The set of questions that the documentation shows is proven, and runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import __main__ as command
from eval.questions import load_questions
from rag.settings import SAMPLE_PAGES

DOCUMENT = Path(__file__).parents[2] / "docs" / "evaluation.md"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """The example in a file, as a reader would copy it."""
    section = DOCUMENT.read_text("utf-8").split("## Questions of your own\n")[1].split("\n## ")[0]
    path = tmp_path / "mine.jsonl"
    path.write_text(section.split("```jsonl\n")[1].split("```")[0], encoding="utf-8")
    return path


def test_it_shows_every_kind_and_field(gold: Path) -> None:
    questions = load_questions(gold)
    assert {one.kind for one in questions} == {"list", "number", "fact", "compare", "unanswerable"}
    assert {one.lang for one in questions} == {"en", "zh"}
    assert {trait for one in questions for trait in one.traits} == {"follow_up", "conversion", "same_name"}
    assert {one.split for one in questions} == {"develop", "held_out"}
    assert any(one.optional_zones for one in questions)


def test_it_is_proven_without_any_finding(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--validate", str(gold), "--pages", str(SAMPLE_PAGES), "--strict"]) == 0
    assert capsys.readouterr().out == "8 questions, 0 errors, 0 warnings\n"


def test_it_runs_over_the_sample(gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    arguments = ["--questions", str(gold), "--pages", str(SAMPLE_PAGES), "--json", str(out), "--quiet"]
    assert command.main(arguments) == 0
    report = json.loads(out.read_text("utf-8"))
    assert report["suite"] == "mine"
    assert report["evidence_recall@10"] == 1.0
    assert report["list_f1"] == 1.0
    assert report["groups"]["trait follow_up"]["answer_accuracy"]["value"] == 1.0
