from pathlib import Path

import pytest

from eval import publishing
from eval.__main__ import main
from eval.baselines import Baseline, load_baseline, make_suite_baseline
from eval.gating import BASELINE_FILE
from eval.intervals import Figure
from eval.origins import Origin
from eval.published_figures import Place, PublishedTable, Row
from eval.publishing import BEGIN, END, PublishingError, publish_results, render_results, split_page
from eval.subjects import Subject
from eval.summarising import Summary

ROOT = Path(__file__).parents[2]
FIRST = Origin("2024-06-13", "1a2b3c4", "zonewise-static-v1")
SUBJECT = Subject("0" * 64, "f" * 64)
LATER = Origin("2024-06-14", "5d6e7f8", "zonewise-static-v1")


def make_baseline(later: Origin = FIRST) -> Baseline:
    groups = {
        "all": {"list_f1": Figure(0.875, 8, 0.5, 1.0)},
        "split test": {"list_f1": Figure(0.25, 4, 0.0, 0.5)},
    }
    return {
        "s": make_suite_baseline(Summary("s", groups, {}, {}), FIRST, SUBJECT),
        "t": make_suite_baseline(Summary("t", groups, {}, {}), later, SUBJECT),
        "not shown": make_suite_baseline(
            Summary("u", groups, {}, {}), Origin("2000-01-01", "0", "e"), SUBJECT
        ),
    }


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        Row("lists", (Place("s", "list_f1"), Place("t", "list_f1", "split test"))),
        Row("one of them", (None, Place("t", "list_f1"))),
    )
    monkeypatch.setattr(publishing, "PUBLISHED", (PublishedTable(("what", "one", "other"), rows),))


@pytest.mark.usefixtures("tables")
def test_figures_are_drawn_with_interval_number_day_and_commit() -> None:
    assert render_results(make_baseline()) == (
        "Written by `python -m eval --gate --write-baseline`: 2024-06-13, commit 1a2b3c4, encoder"
        " zonewise-static-v1.\n"
        "\n"
        "| what | one | other |\n"
        "|---|---|---|\n"
        "| lists | 0.88, 0.50 to 1.00 (8) | 0.25, 0.00 to 0.50 (4) |\n"
        "| one of them |  | 0.88, 0.50 to 1.00 (8) |"
    )


@pytest.mark.usefixtures("tables")
def test_runs_of_two_days_are_told_apart() -> None:
    head = render_results(make_baseline(LATER)).splitlines()[0]
    assert "2024-06-13, commit 1a2b3c4, encoder zonewise-static-v1 (s);" in head
    assert "2024-06-14, commit 5d6e7f8, encoder zonewise-static-v1 (t)." in head


@pytest.mark.usefixtures("tables")
def test_what_stands_around_the_markers_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nSaid by a person.\n", "utf-8")
    publish_results(page, make_baseline())
    text = page.read_text("utf-8")
    assert text == f"# Title\n\n{BEGIN}\n{render_results(make_baseline())}\n{END}\n\nSaid by a person.\n"
    publish_results(page, make_baseline())
    assert page.read_text("utf-8") == text


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    "text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"], ids=["none", "one", "turned", "twice"]
)
def test_a_page_without_its_markers_is_not_touched(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    with pytest.raises(PublishingError, match="once, in this order"):
        publish_results(page, make_baseline())
    assert page.read_text("utf-8") == text


@pytest.mark.usefixtures("tables")
def test_a_figure_that_the_baseline_lacks_is_named() -> None:
    baseline = {"s": make_baseline()["s"]}
    with pytest.raises(PublishingError, match="no t:split test/list_f1"):
        render_results(baseline)


def test_the_command_needs_no_run(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}{END}", "utf-8")
    assert main(["--write-results", str(page), "--quiet"]) == 0
    assert page.read_text("utf-8") == f"{BEGIN}\n{render_results(load_baseline(BASELINE_FILE))}\n{END}"


def test_the_readme_shows_the_committed_baseline() -> None:
    readme = ROOT / "README.md"
    _, shown, _ = split_page(readme.read_text("utf-8"), readme)
    assert shown == f"\n{render_results(load_baseline(BASELINE_FILE))}\n", (
        "the README's figures are not those of eval/baseline.json; run: python -m eval --write-results"
    )
