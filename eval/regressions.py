"""What became of each figure since the baseline was written, and what is said of those that got worse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from eval.baselines import DECIMALS, Baseline, Floor
from eval.intervals import Figure
from eval.judging import LOWER_IS_BETTER, RIGHT_REFUSALS, UNGATED, WRONG_REFUSALS, get_perfect
from eval.reports.sections import format_scores
from eval.summarising import Summary

OVER_ANSWERS = frozenset(
    {
        "abstention_precision",
        "boundary_precision",
        "check_precision",
        "citation_precision",
        "citation_recall",
        "list_as_told",
        "quote_exactness",
        "quote_precision",
    }
)
"""Figures over what was answered, struck or cut, not over the gold.

They stand on fewer when less is answered wrongly, which is no way to hide a question: its other figures tell.
"""
_ALL_REFUSED: Mapping[str, float] = {RIGHT_REFUSALS: 1.0, WRONG_REFUSALS: 1.0}
_LEAST_CHANGE = 10.0**-DECIMALS


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that is not what the baseline has.

    Attributes:
        suite: The gold file's name.
        name: The figure.
        before: What the baseline has; `None` for a figure that it does not know.
        now: What the run gave; `None` for a figure that it did not give.
        newly_failing: Ids that are not perfect in it now, and were.
        no_longer_failing: Ids that were not perfect in it, and are, or are gone.
        worse: Ids that were not perfect in it, and are further from it now, each with its score before.
        has_no_answers: The figure is over what was answered, and all questions were refused.
    """

    suite: str
    name: str
    before: Figure | None
    now: Figure | None
    newly_failing: tuple[str, ...] = ()
    no_longer_failing: tuple[str, ...] = ()
    worse: Mapping[str, float] = field(default_factory=dict)
    has_no_answers: bool = False

    @property
    def is_gated(self) -> bool:
        """Whether the figure can fail a run: it has a floor, and is no measure of the machine."""
        return self.before is not None and self.name not in UNGATED

    @property
    def has_fewer(self) -> bool:
        """Whether questions are gone: removing those that fail would otherwise be a way to pass."""
        if self.before is None or self.name in OVER_ANSWERS:
            return False
        return self.now is None or self.now.n < self.before.n

    @property
    def is_worse(self) -> bool:
        """Whether the figure fell, is gone, or stands on fewer questions than before."""
        if self.before is None or not self.is_gated:
            return False
        if self.now is None:
            return not self.has_no_answers
        return self.has_fewer or _fell(self.name, self.before.value, self.now.value)


def list_changes(summary: Summary, baseline: Baseline) -> list[Change]:
    """Give every figure of a suite that moved, or whose failing questions did, in the summary's order.

    Figures of the machine (`UNGATED`) are left out: they are never twice the same.
    """
    suite = baseline.get(summary.suite)
    floors = {} if suite is None else suite.floors
    names = [*summary.figures, *(name for name in floors if name not in summary.figures)]
    changes = [_compare(summary, name, floors.get(name)) for name in names if name not in UNGATED]
    return [change for change in changes if change is not None]


def list_regressions(summary: Summary, baseline: Baseline, *, is_same_gold: bool = True) -> list[str]:
    """Say of every figure that got worse which it is, by how much, and which questions or articles did it.

    Args:
        summary: The figures.
        baseline: What they are held against.
        is_same_gold: Whether that is of the same gold file; if not, who did not fail there may be new.
    """
    if summary.suite not in baseline:
        return [f"{summary.suite}: the baseline has no figures for it; add them with --write-baseline"]
    worse = [change for change in list_changes(summary, baseline) if change.is_worse]
    return [_explain(change, summary, is_same_gold=is_same_gold) for change in worse]


def list_suites_not_run(
    baseline: Baseline, summaries: Sequence[Summary], skipped: Sequence[str]
) -> list[str]:
    """Say which suites of the baseline neither ran nor are skipped, by name: their gold file is gone."""
    known = {*skipped, *(summary.suite for summary in summaries)}
    return [
        f"{suite}: the baseline has it, and it did not run; bring its gold file back, or take it out of there"
        for suite in baseline
        if suite not in known
    ]


def _compare(summary: Summary, name: str, floor: Floor | None) -> Change | None:
    now = summary.figures.get(name)
    if floor is None:
        return Change(summary.suite, name, None, now)
    failing = summary.failing.get(name, ())
    change = Change(
        summary.suite,
        name,
        floor.figure,
        now,
        newly_failing=tuple(id_ for id_ in failing if id_ not in floor.failing),
        no_longer_failing=tuple(id_ for id_ in floor.failing if id_ not in failing),
        worse=_list_worse(name, floor, summary.scores.get(name, {})),
        has_no_answers=name in OVER_ANSWERS and _refused_all(summary),
    )
    is_same = now is not None and now.n == floor.n and abs(now.value - floor.value) <= _LEAST_CHANGE
    return None if is_same and not change.newly_failing and not change.no_longer_failing else change


def _refused_all(summary: Summary) -> bool:
    """Tell whether no question was answered; the figures of refusing say how well that was done."""
    told = [name for name in _ALL_REFUSED if name in summary.figures]
    return bool(told) and all(summary.figures[name].value == _ALL_REFUSED[name] for name in told)


def _list_worse(name: str, floor: Floor, scores: Mapping[str, float]) -> dict[str, float]:
    """Give each id that failed before and fails by more now, with its score before."""
    known = {id_: before for id_, before in floor.scores.items() if before is not None and id_ in scores}
    return {id_: before for id_, before in known.items() if _fell(name, before, scores[id_])}


def _fell(name: str, before: float, now: float) -> bool:
    return (before - now if name not in LOWER_IS_BETTER else now - before) > _LEAST_CHANGE


def _explain(change: Change, summary: Summary, *, is_same_gold: bool) -> str:
    name, before, now = change.name, change.before, change.now
    if before is None or now is None or change.has_fewer:
        return (
            f"{change.suite}: {name} stands on {now.n if now else 0} where the baseline has"
            f" {before.n if before else 0}; if that is meant, use --write-baseline"
        )
    moved = _tell_moved(change, summary.scores.get(name, {}), is_same_gold=is_same_gold)
    told = [("newly failing:", [*explain_failing(name, change.newly_failing, summary, moved)])]
    told.append(("failing before, and worse now:", [*explain_failing(name, [*change.worse], summary, moved)]))
    if not change.newly_failing and not change.worse:  # no mean: who is further off cannot be told
        told.append(("failing as before:", [*explain_failing(name, summary.failing.get(name, ()), summary)]))
    parts = ["\n".join([heading, *lines]) for heading, lines in told if lines]
    head = f"{change.suite}: {name} is {now.value:.4f}, the baseline {before.value:.4f}"
    return "; ".join([head, *parts[:1]]) + "".join(f"\n  {part}" for part in parts[1:])


def _tell_moved(change: Change, scores: Mapping[str, float], *, is_same_gold: bool) -> dict[str, str]:
    """Give the score, now and before, of each id that newly fails or is worse.

    Who did not fail was perfect, unless it was not asked, or not answered: then there was no score.
    """
    perfect = get_perfect(change.name)
    doubt = "" if is_same_gold and change.name not in OVER_ANSWERS else " or none"
    were = {id_: (perfect, doubt) for id_ in change.newly_failing if id_ in scores}
    were |= {id_: (before, "") for id_, before in change.worse.items()}
    told = {}
    for id_, (before, remark) in were.items():
        was, now = format_scores(before, scores[id_])
        told[id_] = f"{now}, was {was}{remark}"
    return told


def explain_failing(
    name: str, ids: Sequence[str], summary: Summary, moved: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Give a line for each id with its score in the figure, its question, and what is wrong.

    The score comes first: what is wrong may be wrong for long, and of another figure.

    Args:
        name: The figure.
        ids: Who is not perfect in it.
        summary: The figures and reasons.
        moved: Of each id its score now and before, as text; without them only that of now is told.
    """
    told = moved or {id_: f"{score:.2f}" for id_, score in summary.scores.get(name, {}).items()}
    for id_ in ids:
        score = f" ({told[id_]})" if id_ in told else ""
        yield f"    {id_}{score}: {summary.reasons.get(id_) or summary.asked.get(id_, '')}"
