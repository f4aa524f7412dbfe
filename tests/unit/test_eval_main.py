import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from eval import __main__ as command
from eval import choosing_gold, evaluating, publishing, running
from eval.checking import fitting_command
from eval.checking.checking_statements import check_statements
from eval.checking.statements import GoldStatement
from eval.citing.page_judges import PageJudges
from eval.gating import BASELINE_FILE, Suite, list_gate_suites
from eval.judging import Examination, Judge, Judgement
from eval.published_figures import Place, PublishedTable, Row
from eval.questions import GoldQuestion
from eval.ranking_questions import NOT_IN_INDEX
from rag.answers import Answer, Citation, Statement, Verdict
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
        self.indexed: list[list[str]] = []
        self.opened: list[tuple[Path, dict[str, object]]] = []
        self.figure = "3.2"
        self.judges: tuple[Judge, ...] = ()

    def build(self, pages: Path, to: Path, **_: object) -> Path:
        self.built.append(pages)
        self.indexed.append(sorted(path.name for path in pages.iterdir()))
        return to

    @contextmanager
    def open(self, index: Path, overrides: Mapping[str, object]) -> Iterator[Examination]:
        self.opened.append((index, dict(overrides)))
        answers = {
            "How much?": make_answer(self.figure, hits=[make_hit("x")]),
            "谁？": make_answer(abstained=True),
        }
        yield Examination(FakePipeline(answers), self.judges)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    fake = Recorder()
    monkeypatch.setattr(running, "build_page_index", fake.build)
    monkeypatch.setattr(running, "open_examination", fake.open)
    # The answers above cite nothing, and none of these tests is about that.
    monkeypatch.setattr(PageJudges, "open", lambda *_: ())
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


class LooseJudge:
    """Finds nothing of the first question's gold on the pages."""

    def judge(self, gold: GoldQuestion, answer: Answer) -> Judgement:
        assert answer
        return Judgement(reasons=(f"{NOT_IN_INDEX[0]}x",) if gold.id == "n" else ("something else",))


def test_gold_that_does_not_hold_on_the_pages_is_told_though_nothing_else_is(
    recorder: Recorder, gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--questions", str(gold), "--pages", str(tmp_path), "--quiet"]
    assert command.main(arguments) == 0
    assert capsys.readouterr().err == ""
    recorder.judges = (LooseJudge(),)
    assert command.main(arguments) == 0
    assert capsys.readouterr().err == (
        f"mine: 1 row of gold does not hold on these pages (n); run --validate {gold} --pages {tmp_path}\n"
    )


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
    assert command.main([*arguments, "--json", str(tmp_path / "out.json")]) == evaluating.TOO_LOW
    message = capsys.readouterr().err
    assert "mine: number_accuracy is 0.0000, the baseline 1.0000" in message
    assert "n (0.00, was 1.00): How much? (the answer lacks 3.2)" in message
    regressions = json.loads((tmp_path / "out.json").read_text("utf-8"))["regressions"]
    assert {"mine: answer_accuracy", "mine: number_accuracy"} <= {
        line.partition(" is")[0] for line in regressions
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--split", "test"], "committed gold knows its pages", id="split of no gold"),
        pytest.param(["--pages", "x"], "committed gold knows its pages", id="pages of no gold"),
        pytest.param(["--gate", "--articles", "x"], "give one of", id="two"),
        pytest.param(["--questions", "x"], "--questions needs --pages", id="questions without pages"),
        pytest.param(["--statements", "--questions", "x"], "give one of", id="statements and questions"),
        pytest.param(["--articles", "x"], "--articles needs --pages", id="articles without pages"),
        pytest.param(["--benchmark", "speed"], "--benchmark speed needs --news", id="benchmark without news"),
        pytest.param(
            ["--gate", "--index", "x"], "committed gold knows its pages", id="gate over another index"
        ),
        pytest.param(["--gate", "--set", "x"], "NAME=VALUE", id="setting without value"),
        pytest.param(
            ["--questions", "x", "--index", "y", "--distractors", "z"],
            "give --questions and --pages",
            id="distractors without pages",
        ),
        pytest.param(
            ["--questions", "x", "--index", "y", "--pages", "p", "--distractors", "z"],
            "leave out --index",
            id="distractors over an index",
        ),
        pytest.param(["--gate", "--limit", "-1"], "0 (all) or more", id="negative limit"),
        pytest.param(
            ["--questions", "x", "--pages", "y", "--write-baseline"],
            "needs --baseline",
            id="nowhere to write",
        ),
        pytest.param(
            ["--gate", "--write-baseline", "--set", "list_threshold=0.4"],
            "of the settings as they ship",
            id="committed baseline of other settings",
        ),
        pytest.param(
            ["--write-baseline", "--set", "hits=5", "--baseline", os.path.relpath(BASELINE_FILE)],
            "of the settings as they ship",
            id="the same by its relative path",
        ),
        pytest.param(["--fail-under", "list_f1"], "takes NAME=VALUE such as", id="bound without value"),
        pytest.param(["--fail-under", "list_f1=85"], "for 85 % give list_f1=0.85", id="bound in per cent"),
        pytest.param(["--baseline", "x", "--fail-on-regression", "y"], "mean the same", id="two baselines"),
        pytest.param(
            ["--fit", "--fail-under", "list_f1=1"], "--fail-under is for gold", id="bound for no gold"
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
    monkeypatch.setattr(choosing_gold, "list_gate_suites", lambda: (suites, ["dev: skipped, not there"]))
    arguments = ["--gate", "--baseline", str(tmp_path / "b.json")]
    assert command.main([*arguments, "--write-baseline"]) == 0
    assert command.main([*arguments, "--json", str(tmp_path / "out.json")]) == 0
    assert "dev: skipped, not there" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))["suites"]) == 2
    assert recorder.built == [tmp_path, tmp_path]  # once a run: the two suites share the index


@pytest.fixture
def committed(
    recorder: Recorder, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """All committed gold is one small file, and its baseline is written where the README is not."""
    baseline, page, pages = tmp_path / "baseline.json", tmp_path / "page.md", tmp_path / "pages"
    pages.mkdir()
    monkeypatch.setattr(choosing_gold, "list_gate_suites", lambda: ([Suite("questions", gold, pages)], []))
    monkeypatch.setattr(choosing_gold, "BASELINE_FILE", baseline)
    monkeypatch.setattr(evaluating, "README_FILE", page)
    shown = PublishedTable(("what", "figure"), (Row("given", (Place("mine", "answer_accuracy"),)),))
    monkeypatch.setattr(publishing, "PUBLISHED", (shown,))
    page.write_text(f"before\n{publishing.BEGIN}{publishing.END}\nafter\n", "utf-8")
    assert command.main(["--write-baseline", "--quiet"]) == 0
    yield page
    assert recorder.built


def test_without_an_option_all_gold_runs_and_nothing_fails(
    committed: Path, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert committed.exists()
    assert command.main([]) == 0
    assert "no figure is below" in capsys.readouterr().out
    recorder.figure = "3.3"
    assert command.main([]) == 0
    printed = capsys.readouterr()
    assert "worse 0.0000" in printed.out
    assert "; --gate says why, and fails" in printed.out
    assert printed.err == ""
    assert command.main(["--gate"]) == evaluating.TOO_LOW
    printed = capsys.readouterr()
    assert "worse 0.0000" in printed.out
    assert (
        "answer_accuracy is 0.0000, the baseline 1.0000; newly failing:\n    n (0.00, was 1.00): How much?"
        in printed.err
    )


def test_writing_the_baseline_says_what_it_changes(
    committed: Path, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert committed.exists()
    recorder.figure = "3.3"
    assert command.main(["--gate", "--write-baseline"]) == 0
    assert "worse 0.0000" in capsys.readouterr().out
    assert command.main(["--gate"]) == 0


def test_writing_the_baseline_of_all_gold_writes_the_results(committed: Path) -> None:
    text = committed.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "| given | 1.00, 0.21 to 1.00 (1) |" in text


def test_a_figure_may_not_be_under_what_is_asked(
    committed: Path, recorder: Recorder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    del committed
    bounds = ["--fail-under", "answer_accuracy=0.9", "--fail-under", "mine:lang en/wrong_refusals=0"]
    assert command.main(bounds) == 0
    recorder.figure = "3.3"
    assert command.main([*bounds, "--quiet", "--json", str(tmp_path / "out.json")]) == evaluating.TOO_LOW
    message = capsys.readouterr().err
    assert message == (
        "not as asked by --fail-under: mine: answer_accuracy is 0.0000 (n 1), wanted at least 0.9; failing:\n"
        "    n (0.00): How much? (the answer lacks 3.2)\n"
    )
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))["breaches"]) == 1


def test_an_unknown_figure_is_wrong_usage(committed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del committed
    assert command.main(["--fail-under", "list_f2=0.9", "--quiet"]) == 2
    message = capsys.readouterr().err
    assert "no figure is called 'list_f2'; figures: " in message, "nothing here is called like it"
    assert ", answer_accuracy, " in message


def test_other_gold_or_pages_than_the_baselines_fail_the_gate(
    committed: Path, gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold.write_text(gold.read_text("utf-8") + "\n", "utf-8")
    (committed.parent / "pages" / "new.txt").write_text("甲地", "utf-8")
    assert command.main([]) == 0
    printed = capsys.readouterr()
    assert "mine: the gold differs from that of the baseline" in printed.out
    assert "mine: the pages differ from those of the baseline" in printed.out
    assert printed.err == ""
    assert command.main(["--gate", "--quiet"]) == evaluating.TOO_LOW
    message = capsys.readouterr().err
    assert message.count("not of one gold: mine: the ") == 2
    assert "below the baseline" not in message, "no figure fell"
    assert command.main(["--gate", "--quiet", "--write-baseline"]) == 0
    assert command.main(["--gate", "--quiet"]) == 0


def test_changed_settings_are_told_beside_the_committed_baseline_and_never_written_to_it(
    committed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "settings are not those of the baseline: here quotes=4; there all as they ship (mine)\n"
    assert command.main(["--gate", "--quiet", "--set", "quotes=4"]) == 0
    assert capsys.readouterr().err == told
    monkeypatch.setenv("ZONEWISE_QUOTES", "4")
    assert command.main(["--gate", "--quiet"]) == 0
    assert capsys.readouterr().err == told
    assert command.main([]) == 0
    assert told in capsys.readouterr().out
    del committed
    with pytest.raises(SystemExit) as caught:
        command.main(["--gate", "--write-baseline"])
    assert caught.value.code == 2
    assert "here is quotes=4; unset ZONEWISE_QUOTES, or give --baseline FILE" in capsys.readouterr().err


def test_a_baseline_of_ones_own_says_of_which_settings_it_is(
    recorder: Recorder, gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages, baseline = tmp_path / "pages", tmp_path / "mine.json"
    pages.mkdir()
    arguments = ["--questions", str(gold), "--pages", str(pages), "--baseline", str(baseline)]
    assert command.main([*arguments, "--set", "quotes=4", "--write-baseline"]) == 0
    assert recorder.built == [pages]
    assert "of other settings than those that ship: quotes=4" in capsys.readouterr().out
    content = json.loads(baseline.read_text("utf-8"))
    assert content["suites"]["mine"]["settings"] == {"quotes": 4}
    content["suites"]["not run"] = {**content["suites"]["mine"], "settings": {}}
    baseline.write_text(json.dumps(content), "utf-8")
    assert command.main([*arguments, "--set", "quotes=4", "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    assert command.main([*arguments, "--quiet"]) == 0
    assert "here all as they ship; there quotes=4 (mine)" in capsys.readouterr().err


def test_a_gold_file_that_is_gone_fails_the_gate(committed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = committed.parent / "baseline.json"
    content = json.loads(baseline.read_text("utf-8"))
    content["suites"]["gone"] = content["suites"]["mine"]
    baseline.write_text(json.dumps(content), "utf-8")
    assert command.main(["--gate", "--quiet"]) == evaluating.TOO_LOW
    assert "gone: the baseline has it, and it did not run" in capsys.readouterr().err


def test_a_baseline_that_cannot_be_read_stops_before_anything_runs(
    recorder: Recorder, gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--questions", str(gold), "--pages", str(tmp_path), "--baseline", str(tmp_path / "none")]
    assert command.main(arguments) == 1
    assert "make one with --write-baseline" in capsys.readouterr().err
    assert recorder.built == []


@pytest.mark.parametrize("option", ["--report", "--json"])
def test_what_cannot_be_written_stops_before_anything_runs(
    option: str, recorder: Recorder, gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", "utf-8")
    place = taken if option == "--report" else taken / "out.json"
    arguments = ["--questions", str(gold), "--pages", str(tmp_path), option, str(place)]
    assert command.main(arguments) == 1
    message = capsys.readouterr().err
    assert message.startswith(f"error: {option} {place}: ")
    assert "nothing was run" in message
    assert recorder.built == []
    assert taken.read_text("utf-8") == "a file"


def test_a_wrong_row_of_the_last_gold_stops_before_the_first_runs(
    recorder: Recorder,
    gold: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = tmp_path / "articles.jsonl"
    broken.write_text('{"source": "p.txt"}\n', "utf-8")
    suites = [Suite("questions", gold, tmp_path), Suite("articles", broken, tmp_path)]
    monkeypatch.setattr(choosing_gold, "list_gate_suites", lambda: (suites, []))
    assert command.main(["--gate", "--quiet"]) == 1
    assert "articles.jsonl, line 1: first must be a text" in capsys.readouterr().err
    assert recorder.built == []


def test_development_suites_run_where_their_folder_is(tmp_path: Path) -> None:
    suites, skipped = list_gate_suites(tmp_path)
    assert [suite.name for suite in suites] == [
        "sample_questions",
        "sample_hard_questions",
        "sample_fresh_questions",
        "fresh_pages_questions",
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
    assert [suite.name for suite in suites[8:]] == ["questions.dev", "articles.dev"]
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
    content["suites"]["mine"]["figures"]["caught_zone"]["value"] = 1.0
    baseline.write_text(json.dumps(content), "utf-8")
    assert command.main([*arguments, "--fail-on-regression", str(baseline)]) == evaluating.TOO_LOW
    assert "caught_zone is 0.0000, the baseline 1.0000" in capsys.readouterr().err


def test_fitting_statements_takes_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[Path]] = []
    monkeypatch.setattr(fitting_command, "run_statement_fitting", lambda _, files: asked.append(files))
    assert command.main(["--fit-statements", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert asked == [[tmp_path / "a", tmp_path / "b"]]


def test_questions_among_distractors(recorder: Recorder, gold: Path, tmp_path: Path) -> None:
    pages, news = tmp_path / "pages", tmp_path / "news.jsonl"
    pages.mkdir()
    (pages / "own.txt").write_text("甲地", encoding="utf-8")
    items = [{"id": f"n{number}", "date": "2024-01-02", "text": "新闻"} for number in range(3)]
    news.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    out = tmp_path / "out.json"
    arguments = ["--questions", str(gold), "--pages", str(pages), "--distractors", str(news)]
    assert command.main([*arguments, "--limit", "2", "--json", str(out)]) == 0
    assert json.loads(out.read_text("utf-8"))["suite"] == "mine+2"
    assert recorder.indexed == [["2024-01-02_000000_n0.txt", "2024-01-02_000001_n1.txt", "own.txt"]]
    assert not recorder.built[0].exists()
    assert [path.name for path in pages.iterdir()] == ["own.txt"]


def test_nothing_is_left_behind_when_a_run_is_stopped(
    recorder: Recorder,
    gold: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stop(_pages: Path, to: Path, **_: object) -> Path:
        to.mkdir()
        recorder.built.append(to)
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "build_page_index", stop)
    assert command.main(["--questions", str(gold), "--pages", str(tmp_path)]) == 130
    assert capsys.readouterr().err == "interrupted; no report and no baseline was written\n"
    assert not recorder.built[0].parent.exists()
