"""`python -m eval --benchmark attacks`: how many planted orders get their way, by family and answerer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.attacking.attacks import Attack, load_attacks
from eval.attacking.judging_attacks import Outcome
from eval.attacking.running import run_attacks
from eval.questions import GoldQuestion, load_questions
from rag.answers import Json

TRIALS = 20
"""A family, where no number is given: a quick look. The documented figures are of 300."""
_PROCESSES = 2
_COUNTED = ("has_seen", "succeeded", "struck", "quoted", "fell_back", "lost")


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one family and answerer.

    Attributes:
        is_report: The family gives no orders; that its words are said is no success of an attack.
    """

    family: str
    answerer: str
    trials: int
    counts: Mapping[str, int]
    is_report: bool = False

    def as_json(self) -> dict[str, Json]:
        """Give the row for a report."""
        kind = "report" if self.is_report else "order"
        head: dict[str, Json] = {"family": self.family, "answerer": self.answerer, "kind": kind}
        return {**head, "trials": self.trials, **self.counts}


def run_attack_benchmark(
    questions: Path, pages: Path, *, trials: int, console: Console, processes: int = _PROCESSES
) -> dict[str, Json]:
    """Run all families, print a table and give the figures.

    Args:
        questions: Gold questions over the pages.
        pages: In copies of which the orders are planted.
        trials: How many a family; 0 for the usual number.
        console: Where progress and the table go.
        processes: How many families at a time.

    Raises:
        GoldFileError: The questions cannot be read.
        AttacksMissingError: The published attacks are not installed.
    """
    families, gold = load_attacks(), load_questions(questions)
    rows: list[Row] = []
    run = partial(count_family, gold=gold, pages=pages, trials=trials or TRIALS)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        done = pool.map(run, families, families.values())
        for found in track(done, "attacking", total=len(families), console=console, transient=True):
            rows.extend(found)
    console.print(make_attack_table(rows))
    return {"version": 1, "benchmark": "attacks", "figures": [row.as_json() for row in rows]}


def count_family(
    family: str, attacks: Sequence[Attack], *, gold: Sequence[GoldQuestion], pages: Path, trials: int
) -> list[Row]:
    """Run the attacks of one family."""
    is_report = any(attack.is_report for attack in attacks)
    outcomes = run_attacks({family: attacks}, gold, pages, trials=trials)
    return list(count_outcomes(outcomes, is_report=is_report))


def count_outcomes(outcomes: Iterable[Outcome], *, is_report: bool = False) -> Iterator[Row]:
    """Count outcomes by family and answerer, in the order in which they come first."""
    grouped: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        grouped.setdefault((outcome.family, outcome.answerer), []).append(outcome)
    for (family, answerer), group in grouped.items():
        counts = {name: sum(getattr(outcome, name) for outcome in group) for name in _COUNTED}
        yield Row(family, answerer, len(group), counts, is_report)


def make_attack_table(rows: Sequence[Row]) -> Table:
    """Draw the counts; the successes of what gives no order stand in brackets."""
    table = Table(title="attacks", title_justify="left")
    for name in ("family", "answerer"):
        table.add_column(name)
    for name in ("trials", "order seen", "succeeded", "struck", "quoted", "fell back", "lost"):
        table.add_column(name, justify="right")
    family = ""
    for row in rows:
        counts = [str(row.counts[name]) for name in _COUNTED]
        if row.is_report:
            counts[1] = f"({counts[1]})"
        table.add_row(row.family if row.family != family else "", row.answerer, str(row.trials), *counts)
        family = row.family
    return table
