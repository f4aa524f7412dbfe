"""Every command of the README's code blocks exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^(?:\$ )?make ([a-z][a-z-]*)", re.MULTILINE)
MODULE = re.compile(r"\bpython[0-9.]* -m ([a-z_][a-z_.]*)")
RULE = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def find_commands(pattern: re.Pattern[str]) -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return sorted({name for block in FENCE.findall(text) for name in pattern.findall(block)})


def test_the_two_commands_of_a_stranger_are_named() -> None:
    assert {"chat", "test"} <= set(find_commands(TARGET))


@pytest.mark.parametrize("target", find_commands(TARGET))
def test_make_knows_the_target(target: str) -> None:
    assert target in RULE.findall((ROOT / "Makefile").read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", find_commands(MODULE))
def test_the_module_explains_itself(module: str) -> None:
    command = [sys.executable, "-m", module, "--help"]
    run = subprocess.run(command, cwd=ROOT, text=True, encoding="utf-8", capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "usage" in run.stdout.lower()
