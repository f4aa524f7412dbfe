"""`python -m eval --benchmark`: its options, what each benchmark needs, and running it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from eval.attacking.command import run_attack_benchmark
from eval.benchmarks.adapting import (
    Collection,
    add_distractors,
    load_beir,
    load_bitext,
    load_question_passages,
)
from eval.benchmarks.bitext import match_translations
from eval.benchmarks.comparing import compare_with_run, load_run
from eval.benchmarks.locating import fill_paths, find_data_folder
from eval.benchmarks.reporting import (
    list_languages,
    make_bitext_table,
    print_against,
    print_retrieval,
    report_against,
    report_figure,
    report_retrieval,
)
from eval.benchmarks.retrieval import (
    QuestionRanking,
    index_collection,
    open_collection,
    rank_questions,
)
from eval.benchmarks.rgb import run_rgb_benchmark
from eval.benchmarks.speed import run_speed_benchmark
from eval.commands import Command, CommandResult, list_overrides
from eval.gating import GOLD_FOLDER
from eval.intervals import average
from index.sentence_encoding import load_encoder
from rag.answers import Json
from rag.settings import PREFIX, SAMPLE_PAGES, SettingError

BENCHMARKS = ("speed", "bitext", "xquad", "beir", "rgb", "attacks")
_WITH_PATHS = ("bitext", "beir", "rgb")


def add_benchmark_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that only benchmarks have."""
    group = parser.add_argument_group("benchmarks")
    group.add_argument(
        "--benchmark",
        choices=BENCHMARKS,
        help="speed beside a yardstick; planted orders: attacks; public test sets: the others",
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


def run_benchmark(options: argparse.Namespace, console: Console) -> dict[str, Json]:
    """Run the benchmark that the options name, print its tables and give its figures.

    Raises:
        GoldFileError: A file is not there or cannot be read, or a row of it is wrong.
        ValueError: The earlier run has other questions.
        StoreError: The encoder cannot be used.
    """
    options = fill_paths(options, find_data_folder(options))
    if options.benchmark == "speed":
        return run_speed_benchmark(
            options.news,
            limit=options.limit,
            questions=options.questions or GOLD_FOLDER / "sample_questions.jsonl",
            pages=options.pages or SAMPLE_PAGES,
            console=console,
        )
    if options.benchmark == "attacks":
        return run_attack_benchmark(
            options.questions or GOLD_FOLDER / "sample_questions.jsonl",
            options.pages or SAMPLE_PAGES,
            trials=options.limit,
            console=console,
        )
    if options.benchmark == "bitext":
        return run_bitext_benchmark(options.paths, encoder=options.encoder, console=console)
    if options.benchmark == "rgb":
        return run_rgb_benchmark(
            options.paths, limit=options.limit, overrides=_list_overrides(options), console=console
        )
    earlier = None if options.against is None else load_run(options.against)
    ranked, about = rank_collection(
        load_collection(options), overrides=_list_overrides(options), is_cut=options.cut, console=console
    )
    report = {"version": 1, "benchmark": options.benchmark, **about, **report_retrieval(ranked)}
    print_retrieval(console, ranked, title=_describe(report))
    if earlier is None:
        return report
    against = {lang: compare_with_run(ranked, earlier, lang) for lang in list_languages(ranked)}
    print_against(console, against, name=f"{earlier.name} (encoder {earlier.encoder})")
    return {**report, "against": report_against(against)}


def load_collection(options: argparse.Namespace) -> Collection:
    """Read the test set and the distractors that the options name."""
    if options.benchmark == "beir":
        collection = load_beir(options.paths[0], split=options.split or "test")
    else:
        collection = load_question_passages(options.questions, options.passages)
    if options.distractors is None:
        return collection
    return add_distractors(collection, options.distractors, limit=options.limit)


def run_bitext_benchmark(paths: Sequence[Path], *, encoder: str, console: Console) -> dict[str, Json]:
    """Measure over files of sentence pairs, each by itself; see `eval.benchmarks.bitext`."""
    loaded = load_encoder(encoder)
    found = {}
    for path in paths:
        with console.status(f"matching {path.name}"):
            values = match_translations(load_bitext(path), loaded)
        found[path.name] = {direction: average(given) for direction, given in values.items()}
    console.print(make_bitext_table(f"translations found by {loaded.name}", found))
    figures: dict[str, Json] = {
        name: {direction: report_figure(one) for direction, one in directions.items()}
        for name, directions in found.items()
    }
    return {"version": 1, "benchmark": "bitext", "encoder": loaded.name, "figures": figures}


def rank_collection(
    collection: Collection, *, overrides: Mapping[str, object], is_cut: bool, console: Console
) -> tuple[tuple[QuestionRanking, ...], dict[str, Json]]:
    """Rank the documents of a collection for its questions, and say with what; see `benchmarks_retrieval`."""
    with tempfile.TemporaryDirectory(prefix="zonewise-benchmark-") as place:
        folder = Path(place) / "index"
        with console.status(f"indexing {len(collection.documents)} documents"):
            index_collection(collection, folder, overrides=overrides, is_cut=is_cut)
        with (
            open_collection(folder, overrides=overrides) as resources,
            Progress(console=console, transient=True) as progress,
        ):
            task = progress.add_task("asking", total=len(collection.questions))
            ranked = rank_questions(collection, resources, progress=lambda: progress.advance(task))
            about: dict[str, Json] = {
                "encoder": resources.encoder.name,
                "reranker": resources.reranker.name,
                "documents": len(collection.documents),
                "distractors": collection.distractors,
                "passages": resources.index.n_passages,
            }
    return ranked, about


def _describe(about: Mapping[str, Json]) -> str:
    return (
        f"{about['benchmark']}, {about['documents']} documents ({about['distractors']} of them distractors),"
        f" encoder {about['encoder']}"
    )


def _list_overrides(options: argparse.Namespace) -> dict[str, object]:
    return {**list_overrides(options), **({"encoder": options.encoder} if options.encoder else {})}


BENCHMARK = Command(
    "--benchmark",
    add_benchmark_options,
    find_misuse,
    lambda options, console: CommandResult(run_benchmark(options, console)),
    takes_gold=True,
)
