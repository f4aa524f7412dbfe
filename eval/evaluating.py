"""Gold files of the user's choice, or all that is committed, from options to figures and exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from eval.baselines import list_regressions, load_baseline, write_baseline
from eval.commands import CommandResult, list_overrides
from eval.gating import BASELINE_FILE, PARAPHRASES_FILE, STATEMENTS_FILE, Suite, list_gate_suites
from eval.reporting import REPORT_VERSION, print_answers, print_summary
from eval.running import SuiteResult, open_workplace
from rag.answers import Json
from rag.settings import SAMPLE_PAGES


def add_evaluating_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose gold, pages and a baseline."""
    what = parser.add_argument_group("gold, one of")
    what.add_argument("--questions", type=Path, metavar="FILE", help="judge answers by this gold file")
    what.add_argument("--articles", type=Path, metavar="FILE", help="judge segmenting by this gold file")
    what.add_argument(
        "--statements",
        type=Path,
        nargs="?",
        const=STATEMENTS_FILE,
        metavar="FILE",
        help="check the statements of this gold file (the sample's) against the sentences that they cite",
    )
    what.add_argument(
        "--paraphrases",
        type=Path,
        nargs="?",
        const=PARAPHRASES_FILE,
        metavar="FILE",
        help="the same for statements written by hand; may stand beside --statements",
    )
    what.add_argument("--gate", action="store_true", help="run all committed gold against the baseline")
    group = parser.add_argument_group("for gold")
    group.add_argument("--pages", type=Path, metavar="DIR", help="the pages that the gold is about")
    group.add_argument("--index", type=Path, metavar="DIR", help="ask over this index; build none")
    group.add_argument(
        "--split", default="", metavar="NAME", help="only questions whose split is this (fit, test)"
    )
    group.add_argument(
        "--baseline", type=Path, metavar="FILE", help="fail when a figure is below this baseline"
    )
    group.add_argument(
        "--write-baseline", action="store_true", help="write the figures to the baseline instead"
    )


def find_misuse(options: argparse.Namespace) -> str:
    """Say what is wrong with these options, or nothing (an empty text)."""
    chosen = list_chosen(options)
    if len(chosen) != 1:
        return f"give one of --questions, --articles, --statements and --gate, not {' and '.join(chosen)}"
    if options.gate and (options.pages or options.index or options.split):
        return "--gate knows its pages; leave out --pages, --index and --split"
    if options.write_baseline and not (options.gate or options.baseline):
        return "--write-baseline needs --baseline FILE, or --gate"
    needs = {
        "--questions": ("--pages DIR or --index DIR", options.pages or options.index),
        "--articles": ("--pages DIR", options.pages),
    }
    what, is_given = needs.get(chosen[0], ("", True))
    return "" if is_given else f"{chosen[0]} needs {what}"


def list_chosen(options: argparse.Namespace) -> list[str]:
    """Give the options by which gold is chosen; `--paraphrases` counts as `--statements`."""
    chosen = [f"--{name}" for name in ("questions", "articles", "gate") if getattr(options, name)]
    return [*chosen, "--statements"] if options.statements or options.paraphrases else chosen


def run_evaluation(options: argparse.Namespace, console: Console) -> CommandResult:
    """Run the suites that the options choose, print their figures, and compare them with the baseline."""
    suites, skipped = _choose_suites(options)
    results = _run_suites(suites, options, console)
    for line in skipped:
        console.print(escape(line), soft_wrap=True, highlight=False)
    regressions = _compare(results, options, console)
    report = _make_report(results, regressions, skipped, options)
    return CommandResult(report, status=1 if regressions else 0)


def _choose_suites(options: argparse.Namespace) -> tuple[list[Suite], list[str]]:
    if options.gate:
        return list_gate_suites()
    if options.articles:
        return [Suite("articles", options.articles, options.pages)], []
    files = [path for path in (options.statements, options.paraphrases) if path]
    if files:
        return [Suite("statements", path, options.pages or SAMPLE_PAGES) for path in files], []
    return [Suite("questions", options.questions, options.pages or Path())], []


def _run_suites(suites: Sequence[Suite], options: argparse.Namespace, console: Console) -> list[SuiteResult]:
    results = []
    with open_workplace(console, overrides=list_overrides(options), split=options.split) as workplace:
        for suite in suites:
            result = workplace.run(suite, index=options.index)
            is_brief = suite.what == "statements" and not options.verbose
            print_summary(console, result.summary, is_brief=is_brief)
            if options.verbose:
                print_answers(console, result.outcomes)
            results.append(result)
    return results


def _compare(results: Sequence[SuiteResult], options: argparse.Namespace, console: Console) -> list[str]:
    path = options.baseline or (BASELINE_FILE if options.gate else None)
    if path is None:
        return []
    if options.write_baseline:
        write_baseline(path, [result.summary for result in results])
        console.print(f"wrote {escape(str(path))}", soft_wrap=True, highlight=False)
        return []
    baseline = load_baseline(path)
    regressions = [line for result in results for line in list_regressions(result.summary, baseline)]
    for line in regressions:
        print(f"below the baseline: {line}", file=sys.stderr)
    if not regressions:
        console.print(f"no figure below {escape(str(path))}", soft_wrap=True, highlight=False)
    return regressions


def _make_report(
    results: Sequence[SuiteResult],
    regressions: Sequence[str],
    skipped: Sequence[str],
    options: argparse.Namespace,
) -> dict[str, Json]:
    notes: dict[str, Json] = {"regressions": list(regressions), "skipped": list(skipped)}
    if options.gate or len(results) > 1:
        return {"version": REPORT_VERSION, "suites": [result.report for result in results], **notes}
    return {**results[0].report, **notes}
