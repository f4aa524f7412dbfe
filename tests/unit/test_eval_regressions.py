import io
from dataclasses import replace

from rich.console import Console

from eval.baselines import Baseline, make_suite_baseline
from eval.intervals import Figure
from eval.judging import UNGATED
from eval.origins import Origin
from eval.regressions import list_changes, list_regressions, list_suites_not_run
from eval.subjects import Subject
from eval.summarising import Summary
from eval.tabling_changes import make_change_table

ORIGIN = Origin("2024-06-13", "1a2b3c4", "zonewise-static-v1")
SUBJECT = Subject("0" * 64, "f" * 64)


def make_summary(
    value: float, *failing: str, name: str = "list_f1", n: int = 10, suite: str = "s"
) -> Summary:
    figures = {name: Figure(value, n, 0.0, 1.0)}
    return Summary(suite, {"all": figures}, {name: failing}, {id_: f"why {id_}" for id_ in failing})


def make_baseline(*summaries: Summary) -> Baseline:
    return {summary.suite: make_suite_baseline(summary, ORIGIN, SUBJECT) for summary in summaries}


def test_the_same_figures_are_no_change_though_the_baseline_is_rounded() -> None:
    baseline = make_baseline(make_summary(2 / 3, "a"))
    assert list_changes(make_summary(2 / 3, "a"), baseline) == []
    assert list_regressions(make_summary(2 / 3, "a"), baseline) == []


def test_better_is_a_change_and_no_regression() -> None:
    baseline = make_baseline(make_summary(0.6, "a", "b"))
    (change,) = list_changes(make_summary(0.7, "b"), baseline)
    assert (change.is_worse, change.newly_failing, change.no_longer_failing) == (False, (), ("a",))
    assert list_regressions(make_summary(0.7, "b"), baseline) == []


def test_other_questions_that_fail_are_a_change_though_the_figure_stays() -> None:
    (change,) = list_changes(make_summary(0.9, "b"), make_baseline(make_summary(0.9, "a")))
    assert (change.is_worse, change.newly_failing, change.no_longer_failing) == (False, ("b",), ("a",))


def test_a_fall_names_the_figure_and_the_new_failures() -> None:
    baseline = make_baseline(make_summary(0.9, "a"))
    (line,) = list_regressions(make_summary(0.8, "a", "b"), baseline)
    assert line == "s: list_f1 is 0.8000, the baseline 0.9000; newly failing:\n    b: why b"


def test_a_fall_without_new_failures_names_who_is_worse() -> None:
    before = replace(make_summary(0.9, "a", "b"), scores={"list_f1": {"a": 0.5, "b": 0.5}})
    now = replace(make_summary(0.8, "a", "b"), scores={"list_f1": {"a": 0.5, "b": 0.25}})
    (line,) = list_regressions(now, make_baseline(before))
    assert line == (
        "s: list_f1 is 0.8000, the baseline 0.9000; failing before, and worse now:"
        "\n    b (0.25, was 0.50): why b"
    )


def test_who_newly_fails_stands_before_who_is_worse() -> None:
    before = replace(make_summary(0.1, "a", name="wrong_refusals"), scores={"wrong_refusals": {"a": 0.5}})
    now = replace(
        make_summary(0.2, "a", "b", name="wrong_refusals"), scores={"wrong_refusals": {"a": 0.75, "b": 1.0}}
    )
    (line,) = list_regressions(now, make_baseline(before))
    assert line == (
        "s: wrong_refusals is 0.2000, the baseline 0.1000; newly failing:"
        "\n    b (1.00, was 0.00): why b"
        "\n  failing before, and worse now:\n    a (0.75, was 0.50): why a"
    )


def test_of_a_figure_that_is_no_mean_all_who_fail_are_named() -> None:
    (line,) = list_regressions(make_summary(0.8, "a"), make_baseline(make_summary(0.9, "a")))
    assert line == "s: list_f1 is 0.8000, the baseline 0.9000; failing as before:\n    a: why a"


def test_of_a_question_that_failed_in_nothing_else_the_score_is_told() -> None:
    ranked = replace(
        make_summary(0.5, "a", name="passage_mrr"), reasons={}, scores={"passage_mrr": {"a": 0.5}}
    )
    ranked = replace(ranked, asked={"a": "Who?"})
    (line,) = list_regressions(ranked, make_baseline(make_summary(1.0, name="passage_mrr")))
    assert line.endswith("newly failing:\n    a (0.50, was 1.00): Who?")


def test_beside_a_reason_that_is_old_stands_the_score_that_is_new() -> None:
    """It was refused before, too: that is no reason for a lower rank."""
    ranked = replace(make_summary(0.5, "a", name="passage_mrr"), scores={"passage_mrr": {"a": 0.5}})
    (line,) = list_regressions(ranked, make_baseline(make_summary(1.0, name="passage_mrr")))
    assert line.endswith("newly failing:\n    a (0.50, was 1.00): why a")


def test_scores_that_hardly_differ_are_told_by_as_much() -> None:
    before = replace(make_summary(0.9, "a"), scores={"list_f1": {"a": 0.1241}})
    now = replace(make_summary(0.8, "a"), scores={"list_f1": {"a": 0.1204}})
    (line,) = list_regressions(now, make_baseline(before))
    assert line.endswith("a (0.1204, was 0.1241): why a")


def test_who_may_have_had_no_score_is_told_so() -> None:
    cited = replace(make_summary(0.5, "a", name="citation_recall"), scores={"citation_recall": {"a": 0.5}})
    (line,) = list_regressions(cited, make_baseline(make_summary(1.0, name="citation_recall")))
    assert line.endswith("a (0.50, was 1.00 or none): why a"), "it may have been refused"
    asked = replace(make_summary(0.5, "a"), scores={"list_f1": {"a": 0.5}})
    (line,) = list_regressions(asked, make_baseline(make_summary(1.0)), is_same_gold=False)
    assert line.endswith("a (0.50, was 1.00 or none): why a"), "it may be new"


def test_more_wrong_refusals_are_a_fall() -> None:
    baseline = make_baseline(make_summary(0.1, name="wrong_refusals"))
    assert list_regressions(make_summary(0.0, name="wrong_refusals"), baseline) == []
    assert len(list_regressions(make_summary(0.2, name="wrong_refusals"), baseline)) == 1


def test_removing_questions_or_figures_is_a_fall() -> None:
    baseline = make_baseline(make_summary(0.5))
    assert "stands on 9 where the baseline has 10" in list_regressions(make_summary(1.0, n=9), baseline)[0]
    assert "list_f1 stands on 0" in list_regressions(make_summary(1.0, name="list_recall"), baseline)[0]


def test_fewer_answers_are_no_fall_of_a_figure_over_answers() -> None:
    baseline = make_baseline(make_summary(0.9, "a", name="check_precision"))
    assert list_regressions(make_summary(0.95, "a", name="check_precision", n=9), baseline) == []
    (line,) = list_regressions(make_summary(0.8, "a", name="check_precision", n=9), baseline)
    assert "check_precision is 0.8000, the baseline 0.9000" in line
    assert "stands on 0" in list_regressions(make_summary(1.0), baseline)[0]


def make_near_misses(refused: float, *, cited: bool) -> Summary:
    """Seven questions that the pages do not answer, the answered ones of them with a citation."""
    figures = {"right_refusals": Figure(refused, 7, 0.0, 1.0)}
    figures |= {"citation_precision": Figure(1.0, 1, 0.0, 1.0)} if cited else {}
    return Summary("s", {"all": figures}, {}, {})


def test_a_figure_over_answers_may_be_gone_where_nothing_was_answered_and_only_there() -> None:
    baseline = make_baseline(make_near_misses(6 / 7, cited=True))
    perfect = make_near_misses(1.0, cited=False)
    assert [change.name for change in list_changes(perfect, baseline)] == [
        "right_refusals",
        "citation_precision",
    ]
    assert list_regressions(perfect, baseline) == []
    (line,) = list_regressions(make_near_misses(6 / 7, cited=False), baseline)
    assert line.startswith("s: citation_precision stands on 0 where the baseline has 1")


def test_a_figure_of_the_machine_is_never_compared() -> None:
    for name in UNGATED:
        baseline = make_baseline(make_summary(20.0, name=name))
        assert list_changes(make_summary(9000.0, name=name), baseline) == []
        assert list_regressions(make_summary(9000.0, name=name), baseline) == []


def test_a_figure_that_the_baseline_does_not_know_fails_nothing_and_is_shown() -> None:
    new = make_summary(0.1, name="citation_recall")
    changes = list_changes(new, make_baseline(make_summary(0.1, name="list_f1")))
    assert [(change.name, change.before is None) for change in changes] == [
        ("citation_recall", True),
        ("list_f1", False),
    ]
    assert not changes[0].is_worse


def test_a_suite_without_floors_is_named() -> None:
    baseline = make_baseline(make_summary(0.5))
    assert "no figures for it" in list_regressions(make_summary(1.0, suite="new"), baseline)[0]


def test_a_gold_file_that_is_gone_is_named_but_for_those_that_are_skipped() -> None:
    baseline = make_baseline(make_summary(0.5), make_summary(0.5, suite="t"), make_summary(0.5, suite="u"))
    (line,) = list_suites_not_run(baseline, [make_summary(0.5)], ["u"])
    assert line.startswith("t: the baseline has it, and it did not run")


def test_where_only_the_number_moved_the_table_says_so() -> None:
    baseline = make_baseline(make_summary(1.0, n=20))
    console = Console(file=io.StringIO(), width=120)
    console.print(make_change_table(list_changes(make_summary(1.0, n=21), baseline), baseline))
    assert isinstance(console.file, io.StringIO)
    row = next(line for line in console.file.getvalue().splitlines() if "list_f1" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "list_f1",
        "1.0000",
        "1.0000",
        "20 → 21",
        "",
    ]


def test_the_table_says_what_moved_from_where() -> None:
    baseline = make_baseline(make_summary(0.9, "old"))
    console = Console(file=io.StringIO(), width=120)
    console.print(make_change_table(list_changes(make_summary(0.8, "new"), baseline), baseline))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "s (of 2024-06-13, 1a2b3c4)" in text
    row = next(line for line in text.splitlines() if "list_f1" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "list_f1",
        "0.9000",
        "worse 0.8000",
        "10",
        "+ old  - new",
    ]
