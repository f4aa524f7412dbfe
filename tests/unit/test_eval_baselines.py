from pathlib import Path

import pytest

from eval.baselines import BaselineError, list_regressions, load_baseline, write_baseline
from eval.intervals import Figure
from eval.summarising import Summary


def make_summary(
    value: float, *failing: str, name: str = "list_f1", n: int = 10, suite: str = "s"
) -> Summary:
    figures = {name: Figure(value, n, 0.0, 1.0)}
    return Summary(suite, {"all": figures}, {name: failing}, {id_: f"why {id_}" for id_ in failing})


def test_the_same_figures_pass(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(2 / 3, "a")])
    assert list_regressions(make_summary(2 / 3, "a"), load_baseline(path)) == []
    assert list_regressions(make_summary(0.7, "b"), load_baseline(path)) == []


def test_a_fall_names_the_figure_and_the_new_failures(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(0.9, "a")])
    (line,) = list_regressions(make_summary(0.8, "a", "b"), load_baseline(path))
    assert "s: list_f1 is 0.8000, the baseline 0.9000" in line
    assert "b: why b" in line
    assert "why a" not in line


def test_a_fall_without_new_failures_names_the_old(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(0.9, "a")])
    (line,) = list_regressions(make_summary(0.8, "a"), load_baseline(path))
    assert "the same fail, but worse" in line
    assert "a: why a" in line


def test_more_wrong_refusals_are_a_fall(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(0.1, name="wrong_refusals")])
    baseline = load_baseline(path)
    assert list_regressions(make_summary(0.0, name="wrong_refusals"), baseline) == []
    assert len(list_regressions(make_summary(0.2, name="wrong_refusals"), baseline)) == 1


def test_removing_questions_or_figures_is_a_fall(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(0.5)])
    baseline = load_baseline(path)
    assert "stands on 9 where the baseline has 10" in list_regressions(make_summary(1.0, n=9), baseline)[0]
    assert "stands on 0" in list_regressions(make_summary(1.0, name="list_recall"), baseline)[0]


def test_a_suite_without_floors_is_named(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(0.5)])
    assert "no figures for it" in list_regressions(make_summary(1.0, suite="new"), load_baseline(path))[0]


def test_writing_keeps_suites_that_did_not_run(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    write_baseline(path, [make_summary(0.5), make_summary(0.6, suite="other")])
    write_baseline(path, [make_summary(0.7)])
    baseline = load_baseline(path)
    assert baseline["s"]["list_f1"].value == 0.7
    assert baseline["other"]["list_f1"].value == 0.6


@pytest.mark.parametrize(
    "content",
    [
        None,
        "{",
        "[]",
        '{"version": 2, "suites": {}}',
        '{"version": 1, "suites": {"s": {"f": {"value": "x"}}}}',
    ],
    ids=["missing", "not JSON", "not an object", "other version", "wrong floor"],
)
def test_what_is_no_baseline_says_how_to_make_one(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "b.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(BaselineError, match="--write-baseline"):
        load_baseline(path)
