import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.builds import BuildStep, BuildSummary
from index.reading import Refusal
from index.reporting import format_summary, report_oddities, report_steps

SUMMARY = BuildSummary(
    pages=1200,
    articles=7000,
    zones=31,
    passages=21_000,
    seconds=12.34,
    embedded=1000,
    reused=200,
    dropped=3,
    refusals=(),
    unsplit=(),
    generation=7,
    rebuilt_because="",
)


def test_a_terminal_gets_a_bar_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")

    with report_steps(total=2, verbose=False, quiet=False) as on_step:
        on_step(BuildStep("page", 1, "one.txt"))
        on_step(BuildStep("synced", 2))

    captured = capsys.readouterr()
    assert captured.out == ""
    assert "2/2" in captured.err
    assert "synced" in captured.err


@pytest.mark.parametrize("quiet", [True, False], ids=["quiet", "not a terminal"])
def test_nothing_is_drawn_otherwise(*, quiet: bool, capsys: pytest.CaptureFixture[str]) -> None:
    with report_steps(total=2, verbose=False, quiet=quiet) as on_step:
        on_step(BuildStep("page", 1, "one.txt"))

    assert capsys.readouterr() == ("", "")


def test_the_summary_counts_refusals_only_where_there_are_some() -> None:
    assert format_summary(SUMMARY, Path("index")).splitlines() == [
        "1,200 pages, 7,000 articles, 31 zones, 21,000 passages in 12.3 seconds",
        "index: 1,000 new or changed, 200 unchanged, 3 dropped",
    ]
    refused = replace(SUMMARY, refusals=(Refusal("a.png", "is a picture"),))
    assert format_summary(refused, Path("index")).endswith("3 dropped, 1 refused")


def test_quiet_still_names_refused_files(capsys: pytest.CaptureFixture[str]) -> None:
    odd = replace(
        SUMMARY, refusals=(Refusal("a.png", "is a picture"),), unsplit=("b.txt",), rebuilt_because="damaged"
    )

    report_oddities(odd, quiet=True)
    assert capsys.readouterr().err == "refused: a.png: is a picture\n"

    report_oddities(odd, quiet=False)
    assert capsys.readouterr().err.splitlines() == [
        "refused: a.png: is a picture",
        "note: b.txt: could not be split into articles; all of it is one article",
        "note: everything was indexed anew: damaged",
    ]
