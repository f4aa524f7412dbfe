"""The options of `python -m rag`, and those that choose models, which other commands take too."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.settings import PREFIX

if TYPE_CHECKING:
    from rag.answers import Narrowing

_DESCRIPTION = "Ask a question, in English or Chinese, and get an answer quoted from the pages of an index."
_EPILOG = f"""\
examples:
  python -m rag "which zones invest in copper processing?"         of the sample pages
  python -m rag "哪些开发区发展铜加工？" --index pages-index           of your own index
  python -m rag "…" --index pages-index --json                      for programs; see docs/json-contract.md
  python -m rag "…" --trace                                         with why the answer is what it is
  python -m rag --index pages-index --json --questions FILE.jsonl   {{"id": …, "question": "…"}} a line
  python -m rag --index pages-index                                 a dialogue; an empty line ends it

over some of the articles only (also in a dialogue and with --questions):
  python -m rag "…" --zone Houma --zone 绛县经开区                     about these zones
  python -m rag "…" --city Yuncheng --since 2024-01 --until 2024-06 about a city's zones, and of these months
  python -m rag "…" --source 2024-03-19                             of files with this in their names

with a language model, whose statements are checked one by one (docs/models.md):
  python -m rag "…" --model ollama:qwen3:4b-instruct
  python -m rag "…" --model openai:NAME --model-url http://127.0.0.1:8000/v1
  python -m rag "…" --model hf:Qwen/Qwen3-4B-Instruct-2507
  python -m rag --check-model --model …                             does it answer, how fast, does it cite?

a text of anybody's, checked statement by statement against the pages (docs/checking.md):
  python -m rag --check-answer ANSWER.md --index pages-index        - is stdin; --json for programs

The key of a model's server comes by the environment only: {PREFIX}MODEL_KEY, or the provider's own variable.

exit codes: 0 done (also when the pages do not say), 1 error (also of --check-model: it is no use), 2 usage,
3 some lines of the file were refused, 4 a statement of --check-answer is contradicted or not supported
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
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--questions", type=Path, metavar="FILE", help="many questions, JSON lines; - is stdin"
    )
    modes.add_argument(
        "--check-answer", type=Path, metavar="FILE", help="check a text against the index; - is stdin"
    )
    modes.add_argument("--check-model", action="store_true", help="say whether the language model works")
    modes.add_argument("--settings", action="store_true", help="print every setting and where it came from")
    add_narrowing_options(parser)
    add_model_options(parser)
    parser.add_argument("--json", action="store_true", help="print the answer, or the check, as JSON")
    parser.add_argument("--trace", action="store_true", help="print why the answer is what it is")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--verbose", action="store_true", help="the same as --trace")
    loudness.add_argument("--quiet", action="store_true", help="print the answer and errors only")
    return parser


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line, and refuse options that do not go together."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.questions is not None and (options.question is not None or not options.json):
        parser.error("--questions goes with --json and without a question on the command line")
    if options.question is not None and (options.check_answer is not None or options.check_model):
        parser.error("--check-answer and --check-model go without a question")
    is_asking = options.check_answer is None and not (options.check_model or options.settings)
    is_narrowed = options.zone or options.city or options.since or options.until or options.source
    if is_narrowed and not is_asking:
        parser.error("--zone, --city, --since, --until and --source go with questions")
    return options


def add_narrowing_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which articles are searched."""
    group = parser.add_argument_group("which articles are searched; all without these")
    _add_values(group, "--zone", "about this zone, by any of its names; repeatable")
    _add_values(group, "--city", "about zones in this city; repeatable")
    group.add_argument(
        "--since", metavar="DATE", default="", help="published then or later: 2024, 2024-03, …"
    )
    group.add_argument("--until", metavar="DATE", default="", help="published then or earlier")
    _add_values(group, "--source", "of files with this in their names; repeatable")


def _add_values(group: argparse._ArgumentGroup, option: str, meaning: str) -> None:
    group.add_argument(option, metavar="NAME", action="append", default=[], help=meaning)


def read_narrowing_options(options: argparse.Namespace) -> Narrowing:
    """Give what the command line says of the articles that are searched, not yet checked."""
    from rag.answers import Narrowing

    return Narrowing(
        zones=tuple(options.zone),
        cities=tuple(options.city),
        since=options.since,
        until=options.until,
        sources=tuple(options.source),
    )


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose an encoder, a reranker and a language model."""
    models = parser.add_argument_group("models")
    models.add_argument("--model", metavar="PROVIDER:NAME", help="language model that writes the answers")
    models.add_argument("--model-url", metavar="URL", help="its server, where it is not the provider's own")
    models.add_argument("--encoder", metavar="NAME", help="sentence-transformers encoder of the index")
    models.add_argument("--reranker", metavar="NAME", help="cross-encoder of the second stage")


def read_overrides(options: argparse.Namespace) -> dict[str, object]:
    """Give the settings that the command line sets; `None` where an option was not given."""
    return {
        "index_dir": options.index,
        "model": options.model,
        "model_url": options.model_url,
        "encoder": options.encoder,
        "reranker": options.reranker,
    }
