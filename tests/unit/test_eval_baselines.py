from pathlib import Path

import pytest

from eval.baselines import BaselineError, load_baseline, write_baseline
from eval.intervals import Figure
from eval.origins import Origin
from eval.subjects import Subject
from eval.summarising import Summary

ORIGIN = Origin("2024-06-13", "1a2b3c4", "zonewise-static-v1", (("quotes", 4), ("quote_threshold", 0.3)))
SUBJECT = Subject("0" * 64, "f" * 64)
SUBJECTS = {"s": SUBJECT, "other": SUBJECT}


def make_summary(value: float, *failing: str, suite: str = "s", group: str = "lang en") -> Summary:
    figures = {"list_f1": Figure(value, 10, value / 2, 1.0)}
    groups = {"all": figures, group: {"list_f1": Figure(0.25, 4, 0.0, 0.5)}}
    return Summary(suite, groups, {"list_f1": failing}, {}, scores={"list_f1": {"a": 1 / 3}})


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(2 / 3, "a", "b")], ORIGIN, SUBJECTS)
    suite = load_baseline(path)["s"]
    assert suite.origin == ORIGIN
    assert suite.subject == SUBJECT
    assert suite.floors["list_f1"].figure == Figure(0.6667, 10, 0.3333, 1.0)
    assert suite.floors["list_f1"].failing == ("a", "b")
    assert suite.floors["list_f1"].scores == {"a": 0.3333, "b": None}
    assert suite.groups == {"lang en": {"list_f1": Figure(0.25, 4, 0.0, 0.5)}}


def test_figures_of_the_machine_are_kept_over_all_only(tmp_path: Path) -> None:
    """They are never twice the same: in every group they would drown what changed."""
    path = tmp_path / "b.json"
    figures = {"latency_p50_ms": Figure(20.5, 2, 10.0, 30.0), "list_f1": Figure(0.5, 2, 0.0, 1.0)}
    write_baseline(path, [Summary("s", {"all": figures, "lang en": figures}, {}, {})], ORIGIN, SUBJECTS)
    suite = load_baseline(path)["s"]
    assert list(suite.floors) == ["latency_p50_ms", "list_f1"]
    assert list(suite.groups["lang en"]) == ["list_f1"]


def test_a_figure_stands_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(0.5, "a")], ORIGIN, SUBJECTS)
    lines = path.read_text("utf-8").splitlines()
    row = '    "list_f1": {"value": 0.5, "n": 10, "low": 0.25, "high": 1.0, "failing": {"a": 0.3333}}'
    assert row in lines


def test_writing_keeps_suites_that_did_not_run_with_their_origin(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(0.5), make_summary(0.6, suite="other")], ORIGIN, SUBJECTS)
    later = Origin("2025-01-02", "unknown", "zonewise-static-v1")
    write_baseline(path, [make_summary(0.7)], later, {"s": Subject("1" * 64, "f" * 64)})
    baseline = load_baseline(path)
    assert baseline["s"].floors["list_f1"].value == 0.7
    assert baseline["s"].origin == later
    assert baseline["s"].subject.gold == "1" * 64
    assert baseline["other"].subject == SUBJECT
    assert baseline["other"].floors["list_f1"].value == 0.6
    assert baseline["other"].origin == ORIGIN


RUN_ROW = '"settings": {}, "date": "2024-06-13", "commit": "x", "encoder": "e"'
ORIGIN_ROW = f'{RUN_ROW}, "subject": {{"gold": "a", "pages": "b"}}'


@pytest.mark.parametrize(
    "content",
    [
        None,
        "{",
        "[]",
        '{"version": 4, "suites": {"s": {"figures": {}, "groups": {}}}}',
        '{"version": 4, "suites": {"s": {'
        + ORIGIN_ROW
        + ', "groups": {}, "figures": {"f": {"value": "x"}}}}}',
        '{"version": 4, "suites": {"s": {' + ORIGIN_ROW + ', "figures": {}, "groups": []}}}',
        '{"version": 4, "suites": {"s": {' + RUN_ROW + ', "figures": {}, "groups": {}}}}',
    ],
    ids=["missing", "not JSON", "not an object", "no origin", "wrong floor", "wrong groups", "no subject"],
)
def test_what_is_no_baseline_says_how_to_make_one(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "b.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(BaselineError, match="make one with --write-baseline"):
        load_baseline(path)


def test_an_old_baseline_is_neither_read_nor_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text('{"version": 1, "suites": {}}', encoding="utf-8")
    with pytest.raises(BaselineError, match="version 1, this program reads version 4; remove the file"):
        load_baseline(path)
    with pytest.raises(BaselineError, match="remove the file"):
        write_baseline(path, [make_summary(0.5)], ORIGIN, SUBJECTS)
    assert path.read_text("utf-8") == '{"version": 1, "suites": {}}'
