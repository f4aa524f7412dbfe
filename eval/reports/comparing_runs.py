"""Two runs over the same gold: how far each figure moved, how sure that is, and which questions did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from eval.intervals import adjust_holm, compare_runs
from eval.judging import LOWER_IS_BETTER, get_perfect
from eval.reports.comparing_sets import compare_sets, list_set_figures
from eval.reports.reading_reports import ReportError, Row, list_reasons, list_values


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One figure of two runs.

    Attributes:
        name: The figure.
        before: Its value in the first run, over the questions that both have.
        after: The same of the second.
        n: How many questions both have a value of.
        n_odd: How many questions only one of the runs has a value of; they are left out here.
        low: Lower end of the 95 % interval of the difference.
        high: Upper end.
        p: Of the paired randomisation test; `None` where the figure is no mean over questions, and the
            interval alone tells.
        p_of_all: The same, made larger by Holm's method for the number of tests in which a question differs.
        better: Ids whose value moved for the better.
        worse: Ids whose value moved for the worse.
        newly_failing: Ids that were perfect and are not.
        newly_passing: Ids that are perfect and were not.
        values: Of each of these two its value in the first run and in the second.
    """

    name: str
    before: float
    after: float
    n: int
    n_odd: int
    low: float
    high: float
    p: float | None = None
    p_of_all: float | None = None
    better: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    newly_failing: tuple[str, ...] = ()
    newly_passing: tuple[str, ...] = ()
    values: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def difference(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def can_reject(self) -> bool:
        """Whether a question differs: with none the test gives 1 whatever the runs are, and tests nothing."""
        return self.p is not None and bool(self.better or self.worse)


@dataclass(frozen=True, slots=True)
class ComparedSuite:
    """One gold file in two runs.

    Attributes:
        name: The gold file.
        figures: Those that can be compared, in the order of the second run.
        left_out: Figures that cannot, since a report does not hold what they are computed of.
        odd: Figures that only one of the runs has.
        reasons_before: By id why it failed in the first run.
        reasons_after: The same of the second.
    """

    name: str
    figures: tuple[ComparedFigure, ...]
    left_out: tuple[str, ...]
    odd: tuple[str, ...]
    reasons_before: Mapping[str, str]
    reasons_after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs.

    Attributes:
        suites: The gold files that both have.
        only_before: Gold files that only the first has.
        only_after: Gold files that only the second has.
    """

    suites: tuple[ComparedSuite, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def n_tests(self) -> int:
        """How many tests were made: the number that Holm's method reckons with.

        Figures in which no question differs are none of them. Which differ does not depend on the signs that
        the test draws, so that leaving them out keeps what Holm's method holds to (Tarone, A modified
        Bonferroni method for discrete data, Biometrics 46, 1990).
        """
        return sum(figure.can_reject for suite in self.suites for figure in suite.figures)


def compare_reports(before: Mapping[str, Row], after: Mapping[str, Row]) -> Comparison:
    """Compare the suites that two reports share.

    Raises:
        ReportError: They share none, or a gold file is not the same in both.
    """
    shared = [name for name in after if name in before]
    if not shared:
        raise ReportError(
            f"the two reports share no gold: the first has {', '.join(before)}, the second {', '.join(after)}"
        )
    for name in shared:
        _require_same_gold(name, before[name], after[name])
    suites = [_compare_suite(name, before[name], after[name]) for name in shared]
    return Comparison(
        _adjust(suites),
        tuple(name for name in before if name not in after),
        tuple(name for name in after if name not in before),
    )


def _require_same_gold(name: str, before: Row, after: Row) -> None:
    first, second = before["gold"]["sha256"], after["gold"]["sha256"]
    if first != second:
        raise ReportError(
            f"{name}: the gold is not the same in both runs (SHA-256 {first[:12]}… and {second[:12]}…);"
            " figures compare over one gold file only: run both over the same"
        )


def _compare_suite(name: str, before: Row, after: Row) -> ComparedSuite:
    all_before, all_after = before["groups"]["all"], after["groups"]["all"]
    values_before, values_after = list_values(before), list_values(after)
    of_sets = set(list_set_figures(before)) & set(list_set_figures(after))
    figures, left_out = [], []
    for figure in (name for name in all_after if name in all_before):
        if figure in values_before and figure in values_after:
            figures.append(compare_means(figure, values_before[figure], values_after[figure]))
        elif figure in of_sets:
            figures.append(_compare_set(figure, before, after))
        else:
            left_out.append(figure)
    return ComparedSuite(
        name,
        tuple(one for one in figures if one.n or one.name in of_sets),
        tuple(left_out),
        tuple(name for name in (*all_before, *all_after) if name in all_before.keys() ^ all_after.keys()),
        list_reasons(before),
        list_reasons(after),
    )


def compare_means(name: str, before: Mapping[str, float], after: Mapping[str, float]) -> ComparedFigure:
    """Compare a figure that is a mean over questions, over those that both runs have a value of.

    A question may have a value in one run only: what is not answered cites nothing.
    """
    ids = [id_ for id_ in before if id_ in after]
    n_odd = len(before.keys() ^ after.keys())
    if not ids:
        return ComparedFigure(name, 0.0, 0.0, 0, n_odd, 0.0, 0.0)
    difference = compare_runs({id_: before[id_] for id_ in ids}, {id_: after[id_] for id_ in ids})
    sign = -1 if name in LOWER_IS_BETTER else 1
    perfect = get_perfect(name)
    mean = sum(before[id_] for id_ in ids) / len(ids)
    return ComparedFigure(
        name=name,
        before=mean,
        after=mean + difference.value,
        n=len(ids),
        n_odd=n_odd,
        low=difference.low,
        high=difference.high,
        p=difference.p,
        better=tuple(id_ for id_ in ids if sign * (after[id_] - before[id_]) > 0),
        worse=tuple(id_ for id_ in ids if sign * (after[id_] - before[id_]) < 0),
        newly_failing=tuple(id_ for id_ in ids if before[id_] == perfect != after[id_]),
        newly_passing=tuple(id_ for id_ in ids if before[id_] != perfect == after[id_]),
        values={
            id_: (before[id_], after[id_])
            for id_ in ids
            if (before[id_] == perfect) != (after[id_] == perfect)
        },
    )


def _compare_set(name: str, before: Row, after: Row) -> ComparedFigure:
    low, high = compare_sets(name, before, after)
    first, second = before["groups"]["all"][name], after["groups"]["all"][name]
    return ComparedFigure(name, first["value"], second["value"], second["n"], 0, low, high)


def _adjust(suites: Sequence[ComparedSuite]) -> tuple[ComparedSuite, ...]:
    """Give every p its p among all tests in which a question differs; that of the others stays."""
    tests = (one.p for suite in suites for one in suite.figures if one.can_reject and one.p is not None)
    adjusted = iter(adjust_holm(list(tests)))
    return tuple(
        replace(
            suite,
            figures=tuple(
                replace(one, p_of_all=next(adjusted) if one.can_reject else one.p) for one in suite.figures
            ),
        )
        for suite in suites
    )
