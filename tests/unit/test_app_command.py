"""`python -m app` tells a wrong call from a wrong state and says what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import main, make_parser
from app.hosting.serving import listen

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


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys, app.__main__; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
