"""Two readers at the real page for a moment: that all is measured. How fast it is, is no test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import __main__ as command


def test_two_readers_are_answered(
    small_index_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "readers.json"
    arguments = ["--benchmark", "readers", "--readers", "2", "--seconds", "3", "--json", str(out)]
    assert command.main([*arguments, "--index", str(small_index_dir)]) == 0
    report = json.loads(out.read_text("utf-8"))
    figures = {row["name"]: row["value"] for row in report["figures"]}
    assert (report["readers"], report["seconds"], report["errors"]) == (2, 3.0, {})
    assert figures["questions asked"] >= 2
    assert figures["errors"] == 0
    assert 0 < figures["first word, p50"] <= figures["whole answer, p95"]
    assert figures["sent for an answer, mean"] > 0
    assert "2 readers for 3 s" in capsys.readouterr().out


def test_a_page_that_does_not_start_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--benchmark", "readers", "--readers", "1", "--seconds", "1"]
    assert command.main([*arguments, "--index", str(tmp_path / "nothing")]) == 1
    told = capsys.readouterr().err
    assert "python -m app ended with 1" in told
    assert "nothing" in told
