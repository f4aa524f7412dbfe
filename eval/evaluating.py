"""Gold, from options to figures, what moved since the baseline, and the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from eval.baselines import Baseline, load_baseline, write_baseline
from eval.bounds import list_breaches, parse_bound
from eval.changed_settings import list_other_settings, list_telling_settings, show_settings
from eval.choosing_gold import choose_suites, find_baseline, has_all_gold, is_committed, is_strict
from eval.citing.judge_options import open_page_judges
from eval.citing.page_judges import PageJudges
from eval.commands import CommandResult, list_overrides
from eval.foreseeing import require_file, require_folder, require_gold
from eval.gating import Suite
from eval.origins import describe_origin
from eval.preparing import Distractors
from eval.publishing import README_FILE, publish_results
from eval.ranking_questions import NOT_IN_INDEX
from eval.regressions import (
    list_changes,
    list_regressions,
    list_suites_not_run,
    make_change_table,
    shorten_ids,
)
from eval.reporting import print_answers, print_summary
from eval.reports.composing import JSON_FILE, PAGE_FILE, Run, compose_report, flatten_single, write_reports
from eval.running import SuiteResult, open_workplace
from eval.subjects import Subject, describe_subjects, list_differences
from eval.summarising import Summary
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
        _print_line(console, line)
    summaries = [result.summary for result in results]
    named = dict(zip((summary.suite for summary in summaries), subjects, strict=False))
    if path and options.write_baseline:
        _write(path, summaries, named, options, console)
    regressions = _compare(summaries, named, skipped, baseline, options, console) if baseline else []
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
            _tell_loose_gold(suite, result)
            results.append(result)
    return results


def _tell_loose_gold(suite: Suite, result: SuiteResult) -> None:
    """Say, also with `--quiet`, how many questions cannot be perfect on these pages, whatever is answered."""
    loose = [
        outcome.gold.id
        for outcome in result.outcomes
        if any(reason.startswith(NOT_IN_INDEX) for reason in outcome.reasons)
    ]
    if loose:
        pages = "DIR" if suite.pages == Path() else suite.pages
        rows = "1 row of gold does" if len(loose) == 1 else f"{len(loose)} rows of gold do"
        print(
            f"{result.summary.suite}: {rows} not hold on these pages"
            f" ({shorten_ids(loose)}); run --validate {suite.gold} --pages {pages}",
            file=sys.stderr,
        )


def _write(
    path: Path,
    summaries: Sequence[Summary],
    subjects: Mapping[str, Subject],
    options: argparse.Namespace,
    console: Console,
) -> None:
    """Write the baseline, saying first what it changes, and of committed gold the README's results."""
    if path.exists():
        _print_changes(summaries, load_baseline(path), console)
    origin = describe_origin(list_overrides(options))
    write_baseline(path, summaries, origin, subjects)
    told = f", of other settings than those that ship: {show_settings(origin.settings)}"
    _print_line(console, f"wrote {path}{told if origin.settings else ''}")
    if is_committed(path):
        publish_results(README_FILE, load_baseline(path))
        _print_line(console, f"wrote the results in {README_FILE}")


def _compare(
    summaries: Sequence[Summary],
    subjects: Mapping[str, Subject],
    skipped: Sequence[str],
    baseline: Baseline,
    options: argparse.Namespace,
    console: Console,
) -> list[str]:
    """Print what moved, and give what got worse; that goes to the error output where it fails the run."""
    _print_changes(summaries, baseline, console)
    known = {suite: held.subject for suite, held in baseline.items()}
    differences = list_differences(known, subjects)
    regressions = [line for one in summaries for line in _list_regressions(one, baseline, subjects)]
    if has_all_gold(options):
        names = [line.partition(":")[0] for line in skipped]
        regressions += list_suites_not_run(baseline, summaries, names)
    _tell_other_settings(subjects, baseline, options, console)
    _tell_differences(differences, options, console)
    if is_strict(options):
        for line in regressions:
            print(f"below the baseline: {line}", file=sys.stderr)
    elif regressions:
        _print_line(console, f"below the baseline: {len(regressions)}; --gate says why, and fails")
    if not regressions:
        _print_line(console, f"no figure is below {find_baseline(options)}")
    return [*differences, *regressions]


def _list_regressions(summary: Summary, baseline: Baseline, subjects: Mapping[str, Subject]) -> list[str]:
    held, now = baseline.get(summary.suite), subjects.get(summary.suite)
    is_same = held is None or now is None or held.subject.gold == now.gold
    return list_regressions(summary, baseline, is_same_gold=is_same)


def _tell_other_settings(
    suites: Iterable[str], baseline: Baseline, options: argparse.Namespace, console: Console
) -> None:
    """Say what is set otherwise than in the baseline; that may be what is tried, and fails nothing."""
    known = {suite: baseline[suite].origin.settings for suite in suites if suite in baseline}
    for line in list_other_settings(known, list_telling_settings(list_overrides(options))):
        if is_strict(options):
            print(line, file=sys.stderr)
        else:
            _print_line(console, line)


def _tell_differences(lines: Sequence[str], options: argparse.Namespace, console: Console) -> None:
    """Say that gold or pages are others than the baseline's: that fails a run as a fall does."""
    for line in lines:
        if is_strict(options):
            print(f"not of one gold: {line}", file=sys.stderr)
        else:
            _print_line(console, line)


def _print_changes(summaries: Sequence[Summary], baseline: Baseline, console: Console) -> None:
    changes = [change for summary in summaries for change in list_changes(summary, baseline)]
    if changes:
        console.print(make_change_table(changes, baseline))


def _print_line(console: Console, line: str) -> None:
    console.print(escape(line), soft_wrap=True, highlight=False)


def _report(run: Run, options: argparse.Namespace, console: Console) -> dict[str, Json]:
    """Write the reports that are asked for, and give what `--json` writes."""
    if not (options.report or options.json):
        return {}
    report = compose_report(run)
    if options.report:
        for path in write_reports(options.report, report):
            _print_line(console, f"wrote {path}")
    return flatten_single(report)
