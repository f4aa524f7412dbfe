"""The options that only benchmarks have, and what each benchmark needs."""

from __future__ import annotations

import argparse
from pathlib import Path

from eval.benchmarks.locating import find_data_folder
from eval.benchmarks.readers import MOST_READERS, MOST_SECONDS, Load
from rag.settings import PREFIX, SettingError

BENCHMARKS = ("speed", "readers", "bitext", "xquad", "beir", "rgb", "attacks")
_WITH_PATHS = ("bitext", "beir", "rgb")


def add_benchmark_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that only benchmarks have."""
    group = parser.add_argument_group("benchmarks")
    group.add_argument(
        "--benchmark",
        choices=BENCHMARKS,
        help="speed beside a yardstick; readers at the chat page; planted orders: attacks; public test sets:"
        " the others",
    )
    group.add_argument(
        "paths",
        type=Path,
        nargs="*",
        metavar="PATH",
        help="bitext: files of JSON lines with en and zh; beir: a folder in BEIR's layout; rgb: its files",
    )
    group.add_argument("--news", type=Path, metavar="FILE", help="speed: articles as JSON lines")
    group.add_argument(
        "--passages", type=Path, metavar="FILE", help="xquad: passages of --questions, with pid and text"
    )
    group.add_argument(
        "--distractors",
        type=Path,
        metavar="FILE",
        help="texts to put among the passages (xquad, beir: JSON lines with text) or the pages (--questions,"
        " --peers: with id and date, too)",
    )
    group.add_argument(
        "--limit",
        type=int,
        default=0,
        metavar="N",
        help="only the first N of --news, --distractors, rgb's questions; attacks: trials a family (20)",
    )
    group.add_argument(
        "--readers", type=int, default=Load().readers, metavar="N", help="readers: how many ask at once (20)"
    )
    group.add_argument(
        "--seconds", type=float, default=Load().seconds, metavar="S", help="readers: for how long (60)"
    )
    group.add_argument("--encoder", default="", metavar="NAME", help="another encoder, by name or folder")
    group.add_argument(
        "--cut", action="store_true", help="xquad, beir: cut documents into passages, as articles are"
    )
    group.add_argument(
        "--against",
        type=Path,
        metavar="FILE",
        help="xquad, beir: an earlier run's --json, to be compared question by question",
    )


def find_misuse(options: argparse.Namespace) -> str:
    """Say what is wrong with the options of a benchmark, or nothing (an empty text)."""
    name = options.benchmark
    if options.paths and name not in _WITH_PATHS:
        return f"only --benchmark {', '.join(_WITH_PATHS)} take paths as such, here {options.paths[0]}"
    try:
        has_data = find_data_folder(options) is not None
    except SettingError as error:
        return str(error)
    if not 1 <= options.readers <= MOST_READERS:
        return f"--readers must be from 1 to {MOST_READERS}, not {options.readers}"
    if not 1 <= options.seconds <= MOST_SECONDS:
        return f"--seconds must be from 1 to {MOST_SECONDS:.0f}, not {options.seconds:g}"
    missing = _find_missing(options, has_data=has_data)
    return f"--benchmark {name} needs {missing}" if missing else ""


def _find_missing(options: argparse.Namespace, *, has_data: bool) -> str:
    """Say what a benchmark needs and was not given; the folder of test sets has whole sets, not halves."""
    asked, held = options.questions, options.passages
    needs = {
        "speed": ("--news FILE", options.news or has_data),
        "bitext": ("a FILE or more, of JSON lines with en and zh", options.paths or has_data),
        "xquad": (
            "--questions FILE and --passages FILE",
            (asked and held) or (has_data and not (asked or held)),
        ),
        "rgb": ("a FILE or more of RGB, such as zh.json", options.paths or has_data),
        "beir": ("one FOLDER with corpus.jsonl, queries.jsonl and qrels/", len(options.paths) == 1),
    }
    what, is_given = needs.get(options.benchmark, ("", True))
    return "" if is_given else f"{what}, or {PREFIX}DATA, the folder of test sets"
