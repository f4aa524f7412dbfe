"""The example for LangChain's programs in `docs/models.md` runs as it stands, and prints what stands there.

Run with `UPDATE_EXAMPLES=1` to write what it prints anew; then read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from index.building import build_index
from rag.settings import SAMPLE_PAGES

PAGE = Path(__file__).parents[2] / "docs" / "models.md"
EXAMPLE = re.compile(
    r"<!-- example -->\n```python\n(?P<code>.*?)```\n.*?```\n(?P<printed>.*?)```\n<!-- /example -->",
    re.DOTALL,
)


def test_the_example_prints_what_stands_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PAGE.read_text("utf-8")
    example = EXAMPLE.search(text)
    assert example is not None, "the page shows no example"
    build_index(SAMPLE_PAGES, tmp_path / "my-index")
    monkeypatch.chdir(tmp_path)
    exec(compile(example["code"], str(PAGE), "exec"), {"__name__": "example"})
    printed = capsys.readouterr().out.rstrip("\n") + "\n"
    renewed = text[: example.start("printed")] + printed + text[example.end("printed") :]
    if os.environ.get("UPDATE_EXAMPLES") == "1":
        PAGE.write_text(renewed, "utf-8")
    else:
        assert renewed == text, "write it anew with UPDATE_EXAMPLES=1, and read the difference"
