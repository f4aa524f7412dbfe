"""The speed benchmark: indexing, question time, memory, cold start, beside a plain yardstick in the same run.

Absolute figures depend on the machine; the ratios to the yardstick (`naive_retrieval.py`) much less. The real
commands are measured, each in a process of its own, and the encoder alone in this one (`encoding_speed.py`).
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.benchmarks.encoding_speed import measure_encoding, take_passages
from eval.benchmarks.naive_retrieval import PIECE_CHARACTERS, NaiveIndex, build_naive_index
from eval.measuring import Measured, compute_percentile, count_files, measure_folder_mib, measure_module
from eval.questions import GoldFileError, GoldQuestion, load_questions
from eval.retrieval_metrics import compute_evidence_recall
from rag.answers import Json

_INDEX_TIMEOUT_S = 3600.0
_ASK_TIMEOUT_S = 1800.0
_LEAST_QUESTIONS = 100
_WARMING_QUESTIONS = 10
_COLD_STARTS = 5
_SOME_PAGES_REFUSED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the benchmark: ours, the yardstick's (`None` where it has none), and the unit."""

    name: str
    unit: str
    ours: float
    yardstick: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the yardstick's."""
        return None if not self.yardstick else self.ours / self.yardstick


def run_speed_benchmark(
    news: Path, *, limit: int, questions: Path, pages: Path, console: Console
) -> dict[str, Json]:
    """Measure over a news file together with some pages, print a table and give the figures.

    Args:
        news: JSON lines, plain or `.gz`, with `id`, `date` and `text`; each item becomes one page file.
        limit: Only the first so many items; 0 takes all.
        questions: The gold questions that are asked; those with evidence also give evidence recall, with
            the news as distractors.
        pages: The pages that the questions are about.
        console: Where progress and the table go.

    Raises:
        GoldFileError: A file cannot be read or holds nothing.
        CommandFailedError: A measured command failed.
    """
    gold = load_questions(questions)
    with tempfile.TemporaryDirectory(prefix="zonewise-benchmark-") as name:
        folder = Path(name)
        count = write_pages(news, pages, folder / "pages", limit=limit)
        rows = [
            *measure_encoder(news, limit=limit, console=console),
            *_measure_system(folder, gold, count, console),
            *_measure_cold_start(folder, gold, console),
        ]
    console.print(make_benchmark_table(rows, count=count))
    return {"version": 1, "benchmark": "speed", "items": count, "figures": [_report_row(row) for row in rows]}


def measure_encoder(news: Path, *, limit: int, console: Console) -> Iterator[Row]:
    """Measure the bundled encoder over the news' first passages, in this process."""
    from index.embedding import load_bundled_encoder

    passages = take_passages(item["text"] for item in read_news(news, limit=limit))
    if passages:  # short news have none
        with console.status(f"encoding {len(passages)} passages"):
            found = measure_encoding(load_bundled_encoder(), passages)
        yield Row(f"encoding: passages of {PIECE_CHARACTERS} characters", "passages a second", found)


def write_pages(news: Path, pages: Path, to: Path, *, limit: int = 0) -> int:
    """Write each news item as a page file beside copies of the pages, and give how many files there are."""
    shutil.copytree(pages, to)
    for number, item in enumerate(read_news(news, limit=limit)):
        stem = re.sub(r"[^\w-]", "_", f"{item['date'][:10]}_{number:06d}_{item['id']}")
        (to / f"{stem}.txt").write_text(item["text"], encoding="utf-8")
    return count_files(to)


def read_news(news: Path, *, limit: int = 0) -> Iterator[Mapping[str, str]]:
    """Yield the items of a news file.

    Raises:
        GoldFileError: It cannot be read, or an item is not JSON with `id`, `date` and `text`.
    """
    try:
        with _open_lines(news) as lines:
            for number, line in enumerate(islice(lines, limit or None), start=1):
                item = json.loads(line)
                if not isinstance(item, dict) or not all(
                    isinstance(item.get(key), str) for key in ("id", "date", "text")
                ):
                    raise GoldFileError(f"{news}, line {number}: an item needs the texts id, date and text")
                yield item
    except (OSError, EOFError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise GoldFileError(
            f"{news}: cannot be read as JSON lines ({error}); check --news (--distractors)"
        ) from error


def _open_lines(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def _measure_system(
    folder: Path, gold: Sequence[GoldQuestion], count: int, console: Console
) -> Iterator[Row]:
    naive, naive_index_s = _build_yardstick(folder / "pages", console)
    with console.status(f"indexing {count} files"):
        arguments = ["index", str(folder / "pages"), "--to", str(folder / "index"), "--quiet"]
        indexing = measure_module(
            arguments, timeout_s=_INDEX_TIMEOUT_S, accepted=frozenset({0, _SOME_PAGES_REFUSED})
        )
    yield Row("indexing, whole command", "articles a second", count / indexing.seconds, count / naive_index_s)
    yield Row("indexing, peak memory", "MiB", indexing.peak_mib)
    naive_mib = naive.matrix.nbytes / 2**20 + sum(len(piece.encode()) for piece in naive.pieces) / 2**20
    yield Row("index on disk", "MiB", measure_folder_mib(folder / "index"), naive_mib)

    asked = list(islice(cycle(gold), max(_LEAST_QUESTIONS, len(gold))))
    with console.status(f"asking {len(asked)} questions"):
        asking, answers = _ask(folder, [*asked[:_WARMING_QUESTIONS], *asked])
    ours_s = [float(str(answer["seconds"])) for answer in answers[_WARMING_QUESTIONS:]]
    naive_s, naive_hits = _ask_yardstick(naive, asked, console)
    for percent in (50, 95):
        values = (compute_percentile(ours_s, percent) * 1000, compute_percentile(naive_s, percent) * 1000)
        yield Row(f"question, p{percent}, warm, n = {len(asked)}", "ms", *values)
    yield Row("asking, peak memory", "MiB", asking.peak_mib)
    yield from _compare_recall(gold, answers[_WARMING_QUESTIONS:], naive_hits)


def _build_yardstick(pages: Path, console: Console) -> tuple[NaiveIndex, float]:
    from index.embedding import load_bundled_encoder
    from index.reading import read_pages

    encoder = load_bundled_encoder()
    encoder.encode_queries(["warm"])
    with console.status("indexing with the yardstick"):
        start = time.perf_counter()
        naive = build_naive_index([page.text for page in read_pages(pages).pages], encoder)
        return naive, time.perf_counter() - start


def _ask(folder: Path, asked: Sequence[GoldQuestion]) -> tuple[Measured, list[Mapping[str, Json]]]:
    lines = [json.dumps({"id": str(n), "question": gold.question}) for n, gold in enumerate(asked)]
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = ["rag", "--index", str(folder / "index"), "--json", "--questions", str(path)]
    measured = measure_module(arguments, timeout_s=_ASK_TIMEOUT_S)
    return measured, [json.loads(line) for line in measured.output.splitlines()]


def _ask_yardstick(
    naive: NaiveIndex, asked: Sequence[GoldQuestion], console: Console
) -> tuple[list[float], list[list[str]]]:
    seconds, hits = [], []
    for gold in track(asked, "asking the yardstick", console=console, transient=True):
        start = time.perf_counter()
        hits.append(naive.search(gold.question))
        seconds.append(time.perf_counter() - start)
    return seconds, hits


def _compare_recall(
    gold: Sequence[GoldQuestion], answers: Sequence[Mapping[str, Json]], naive_hits: Sequence[Sequence[str]]
) -> Iterator[Row]:
    ours, naive = [], []
    for question, answer, pieces in zip(gold, answers, naive_hits, strict=False):
        if question.evidence:
            ours.append(compute_evidence_recall(question.evidence, _list_hit_fields(answer)))
            naive.append(compute_evidence_recall(question.evidence, [[piece] for piece in pieces]))
    if ours:
        yield Row(f"evidence recall@10, n = {len(ours)}", "", statistics.fmean(ours), statistics.fmean(naive))


def _list_hit_fields(answer: Mapping[str, Json]) -> list[list[str]]:
    hits = answer["hits"]
    rows = hits if isinstance(hits, list) else []
    return [
        [str(row[key]) for key in ("text", "headline", "byline")] for row in rows if isinstance(row, dict)
    ]


def _measure_cold_start(folder: Path, gold: Sequence[GoldQuestion], console: Console) -> Iterator[Row]:
    index = str(folder / "index")
    with console.status("starting cold"):
        runs = [
            measure_module(["rag", question.question, "--index", index], timeout_s=_ASK_TIMEOUT_S)
            for question in islice(cycle(gold), _COLD_STARTS)
        ]
        python = [measure_module(["this"], timeout_s=_ASK_TIMEOUT_S) for _ in range(_COLD_STARTS)]
    medians = [statistics.median(run.seconds for run in group) for group in (runs, python)]
    yield Row(f"cold start to exit, median of {_COLD_STARTS} (yardstick: bare Python)", "s", *medians)
    yield Row("cold start, peak memory", "MiB", max(run.peak_mib for run in runs))


def make_benchmark_table(rows: Sequence[Row], *, count: int) -> Table:
    """Make the table of ours, the yardstick's, and their ratio."""
    table = Table(title=f"speed over {count} articles", title_justify="left")
    table.add_column("figure")
    for heading in ("ours", "yardstick", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("unit")
    for row in rows:
        others = ("" if value is None else f"{value:.3g}" for value in (row.yardstick, row.ratio))
        table.add_row(row.name, f"{row.ours:.3g}", *others, row.unit)
    return table


def _report_row(row: Row) -> Json:
    return {
        "name": row.name,
        "unit": row.unit,
        "ours": row.ours,
        "yardstick": row.yardstick,
        "ratio": row.ratio,
    }
