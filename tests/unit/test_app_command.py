"""`python -m app` tells a wrong call from a wrong state and says what to do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from app.hosting.accounts import load_accounts
from app.hosting.listening import listen
from app.options import make_parser, parse_options

HEAVY = ("gradio", "faiss", "torch", "uvicorn", "fastapi")


def test_help_has_examples_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert "python -m app --index pages-index" in text
    assert "--model PROVIDER:NAME" in text
    assert "--reranker NAME" in text
    assert "exit codes: 0 done, 1 error, 2 usage" in text


@pytest.mark.parametrize("port", ["-1", "65536", "http", "7860.5", ""])
def test_a_wrong_port_is_a_wrong_call(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([f"--port={port}"])
    assert ended.value.code == 2
    assert f"{port!r} is not a port; give a number from 0 to 65535" in capsys.readouterr().err


def test_a_taken_port_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0).socket as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert error == (
        f"error: cannot listen on 127.0.0.1 port {port}: Address already in use. "
        "Give another with --port, or --port 0 for any free one.\n"
    )


def test_a_missing_index_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "no index"
    assert main(["--port", "0", "--index", str(missing)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert str(missing) in error


@pytest.mark.parametrize(
    ("model", "words"),
    [("qwen", "it takes provider:name"), ("nobody:qwen", "there is no provider 'nobody'")],
    ids=["no provider", "unknown provider"],
)
def test_a_model_that_cannot_be_used_is_an_error_at_the_start(
    model: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--port", "0", "--index", str(tmp_path), "--model", model]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"error: model is {model!r}")
    assert words in error


def test_quiet_and_verbose_exclude_each_other() -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args(["--quiet", "--verbose"])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--add-user", "ann"], "--add-user goes with --auth FILE"),
        (["--log-questions"], "--log-questions goes with --log FILE"),
        (["--mcp-stdio", "--log", "-"], "--mcp-stdio needs the standard output for itself"),
        (["--answers", "0"], "'0' is not a whole number from 1 to 256"),
        (["--per-minute", "x"], "'x' is not a whole number from 1 to 100,000"),
        (["--upload-mib", "1025"], "from 1 to 1,024"),
        (["--uploads", "maybe"], "invalid choice: 'maybe'"),
    ],
)
def test_a_wrong_call_says_why(given: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse_options(given)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--root-path", "zonewise"], "'zonewise' is no path; give one such as /zonewise"),
        (["--hostname", "http://a.example"], "'http://a.example' is no host name"),
        (["--forwarded-allow-ips", "proxy"], "'proxy' is no address"),
        (["--auth", "none.txt"], "the accounts cannot be read: none.txt: No such file"),
        (["--log", "none/log.jsonl"], "the log none/log.jsonl cannot be written"),
    ],
)
def test_what_cannot_be_used_is_an_error_before_anything_slow(
    given: list[str],
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--index", "none", *given]) == 1
    assert capsys.readouterr().err.startswith(f"error: {words}")


def test_a_user_is_added_by_a_line_of_the_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "accounts.txt"
    for password, said in (("12345678", "added ann"), ("another one", "changed the password of ann")):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
        assert main(["--add-user", "ann", "--auth", str(path)]) == 0
        assert capsys.readouterr().out == f"{path}: {said}\n"
    assert load_accounts(path)["ann"].matches("another one")


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("a:b", ["12345678"] * 2, "'a:b' is no name"),
        ("ann", ["12345678", "12345679"], "not the same; nothing was written"),
        ("ann", ["short"] * 2, "8 to 1024 characters, this one 5"),
    ],
    ids=["name", "typo", "short"],
)
def test_a_user_that_cannot_be_added_leaves_no_file(
    name: str,
    typed: list[str],
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = iter(typed)
    monkeypatch.setattr("getpass.getpass", lambda _: next(asked))
    monkeypatch.setattr(sys, "stdin", type("Terminal", (io.StringIO,), {"isatty": lambda _: True})())
    assert main(["--add-user", name, "--auth", str(tmp_path / "accounts.txt")]) == 1
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_numpy_computes_in_one_thread_unless_told_otherwise() -> None:
    code = "import app, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    for given, used in ((None, "1"), ("3", "3")):
        environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}
        environment |= {"OPENBLAS_NUM_THREADS": given} if given else {}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
        )
        assert done.stdout == f"{used}\n"


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys, app.__main__; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
