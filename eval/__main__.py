"""`python -m eval`: figures over gold files, the gate against the committed baseline, and benchmarks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from eval.baselines import list_regressions, load_baseline, write_baseline
from eval.benchmarks_command import BENCHMARKS, add_benchmark_options, find_misuse, run_benchmark
from eval.fitting_command import run_fitting
from eval.fitting_statements_command import run_statement_fitting
from eval.gating import (
    BASELINE_FILE,
    PARAPHRASES_FILE,
    STATEMENTS_FILE,
    Suite,
    list_gate_suites,
)
from eval.measuring import CommandFailedError
from eval.reporting import REPORT_VERSION, print_answers, print_summary, write_report
from eval.running import SuiteResult, open_workplace
from index.errors import StoreError
from rag.answers import Json
from rag.settings import SAMPLE_PAGES

_EXAMPLES = """\
examples:
  python -m eval --gate
  python -m eval --questions eval/data/sample_questions.jsonl --pages sample/pages --verbose
  python -m eval --questions mine.jsonl --index my-index --split test --json report.json
  python -m eval --articles eval/data/sample_articles.jsonl --pages sample/pages
  python -m eval --statements --paraphrases --split test
  python -m eval --fit
  python -m eval --fit-statements pairs.jsonl.gz more-pairs.jsonl
  python -m eval --benchmark speed --news news.jsonl.gz --limit 20000
  python -m eval --benchmark bitext ntrex128.jsonl.gz flores200.jsonl.gz
  python -m eval --benchmark xquad --questions q.jsonl --passages p.jsonl --distractors news.jsonl
  python -m eval --benchmark attacks --limit 300
  python -m eval --benchmark beir scifact --set reranker=BAAI/bge-reranker-v2-m3
  python -m eval --benchmark rgb zh.json zh_int.json zh_fact.json --set model=openai:NAME

exit status: 0 done, 1 an error or a figure below the baseline, 2 usage
"""


def make_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m eval",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_argument_group("what to run, one of")
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
    what.add_argument("--fit", action="store_true", help="fit the judging models on the sample's fit half")
    what.add_argument(
        "--fit-statements",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="fit the model of the check's meaning on JSON lines (.gz) of en and zh, in order of documents",
    )
    what.add_argument(
        "--benchmark",
        choices=BENCHMARKS,
        help="speed beside a yardstick; planted orders: attacks; public test sets: the others",
    )
    parser.add_argument("--pages", type=Path, metavar="DIR", help="the pages that the gold is about")
    parser.add_argument("--index", type=Path, metavar="DIR", help="ask over this index; build none")
    parser.add_argument(
        "--split", default="", metavar="NAME", help="only questions whose split is this (fit, test)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a setting of the pipeline",
        dest="settings",
    )
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="fail when a figure is below this baseline"
    )
    parser.add_argument(
        "--write-baseline", action="store_true", help="write the figures to the baseline instead"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything, each question too")
    add_benchmark_options(parser)
    volume = parser.add_mutually_exclusive_group()
    volume.add_argument(
        "--verbose", action="store_true", help="print each failed question's answer, each failed statement"
    )
    volume.add_argument("--quiet", action="store_true", help="print regressions and errors only")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit status."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    _check_usage(parser, options)
    # A pipe has no width; 80 columns would cut the tables.
    console = Console(quiet=options.quiet, width=None if sys.stdout.isatty() else 120)
    try:
        return _run(options, console)
    except (ValueError, StoreError, OSError, CommandFailedError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _check_usage(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    _check_choice(parser, options)
    if options.write_baseline and not (options.gate or options.baseline):
        parser.error("--write-baseline needs --baseline FILE, or --gate")
    if options.limit < 0:
        parser.error(f"--limit must be 0 (all) or more, not {options.limit}")
    if (options.gate or options.fit) and (options.pages or options.index or options.split):
        parser.error("--gate and --fit know their pages; leave out --pages, --index and --split")
    for setting in options.settings:
        if "=" not in setting:
            parser.error(f"--set takes NAME=VALUE, not {setting!r}")


def _check_choice(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    chosen = [name for name in ("articles", "gate", "fit", "benchmark") if getattr(options, name)]
    if options.questions and "benchmark" not in chosen:
        chosen.append("questions")
    if options.statements or options.paraphrases:
        chosen.append("statements")
    if options.fit_statements:
        chosen.append("fit-statements")
    if len(chosen) != 1:
        parser.error(
            "give one of --questions, --articles, --statements, --paraphrases, --gate, --fit,"
            " --fit-statements and --benchmark"
        )
    needs = {
        "questions": ("--pages DIR or --index DIR", options.pages or options.index),
        "articles": ("--pages DIR", options.pages),
    }
    what, is_given = needs.get(chosen[0], ("nothing", True))
    misuse = find_misuse(options) if is_given else f"--{chosen[0]} needs {what}"
    if misuse:
        parser.error(misuse)


def _run(options: argparse.Namespace, console: Console) -> int:
    if options.benchmark:
        report = run_benchmark(options, console)
        if options.json:
            write_report(options.json, report)
        return 0
    if options.fit or options.fit_statements:
        run_fitting(console) if options.fit else run_statement_fitting(console, options.fit_statements)
        return 0
    suites, skipped = _choose_suites(options)
    results = _run_suites(suites, options, console)
    for line in skipped:
        console.print(escape(line), soft_wrap=True, highlight=False)
    regressions = _compare(results, options, console)
    if options.json:
        write_report(options.json, _make_report(results, regressions, skipped, options))
    return 1 if regressions else 0


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
    overrides: dict[str, object] = dict(setting.split("=", 1) for setting in options.settings)
    results = []
    with open_workplace(console, overrides=overrides, split=options.split) as workplace:
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


if __name__ == "__main__":
    sys.exit(main())
