"""Reports read again: their suites, and what each question, article or statement gave in each figure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from eval.reporting import REPORT_VERSION

Row: TypeAlias = Mapping[str, Any]
"""A JSON object of a report."""
_HOLDING = frozenset({"supported", "framing"})


class ReportError(ValueError):
    """A report cannot be used; the message says what is wrong with it and how to make one."""


def load_suites(path: Path) -> dict[str, Row]:
    """Read the suites of a report, by name, from `report.json` or what `--json` wrote.

    Raises:
        ReportError: It is no report, of another version, or does not say what its gold was.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{path} cannot be read as a report ({error}); write one with --report DIR"
        ) from error
    suites = _list_suites(report, path)
    for suite in suites:
        if "groups" not in suite or "sha256" not in suite.get("gold", {}):
            raise ReportError(
                f"{path} does not say of which gold its figures are; write it anew with --report DIR"
            )
    return {str(suite["suite"]): suite for suite in suites}


def _list_suites(report: object, path: Path) -> list[dict[str, Any]]:
    if not isinstance(report, dict) or report.get("version") != REPORT_VERSION:
        found = report.get("version") if isinstance(report, dict) else type(report).__name__
        raise ReportError(
            f"{path} is no report of version {REPORT_VERSION} (found {found!r}); write one with --report DIR"
        )
    suites = report.get("suites", [report])
    if not isinstance(suites, list) or not all(isinstance(one, dict) and "suite" in one for one in suites):
        raise ReportError(f"{path} holds no suite of gold; write it with --gate and --report DIR")
    return suites


def is_struck(row: Row) -> bool:
    """Tell whether a statement of a report was struck by the check."""
    return row["verdict"] not in _HOLDING


def is_misjudged(row: Row) -> bool:
    """Tell whether the check is wrong about a statement of a report."""
    is_right: bool = row["label"] == "right"
    return is_struck(row) == is_right


def list_values(suite: Row) -> dict[str, dict[str, float]]:
    """Give by figure and id what each question, article or statement gave, 0 to 1.

    Only figures that are means of such values: of `boundary_f1`, `check_precision`, `abstention_f1` and times
    there are none.
    """
    if "questions" in suite:
        rows = {row["id"]: dict(row["metrics"]) for row in suite["questions"]}
    elif "statements" in suite:
        rows = {row["id"]: _score_statement(row) for row in suite["statements"]}
    else:
        rows = {row["id"]: _score_article(row) for row in suite.get("articles", ())}
    values: dict[str, dict[str, float]] = {}
    for id_, metrics in rows.items():
        for name, value in metrics.items():
            if name in suite["groups"]["all"]:
                values.setdefault(name, {})[id_] = float(value)
    return values


def list_reasons(suite: Row) -> dict[str, str]:
    """Give for each id that failed in anything why, on one line."""
    questions = {row["id"]: "; ".join(row["reasons"]) for row in suite.get("questions", ())}
    articles = {
        row["id"]: f"wrong: {', '.join(row['misses'])}" for row in suite.get("articles", ()) if row["misses"]
    }
    statements = {
        row["id"]: f"{row['label']} ({row['kind']}), found {row['verdict']}: {row['statement']}"
        for row in suite.get("statements", ())
        if is_misjudged(row)
    }
    return {id_: told for id_, told in (questions | articles | statements).items() if told}


def _score_statement(row: Row) -> dict[str, float]:
    struck = float(is_struck(row))
    if row["label"] == "right":
        return {"right_struck": struck}
    return {f"caught_{row['kind']}": struck, "wrong_caught": struck}


def _score_article(row: Row) -> dict[str, float]:
    return {f"{part}_accuracy": float(part not in row["misses"]) for part in ("zone", "headline", "byline")}
