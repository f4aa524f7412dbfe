"""The workflow runs the one script, and keeps the report that the script leaves."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_workflow_runs_the_script_and_no_checks_of_its_own() -> None:
    [workflow] = (ROOT / ".github" / "workflows").glob("*.yml")
    commands = re.findall(r"^\s*(?:- )?run: (.*)$", workflow.read_text("utf-8"), re.MULTILINE)
    assert commands == [".ci/run python"]


def test_the_report_of_the_gate_is_kept_where_it_is_written() -> None:
    [workflow] = (ROOT / ".github" / "workflows").glob("*.yml")
    kept = re.findall(r"^ +path: (.*)$", workflow.read_text("utf-8"), re.MULTILINE)
    written = re.findall(r"^REPORT \?= (.*)$", read("Makefile"), re.MULTILINE)
    assert kept == written
    assert not written[0].startswith(".")  # hidden folders are left out of what is kept
    assert '--gate --report "$(REPORT)"' in read("Makefile")
    assert "\nmake eval" in read(".ci/run")


def test_ci_brings_npm_for_the_scan_whose_version_is_exact() -> None:
    assert "command -v npm > /dev/null || missing+=(npm)" in read(".ci/run")
    assert re.search(r"^AXE_VERSION := \d+\.\d+\.\d+$", read("Makefile"), re.MULTILINE)
    assert "axe-core@$(AXE_VERSION)" in read("Makefile")
