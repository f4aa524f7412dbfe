"""Every command of the README's code blocks exists."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from itertools import chain
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


PACKAGES = re.compile(r"(?<=<!-- packages -->\n).*?(?=<!-- /packages -->)", re.DOTALL)
NAMED = ("langchain", "sentence-transformers", "faiss-cpu", "transformers", "gradio")
"""Those that every reader asks about; the table may have more."""
IMPORTED_AS = {"faiss-cpu": "faiss", "langchain-openai": "openai"}


def list_packages() -> list[tuple[str, list[str], list[str]]]:
    """Give each package of the table, with the modules and the tests that its row names."""
    table = PACKAGES.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert table is not None
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table[0].splitlines()[2:]]
    return [
        (package, re.findall(r"`([\w/.]+\.py)`", where), re.findall(r"`([^`]+::[^`]+)`", tests))
        for package, where, tests in rows
    ]


def list_imports(path: Path) -> set[str]:
    """Give the top-level packages that a module imports anywhere in it."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name.partition(".")[0] for name in names}


def test_the_table_names_the_packages_that_a_reader_asks_about() -> None:
    assert {package for package, _, _ in list_packages()} >= set(NAMED)


@pytest.mark.parametrize(("package", "modules", "tests"), list_packages(), ids=lambda value: str(value)[:24])
def test_a_package_of_the_table_is_used_and_tested_where_it_says(
    package: str, modules: list[str], tests: list[str]
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    assert package in {re.split(r"[<>=!~\[ ]", item, maxsplit=1)[0] for item in wanted}
    imported = IMPORTED_AS.get(package, package.replace("-", "_"))
    assert modules
    assert [module for module in modules if imported not in list_imports(ROOT / module)] == []
    assert tests
    for test in tests:
        file, _, name = test.partition("::")
        functions = {
            node.name
            for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8")))
            if isinstance(node, ast.FunctionDef)
        }
        assert name in functions, test
