"""`python -m eval`: figures over gold files, the gate against the committed baseline, and benchmarks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from eval.ablations.command import ABLATE
from eval.benchmarks.command import BENCHMARK
from eval.bounds import UnknownFigureError
from eval.checking.fitting_command import FIT_STATEMENTS
from eval.choosing_gold import add_gold_options, find_gold_misuse, list_chosen_gold, list_demands
from eval.commands import Command, CommandResult
from eval.evaluating import run_evaluation
from eval.fitting_command import FIT
from eval.foreseeing import require_file
from eval.from_feedback.command import FROM_FEEDBACK
from eval.measuring import CommandFailedError
from eval.peers.command import PEER_COMPARISON
from eval.publishing import WRITE_RESULTS
from eval.reporting import write_report
from eval.reports.command import COMPARE
from eval.validating.command import VALIDATE
from index.errors import StoreError

COMMANDS: tuple[Command, ...] = (
    BENCHMARK,
    FIT,
    FIT_STATEMENTS,
    WRITE_RESULTS,
    VALIDATE,
    PEER_COMPARISON,
    ABLATE,
    COMPARE,
    FROM_FEEDBACK,
)
_INTERRUPTED = 130
_EXAMPLES = """\
examples:
  python -m eval
  python -m eval --gate --fail-under sample_questions:list_f1=0.85
  python -m eval --gate --write-baseline
  python -m eval --write-results
  python -m eval --questions eval/data/sample_questions.jsonl --pages sample/pages --verbose
  python -m eval --questions mine.jsonl --index my-index --split test --json report.json
  python -m eval --questions mine.jsonl --pages my-pages --set model=openai:NAME --judge openai:OTHER
  python -m eval --articles eval/data/sample_articles.jsonl --pages sample/pages
  python -m eval --gate --report out                       # out/report.json and out/report.html
  python -m eval --compare before/report.json out/report.json
  python -m eval --statements --paraphrases --split test
  python -m eval --validate
  python -m eval --validate mine.jsonl --pages my-pages --strict --verbose
  python -m eval --from-feedback .zonewise/feedback.jsonl --to questions.jsonl
  python -m eval --fit
  python -m eval --fit-statements pairs.jsonl.gz more-pairs.jsonl
  python -m eval --benchmark speed --news news.jsonl.gz --limit 20000
  python -m eval --benchmark readers --readers 20 --seconds 60
  python -m eval --benchmark bitext ntrex128.jsonl.gz flores200.jsonl.gz
  python -m eval --benchmark xquad --questions q.jsonl --passages p.jsonl --distractors news.jsonl
  python -m eval --benchmark attacks --limit 300
  python -m eval --benchmark beir scifact --set reranker=BAAI/bge-reranker-v2-m3
  python -m eval --ablate
  python -m eval --ablate paths chunks --distractors news.jsonl.gz --limit 2000 --json ablation.json
  python -m eval --peers
  python -m eval --peers langchain-dense llamaindex --distractors news.jsonl.gz --limit 2000
  python -m eval --benchmark rgb zh.json zh_int.json zh_fact.json --set model=openai:NAME

exit status: 0 done, 1 an error, 2 usage, 3 some lines of feedback could not be read, 5 a figure is below the
baseline or what --fail-under asks
"""


def make_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m eval",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_gold_options(parser)
    for command in COMMANDS:
        command.add_options(parser)
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a setting of the pipeline",
        dest="settings",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything, each question too")
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
    command = _choose_command(parser, options)
    # A pipe has no width; 80 columns would cut the tables.
    console = Console(quiet=options.quiet, width=None if sys.stdout.isatty() else 120)
    try:
        result = _run(command, options, console)
    except UnknownFigureError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except (ValueError, StoreError, OSError, CommandFailedError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; no report and no baseline was written", file=sys.stderr)
        return _INTERRUPTED
    return result.status


def _choose_command(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Command | None:
    """Give the command that is chosen, none for gold; a usage error ends the program."""
    chosen = [command for command in COMMANDS if command.is_chosen(options)]
    takes_gold = any(command.takes_gold for command in chosen)
    options_of_gold = [] if takes_gold else list_chosen_gold(options)
    given = [*(command.option for command in chosen), *options_of_gold]
    if len(given) > 1:
        choices = ["--questions", "--articles", "--statements", "--gate", *(one.option for one in COMMANDS)]
        parser.error(f"give one of {', '.join(choices)}, not {' and '.join(given)}")
    if chosen and (demands := list_demands(options)):
        parser.error(f"{demands[0]} is for gold alone; leave out {chosen[0].option}, or {demands[0]}")
    misuse = chosen[0].find_misuse(options) if chosen else find_gold_misuse(options)
    if misuse := misuse or _find_common_misuse(options, is_benchmark=BENCHMARK in chosen):
        parser.error(misuse)
    return chosen[0] if chosen else None


def _find_common_misuse(options: argparse.Namespace, *, is_benchmark: bool) -> str:
    if options.paths and not is_benchmark:
        return f"only --benchmark takes a path as such, here {options.paths[0]}; put its option before it"
    if options.limit < 0:
        return f"--limit must be 0 (all) or more, not {options.limit}"
    if options.to and not options.from_feedback:
        return "--to is for --from-feedback FILE; name the file of feedback"
    wrong = [setting for setting in options.settings if "=" not in setting]
    return f"--set takes NAME=VALUE, not {wrong[0]!r}" if wrong else ""


def _run(command: Command | None, options: argparse.Namespace, console: Console) -> CommandResult:
    if options.json:
        require_file(options.json, "--json")
    result = run_evaluation(options, console) if command is None else command.run(options, console)
    if options.json:
        write_report(options.json, result.report)
    return result


if __name__ == "__main__":
    sys.exit(main())
