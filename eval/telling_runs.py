"""What a run says beside its figures: what moved and fell, and where gold, pages or settings are others."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from eval.baselines import Baseline
from eval.changed_settings import list_other_settings, list_telling_settings
from eval.choosing_gold import find_baseline, has_all_gold, is_strict
from eval.commands import list_overrides
from eval.gating import Suite
from eval.ranking_questions import NOT_IN_INDEX
from eval.regressions import list_changes, list_regressions, list_suites_not_run
from eval.running import SuiteResult
from eval.subjects import Subject, list_differences
from eval.summarising import Summary
from eval.tabling_changes import make_change_table, shorten_ids


def hold_to_baseline(
    summaries: Sequence[Summary],
    subjects: Mapping[str, Subject],
    skipped: Sequence[str],
    baseline: Baseline,
    options: argparse.Namespace,
    console: Console,
) -> list[str]:
    """Print what moved, and give what got worse; that goes to the error output where it fails the run."""
    print_changes(summaries, baseline, console)
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
        print_line(console, f"below the baseline: {len(regressions)}; --gate says why, and fails")
    if not regressions:
        print_line(console, f"no figure is below {find_baseline(options)}")
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
            print_line(console, line)


def _tell_differences(lines: Sequence[str], options: argparse.Namespace, console: Console) -> None:
    """Say that gold or pages are others than the baseline's: that fails a run as a fall does."""
    for line in lines:
        if is_strict(options):
            print(f"not of one gold: {line}", file=sys.stderr)
        else:
            print_line(console, line)


def print_changes(summaries: Sequence[Summary], baseline: Baseline, console: Console) -> None:
    """Print a table of what is not as in the baseline; nothing where all is."""
    changes = [change for summary in summaries for change in list_changes(summary, baseline)]
    if changes:
        console.print(make_change_table(changes, baseline))


def print_line(console: Console, line: str) -> None:
    """Print a line as it is, however long."""
    console.print(escape(line), soft_wrap=True, highlight=False)


def tell_loose_gold(suite: Suite, result: SuiteResult) -> None:
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
