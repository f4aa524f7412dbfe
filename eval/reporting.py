"""Figures as tables for the terminal and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from eval.article_metrics import ArticleOutcome
from eval.baselines import Floor
from eval.checking.checking_statements import StatementOutcome, report_statement
from eval.intervals import Figure
from eval.judging import UNGATED, QuestionOutcome
from eval.reports.holding_to_baseline import BETTER, SAME, WORSE, name_change
from eval.reports.reporting_questions import report_question
from eval.reports.sections import (
    choose_key_figures,
    format_difference,
    format_interval,
    format_value,
    sort_figures,
    sort_groups,
    split_group,
)
from eval.summarising import ALL, Summary, name_articles
from rag.answers import Json
from rag.printing import render_text

REPORT_VERSION = 1
_STYLES = {BETTER: "green", WORSE: "red", SAME: "dim"}


def make_figure_table(summary: Summary, floors: Mapping[str, Floor] | None = None) -> Table:
    """Make a table of every figure over all: its 95 % interval, the number it stands on, by what it tells.

    Args:
        summary: The figures.
        floors: Those of a baseline; with them, each row says how far the figure is from its floor.
    """
    table = Table(title=escape(summary.suite), title_justify="left", pad_edge=False)
    table.add_column("figure", no_wrap=True)
    for heading in ("value", "95 % interval", "n", *(("baseline", "") if floors is not None else ())):
        table.add_column(heading, justify="right", no_wrap=True)
    for section in sort_figures(summary.figures):
        table.add_section()
        for name in section.names:
            figure = summary.figures[name]
            cells = [format_value(name, figure.value), format_interval(name, figure), str(figure.n)]
            table.add_row(name, *cells, *_compare_cells(name, figure, floors))
    return table


def _compare_cells(name: str, figure: Figure, floors: Mapping[str, Floor] | None) -> tuple[str, ...]:
    if floors is None:
        return ()
    floor = floors.get(name)
    if floor is None:
        return ("", "")
    if name in UNGATED:
        return (format_value(name, floor.value), "")
    difference = figure.value - floor.value
    change = name_change(name, difference)
    style = _STYLES[change]
    told = "" if change == SAME else f"[{style}]{format_difference(name, difference)} {change}[/{style}]"
    return format_value(name, floor.value), told


def make_group_table(summary: Summary) -> Table | None:
    """Make a table of the figures by group, or `None` where there are no groups.

    Questions have many groups and figures: there a row is a group, and only key figures are shown. Otherwise
    there are two languages, and a row is a figure.
    """
    groups = [group for group in sort_groups(summary.groups) if group != ALL]
    if not groups:
        return None
    key_figures = choose_key_figures(summary.figures)
    return (
        _make_rows_of_groups(summary, key_figures) if key_figures else _make_rows_of_figures(summary, groups)
    )


def _make_rows_of_groups(summary: Summary, names: Sequence[str]) -> Table:
    """Make a table with a row for each group; a heading stands on two lines so that 80 columns hold six."""
    table = Table(title=f"{escape(summary.suite)} by group (value, n)", title_justify="left", padding=0)
    table.add_column("group", no_wrap=True)
    for name in names:
        table.add_column(name.replace("_", "\n", 1).replace("@", "\n@"), justify="right", no_wrap=True)
    for _, groups in groupby(sort_groups(summary.groups), key=lambda group: split_group(group)[0]):
        table.add_section()
        for group in groups:
            cells = [summary.groups[group].get(name) for name in names]
            value = split_group(group)[1]
            table.add_row(value, *("" if cell is None else f"{cell.value:.2f} {cell.n}" for cell in cells))
    return table


def _make_rows_of_figures(summary: Summary, groups: Sequence[str]) -> Table:
    table = Table(title=f"{escape(summary.suite)} by group (value, n)", title_justify="left")
    table.add_column("figure", no_wrap=True)
    for group in groups:
        table.add_column(split_group(group)[1], justify="right")
    for name in summary.figures:
        cells = [summary.groups[group].get(name) for group in groups]
        table.add_row(name, *("" if cell is None else f"{cell.value:.2f} {cell.n}" for cell in cells))
    return table


def print_summary(
    console: Console,
    summary: Summary,
    *,
    is_brief: bool = False,
    floors: Mapping[str, Floor] | None = None,
) -> None:
    """Print the tables, and unless brief each failed question or article with the reason on its line."""
    console.print(make_figure_table(summary, floors))
    groups = make_group_table(summary)
    if groups is not None:
        console.print(groups)
    reasons = {} if is_brief else summary.reasons
    for id_, reason in reasons.items():
        console.print(f"[red]failed[/red] {escape(id_)}: {escape(reason)}", soft_wrap=True, highlight=False)


def print_answers(console: Console, outcomes: Sequence[QuestionOutcome]) -> None:
    """Print the question and the answer of each question that failed, as `python -m rag` prints answers."""
    for outcome in outcomes:
        if outcome.reasons:
            console.rule(escape(f"{outcome.gold.id} {outcome.gold.question}"), align="left")
            console.print("; ".join(outcome.reasons), markup=False, highlight=False)
            text = render_text(outcome.text, styled=console.is_terminal)
            console.print(Text.from_ansi(text), soft_wrap=True, highlight=False)


def report_questions(summary: Summary, outcomes: Sequence[QuestionOutcome]) -> dict[str, Json]:
    """Give the figures and every question with its answer as JSON values."""
    return {**_report_summary(summary), "questions": [report_question(outcome) for outcome in outcomes]}


def report_articles(summary: Summary, outcomes: Sequence[ArticleOutcome]) -> dict[str, Json]:
    """Give the figures and every gold article with what was found as JSON values."""
    named = zip(name_articles(outcomes), outcomes, strict=True)
    return {**_report_summary(summary), "articles": [_report_article(id_, outcome) for id_, outcome in named]}


def report_statements(summary: Summary, outcomes: Sequence[StatementOutcome]) -> dict[str, Json]:
    """Give the figures and every statement with what the check made of it as JSON values."""
    return {**_report_summary(summary), "statements": [report_statement(outcome) for outcome in outcomes]}


def write_report(path: Path, report: Mapping[str, Json]) -> None:
    """Write a report as strict JSON, making its folder where there is none.

    Raises:
        ValueError: A number in it is infinite or none at all (NaN), which JSON has no form for.
    """
    text = json.dumps(dict(report), ensure_ascii=False, indent=1, allow_nan=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


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
