"""Figures as tables for the terminal and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.article_metrics import ArticleOutcome
from eval.checking.checking_statements import StatementOutcome, report_statement
from eval.judging import QuestionOutcome
from eval.summarising import ALL, Summary, name_articles
from rag.answers import Json

REPORT_VERSION = 1


def make_figure_table(summary: Summary) -> Table:
    """Make a table of every figure over all, its 95 % interval and the number it stands on."""
    table = Table(title=escape(summary.suite), title_justify="left")
    table.add_column("figure")
    for heading in ("value", "95 % interval", "n"):
        table.add_column(heading, justify="right")
    for name, figure in summary.figures.items():
        table.add_row(name, f"{figure.value:.3f}", f"{figure.low:.3f} to {figure.high:.3f}", str(figure.n))
    return table


def make_group_table(summary: Summary) -> Table | None:
    """Make a table of the figures by language and by kind, or `None` where there are no such groups."""
    groups = [group for group in summary.groups if group != ALL]
    if not groups:
        return None
    table = Table(title=f"{escape(summary.suite)} by language and kind (value, n)", title_justify="left")
    table.add_column("figure", no_wrap=True)
    for group in groups:
        table.add_column(group.removeprefix("lang ").removeprefix("kind "), justify="right")
    for name in summary.figures:
        if f"kind {name.removesuffix('_accuracy')}" in groups:
            continue  # it is that kind's answer_accuracy
        cells = [summary.groups[group].get(name) for group in groups]
        table.add_row(name, *("" if cell is None else f"{cell.value:.2f} {cell.n}" for cell in cells))
    return table


def print_summary(console: Console, summary: Summary, *, is_brief: bool = False) -> None:
    """Print the tables, and unless brief each failed question or article with the reason on its line."""
    console.print(make_figure_table(summary))
    groups = make_group_table(summary)
    if groups is not None:
        console.print(groups)
    reasons = {} if is_brief else summary.reasons
    for id_, reason in reasons.items():
        console.print(f"[red]failed[/red] {escape(id_)}: {escape(reason)}", soft_wrap=True, highlight=False)


def print_answers(console: Console, outcomes: Sequence[QuestionOutcome]) -> None:
    """Print the question and the answer of each question that failed."""
    for outcome in outcomes:
        if outcome.reasons:
            console.rule(escape(f"{outcome.gold.id} {outcome.gold.question}"), align="left")
            console.print("; ".join(outcome.reasons), markup=False, highlight=False)
            console.print(outcome.text, markup=False, highlight=False)


def report_questions(summary: Summary, outcomes: Sequence[QuestionOutcome]) -> dict[str, Json]:
    """Give the figures and every question with its answer as JSON values."""
    return {**_report_summary(summary), "questions": [_report_question(outcome) for outcome in outcomes]}


def report_articles(summary: Summary, outcomes: Sequence[ArticleOutcome]) -> dict[str, Json]:
    """Give the figures and every gold article with what was found as JSON values."""
    named = zip(name_articles(outcomes), outcomes, strict=True)
    return {**_report_summary(summary), "articles": [_report_article(id_, outcome) for id_, outcome in named]}


def report_statements(summary: Summary, outcomes: Sequence[StatementOutcome]) -> dict[str, Json]:
    """Give the figures and every statement with what the check made of it as JSON values."""
    return {**_report_summary(summary), "statements": [report_statement(outcome) for outcome in outcomes]}


def write_report(path: Path, report: Mapping[str, Json]) -> None:
    """Write a report as JSON, making its folder where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _report_summary(summary: Summary) -> dict[str, Json]:
    groups: dict[str, Json] = {
        group: {
            name: {"value": figure.value, "n": figure.n, "low": figure.low, "high": figure.high}
            for name, figure in figures.items()
        }
        for group, figures in summary.groups.items()
    }
    values = {name: figure.value for name, figure in summary.figures.items()}
    return {"version": REPORT_VERSION, "suite": summary.suite, **values, "groups": groups}


def _report_question(outcome: QuestionOutcome) -> Json:
    gold = outcome.gold
    return {
        "id": gold.id,
        "kind": gold.kind,
        "lang": gold.lang,
        "question": gold.question,
        "expected": {
            "zones": list(gold.zones),
            "optional_zones": list(gold.optional_zones),
            "answers": [list(group) for group in gold.answers],
            "evidence": list(gold.evidence),
            "abstained": not gold.is_answerable,
        },
        "abstained": outcome.abstained,
        "zones": list(outcome.zones),
        "text": outcome.text,
        "metrics": dict(outcome.metrics),
        "reasons": list(outcome.reasons),
        "seconds": outcome.seconds,
    }


def _report_article(id_: str, outcome: ArticleOutcome) -> Json:
    gold, found = outcome.gold, outcome.found
    body = "".join(found.body.split()) if found else ""
    shown: Json = None
    if found is not None:
        shown = {
            "zone": found.zone,
            "headline": found.headline,
            "byline": found.byline,
            "first": body[: len(gold.first)],
            "last": body[-len(gold.last) :],
        }
    return {
        "id": id_,
        "expected": {
            "zone": gold.zone,
            "headline": gold.headline,
            "byline": gold.byline,
            "first": gold.first,
            "last": gold.last,
        },
        "found": shown,
        "misses": list(outcome.misses),
    }
