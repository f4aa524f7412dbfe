"""`python -m eval --benchmark`: running the one that the options name."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
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
from eval.benchmarks.options import add_benchmark_options, find_misuse
from eval.benchmarks.readers import Load, run_readers_benchmark
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
from rag.settings import SAMPLE_PAGES

SAMPLE_QUESTIONS = GOLD_FOLDER / "sample_questions.jsonl"


def run_benchmark(options: argparse.Namespace, console: Console) -> dict[str, Json]:
    """Run the benchmark that the options name, print its tables and give its figures.

    Raises:
        GoldFileError: A file is not there or cannot be read, or a row of it is wrong.
        ValueError: The earlier run has other questions.
        StoreError: The encoder cannot be used.
    """
    options = fill_paths(options, find_data_folder(options))
    return _RUNS.get(options.benchmark, _run_retrieval)(options, console)


def _run_speed(options: argparse.Namespace, console: Console) -> dict[str, Json]:
    return run_speed_benchmark(
        options.news,
        limit=options.limit,
        questions=options.questions or SAMPLE_QUESTIONS,
        pages=options.pages or SAMPLE_PAGES,
        console=console,
    )


def _run_readers(options: argparse.Namespace, console: Console) -> dict[str, Json]:
    return run_readers_benchmark(
        options.questions or SAMPLE_QUESTIONS,
        index_dir=options.index,
        load=Load(options.readers, options.seconds),
        console=console,
    )


def _run_attacks(options: argparse.Namespace, console: Console) -> dict[str, Json]:
    return run_attack_benchmark(
        options.questions or SAMPLE_QUESTIONS,
        options.pages or SAMPLE_PAGES,
        trials=options.limit,
        console=console,
    )


def _run_bitext(options: argparse.Namespace, console: Console) -> dict[str, Json]:
    return run_bitext_benchmark(options.paths, encoder=options.encoder, console=console)


def _run_rgb(options: argparse.Namespace, console: Console) -> dict[str, Json]:
    return run_rgb_benchmark(
        options.paths, limit=options.limit, overrides=_list_overrides(options), console=console
    )


def _run_retrieval(options: argparse.Namespace, console: Console) -> dict[str, Json]:
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


_RUNS: Mapping[str, Callable[[argparse.Namespace, Console], dict[str, Json]]] = {
    "speed": _run_speed,
    "readers": _run_readers,
    "attacks": _run_attacks,
    "bitext": _run_bitext,
    "rgb": _run_rgb,
}

BENCHMARK = Command(
    "--benchmark",
    add_benchmark_options,
    find_misuse,
    lambda options, console: CommandResult(run_benchmark(options, console)),
    takes_gold=True,
)
