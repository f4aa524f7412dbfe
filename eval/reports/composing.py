"""A whole run as one report: what was run, every suite with its gold and figures, and what got worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from eval.baselines import Baseline
from eval.gating import Suite
from eval.reporting import REPORT_VERSION, write_report
from eval.reports.describing import describe_gold, describe_pages, describe_run
from eval.reports.holding_to_baseline import compare_with_baseline
from eval.reports.page import render_page
from eval.summarising import Summary
from rag.answers import Json

JSON_FILE = "report.json"
PAGE_FILE = "report.html"
MEMBERS = ("questions", "articles", "statements")
"""What a suite's report may list, each with an `id`."""


class Result(Protocol):
    """What a suite gave; see `eval.running.SuiteResult`."""

    @property
    def summary(self) -> Summary:
        """The figures."""
        ...

    @property
    def report(self) -> dict[str, Json]:
        """The same and every question, article or statement, as JSON values."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """A run of gold suites, as far as a report needs it.

    Attributes:
        suites: What was run.
        results: What each gave, in the same order.
        overrides: Settings that the command line changed, by name.
        index: The index that was asked, where the user gave one.
        baseline: What the figures were compared with; empty where nothing was.
        regressions: What fell below the baseline, a text each.
        breaches: What is not as `--fail-under` asked, a text each.
        skipped: What was left out and why, a line each.
        notes: What else is told of the run, by name.
    """

    suites: Sequence[Suite]
    results: Sequence[Result]
    overrides: Mapping[str, object]
    index: Path | None
    baseline: Baseline
    regressions: Sequence[str]
    breaches: Sequence[str]
    skipped: Sequence[str]
    notes: Mapping[str, Json] = field(default_factory=dict)


def compose_report(run: Run) -> dict[str, Json]:
    """Give the report of a run, in the form that `docs/evaluation.md` describes under "Reports"."""
    pages: dict[Path, Json] = {}
    suites: list[Json] = []
    for suite, result in zip(run.suites, run.results, strict=True):
        if suite.pages not in pages:
            is_asked = suite.what == "questions" and run.index is not None
            pages[suite.pages] = describe_pages(suite, index=run.index if is_asked else None)
        suites.append(
            {
                **result.report,
                "gold": describe_gold(suite.gold),
                "pages": pages[suite.pages],
                "baseline": _compare(result, run.baseline),
            }
        )
    return {
        "version": REPORT_VERSION,
        "run": describe_run(run.overrides, index=run.index),
        "suites": suites,
        "regressions": list(run.regressions),
        "breaches": list(run.breaches),
        "skipped": list(run.skipped),
        **run.notes,
    }


def flatten_single(report: Mapping[str, Json]) -> dict[str, Json]:
    """Give the form of `--json`: the report of one suite alone has that suite's fields at the top level."""
    suites = report["suites"]
    if isinstance(suites, list) and len(suites) == 1 and isinstance(suites[0], dict):
        return {**suites[0], **{name: value for name, value in report.items() if name != "suites"}}
    return dict(report)


def write_reports(folder: Path, report: Mapping[str, Json]) -> tuple[Path, Path]:
    """Write `report.json` and `report.html` into a folder, made where there is none, and give both paths."""
    paths = folder / JSON_FILE, folder / PAGE_FILE
    write_report(paths[0], report)
    paths[1].write_text(render_page(report), encoding="utf-8")
    return paths


def _compare(result: Result, baseline: Baseline) -> Json:
    floors = baseline.get(result.summary.suite)
    if floors is None:
        return None
    rows = next((result.report[name] for name in MEMBERS if name in result.report), [])
    asked = {str(row["id"]) for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()
    return compare_with_baseline(result.summary, floors, asked)
