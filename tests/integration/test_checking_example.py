"""The text of `docs/checking.md` over the sample gives what the page prints below it.

Run with `UPDATE_EXAMPLES=1` to write that anew; then read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from index.building import build_index
from rag.__main__ import main
from rag.settings import SAMPLE_PAGES

PAGE = Path(__file__).parents[2] / "docs" / "checking.md"
TEXT = re.compile(r"(?<=<!-- text -->\n```\n).*?(?=```)", re.DOTALL)
PRINTED = re.compile(r"(?<=<!-- printed -->\n```\n).*?(?=```\n<!-- /printed -->)", re.DOTALL)


def test_the_example_prints_what_stands_below_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text("utf-8")
    example = TEXT.search(page)
    assert example is not None, "the page shows no text"
    text = tmp_path / "text.md"
    text.write_text(example[0], "utf-8")
    build_index(SAMPLE_PAGES, tmp_path / "index")
    assert main(["--check-answer", str(text), "--index", str(tmp_path / "index")]) == 4
    printed = capsys.readouterr().out
    renewed = PRINTED.sub(lambda _: printed, page)
    if os.environ.get("UPDATE_EXAMPLES") == "1":
        PAGE.write_text(renewed, "utf-8")
    else:
        assert renewed == page, "write it anew with UPDATE_EXAMPLES=1, and read the difference"
