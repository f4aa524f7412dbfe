import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from eval import __main__ as command
from eval import evaluating, running
from eval.checking import fitting_command
from eval.checking.checking_statements import check_statements
from eval.checking.statements import GoldStatement
from eval.gating import Suite, list_gate_suites
from eval.judging import Examination
from rag.answers import Citation, Statement, Verdict
from rag.checking.stating import Claim
from tests.judged_answers import FakePipeline, make_answer, make_hit

ROWS = [
    {
        "id": "n",
        "kind": "number",
        "lang": "en",
        "question": "How much?",
        "answers": [["3.2"]],
        "split": "fit",
    },
    {"id": "u", "kind": "unanswerable", "lang": "zh", "question": "谁？", "split": "test"},
]


class Recorder:
    """Stands in for building and opening, and keeps what they were called with."""

    def __init__(self) -> None:
        self.built: list[Path] = []
        self.opened: list[tuple[Path, dict[str, object]]] = []
        self.figure = "3.2"

    def build(self, pages: Path, to: Path) -> Path:
        self.built.append(pages)
        return to

    @contextmanager
    def open(self, index: Path, overrides: Mapping[str, object]) -> Iterator[Examination]:
        self.opened.append((index, dict(overrides)))
        answers = {
            "How much?": make_answer(self.figure, hits=[make_hit("x")]),
            "谁？": make_answer(abstained=True),
        }
        yield Examination(FakePipeline(answers))


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    fake = Recorder()
    monkeypatch.setattr(running, "build_page_index", fake.build)
    monkeypatch.setattr(running, "open_examination", fake.open)
    return fake


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def test_questions_over_pages(recorder: Recorder, gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert command.main(["--questions", str(gold), "--pages", str(tmp_path), "--json", str(out)]) == 0
    report = json.loads(out.read_text("utf-8"))
    assert (report["suite"], report["number_accuracy"], report["right_refusals"]) == ("mine", 1.0, 1.0)
    assert recorder.built == [tmp_path]


def test_questions_over_an_index_build_none(recorder: Recorder, gold: Path, tmp_path: Path) -> None:
    arguments = ["--questions", str(gold), "--index", str(tmp_path), "--set", "list_threshold=0.4", "--quiet"]
    assert command.main(arguments) == 0
    assert recorder.built == []
    assert recorder.opened == [(tmp_path, {"list_threshold": "0.4"})]


def test_split_has_a_name_of_its_own(recorder: Recorder, gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    arguments = ["--questions", str(gold), "--pages", str(tmp_path), "--split", "fit", "--json", str(out)]
    assert command.main(arguments) == 0
    report = json.loads(out.read_text("utf-8"))
    assert report["suite"] == "mine:fit"
    assert "right_refusals" not in report
    assert len(recorder.built) == 1


def test_baseline_is_written_kept_and_failed(
    recorder: Recorder, gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = str(tmp_path / "baseline.json")
    arguments = ["--questions", str(gold), "--pages", str(tmp_path), "--baseline", baseline]
    assert command.main([*arguments, "--write-baseline"]) == 0
    assert command.main(arguments) == 0
    recorder.figure = "3.3"
    assert command.main([*arguments, "--json", str(tmp_path / "out.json")]) == 1
    message = capsys.readouterr().err
    assert "mine: number_accuracy is 0.0000, the baseline 1.0000" in message
    assert "n: How much? (the answer lacks 3.2)" in message
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))["regressions"]) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "give one of", id="nothing"),
        pytest.param(["--gate", "--articles", "x"], "give one of", id="two"),
        pytest.param(["--questions", "x"], "--questions needs --pages", id="questions without pages"),
        pytest.param(["--statements", "--questions", "x"], "give one of", id="statements and questions"),
        pytest.param(["--articles", "x"], "--articles needs --pages", id="articles without pages"),
        pytest.param(["--benchmark", "speed"], "--benchmark speed needs --news", id="benchmark without news"),
        pytest.param(["--gate", "--index", "x"], "--gate knows its pages", id="gate over another index"),
        pytest.param(["--gate", "--set", "x"], "NAME=VALUE", id="setting without value"),
        pytest.param(["--gate", "--limit", "-1"], "0 (all) or more", id="negative limit"),
        pytest.param(
            ["--questions", "x", "--pages", "y", "--write-baseline"],
            "needs --baseline",
            id="nowhere to write",
        ),
    ],
)
def test_usage_errors(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_a_wrong_gold_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--questions", str(tmp_path / "none.jsonl"), "--pages", str(tmp_path), "--quiet"]
    assert command.main(arguments) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_gate_runs_every_suite_and_says_what_is_skipped(
    recorder: Recorder,
    gold: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    suites = [Suite("questions", gold, tmp_path)] * 2
    monkeypatch.setattr(evaluating, "list_gate_suites", lambda: (suites, ["dev: skipped, not there"]))
    arguments = ["--gate", "--baseline", str(tmp_path / "b.json")]
    assert command.main([*arguments, "--write-baseline"]) == 0
    assert command.main([*arguments, "--json", str(tmp_path / "out.json")]) == 0
    assert "dev: skipped, not there" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))["suites"]) == 2
    assert recorder.built == [tmp_path, tmp_path]  # once a run: the two suites share the index


def test_development_suites_run_where_their_folder_is(tmp_path: Path) -> None:
    suites, skipped = list_gate_suites(tmp_path)
    assert [suite.name for suite in suites] == [
        "sample_questions",
        "sample_near_misses",
        "sample_articles",
        "sample_statements",
        "sample_paraphrases",
    ]
    assert len(skipped) == 2
    (tmp_path / "corpus").mkdir()
    (tmp_path / "questions.dev.jsonl").touch()
    (tmp_path / "articles.dev.jsonl").touch()
    suites, skipped = list_gate_suites(tmp_path)
    assert [suite.name for suite in suites[5:]] == ["questions.dev", "articles.dev"]
    assert skipped == []


class LenientChecker:
    """Strikes what says 7亿 and nothing else."""

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        assert citations
        assert not question
        verdict: Verdict = "contradicted" if "7亿" in claim.text else "supported"
        return Statement(claim.text, claim.references, verdict)


STATEMENT = {
    "id": "w",
    "lang": "zh",
    "statement": "总投资7亿元。",
    "source": "page.txt",
    "sentence": "总投资6.8亿元。",
    "zone": "",
    "label": "wrong",
    "kind": "figure",
}
OTHER = {**STATEMENT, "id": "z", "statement": "侯马总投资6.8亿元。", "kind": "zone", "split": "test"}


@pytest.fixture
def statements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def check(gold: Sequence[GoldStatement], folder: Path, **options: Any) -> Any:
        return check_statements(gold, folder, open_with=lambda _: LenientChecker(), **options)

    monkeypatch.setattr(running, "check_statements", check)
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "page.txt").write_text("垣曲经济技术开发区\n\n本刊讯 铜杆项目开工，总投资6.8亿元。\n", "utf-8")
    path = tmp_path / "mine.jsonl"
    path.write_text(f"{json.dumps(STATEMENT)}\n{json.dumps(OTHER)}\n", "utf-8")
    return path


def test_statements_are_checked_and_failures_told_when_asked(
    statements: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--statements", str(statements), "--pages", str(tmp_path / "pages")]
    assert command.main(arguments) == 0
    brief = capsys.readouterr().out
    assert "caught_zone" in brief
    assert "let stand" not in brief
    assert command.main([*arguments, "--verbose"]) == 0
    assert "failed z: wrong (zone): 侯马总投资6.8亿元。" in capsys.readouterr().out


def test_paraphrases_stand_beside_statements_in_the_report(statements: Path, tmp_path: Path) -> None:
    other = tmp_path / "others.jsonl"
    other.write_text(json.dumps(STATEMENT) + "\n", "utf-8")
    out = tmp_path / "out.json"
    arguments = ["--statements", str(statements), "--paraphrases", str(other), "--split", "test"]
    assert command.main([*arguments, "--pages", str(tmp_path / "pages"), "--json", str(out)]) == 0
    suites = json.loads(out.read_text("utf-8"))["suites"]
    assert [suite["suite"] for suite in suites] == ["mine:test", "others"]
    assert [suite["wrong_caught"] for suite in suites] == [0.0, 1.0]


def test_a_kind_that_is_caught_less_often_fails(
    statements: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = tmp_path / "b.json"
    arguments = ["--statements", str(statements), "--pages", str(tmp_path / "pages")]
    assert command.main([*arguments, "--baseline", str(baseline), "--write-baseline"]) == 0
    content = json.loads(baseline.read_text("utf-8"))
    content["suites"]["mine"]["caught_zone"]["value"] = 1.0
    baseline.write_text(json.dumps(content), "utf-8")
    assert command.main([*arguments, "--baseline", str(baseline)]) == 1
    assert "caught_zone is 0.0000, the baseline 1.0000" in capsys.readouterr().err


def test_fitting_statements_takes_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[Path]] = []
    monkeypatch.setattr(fitting_command, "run_statement_fitting", lambda _, files: asked.append(files))
    assert command.main(["--fit-statements", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert asked == [[tmp_path / "a", tmp_path / "b"]]
