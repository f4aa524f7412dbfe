"""Every link of the documents to a file of the project leads somewhere, and every `module` link too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
NAMED_FILE = re.compile(r"`((?:index|rag|app|eval|prompts|tests|docs|sample|training)/[\w./-]+\.\w+)`")
FOLDERS = (".", "docs", "docs/decisions", "index/bundled", "index/bundled/encoder", "sample", "training")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).glob("*.md")
)


def find_missing(name: str) -> list[str]:
    document = ROOT / name
    text = document.read_text("utf-8")
    links = [link for link in LINK.findall(text) if "://" not in link]
    missing = [link for link in links if not (document.parent / link).exists()]
    return missing + [path for path in NAMED_FILE.findall(text) if not (ROOT / path).exists()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_named_files_exist(name: str) -> None:
    assert find_missing(name) == []


def test_every_decision_has_its_number_and_its_parts() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, path in enumerate(decisions, start=1):
        text = path.read_text("utf-8")
        assert text.startswith(f"# {number:04d}: "), path.name
        parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "What else was tried", "Consequences"], path.name
