"""Gold, from options to figures, what moved since the baseline, and the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from eval.baselines import Baseline, load_baseline, write_baseline
from eval.bounds import list_breaches, parse_bound
from eval.changed_settings import show_settings
from eval.choosing_gold import choose_suites, find_baseline, is_committed, is_strict
from eval.citing.judge_options import open_page_judges
from eval.citing.page_judges import PageJudges
from eval.commands import CommandResult, list_overrides
from eval.foreseeing import require_file, require_folder, require_gold
from eval.gating import Suite
from eval.origins import describe_origin
from eval.preparing import Distractors
from eval.publishing import README_FILE, publish_results
from eval.reporting import print_answers, print_summary
from eval.reports.composing import JSON_FILE, PAGE_FILE, Run, compose_report, flatten_single, write_reports
from eval.running import SuiteResult, open_workplace
from eval.subjects import Subject, describe_subjects
from eval.summarising import Summary
from eval.telling_runs import hold_to_baseline, print_changes, print_line, tell_loose_gold
from rag.answers import Json

TOO_LOW = 5
"""The exit status of a run whose figures are not what they must be; an error is 1."""


def run_evaluation(options: argparse.Namespace, console: Console) -> CommandResult:
    """Run the suites that the options choose, print their figures, and hold them against what was asked."""
    path = find_baseline(options)
    baseline = load_baseline(path) if path and not options.write_baseline else None
    suites, skipped = choose_suites(options)
    _foresee(suites, path, options)
    subjects = _describe_subjects(suites, options) if path else ()
    judges = open_page_judges(options)
    results = _run_suites(suites, options, console, judges, baseline or {})
    for line in [*skipped, *judges.tell()]:
        print_line(console, line)
    summaries = [result.summary for result in results]
    named = dict(zip((summary.suite for summary in summaries), subjects, strict=False))
    if path and options.write_baseline:
        _write(path, summaries, named, options, console)
    regressions = hold_to_baseline(summaries, named, skipped, baseline, options, console) if baseline else []
    breaches = list_breaches(summaries, [parse_bound(text) for text in options.fail_under])
    for line in breaches:
        print(f"not as asked by --fail-under: {line}", file=sys.stderr)
    is_too_low = bool(breaches) or (bool(regressions) and is_strict(options))
    run = Run(
        suites=suites,
        results=results,
        overrides=list_overrides(options),
        index=options.index,
        baseline=baseline or {},
        regressions=regressions,
        breaches=breaches,
        skipped=skipped,
        notes=judges.as_json(),
    )
    return CommandResult(_report(run, options, console), status=TOO_LOW if is_too_low else 0)


def _foresee(suites: Sequence[Suite], baseline: Path | None, options: argparse.Namespace) -> None:
    """Stop before anything runs for what would stop the run when all is done."""
    require_gold(suites, split=options.split)
    if options.report:
        require_folder(options.report, "--report", JSON_FILE, PAGE_FILE)
    if baseline and options.write_baseline:
        require_file(baseline, "--baseline")


def _describe_subjects(suites: Sequence[Suite], options: argparse.Namespace) -> tuple[Subject, ...]:
    return describe_subjects(suites, index=options.index, distractors=_choose_distractors(options))


def _choose_distractors(options: argparse.Namespace) -> Distractors | None:
    return Distractors(options.distractors, options.limit) if options.distractors else None


def _run_suites(
    suites: Sequence[Suite],
    options: argparse.Namespace,
    console: Console,
    judges: PageJudges,
    baseline: Baseline,
) -> list[SuiteResult]:
    results = []
    with open_workplace(
        console,
        overrides=list_overrides(options),
        split=options.split,
        open_judges=judges.open,
        distractors=_choose_distractors(options),
    ) as workplace:
        for suite in suites:
            result = workplace.run(suite, index=options.index)
            is_brief = suite.what == "statements" and not options.verbose
            before = baseline.get(result.summary.suite)
            floors = before.floors if before else None
            print_summary(console, result.summary, is_brief=is_brief, floors=floors)
            if options.verbose:
                print_answers(console, result.outcomes)
            tell_loose_gold(suite, result)
            results.append(result)
    return results


def _write(
    path: Path,
    summaries: Sequence[Summary],
    subjects: Mapping[str, Subject],
    options: argparse.Namespace,
    console: Console,
) -> None:
    """Write the baseline, saying first what it changes, and of committed gold the README's results."""
    if path.exists():
        print_changes(summaries, load_baseline(path), console)
    origin = describe_origin(list_overrides(options))
    write_baseline(path, summaries, origin, subjects)
    told = f", of other settings than those that ship: {show_settings(origin.settings)}"
    print_line(console, f"wrote {path}{told if origin.settings else ''}")
    if is_committed(path):
        publish_results(README_FILE, load_baseline(path))
        print_line(console, f"wrote the results in {README_FILE}")


def _report(run: Run, options: argparse.Namespace, console: Console) -> dict[str, Json]:
    """Write the reports that are asked for, and give what `--json` writes."""
    if not (options.report or options.json):
        return {}
    report = compose_report(run)
    if options.report:
        for path in write_reports(options.report, report):
            print_line(console, f"wrote {path}")
    return flatten_single(report)
