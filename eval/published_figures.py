"""Which figures the README shows, in which tables, and in what words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.summarising import ALL

_QUESTIONS = "sample_questions"
_HARD = "sample_hard_questions"
_NEAR_MISSES = "sample_near_misses"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in the baseline."""

    suite: str
    name: str
    group: str = ALL


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of a table says, and the figures in it, one for each column."""

    label: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table.

    Attributes:
        columns: The heading of the labels, then one for each figure of a row.
        rows: Its lines.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def _make_rows(suite: str, rows: Sequence[tuple[str, str, str]]) -> tuple[Row, ...]:
    return tuple(Row(label, (Place(suite, name, group),)) for label, name, group in rows)


ANSWERS = PublishedTable(
    ("questions over the sample pages", "figure, 95 % interval (number)"),
    (
        *_make_rows(
            _QUESTIONS,
            [
                ("the evidence stands in the ten best passages", "evidence_recall@10", ALL),
                ("lists: precision by zone", "list_precision", ALL),
                ("lists: recall by zone", "list_recall", ALL),
                ("lists: F1 by zone", "list_f1", ALL),
                ("the same on industries that the judging was not fitted on", "list_f1", "split test"),
                ("the same on those that it was fitted on", "list_f1", "split fit"),
                ("the figure asked for is given", "number_accuracy", ALL),
                ("the fact asked for is given", "fact_accuracy", ALL),
                ("comparisons with both figures", "compare_accuracy", ALL),
                ("refused, though the pages answer (lower is better)", "wrong_refusals", ALL),
            ],
        ),
        *_make_rows(
            _NEAR_MISSES,
            [("near misses (wrong year, an attribute never given, …) refused", "right_refusals", ALL)],
        ),
    ),
)

_ERRORS = (
    ("wrong figures struck", "caught_figure"),
    ("figures that changed places struck", "caught_figure_swap"),
    ("wrong zones struck", "caught_zone"),
    ("wrong dates struck", "caught_date"),
    ("wrong names struck", "caught_name"),
    ("opposites struck", "caught_negation"),
    ("plans told as done struck", "caught_plan"),
    ("a wrong sentence cited: struck", "caught_neighbour"),
    ("clauses that the page has not: struck", "caught_added"),
    ("right statements wrongly struck (lower is better)", "right_struck"),
)

STATEMENTS = PublishedTable(
    ("the check of statements", "made by rule, the half set apart", "free words"),
    tuple(
        Row(label, (Place("sample_statements", name, "split test"), Place("sample_paraphrases", name)))
        for label, name in _ERRORS
    ),
)

PAGES = PublishedTable(
    ("articles cut out of the sample pages", "share that is right, 95 % interval (number)"),
    _make_rows(
        "sample_articles",
        [
            ("where they begin and end (F1)", "boundary_f1", ALL),
            ("zone", "zone_accuracy", ALL),
            ("headline", "headline_accuracy", ALL),
            ("author", "byline_accuracy", ALL),
        ],
    ),
)

PUBLISHED = (ANSWERS, STATEMENTS, PAGES)
