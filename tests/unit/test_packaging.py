"""What is installed is pinned by version alone, and the Makefile refuses what it cannot work with."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([0-9][0-9A-Za-z.]*)")


def normalize(name: str) -> str:
    """Give a package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [PIN.fullmatch(line) for line in lines if not line.startswith("#")]
    assert None not in pins, "constraints.txt holds versions only: no address, no path, no local build"
    return {normalize(pin[1]): pin[2] for pin in pins if pin}


def read_requirements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = ("models", "training", "llm", "bench", "mcp", "dev")
    return [*project["dependencies"], *(requirement for name in named for requirement in extras[name])]


@pytest.mark.parametrize("requirement", read_requirements())
def test_every_requirement_is_pinned(requirement: str) -> None:
    name = re.split(r"[<>=!~\[ ]", requirement, maxsplit=1)[0]
    assert normalize(name) in read_pins()


def test_torch_is_named_without_its_build() -> None:
    assert re.fullmatch(r"[0-9.]+", read_pins()["torch"])


def run_make(*arguments: str) -> subprocess.CompletedProcess[str]:
    outer = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}  # of the make that runs these tests
    environment = {name: value for name, value in os.environ.items() if name not in outer}
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        encoding="utf-8",
        capture_output=True,
        check=False,
    )


def test_make_alone_lists_the_commands() -> None:
    listed = run_make().stdout
    assert [name for name in ("chat", "test", "ask", "index", "eval") if f"make {name} " not in listed] == []


def test_a_question_reaches_the_program_as_typed() -> None:
    typed = """it's a "test" of `铜`"""
    shown = run_make("-n", "-o", "setup", "ask", f"Q={typed}").stdout
    assert typed not in shown
    assert '-m rag "$Q"' in shown


@pytest.mark.parametrize(
    ("named", "extras", "options"),
    [
        ((), [], ""),
        (
            ("MODEL=openai:m", "MODEL_URL=http://h/v1"),
            ["llm"],
            '--model "openai:m" --model-url "http://h/v1"',
        ),
        (("MODEL=hf:a/b",), ["models", "llm"], '--model "hf:a/b"'),
        (("ENCODER=a/b",), ["models"], '--encoder "a/b"'),
        (("RERANKER=a/b", "ENCODER=c"), ["models"], '--encoder "c" --reranker "a/b"'),
    ],
    ids=["none", "server", "local model", "encoder", "reranker"],
)
def test_what_a_model_needs_is_installed_and_handed_on(
    named: tuple[str, ...], extras: list[str], options: str, tmp_path: Path
) -> None:
    """Of a `.venv` that holds the light install only."""
    light = tmp_path / ".light-installed"
    light.touch()
    planned = run_make("-n", "-o", str(light), f"VENV={tmp_path}", "chat", *named).stdout
    assert re.findall(r"-e '\.\[(\w+)\]'", planned) == extras
    for module in ("rag", "app"):
        (command,) = (line for line in planned.splitlines() if f"-m {module} " in line)
        assert " ".join(command.split()).endswith(options)


def test_the_extras_are_not_installed_twice(tmp_path: Path) -> None:
    for name in (".light-installed", ".llm-installed", ".models-installed"):
        (tmp_path / name).touch()
    planned = run_make(
        "-n", "-o", str(tmp_path / ".light-installed"), f"VENV={tmp_path}", "ask", "Q=x", "MODEL=hf:m"
    )
    assert "pip install" not in planned.stdout


def test_a_model_to_check_must_be_named() -> None:
    refused = run_make("-o", "setup", "check-model")
    assert refused.returncode == 2
    assert "make check-model MODEL=" in refused.stderr


def test_an_unfit_python_is_refused_by_name(tmp_path: Path) -> None:
    old = tmp_path / "python2"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 2.7 && exit 0\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    refused = run_make(f"PYTHON={old}", f"VENV={tmp_path / 'venv'}", "setup")
    assert refused.returncode == 2
    assert "needs Python 3.11, 3.12 or 3.13" in refused.stderr
    assert "is Python 2.7" in refused.stderr


def test_ci_runs_one_script() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert ".ci/run" in workflow
    assert "REQUIRE_ALL=1" in script
