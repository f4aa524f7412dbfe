"""The options of gold: which files, over which pages, and when the figures are too low."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from eval.bounds import parse_bound
from eval.changed_settings import list_telling_settings, show_settings
from eval.citing.judge_options import add_judge_options, find_judge_misuse
from eval.gating import BASELINE_FILE, PARAPHRASES_FILE, STATEMENTS_FILE, Suite, list_gate_suites
from rag.settings import PREFIX, SAMPLE_PAGES, SettingError

_DEMANDS = ("fail_on_regression", "fail_under", "write_baseline", "judge", "report")


def add_gold_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose gold, pages, and what the figures are held against."""
    what = parser.add_argument_group("gold, one of; without any, all committed gold")
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
    what.add_argument(
        "--gate", action="store_true", help="all committed gold, failing on a regression: what CI runs"
    )
    _add_place_options(parser)
    _add_demand_options(parser)
    add_judge_options(parser)


def _add_place_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("for gold")
    group.add_argument("--pages", type=Path, metavar="DIR", help="the pages that the gold is about")
    group.add_argument("--index", type=Path, metavar="DIR", help="ask over this index; build none")
    group.add_argument(
        "--split", default="", metavar="NAME", help="only questions whose split is this (fit, test)"
    )
    group.add_argument(
        "--report", type=Path, metavar="DIR", help="write report.json and report.html into this folder"
    )


def _add_demand_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what the figures of gold must be")
    group.add_argument(
        "--fail-on-regression",
        type=Path,
        nargs="?",
        const=BASELINE_FILE,
        metavar="FILE",
        help="fail when a figure is below this baseline (eval/baseline.json)",
    )
    group.add_argument(
        "--fail-under",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="fail when this figure is less (more, where lower is better); as often as you like: "
        "list_f1=0.85, sample_questions:list_f1=0.85, 'lang zh/list_f1=0.85'",
    )
    group.add_argument("--baseline", type=Path, metavar="FILE", help="the same as --fail-on-regression FILE")
    group.add_argument(
        "--write-baseline", action="store_true", help="write the figures to the baseline instead"
    )


def list_chosen_gold(options: argparse.Namespace) -> list[str]:
    """Give the options by which gold is chosen; `--paraphrases` counts as `--statements`."""
    chosen = [f"--{name}" for name in ("questions", "articles", "gate") if getattr(options, name)]
    return [*chosen, "--statements"] if options.statements or options.paraphrases else chosen


def find_baseline(options: argparse.Namespace) -> Path | None:
    """Give the baseline to compare with or to write: the one that is named, else the committed one.

    That holds figures of committed gold only: other gold has none, unless one is named.
    """
    named: Path | None = options.fail_on_regression or options.baseline
    return named or (BASELINE_FILE if has_all_gold(options) else None)


def is_committed(baseline: Path | None) -> bool:
    """Tell whether a baseline is the committed one, however its path is written."""
    return baseline is not None and baseline.resolve() == BASELINE_FILE.resolve()


def has_all_gold(options: argparse.Namespace) -> bool:
    """Tell whether all committed gold is to run."""
    return list_chosen_gold(options) in ([], ["--gate"])


def is_strict(options: argparse.Namespace) -> bool:
    """Tell whether a figure below the baseline fails the run."""
    return bool(options.gate or options.fail_on_regression or options.baseline)


def list_demands(options: argparse.Namespace) -> list[str]:
    """Give the options that say how gold's figures are judged, as they are typed."""
    return [f"--{name.replace('_', '-')}" for name in _DEMANDS if getattr(options, name)]


def find_gold_misuse(options: argparse.Namespace) -> str:
    """Say what is wrong with these options, or nothing (an empty text)."""
    chosen = list_chosen_gold(options)
    if len(chosen) > 1:
        return f"give one of --questions, --articles, --statements and --gate, not {' and '.join(chosen)}"
    if has_all_gold(options) and (options.pages or options.index or options.split):
        return "committed gold knows its pages; leave out --pages, --index and --split, or name gold"
    if misuse := _find_wrong_baseline(options):
        return misuse
    needs = {
        "--questions": ("--pages DIR or --index DIR", options.pages or options.index),
        "--articles": ("--pages DIR", options.pages),
    }
    what, is_given = needs.get(chosen[0], ("", True)) if chosen else ("", True)
    if not is_given:
        return f"{chosen[0]} needs {what}"
    wrong = _find_wrong_distractors(options) or _find_wrong_bound(options.fail_under)
    return wrong or find_judge_misuse(options)


def _find_wrong_baseline(options: argparse.Namespace) -> str:
    if options.write_baseline and find_baseline(options) is None:
        return "--write-baseline needs --baseline FILE, or all committed gold (--gate)"
    if options.write_baseline and is_committed(find_baseline(options)):
        return _find_changed_settings(options)
    if options.baseline and options.fail_on_regression not in (None, options.baseline):
        return "--baseline FILE and --fail-on-regression FILE mean the same; give one of them"
    return ""


def _find_changed_settings(options: argparse.Namespace) -> str:
    if options.settings:
        return (
            "the committed baseline is of the settings as they ship; leave out --set, or give --baseline FILE"
        )
    try:
        changed = list_telling_settings({})
    except SettingError as error:
        return str(error)
    if not changed:
        return ""
    variables = ", ".join(f"{PREFIX}{name.upper()}" for name, _ in changed)
    return (
        f"the committed baseline is of the settings as they ship, and here is {show_settings(changed)};"
        f" unset {variables}, or give --baseline FILE"
    )


def choose_suites(options: argparse.Namespace) -> tuple[list[Suite], list[str]]:
    """Give the suites to run, and say which are left out and why."""
    if has_all_gold(options):
        return list_gate_suites()
    if options.articles:
        return [Suite("articles", options.articles, options.pages)], []
    files = [path for path in (options.statements, options.paraphrases) if path]
    if files:
        return [Suite("statements", path, options.pages or SAMPLE_PAGES) for path in files], []
    return [Suite("questions", options.questions, options.pages or Path())], []


def _find_wrong_distractors(options: argparse.Namespace) -> str:
    if options.distractors is None:
        return ""
    if not (options.questions and options.pages):
        return "--distractors are put among pages that questions are asked over; give --questions and --pages"
    return "--distractors go into an index that is built; leave out --index" if options.index else ""


def _find_wrong_bound(texts: Sequence[str]) -> str:
    try:
        for text in texts:
            parse_bound(text)
    except ValueError as error:
        return str(error)
    return ""
