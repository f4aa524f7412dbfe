from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval import __main__ as command
from eval.validating.command import list_committed_gold

ROW = {
    "id": "n",
    "kind": "number",
    "lang": "zh",
    "question": "华荣电工铜杆项目占地多少亩？",
    "zones": ["绛县"],
    "answers": [["132"]],
    "evidence": ["项目占地132亩"],
}
PAGE = """\
绛县经济技术开发区
铜杆项目开工

本刊讯 6月28日，华荣电工铜杆项目在绛县经济技术开发区开工。项目占地132亩。（史文博）
"""
NONE = {"id": "u", "kind": "unanswerable", "lang": "zh", "question": "孝义铜材产量多少？", "why": "无铜"}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "2022-07-12_02.txt").write_text(PAGE, encoding="utf-8")
    return folder


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "mine.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_gold_that_is_right(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = write(tmp_path, ROW, NONE)
    assert command.main(["--validate", str(gold), "--pages", str(pages)]) == 0
    assert capsys.readouterr().out == "2 questions, 0 errors, 0 warnings\n"


def test_an_error_fails_and_names_line_id_field_and_what_to_do(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write(tmp_path, NONE, {**ROW, "answers": [["133"]]})
    report = tmp_path / "report.json"
    arguments = ["--validate", str(gold), "--pages", str(pages), "--json", str(report)]
    assert command.main(arguments) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"error: {gold}, line 2, n, answers: no article with the evidence says '133'; correct the answer or"
        " the evidence, or add the answer as the page words it",
        "2 questions, 1 error, 0 warnings",
    ]
    told = json.loads(report.read_text("utf-8"))
    assert (told["errors"], told["warnings"], told["rows"]["questions"]) == (1, 0, 2)
    assert told["findings"][0]["line"] == 2
    assert command.main([*arguments, "--quiet"]) == 1
    assert capsys.readouterr().err.startswith(f"error: {gold}, line 2, n, answers")


def test_warnings_fail_only_where_that_is_asked(pages: Path, tmp_path: Path) -> None:
    arguments = ["--validate", str(write(tmp_path, {**ROW, "evidence": []})), "--pages", str(pages)]
    assert command.main(arguments) == 0
    assert command.main([*arguments, "--strict"]) == 1


def test_what_comes_nearest_to_an_unanswerable_question_is_shown(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--validate", str(write(tmp_path, ROW, NONE)), "--pages", str(pages), "--verbose"]
    assert command.main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Unanswerable, and what comes nearest")
    assert lines[1] == "  u: 孝义铜材产量多少？ (无铜)"
    assert sum("2022-07-12_02.txt 绛县经开区: " in line for line in lines) == 2
    named = {**NONE, "question": "孝义经济开发区的铜材产量是多少？"}
    assert command.main(["--validate", str(write(tmp_path, named)), *arguments[2:]]) == 0
    assert "[these pages never name 孝义经开区]" in capsys.readouterr().out


def test_pages_that_cannot_be_read_are_told(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / "scan.pdf").write_bytes(b"%PDF-1.7\x00\x01")
    assert command.main(["--validate", str(write(tmp_path, ROW)), "--pages", str(pages)]) == 0
    assert capsys.readouterr().out.startswith("not read: scan.pdf")
    assert command.main(["--validate", "--pages", str(tmp_path / "none")]) == 1
    assert "no such folder of pages" in capsys.readouterr().err


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(["--validate", "--split", "fit"])
    assert caught.value.code == 2
    assert "leave out --index, --split and --baseline" in capsys.readouterr().err


def test_without_files_all_committed_gold_is_meant() -> None:
    names = {path.name for path in list_committed_gold()}
    assert {"sample_questions.jsonl", "sample_articles.jsonl", "sample_statements.jsonl"} <= names
