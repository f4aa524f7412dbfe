"""`python -m eval --peers`: other makers' pipelines beside ours, over the same pages and questions."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import track

from eval.commands import Command, CommandResult
from eval.gating import GOLD_FOLDER
from eval.measuring import count_files
from eval.origins import describe_origin
from eval.peers.comparing import Standing, group_questions, stand_ours, stand_passages, stand_peer
from eval.peers.makers import OURS, PEERS, require_packages
from eval.peers.pieces import PASSAGE_CHARACTERS, PIECE_SIZES, TUTORIAL_CHARACTERS
from eval.peers.reporting import PASSAGES, print_comparison, report_comparison
from eval.peers.trials import Trial, load_gold, run_trial
from eval.preparing import Distractors
from eval.questions import GoldQuestion
from rag.settings import SAMPLE_PAGES

_SHORTEST = 50
SAMPLE_GOLD = tuple(
    GOLD_FOLDER / f"{name}.jsonl"
    for name in ("sample_questions", "sample_near_misses", "sample_hard_questions")
)


def add_peer_options(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses peers."""
    group = parser.add_argument_group("peers")
    group.add_argument(
        "--peers",
        nargs="*",
        metavar="NAME",
        help="other makers' pipelines beside ours, over --questions and --pages (the sample's), with --limit"
        f" items of --distractors among them; all, or some of {', '.join(PEERS)}; needs the extra `bench`",
    )
    group.add_argument(
        "--piece-chars",
        nargs="+",
        type=int,
        default=list(PIECE_SIZES),
        metavar="N",
        help="the most characters of a peer's piece; each peer is tried with every size given (the tutorials'"
        f" {TUTORIAL_CHARACTERS}, and {PASSAGE_CHARACTERS}, about as long as our passages)",
    )


def find_misuse(options: argparse.Namespace) -> str:
    """Say what is wrong with the options, or nothing (an empty text)."""
    too_short = [size for size in options.piece_chars if size < _SHORTEST]
    if too_short:
        return f"--piece-chars {too_short[0]} is too short for a piece; give {_SHORTEST} or more"
    unknown = [name for name in options.peers if name not in PEERS]
    if unknown:
        return f"--peers knows no {', '.join(unknown)}; choose of {', '.join(PEERS)}, or none for all"
    if bool(options.questions) != bool(options.pages):
        return "--peers takes --questions FILE and --pages DIR together, or neither for the sample"
    if options.settings or options.index or options.split:
        return "--peers measures whole pipelines at their defaults; leave out --set, --index and --split"
    return ""


def run_peers(options: argparse.Namespace, console: Console) -> CommandResult:
    """Try ours and every peer that is named, print the comparison and give it.

    Raises:
        GoldFileError: A file cannot be read.
        CommandFailedError: A peer's packages are not installed, or a trial failed.
    """
    names = list(dict.fromkeys(options.peers)) or list(PEERS)
    sizes = list(dict.fromkeys(options.piece_chars))
    require_packages(names)
    gold = [options.questions] if options.questions else list(SAMPLE_GOLD)
    questions = load_gold(gold)
    pages = options.pages or SAMPLE_PAGES
    with _mix_pages(pages, options.distractors, limit=options.limit) as (folder, count):
        wanted = [(OURS, 0), *((name, size) for size in sizes for name in names)]
        trials = [
            run_trial(name, folder, gold, size=size)
            for name, size in track(wanted, "trying", console=console, transient=True)
        ]
    standings = make_standings(trials, questions)
    groups = group_questions(questions)
    origin = describe_origin({})
    title = (
        f"{len(questions)} questions over {count} files of pages; encoder {origin.encoder};"
        f" {origin.date}, commit {origin.commit}"
    )
    print_comparison(console, standings, groups, title=title)
    return CommandResult(
        {
            "version": 1,
            "date": origin.date,
            "commit": origin.commit,
            "encoder": origin.encoder,
            "files": count,
            "pipelines": report_comparison(standings, groups),
        }
    )


def make_standings(trials: Sequence[Trial], questions: Sequence[GoldQuestion]) -> dict[str, Standing]:
    """Give the figures of every trial by its label; the first is ours, which stands twice."""
    ours = trials[0]
    read = {row.id: row.read for row in ours.rows}
    return {
        OURS: stand_ours(ours, questions),
        PASSAGES: stand_passages(ours),
        **{trial.label: stand_peer(trial, questions, read=read) for trial in trials[1:]},
    }


@contextmanager
def _mix_pages(pages: Path, distractors: Path | None, *, limit: int) -> Iterator[tuple[Path, int]]:
    """Give the folder of pages, with the distractors where there are some, and how many files it has."""
    if distractors is None:
        yield pages, count_files(pages)
        return
    with tempfile.TemporaryDirectory(prefix="zonewise-peers-") as place:
        folder = Path(place) / "pages"
        Distractors(distractors, limit).mix(pages, folder)
        yield folder, count_files(folder)


PEER_COMPARISON = Command("--peers", add_peer_options, find_misuse, run_peers, takes_gold=True)
