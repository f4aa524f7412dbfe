"""`python -m eval --ablate`: its options, what is wrong with them, and running it."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from eval.ablations.asking import Ask, AskedQuestion, Task, ask_all, ask_task, make_tasks
from eval.ablations.contrasting import AskedVariant, tabulate_variants
from eval.ablations.indexing import build_recipe
from eval.ablations.reporting import print_tables, report_tables
from eval.ablations.variants import ENCODERS, FAMILIES, IndexRecipe, NamedModels, Variant, list_variants
from eval.commands import Command, CommandResult, list_overrides
from eval.gating import GOLD_FOLDER
from eval.preparing import Distractors
from eval.questions import GoldQuestion, load_questions
from rag.answers import Json
from rag.settings import SAMPLE_PAGES, load_settings

_MOST_JOBS = 8
_NO_MODEL = {"model": ""}


def add_ablation_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that only ablations have."""
    group = parser.add_argument_group(
        "ablations", "beside --questions, --pages, --split, --distractors, --limit, --set and --json"
    )
    group.add_argument(
        "--ablate",
        nargs="*",
        metavar="WHAT",
        help=f"one part changed at a time: {', '.join(FAMILIES)} (all for which nothing must be named)",
    )
    group.add_argument(
        "--encoders", nargs="+", default=[], metavar="NAME", help="encoders to set against the pipeline's"
    )
    group.add_argument(
        "--reranker", default="", metavar="NAME", help="a cross-encoder to set against late interaction"
    )
    group.add_argument(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help=f"processes at work (one a core, at most {_MOST_JOBS}; 1 for sound latencies)",
    )


def find_misuse(options: argparse.Namespace) -> str:
    """Say what is wrong with the options of an ablation, or nothing (an empty text)."""
    for name in ("index", "gate", "articles", "statements", "paraphrases"):
        if getattr(options, name):
            return f"--ablate asks --questions over indexes of its own; leave out --{name}"
    if options.jobs < 0:
        return f"--jobs must be 1 or more (0: one a core), not {options.jobs}"
    if "model" in dict(setting.partition("=")[::2] for setting in options.settings):
        return "--ablate is about quoted answers; leave out --set model=…"
    try:
        list_variants(choose_families(options), name_models(options))
    except ValueError as error:
        return str(error)
    return ""


def choose_families(options: argparse.Namespace) -> list[str]:
    """Give what is to be changed: as named, else all that can be."""
    return options.ablate or [one for one in FAMILIES if one != ENCODERS or name_models(options).encoders]


def name_models(options: argparse.Namespace) -> NamedModels:
    """Give the models that the options name; a reranker is one variant, and not every one's."""
    given = dict(setting.partition("=")[::2] for setting in options.settings)
    others = [*options.encoders, *([options.encoder] if options.encoder else [])]
    return NamedModels(
        encoder=given.get("encoder", ""),
        encoders=tuple(dict.fromkeys(others)),
        reranker=options.reranker or given.get("reranker", ""),
    )


def run_ablation(options: argparse.Namespace, console: Console, *, ask: Ask = ask_task) -> CommandResult:
    """Ask the gold questions of every variant, and print the table.

    Args:
        options: As typed.
        console: Where the table and the progress go.
        ask: Asks some questions of a variant.

    Raises:
        GoldFileError: The gold or the distractors cannot be read.
        FileNotFoundError: There is no such folder of pages.
        StoreError: An encoder or a reranker cannot be used.
        SettingError: A setting cannot be used.
    """
    gold = options.questions or GOLD_FOLDER / "sample_questions.jsonl"
    questions = load_questions(gold, split=options.split)
    variants = list_variants(choose_families(options), name_models(options))
    settings = {**list_overrides(options), "reranker": "", **_NO_MODEL}
    load_settings(settings)  # what cannot be used is said before anything is built
    with tempfile.TemporaryDirectory(prefix="zonewise-ablation-") as place:
        built = _build_indexes(variants, _find_pages(options, Path(place)), Path(place), console)
        tasks = [
            task
            for variant in variants
            for task in make_tasks(variant, built[variant.recipe][0], settings, questions)
        ]
        jobs = options.jobs or min(os.cpu_count() or 1, _MOST_JOBS)
        found = _ask_all(tasks, min(jobs, len(tasks)), ask, console)
    asked = [
        AskedVariant(variant, built[variant.recipe][1], _sort(found[variant.name], questions))
        for variant in variants
    ]
    tables = tabulate_variants(asked)
    title = f"{gold.stem}{f':{options.split}' if options.split else ''}, {len(questions)} questions"
    print_tables(console, tables, title=title, is_brief=not options.verbose)
    return CommandResult({**report_tables(tables, asked), **_describe(options, gold)})


def _find_pages(options: argparse.Namespace, place: Path) -> Path:
    """Give the folder of pages, with the distractors among them where there are any."""
    pages: Path = options.pages or SAMPLE_PAGES
    if options.distractors is None:
        return pages
    Distractors(options.distractors, options.limit).mix(pages, place / "pages")
    return place / "pages"


def _build_indexes(
    variants: Sequence[Variant], pages: Path, place: Path, console: Console
) -> dict[IndexRecipe, tuple[Path, int]]:
    built: dict[IndexRecipe, tuple[Path, int]] = {}
    for variant in variants:
        if variant.recipe not in built:
            folder = place / f"index-{len(built)}"
            with console.status(f"indexing for: {variant.name}"):
                built[variant.recipe] = (folder, build_recipe(pages, variant.recipe, folder))
    return built


def _ask_all(tasks: Sequence[Task], jobs: int, ask: Ask, console: Console) -> dict[str, list[AskedQuestion]]:
    found: dict[str, list[AskedQuestion]] = {task.variant.name: [] for task in tasks}
    total = sum(len(task.questions) for task in tasks)
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task(f"asking {len(found)} variants", total=total)
        for task, given in ask_all(tasks, jobs=jobs, ask=ask):
            found[task.variant.name] += given
            progress.advance(bar, len(given))
    return found


def _sort(asked: Sequence[AskedQuestion], questions: Sequence[GoldQuestion]) -> tuple[AskedQuestion, ...]:
    """Give what was asked in the order of the gold; parts of it are done in any order."""
    by_id = {one.id: one for one in asked}
    return tuple(by_id[question.id] for question in questions)


def _describe(options: argparse.Namespace, gold: Path) -> dict[str, Json]:
    return {
        "gold": gold.name,
        "split": options.split,
        "distractors": options.distractors.name if options.distractors else "",
    }


ABLATE = Command(
    "--ablate",
    add_ablation_options,
    find_misuse,
    run_ablation,
    takes_gold=True,
)
