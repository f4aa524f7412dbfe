"""`python -m rag` as a stranger uses it: exit codes, what goes to which stream, files and dialogues."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rag import sample_index
from rag.__main__ import main
from tests.scripted_server import Asked, Reply, ScriptedServer
from tests.small_pages import PAGES

QUESTION = "Which zones process copper?"
NUMBER = "绛县经开区医药企业有多少家？"
NOTHING = "大同经开区投资了多少亿元？"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("ZONEWISE_"):
            monkeypatch.delenv(name)


def test_an_answer_with_its_citations(small_index_dir: Path, capsys: Captured) -> None:
    assert main([QUESTION, "--index", str(small_index_dir)]) == 0
    printed, errors = capsys.readouterr()
    assert errors == ""
    assert printed.startswith("**2 zones fit.** 8 articles on 8 zones were searched")
    assert "Yuanqu Economic and Technological Development Zone (垣曲经开区)" in printed
    assert "运城经开区铜箔项目试产 · 2024-05-21 · 2024-05-21_02.txt" in printed  # no backslash before _
    assert "understanding" not in printed


def test_a_refusal_to_answer_is_no_error(small_index_dir: Path, capsys: Captured) -> None:
    assert main([NOTHING, "--index", str(small_index_dir)]) == 0
    assert capsys.readouterr().out.startswith("**文章中没有说明。**")


@pytest.mark.parametrize("option", ["--trace", "--verbose"])
def test_why_the_answer_is_what_it_is(option: str, small_index_dir: Path, capsys: Captured) -> None:
    assert main([NUMBER, "--index", str(small_index_dir), option]) == 0
    stages = [line[3:] for line in capsys.readouterr().out.splitlines() if line.startswith("── ")]
    assert stages[:-1] == ["understanding", "searching", "judging", "answering"]
    assert stages[-1].endswith(" ms")


def test_json_is_one_object_on_one_line(small_index_dir: Path, capsys: Captured) -> None:
    assert main([NUMBER, "--index", str(small_index_dir), "--json"]) == 0
    printed, errors = capsys.readouterr()
    assert (printed.count("\n"), errors) == (1, "")
    answer = json.loads(printed)
    assert (answer["version"], answer["question"], answer["abstained"]) == (1, NUMBER, False)
    assert [zone["short"] for zone in answer["zones"]] == ["绛县经开区"]
    citation = answer["citations"][0]
    assert citation["quote"][slice(*citation["focus"])] == "9家"
    page = (PAGES / citation["source"]).read_text("utf-8")
    assert page[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize("question", ["", "   ", "铜" * 2001], ids=["empty", "blank", "too long"])
def test_a_question_that_cannot_be_asked_is_wrong_usage(
    question: str, small_index_dir: Path, capsys: Captured
) -> None:
    assert main([question, "--index", str(small_index_dir)]) == 2
    printed, errors = capsys.readouterr()
    assert printed == ""
    assert errors.startswith("error: the question ")


def test_a_wrong_index_is_named(tmp_path: Path, capsys: Captured) -> None:
    assert main([QUESTION, "--index", str(tmp_path / "none")]) == 1
    printed, errors = capsys.readouterr()
    assert printed == ""
    assert errors.startswith("error: ")
    assert str(tmp_path / "none") in errors
    assert "python -m index" in errors
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--questions", "f.jsonl"],
        ["why?", "--questions", "f.jsonl", "--json"],
        ["why?", "--check-answer", "a.md"],
        ["--check-model", "--check-answer", "a.md"],
        ["--quiet", "--verbose", "why?"],
        ["--no-such-option"],
        ["one", "two"],
    ],
    ids=[
        "file without --json",
        "file and question",
        "text and question",
        "text and model",
        "quiet and verbose",
        "unknown option",
        "two questions",
    ],
)
def test_wrong_usage(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m rag" in capsys.readouterr().err


def test_help_has_examples_and_exit_codes(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    printed = capsys.readouterr().out
    assert 'python -m rag "哪些开发区发展铜加工？" --index' in printed
    assert "exit codes: 0 done" in printed


def write_questions(folder: Path, *lines: str, encoding: str = "utf-8") -> str:
    path = folder / "questions.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding)
    return str(path)


def line(name: object, question: str) -> str:
    return json.dumps({"id": name, "question": question}, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_questions_of_a_file(encoding: str, small_index_dir: Path, tmp_path: Path, capsys: Captured) -> None:
    path = write_questions(tmp_path, line("b", QUESTION), "", line(1, NOTHING), encoding=encoding)
    assert main(["--index", str(small_index_dir), "--json", "--questions", path]) == 0
    answers = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert [(answer["id"], answer["question"], answer["abstained"]) for answer in answers] == [
        ("b", QUESTION, False),
        (1, NOTHING, True),
    ]


def test_a_bad_line_is_told_and_the_rest_goes_on(
    small_index_dir: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = write_questions(tmp_path, line(1, QUESTION), "{", line(2, ""), line(3, NUMBER))
    assert main(["--index", str(small_index_dir), "--json", "--questions", path]) == 3
    first, bad, empty, last = (json.loads(row) for row in capsys.readouterr().out.splitlines())
    assert (first["id"], last["id"]) == (1, 3)
    assert "text" in first
    assert "text" in last
    assert (bad["id"], bad["error"][:6]) == (None, "line 2")
    assert (empty["id"], empty["error"][:21]) == (2, "the question is empty")


def test_questions_from_stdin(
    small_index_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    asked = io.BytesIO(f"{line('a', NUMBER)}\n".encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(asked))
    assert main(["--index", str(small_index_dir), "--json", "--questions", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "a"


def test_a_file_that_is_not_there(small_index_dir: Path, tmp_path: Path, capsys: Captured) -> None:
    path = str(tmp_path / "none.jsonl")
    assert main(["--index", str(small_index_dir), "--json", "--questions", path]) == 1
    assert path in capsys.readouterr().err


def test_a_line_of_another_encoding_is_told_in_its_place(
    small_index_dir: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = write_questions(tmp_path, line("a", NUMBER), encoding="gb18030")
    assert main(["--index", str(small_index_dir), "--json", "--questions", path]) == 3
    assert "line 1 is not UTF-8" in json.loads(capsys.readouterr().out)["error"]


def test_every_setting_with_its_origin(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("ZONEWISE_HITS", "7")
    assert main(["--settings", "--index", "somewhere"]) == 0
    printed = capsys.readouterr().out
    assert "= somewhere  [command line]" in printed
    assert "= 7  [environment (ZONEWISE_HITS)]" in printed
    assert "[default]" in printed


def test_a_wrong_setting_is_an_error(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("ZONEWISE_HITS", "lots")
    assert main([QUESTION]) == 1
    assert capsys.readouterr().err == "error: hits is 'lots'; it takes a whole number\n"


def test_a_dialogue_completes_follow_ups_and_ends_with_an_empty_line(
    small_index_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    asked = "运城经开区有多少家企业？\nand in Qixian?\n\nnever asked\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(asked))
    assert main(["--index", str(small_index_dir)]) == 0
    printed, errors = capsys.readouterr()
    assert errors == ""
    assert printed.index("**7家**") < printed.index("**64家**")
    assert printed.count("[1]") == 2


def test_a_dialogue_goes_on_after_a_question_that_cannot_be_asked(
    small_index_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("铜" * 2001 + f"\n{NUMBER}"))
    assert main(["--index", str(small_index_dir)]) == 0
    printed, errors = capsys.readouterr()
    assert "ask with at most 2000" in errors
    assert "**9家**" in printed


def test_without_an_index_that_of_the_sample_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sample_index, "SAMPLE_PAGES", PAGES)
    assert main([NUMBER]) == 0
    printed, errors = capsys.readouterr()
    assert "**9家**" in printed
    assert errors.startswith("making the index of the sample pages in .zonewise/sample-index")
    assert main([NUMBER, "--quiet"]) == 0
    assert capsys.readouterr() == (printed, "")


def test_the_command_itself(small_index_dir: Path) -> None:
    command = [sys.executable, "-m", "rag", "--index", str(small_index_dir), "--json", "--questions", "-"]
    text = f"{line(1, NUMBER)}\n{{\n"
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (3, b"")
    first, bad = (json.loads(row) for row in done.stdout.decode().splitlines())
    assert (first["id"], first["abstained"]) == (1, False)
    assert bad["error"].startswith("line 2 is no JSON")


RIGHT = "绛县经开区共有医药企业9家。"
WRONG = "祁县经开区玻璃企业有74家。"


def write_text(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "answer.md"
    path.write_text(text, encoding)
    return str(path)


@pytest.mark.parametrize(
    ("text", "code", "totals"),
    [
        (RIGHT, 0, "核查陈述 1 条：有依据 1 条，与原文不符 0 条，无依据 0 条。\n"),
        (f"{RIGHT}\n{WRONG}", 4, "核查陈述 2 条：有依据 1 条，与原文不符 1 条，无依据 0 条。\n"),
    ],
    ids=["all hold", "one fails"],
)
def test_a_text_is_checked_statement_by_statement(
    text: str, code: int, totals: str, small_index_dir: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = write_text(tmp_path, text)
    assert main(["--check-answer", path, "--index", str(small_index_dir)]) == code
    printed, errors = capsys.readouterr()
    assert errors == ""
    assert printed.startswith(f"有依据: {RIGHT}\n    查得：「绛县经开区共有医药企业9家，")
    assert printed.endswith(totals)
    assert ("原句说的是 64家，不是 74家" in printed) is (code == 4)


def test_the_check_of_a_text_as_json(small_index_dir: Path, tmp_path: Path, capsys: Captured) -> None:
    path = write_text(tmp_path, f"{RIGHT}\n{WRONG}\n")
    assert main(["--check-answer", path, "--index", str(small_index_dir), "--json"]) == 4
    printed, errors = capsys.readouterr()
    assert (printed.count("\n"), errors) == (1, "")
    report = json.loads(printed)
    assert list(report) == [
        "version", "holds", "counts", "unchecked_lines", "withdrawn", "statements", "citations",
    ]  # fmt: skip
    assert report["counts"] == {"supported": 1, "contradicted": 1, "unsupported": 0, "framing": 0}
    right, wrong = report["statements"]
    assert (right["text"], right["verdict"], right["problems"]) == (RIGHT, "supported", [])
    assert wrong["problems"] == [{"kind": "figure", "said": "74家", "instead": "64家"}]
    quotes = {citation["number"]: citation for citation in report["citations"]}
    for statement in report["statements"]:
        citation = quotes[statement["citations"][0]]
        page = (PAGES / citation["source"]).read_text("utf-8")
        assert page[citation["start"] : citation["end"]] == citation["quote"]


def test_a_text_from_stdin(small_index_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RIGHT.encode("utf-8-sig"))))
    assert main(["--check-answer", "-", "--index", str(small_index_dir), "--quiet"]) == 0
    assert capsys.readouterr() == ("核查陈述 1 条：有依据 1 条，与原文不符 0 条，无依据 0 条。\n", "")


@pytest.mark.parametrize(
    ("text", "encoding", "message"),
    [
        (RIGHT, "gb18030", "is not UTF-8"),
        ("铜" * 333_334, "utf-8", "has more than 1,000,000 bytes"),
        ("\n \n", "utf-8", "makes no statement"),
    ],
    ids=["encoding", "size", "empty"],
)
def test_a_text_that_cannot_be_checked(
    text: str, encoding: str, message: str, small_index_dir: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = write_text(tmp_path, text, encoding)
    assert main(["--check-answer", path, "--index", str(small_index_dir)]) == 1
    printed, errors = capsys.readouterr()
    assert printed == ""
    assert errors.startswith("error: ")
    assert message in errors


def test_a_text_is_checked_without_the_model_that_the_environment_names(
    small_index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZONEWISE_MODEL", "nobody:nothing")
    path = write_text(tmp_path, RIGHT)
    assert main(["--check-answer", path, "--index", str(small_index_dir)]) == 0


def test_no_model_to_check_is_an_error_that_says_how_to_name_one(capsys: Captured) -> None:
    assert main(["--check-model"]) == 1
    assert capsys.readouterr().err.startswith("error: no language model is named; give --model ")


def test_a_misspelt_variable_is_an_error_and_a_strange_one_is_told(
    small_index_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("ZONEWISE_SERVICE_HOST", "10.0.0.1")
    assert main([NUMBER, "--index", str(small_index_dir)]) == 0
    assert capsys.readouterr().err == "note: ZONEWISE_SERVICE_HOST is no setting and is not read\n"
    monkeypatch.setenv("ZONEWISE_MODLE", "openai:x")
    assert main([NUMBER, "--index", str(small_index_dir), "--quiet"]) == 1
    assert "the nearest setting is ZONEWISE_MODEL " in capsys.readouterr().err


WRITTEN = "绛县经开区共有医药企业9家，带动就业1360人。"


def write_and_lie(asked: Asked) -> str:
    """Say one true sentence of those offered, and a false one with the same reference."""
    numbers = re.findall(r"^\[(\d+)\] .*医药企业9家", asked.user, re.MULTILINE)
    return f"绛县经开区有9家医药企业。[{numbers[0]}]\n绛县经开区有19家医药企业。[{numbers[0]}]"


def test_a_language_model_writes_and_what_fails_its_check_is_struck(
    small_index_dir: Path, capsys: Captured
) -> None:
    with ScriptedServer(write_and_lie) as server:
        options = ["--index", str(small_index_dir), "--model", "openai:scripted", "--model-url", server.url]
        assert main([NUMBER, *options]) == 0
    printed, errors = capsys.readouterr()
    assert errors == ""
    first, second, *rest = printed.splitlines()
    assert first == "绛县经开区有9家医药企业。 [1]"
    assert second.startswith("~~绛县经开区有19家医药企业。~~ [1] ")
    assert "9家" in second.rpartition("~~")[2]
    assert any(WRITTEN in line.replace("*", "") for line in rest)
    assert "openai:scripted" in rest[-1]


def test_a_written_answer_can_be_checked_again(
    small_index_dir: Path, tmp_path: Path, capsys: Captured
) -> None:
    with ScriptedServer(write_and_lie) as server:
        options = ["--model", "openai:scripted", "--model-url", server.url]
        assert main([NUMBER, "--index", str(small_index_dir), "--json", *options]) == 0
    path = write_text(tmp_path, json.loads(capsys.readouterr().out)["text"])
    assert main(["--check-answer", path, "--index", str(small_index_dir), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [(item["text"], item["cited_verdict"]) for item in report["statements"]] == [
        ("绛县经开区有9家医药企业。", "supported")
    ]
    assert report["statements"][0]["citations"] == [1]
    assert report["withdrawn"] == 1


def test_a_model_that_is_down_is_replaced_by_the_quotes(small_index_dir: Path, capsys: Captured) -> None:
    with ScriptedServer(Reply(status=400)) as server:
        options = ["--index", str(small_index_dir), "--model", "openai:scripted", "--model-url", server.url]
        assert main([NUMBER, *options]) == 0
    printed, errors = capsys.readouterr()
    assert errors == ""
    assert "openai:scripted" in printed.splitlines()[0]
    assert "**9家**" in printed


def test_a_model_whose_extra_or_name_is_missing_is_an_error(small_index_dir: Path, capsys: Captured) -> None:
    assert main([NUMBER, "--index", str(small_index_dir), "--model", "gpt"]) == 1
    printed, errors = capsys.readouterr()
    assert printed == ""
    assert errors.startswith("error: model is 'gpt'; it takes provider:name")


def test_the_check_of_a_model_as_a_command(capsys: Captured) -> None:
    with ScriptedServer("I cannot say.") as server:
        assert main(["--check-model", "--model", "openai:scripted", "--model-url", server.url]) == 1
    assert capsys.readouterr().out.startswith("model: openai:scripted (127.0.0.1:")


def test_a_key_is_no_option(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([NUMBER, "--model-key", "secret"])
    assert stopped.value.code == 2
    assert "unrecognized arguments: --model-key" in capsys.readouterr().err
