"""Outcomes to figures: over all and by group, with intervals; and who pulls each figure down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from eval.abstention_metrics import F1, PRECISION, RECALL, measure_abstention
from eval.article_metrics import ArticleOutcome, BoundaryScores
from eval.intervals import Figure, average, make_share
from eval.judging import QuestionOutcome, get_perfect
from eval.latency_metrics import measure_latency
from eval.questions import GoldQuestion

ALL = "all"

_ORDER = (
    "evidence_recall@10",
    "list_precision",
    "list_recall",
    "list_f1",
    "list_as_told",
    "answer_accuracy",
    "number_accuracy",
    "fact_accuracy",
)
_GROUPINGS: Mapping[str, Callable[[GoldQuestion], Sequence[str]]] = {
    "lang": lambda gold: (gold.lang,),
    "kind": lambda gold: (gold.kind,),
    "trait": lambda gold: gold.traits,
    "split": lambda gold: (gold.split,) if gold.split else (),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one gold file.

    Attributes:
        suite: The gold file's name without its ending.
        groups: Figures by group (`all`, `lang en`, `kind list`, `trait follow_up`, `split test`) and name.
        failing: For each figure the ids that are not perfect in it.
        reasons: For each id that failed in anything, why, on one line.
        members: For each group the ids in it; without the groups of which that is not told.
        scores: For each figure that is a mean, and each id not perfect in it, its score.
        asked: What each id asks: all there is to say where nothing failed that a reader sees, such as a
            lower rank.
    """

    suite: str
    groups: Mapping[str, Mapping[str, Figure]]
    failing: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figures over all."""
        return self.groups[ALL]


def summarise_questions(suite: str, outcomes: Sequence[QuestionOutcome]) -> Summary:
    """Average every figure over the questions that it applies to, each question weighing the same.

    Beside these means there are figures of a whole set: of refusing, and how long answers take.
    """
    groups = _group_outcomes(outcomes)
    names = _list_names(outcomes)
    figures = {group: _measure_group(names, members) for group, members in groups.items()}
    failing = {name: tuple(_list_failing(name, outcomes)) for name in names} | _list_misjudged(outcomes)
    return Summary(
        suite=suite,
        groups=figures,
        failing={name: ids for name, ids in failing.items() if name in figures[ALL]},
        reasons={outcome.gold.id: _explain_question(outcome) for outcome in outcomes if outcome.reasons},
        members={group: tuple(one.gold.id for one in members) for group, members in groups.items()},
        scores={name: _list_scores(name, outcomes) for name in names},
        asked={outcome.gold.id: outcome.gold.question for outcome in outcomes},
    )


def summarise_articles(suite: str, outcomes: Sequence[ArticleOutcome], bounds: BoundaryScores) -> Summary:
    """Average what was found over the gold articles.

    F1 is no mean, so its interval is Wilson's for a share of the same height among as many articles as the
    gold has; precision's and recall's are Wilson's as they stand.
    """
    checks: dict[str, Callable[[ArticleOutcome], bool]] = {
        "boundary_f1": lambda outcome: outcome.has_bounds,
        "zone_accuracy": lambda outcome: outcome.has_zone,
        "headline_accuracy": lambda outcome: outcome.has_headline,
        "byline_accuracy": lambda outcome: outcome.has_byline,
    }
    figures = {
        "boundary_f1": make_share(bounds.f1, bounds.n_gold),
        "boundary_precision": make_share(bounds.precision, bounds.n_found),
        "boundary_recall": make_share(bounds.recall, bounds.n_gold),
    }
    for name, check in checks.items():
        if name not in figures:
            figures[name] = average([float(check(outcome)) for outcome in outcomes])
    named = list(zip(name_articles(outcomes), outcomes, strict=True))
    return Summary(
        suite=suite,
        groups={ALL: figures},
        failing={
            name: tuple(id_ for id_, outcome in named if not check(outcome)) for name, check in checks.items()
        },
        reasons={id_: explain_article(outcome) for id_, outcome in named if outcome.misses},
    )


def name_articles(outcomes: Sequence[ArticleOutcome]) -> list[str]:
    """Name gold articles by page and number on it, from 1: `page.txt#2`."""
    counts: dict[str, int] = {}
    names = []
    for outcome in outcomes:
        counts[outcome.gold.source] = counts.get(outcome.gold.source, 0) + 1
        names.append(f"{outcome.gold.source}#{counts[outcome.gold.source]}")
    return names


def explain_article(outcome: ArticleOutcome) -> str:
    """Say on one line what was found in place of the gold, for each part that is wrong."""
    found = outcome.found
    if found is None:
        return f"no article holds {outcome.gold.first!r} or {outcome.gold.last!r}"
    body = "".join(found.body.split())
    shown = {
        "bounds": (f"{outcome.gold.first} … {outcome.gold.last}", f"{body[:14]} … {body[-14:]}"),
        "zone": (outcome.gold.zone, found.zone),
        "headline": (outcome.gold.headline, found.headline),
        "byline": (outcome.gold.byline, found.byline),
    }
    return "; ".join(f"{name} {shown[name][1]!r} for {shown[name][0]!r}" for name in outcome.misses)


def _explain_question(outcome: QuestionOutcome) -> str:
    return f"{outcome.gold.question} ({'; '.join(outcome.reasons)})"


def _group_outcomes(outcomes: Sequence[QuestionOutcome]) -> dict[str, list[QuestionOutcome]]:
    groups = {ALL: list(outcomes)}
    for label, list_values in _GROUPINGS.items():
        for value in sorted({value for outcome in outcomes for value in list_values(outcome.gold)}):
            members = [outcome for outcome in outcomes if value in list_values(outcome.gold)]
            groups[f"{label} {value}"] = members
    return groups


def _list_names(outcomes: Sequence[QuestionOutcome]) -> list[str]:
    present = list(dict.fromkeys(name for outcome in outcomes for name in outcome.metrics))
    first = [name for name in _ORDER if name in present]
    refusals = sorted(name for name in present if name.endswith("_refusals"))
    return [*first, *(name for name in present if name not in {*first, *refusals}), *refusals]


def _average_all(names: Sequence[str], outcomes: Sequence[QuestionOutcome]) -> dict[str, Figure]:
    values = {name: [o.metrics[name] for o in outcomes if name in o.metrics] for name in names}
    return {name: average(found) for name, found in values.items() if found}


def _measure_group(names: Sequence[str], outcomes: Sequence[QuestionOutcome]) -> dict[str, Figure]:
    return {
        **_average_all(names, outcomes),
        **measure_abstention(
            [not one.gold.is_answerable for one in outcomes], [one.abstained for one in outcomes]
        ),
        **measure_latency([one.seconds for one in outcomes]),
    }


def _list_misjudged(outcomes: Sequence[QuestionOutcome]) -> dict[str, tuple[str, ...]]:
    """Give the questions that pull the figures of refusing down: refused wrongly, not refused, and both."""
    wrong = [one for one in outcomes if one.abstained == one.gold.is_answerable]
    return {
        PRECISION: tuple(one.gold.id for one in wrong if one.abstained),
        RECALL: tuple(one.gold.id for one in wrong if not one.abstained),
        F1: tuple(one.gold.id for one in wrong),
    }


def _list_failing(name: str, outcomes: Sequence[QuestionOutcome]) -> list[str]:
    perfect = get_perfect(name)
    return [outcome.gold.id for outcome in outcomes if outcome.metrics.get(name, perfect) != perfect]


def _list_scores(name: str, outcomes: Sequence[QuestionOutcome]) -> dict[str, float]:
    failing = set(_list_failing(name, outcomes))
    return {one.gold.id: one.metrics[name] for one in outcomes if one.gold.id in failing}
