"""Which figures the README shows, in which tables, and in what words."""

from __future__ import annotations

from dataclasses import dataclass

from eval.summarising import ALL

_QUESTIONS = "sample_questions"
_HARD = "sample_hard_questions"
_FRESH = "sample_fresh_questions"
_UNREAD = "split test"
"""Of the fresh ones the half that nobody looked at while mending."""
_OTHER_PAGES = "fresh_pages_questions"
_NEAR_MISSES = "sample_near_misses"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in the baseline."""

    suite: str
    name: str
    group: str = ALL


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of a table says, and the figures in it, one for each column; `None` leaves one empty."""

    label: str
    places: tuple[Place | None, ...]


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table.

    Attributes:
        columns: The heading of the labels, then one for each figure of a row.
        rows: Its lines.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def _make_row(label: str, name: str) -> Row:
    fresh = (Place(_FRESH, name, _UNREAD), Place(_OTHER_PAGES, name))
    return Row(label, (Place(_QUESTIONS, name), Place(_HARD, name), *fresh))


def _make_half_row(label: str, group: str) -> Row:
    return Row(label, (Place(_QUESTIONS, "list_f1", group), Place(_HARD, "list_f1", group), None, None))


def _make_hard_row(label: str, trait: str) -> Row:
    return Row(label, (None, Place(_HARD, "answer_accuracy", f"trait {trait}"), None, None))


ANSWERS = PublishedTable(
    (
        "questions: figure, 95 % interval (number)",
        "plain",
        "harder",
        "fresh, never looked at",
        "fresh, over other pages",
    ),
    (
        _make_row("the evidence stands in the ten best passages", "evidence_recall@10"),
        _make_row("what holds it stands high among all passages (nDCG@10)", "passage_ndcg@10"),
        _make_row("lists: precision by zone", "list_precision"),
        _make_row("lists: recall by zone", "list_recall"),
        _make_row("lists: F1 by zone", "list_f1"),
        _make_half_row("the same over the half set apart", "split test"),
        _make_half_row("the same over the other half", "split fit"),
        _make_row("the figure asked for is given", "number_accuracy"),
        _make_row("the fact asked for is given", "fact_accuracy"),
        _make_row("comparisons with both figures", "compare_accuracy"),
        _make_hard_row("figures and facts: of a time", "time"),
        _make_hard_row("figures and facts: asked in a follow-up", "follow_up"),
        _make_hard_row("figures and facts: of one of two zones of a place", "same_name"),
        _make_hard_row("figures and facts: asked in another unit", "conversion"),
        _make_row("quotes that stand on the page, word for word, where they say", "quote_exactness"),
        _make_row(
            "quotes that stand where they are cited, of the zone named; not: that they answer",
            "citation_recall",
        ),
        _make_row("citations that are needed", "citation_precision"),
        _make_row("cited sentences that hold what was asked for (no lists)", "quote_precision"),
        _make_row("questions without an answer that are refused", "right_refusals"),
        Row("the same of near misses", (Place(_NEAR_MISSES, "right_refusals"), None, None, None)),
        _make_row("refused, though the pages answer (lower is better)", "wrong_refusals"),
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
    tuple(
        Row(label, (Place("sample_articles", name),))
        for label, name in (
            ("where they begin and end (F1)", "boundary_f1"),
            ("zone", "zone_accuracy"),
            ("headline", "headline_accuracy"),
            ("author", "byline_accuracy"),
        )
    ),
)

PUBLISHED = (ANSWERS, STATEMENTS, PAGES)
