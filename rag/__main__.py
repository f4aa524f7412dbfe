"""`python -m rag`: ask a question of an index, many from a file, or hold a dialogue."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import StoreError
from rag.settings import SettingError, load_settings, trace_settings

if TYPE_CHECKING:
    from rag.answers import Answer
    from rag.pipeline import Pipeline

_DONE, _ERROR, _USAGE, _SOME_REFUSED, _INTERRUPTED = 0, 1, 2, 3, 130
_ENDS_OF_DIALOGUE = frozenset({"", "exit", "quit", ":q", "退出"})
_DESCRIPTION = "Ask a question, in English or Chinese, and get an answer quoted from the pages of an index."
_EPILOG = """\
examples:
  python -m rag "which zones invest in copper processing?"         of the sample pages
  python -m rag "哪些开发区发展铜加工？" --index pages-index           of your own index
  python -m rag "…" --index pages-index --json                      for programs; see docs/json-contract.md
  python -m rag "…" --trace                                         with why the answer is what it is
  python -m rag --index pages-index --json --questions FILE.jsonl   {"id": …, "question": "…"} a line
  python -m rag --index pages-index                                 a dialogue; an empty line ends it

exit codes: 0 done (also when the pages do not say), 1 error, 2 usage, 3 some lines of the file were refused
"""


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m rag",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("question", nargs="?", help="the question; without one, a dialogue")
    parser.add_argument("--index", type=Path, metavar="INDEX_DIR", help="the index; the sample's without it")
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="many questions, JSON lines; - is stdin"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--trace", action="store_true", help="print why the answer is what it is")
    parser.add_argument("--settings", action="store_true", help="print every setting and where it came from")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--verbose", action="store_true", help="the same as --trace")
    loudness.add_argument("--quiet", action="store_true", help="print the answer and errors only")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.questions is not None and (options.question is not None or not options.json):
        parser.error("--questions goes with --json and without a question on the command line")
    try:
        if options.settings:
            from rag.printing import print_settings

            print_settings(trace_settings({"index_dir": options.index}), sys.stdout)
            return _DONE
        return _run(options)
    except (SettingError, StoreError, OSError, UnicodeDecodeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _ERROR
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    from rag.assembling import open_pipeline
    from rag.sample_index import ensure_sample_index
    from rag.settings import DEFAULT_INDEX

    settings = load_settings({"index_dir": options.index})
    if settings.index_dir == DEFAULT_INDEX:
        ensure_sample_index(settings.index_dir, quiet=options.quiet)
    pipeline = open_pipeline(settings)
    if options.questions is not None:
        return _answer_file(options.questions, pipeline)
    if options.question is None:
        return _hold_dialogue(pipeline, options)
    return _answer_one(options.question, [], pipeline, options)


def _answer_one(
    question: str, history: Sequence[str], pipeline: Pipeline, options: argparse.Namespace
) -> int:
    from rag.pipeline import QuestionError

    try:
        answer = pipeline.answer(question, history=history)
    except QuestionError as error:
        print(f"error: {error}", file=sys.stderr)
        return _USAGE
    _print(answer, options)
    return _DONE


def _print(answer: Answer, options: argparse.Namespace) -> None:
    from rag.contract import answer_as_json
    from rag.printing import print_answer, print_trace

    if options.json:
        print(json.dumps(answer_as_json(answer), ensure_ascii=False))
        return
    print_answer(answer, sys.stdout)
    if options.trace or options.verbose:
        print_trace(answer, sys.stdout)


def _answer_file(path: Path, pipeline: Pipeline) -> int:
    from rag.answering_files import answer_lines, read_lines

    refused = False
    with sys.stdin.buffer if str(path) == "-" else path.open("rb") as stream:
        for result in answer_lines(read_lines(stream), pipeline):
            refused |= "error" in result
            print(json.dumps(result, ensure_ascii=False), flush=True)
    return _SOME_REFUSED if refused else _DONE


def _hold_dialogue(pipeline: Pipeline, options: argparse.Namespace) -> int:
    if sys.stdin.isatty() and not options.quiet:
        print("Ask in English or Chinese; an empty line, or exit, ends the dialogue.", file=sys.stderr)
    history: list[str] = []
    while True:
        try:
            question = input("? " if sys.stdin.isatty() else "")
        except EOFError:
            return _DONE
        if question.strip().lower() in _ENDS_OF_DIALOGUE:
            return _DONE
        if _answer_one(question, history, pipeline, options) == _DONE:
            history.append(question)


if __name__ == "__main__":
    sys.exit(main())
