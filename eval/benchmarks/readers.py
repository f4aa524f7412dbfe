"""The readers benchmark: many readers ask the chat page at once, each for a while; how long do they wait?

A reader sends a question as the page does, waits for the whole answer, thinks for up to `THINK_S` seconds,
and asks the next; after `TURNS` questions a new conversation begins. All begin at the same moment. It is a
closed loop: who waits longer asks less, as people do.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.benchmarks.asking_page import Asked, Form, ask_page, start_session
from eval.benchmarks.serving_page import PageServer, serve_measured
from eval.measuring import compute_percentile
from eval.questions import load_questions
from rag.answers import Json

THINK_S = 2.0
TURNS = 5
MOST_READERS = 200
MOST_SECONDS = 3600.0
_ANSWER_TIMEOUT_S = 60.0
_SEED = 20_261_121


@dataclass(frozen=True, slots=True)
class Load:
    """How many ask, and how long.

    Attributes:
        readers: At the same time.
        seconds: After so long nobody asks anything new; what was asked is waited for.
        think_s: The longest pause between an answer and the next question.
    """

    readers: int = 20
    seconds: float = 60.0
    think_s: float = THINK_S


@dataclass(frozen=True, slots=True)
class Served:
    """What the server spent on a load.

    Attributes:
        start_s: Seconds from its start to its first reply.
        first_s: Seconds that its first answer took, before the load.
        cpu_s: Processor seconds during the load; nan where the system does not tell.
        peak_mib: The most memory it held; 0 where the system does not tell.
        wall_s: Seconds that the load took, with the answers waited for at its end.
    """

    start_s: float
    first_s: float
    cpu_s: float
    peak_mib: float
    wall_s: float


def run_readers_benchmark(
    questions: Path, *, index_dir: Path | None, load: Load, console: Console
) -> dict[str, Json]:
    """Serve the page, let readers ask, print a table and give the figures.

    Args:
        questions: A gold file; its questions are asked, its answers are not looked at.
        index_dir: What is served; without it, the sample's index.
        load: How many ask, and how long.
        console: Where progress and the table go.

    Raises:
        GoldFileError: The questions cannot be read.
        CommandFailedError: The server does not start.
    """
    texts = [gold.question for gold in load_questions(questions)]
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    with console.status("starting the page"), serve_measured(index_dir) as server:
        asked, served = _measure(server, texts, load)
    rows = list_figures(asked, served)
    console.print(make_readers_table(rows, load, busy=busy))
    errors = Counter(one.error for one in asked if one.error)
    for error, count in errors.most_common():
        console.print(f"{count} x {error}", markup=False, highlight=False, soft_wrap=True)
    return {
        "version": 1,
        "benchmark": "readers",
        "readers": load.readers,
        "seconds": load.seconds,
        "cores": os.cpu_count() or 0,
        "load_before": busy,
        "figures": [{"name": name, "unit": unit, "value": value} for name, unit, value in rows],
        "errors": dict(errors),
    }


def let_readers_ask(form: Form, questions: Sequence[str], load: Load) -> list[Asked]:
    """Let the readers ask at the same time until the load's end; each asks in an order of its own, seeded."""
    results: list[list[Asked]] = [[] for _ in range(load.readers)]
    until = time.monotonic() + load.seconds
    readers = [
        threading.Thread(
            target=_read, args=(form, questions, load, until, number, results[number]), daemon=True
        )
        for number in range(load.readers)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(max(until - time.monotonic(), 0.0) + load.think_s + 2 * _ANSWER_TIMEOUT_S)
    return [one for asked in results for one in asked]


def list_figures(asked: Sequence[Asked], served: Served) -> list[tuple[str, str, float]]:
    """Give name, unit and value of each figure; times are of answers without an error."""
    good = [one for one in asked if not one.error]
    rows = [("questions asked", "", float(len(asked))), ("errors", "", float(len(asked) - len(good)))]
    first_s = [one.first_word_s for one in good if one.first_word_s is not None]
    for name, values in (("first word", first_s), ("whole answer", [one.seconds for one in good])):
        if values:
            rows += [
                (f"{name}, p{percent}", "ms", compute_percentile(values, percent) * 1e3)
                for percent in (50, 95)
            ]
            rows.append((f"{name}, longest", "ms", max(values) * 1e3))
    if good:
        rows.append(("answers a second", "", len(good) / served.wall_s))
        rows.append(("sent for an answer, mean", "KiB", sum(one.kib for one in good) / len(good)))
        rows.append(("server, processor time an answer", "ms", served.cpu_s / len(good) * 1e3))
    return [
        *rows,
        ("server, processor time of the load", "s", served.cpu_s),
        ("server, processors in use", "", served.cpu_s / served.wall_s),
        ("server, peak memory", "MiB", served.peak_mib),
        ("server, start to first reply", "s", served.start_s),
        ("first answer after the start, alone", "ms", served.first_s * 1e3),
    ]


def make_readers_table(rows: Sequence[tuple[str, str, float]], load: Load, *, busy: float) -> Table:
    """Make the table; its title says how busy the machine was before."""
    title = (
        f"{load.readers} readers for {load.seconds:.0f} s, {os.cpu_count()} processors"
        f" (load before: {busy:.1f})"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("unit")
    for name, unit, value in rows:
        table.add_row(name, f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}", unit)
    return table


def _measure(server: PageServer, questions: Sequence[str], load: Load) -> tuple[list[Asked], Served]:
    first = ask_page(server.form, questions[0], start_session(), timeout_s=_ANSWER_TIMEOUT_S)
    before_s, start = server.read_cpu_s(), time.perf_counter()
    asked = let_readers_ask(server.form, questions, load)
    wall_s = time.perf_counter() - start
    cpu_s = server.read_cpu_s() - before_s
    return asked, Served(server.start_s, first.seconds, cpu_s, server.read_peak_mib(), wall_s)


def _read(
    form: Form, questions: Sequence[str], load: Load, until: float, number: int, results: list[Asked]
) -> None:
    """Ask, think, ask, as one reader."""
    chance = random.Random(_SEED + number)  # noqa: S311 - the same load each time, no secret
    session = start_session()
    while time.monotonic() < until:
        if results and len(results) % TURNS == 0:
            session = start_session()
        results.append(ask_page(form, chance.choice(questions), session, timeout_s=_ANSWER_TIMEOUT_S))
        time.sleep(min(chance.uniform(0.0, load.think_s), max(until - time.monotonic(), 0.0)))
