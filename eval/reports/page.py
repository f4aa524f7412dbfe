"""`report.html`: a report as one page that needs nothing else, drawn from the JSON that programs read."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from eval.reports.reading_reports import is_misjudged, list_reasons
from eval.reports.viewing_failures import MOST_TRACES, Failure, show_value, view_failures
from eval.reports.viewing_figures import FigureRow, Row, chart_all, chart_parts, view_figures, view_groups

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class SuiteView:
    """One gold file as the page shows it.

    Attributes:
        row: The suite as the report has it.
        figures: The rows of its table, by section.
        group_names: The figures of its table by group.
        groups: The rows of that table.
        chart: The chart of all figures.
        charts: Further charts, each with its caption.
        statements: Those that the check is wrong about; `None` for a suite of another kind.
    """

    row: Row
    figures: Sequence[tuple[str, Sequence[FigureRow]]]
    group_names: Sequence[str]
    groups: Sequence[tuple[str, Sequence[str]]]
    chart: Markup
    charts: Sequence[tuple[str, Markup]]
    statements: Sequence[Row] | None


@dataclass(frozen=True, slots=True)
class Change:
    """A question, article or statement that fails or passes otherwise than in the baseline.

    Attributes:
        suite: The gold file.
        id: Its id.
        figures: In which figures.
        told: The question, or nothing where it is none.
        reasons: Why it fails; empty for one that passes.
    """

    suite: str
    id: str
    figures: Sequence[str]
    told: str
    reasons: str


def render_page(report: Mapping[str, Any], *, most_traces: int = MOST_TRACES) -> str:
    """Draw a report as one HTML page without any address in it.

    Args:
        report: As `report.json` has it.
        most_traces: Beyond so many failed questions, traces are left out, and the page says so.
    """
    suites: list[Row] = report["suites"]
    failures = view_failures(suites, most_traces=most_traces)
    script = _read_part("filter.js")
    return (
        _open_templates()
        .get_template("page.html.jinja")
        .render(
            report=report,
            suites=[_view_suite(suite) for suite in suites],
            failures=failures,
            choices=_list_choices(failures),
            newly_failing=list(_list_changes(suites, "newly_failing")),
            newly_passing=list(_list_changes(suites, "newly_passing")),
            has_baseline=any(suite.get("baseline") for suite in suites),
            most_traces=most_traces,
            style=Markup(_read_part("style.css")),  # noqa: S704 - a file of ours
            script=Markup(script),  # noqa: S704 - a file of ours
            script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


def _view_suite(suite: Row) -> SuiteView:
    names, groups = view_groups(suite)
    statements = suite.get("statements")
    wrong = None if statements is None else [row for row in statements if is_misjudged(row)]
    return SuiteView(
        suite, view_figures(suite), names, groups, chart_all(suite), list(chart_parts(suite)), wrong
    )


def _list_choices(failures: Sequence[Failure]) -> dict[str, list[str]]:
    """Give what failed questions can be chosen by, each with its values."""
    return {
        "suite": sorted({one.suite for one in failures}),
        "kind": sorted({one.row["kind"] for one in failures}),
        "lang": sorted({one.row["lang"] for one in failures}),
    }


def _list_changes(suites: Sequence[Row], field: str) -> Iterator[Change]:
    for suite in suites:
        questions = {row["id"]: row["question"] for row in suite.get("questions", [])}
        reasons = list_reasons(suite)
        for id_, figures in (suite.get("baseline") or {}).get(field, {}).items():
            yield Change(suite["suite"], id_, figures, questions.get(id_, ""), reasons.get(id_, ""))


@cache
def _open_templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["show"] = show_value
    return environment


def _read_part(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
