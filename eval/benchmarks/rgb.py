"""RGB's questions through the whole way of answering, each over an index of its own five passages.

By default answers are quoted, so that this shows how well sentences are chosen and refused; with
`--set model=…` a language model writes, and the check stands behind it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from eval.answer_metrics import list_missing_answers
from eval.benchmarks.adapting import Collection, Document
from eval.benchmarks.adapting_rgb import RgbQuestion, choose_passages, load_rgb
from eval.benchmarks.reporting import report_figure
from eval.benchmarks.retrieval import index_collection
from eval.intervals import Figure, average
from eval.judging import QuestionOutcome, judge_answer, list_fields
from eval.preparing import open_answerer
from eval.questions import UNANSWERABLE, GoldQuestion
from rag.answers import Answer, Json
from rag.settings import load_settings

NOISES: Mapping[str, tuple[float, ...]] = {
    "noise": (0.0, 0.4, 0.8, 1.0),
    "integration": (0.0, 0.4),
    "counterfactual": (0.0, 0.4),
}
ACCURACY, REFUSED, MISLED = "answered rightly", "refused", "gave the false answer"


@dataclass(frozen=True, slots=True)
class RgbOutcome:
    """One question at one share of noise.

    Attributes:
        question: The question.
        noise: Share of the passages that do not answer it.
        judged: The judged answer.
        figures: `ACCURACY` unless all is noise, `REFUSED`, and `MISLED` where a false answer stands there.
    """

    question: RgbQuestion
    noise: float
    judged: QuestionOutcome
    figures: Mapping[str, float]


def run_rgb_benchmark(
    paths: Sequence[Path], *, limit: int, overrides: Mapping[str, object], console: Console
) -> dict[str, Json]:
    """Ask the questions of RGB's files, print a table for each file, and give the figures.

    Args:
        paths: Its files.
        limit: Only the first so many questions of each file; 0 takes all.
        overrides: Settings to change, by name; `model` among them.
        console: Where progress and the tables go.

    Raises:
        GoldFileError: A file cannot be read, or a row of it is wrong.
    """
    loaded = {path.name: load_rgb(path, limit=limit) for path in paths}
    model = load_settings(overrides).model or "none (quoted answers)"
    files: dict[str, Json] = {}
    for name, questions in loaded.items():
        asked = track(questions, name, console=console, transient=True)
        outcomes = [one for question in asked for one in ask_rgb(question, overrides=overrides)]
        console.print(make_rgb_table(f"{name}, language model: {model}", summarise_rgb(outcomes)))
        files[name] = report_rgb(outcomes)
    return {"version": 1, "benchmark": "rgb", "model": model, "files": files}


def ask_rgb(question: RgbQuestion, *, overrides: Mapping[str, object]) -> list[RgbOutcome]:
    """Ask a question at each share of noise that its ability is measured at."""
    return [
        judge_rgb(
            question,
            noise,
            answer_over(choose_passages(question, noise=noise), question.text, overrides=overrides),
        )
        for noise in NOISES[question.ability]
    ]


def answer_over(passages: Sequence[str], question: str, *, overrides: Mapping[str, object]) -> Answer:
    """Answer a question over an index that holds these passages alone."""
    documents = tuple(Document(f"passage {number}", text) for number, text in enumerate(passages, start=1))
    with tempfile.TemporaryDirectory(prefix="zonewise-rgb-") as place:
        folder = Path(place) / "index"
        index_collection(Collection(documents, ()), folder, overrides=overrides)
        with open_answerer(folder, overrides) as pipeline:
            return pipeline.answer(question)


def judge_rgb(question: RgbQuestion, noise: float, answer: Answer) -> RgbOutcome:
    """Judge an answer: right where every part is given, and at a noise of 1 where it refuses."""
    is_noise = question.ability == "noise" and noise == 1
    gold = GoldQuestion(
        id=question.id,
        kind=UNANSWERABLE if is_noise else question.ability,
        lang=question.lang,
        question=question.text,
        answers=() if is_noise else question.answers,
    )
    judged = judge_answer(gold, answer)
    figures = {} if is_noise else {ACCURACY: judged.metrics["answer_accuracy"]}
    figures[REFUSED] = float(answer.abstained)
    if question.fake:
        is_given = not list_missing_answers([[question.fake]], list_fields(answer))
        figures[MISLED] = float(is_given and not answer.abstained)
    return RgbOutcome(question, noise, judged, figures)


def summarise_rgb(outcomes: Sequence[RgbOutcome]) -> dict[str, dict[str, Figure]]:
    """Average each figure by ability and noise."""
    groups: dict[str, dict[str, list[float]]] = {}
    for one in outcomes:
        group = groups.setdefault(f"{one.question.ability}, {one.noise:.0%} noise", {})
        for name, value in one.figures.items():
            group.setdefault(name, []).append(value)
    return {
        name: {figure: average(values) for figure, values in group.items()} for name, group in groups.items()
    }


def make_rgb_table(title: str, figures: Mapping[str, Mapping[str, Figure]]) -> Table:
    """Make a table with a row for each ability and noise."""
    table = Table(title=escape(title), title_justify="left")
    table.add_column("passages")
    for name in (ACCURACY, REFUSED, MISLED):
        table.add_column(name, justify="right")
    table.add_column("n", justify="right")
    for what, row in figures.items():
        cells = [
            f"{row[name].value:.3f} ({row[name].low:.3f} to {row[name].high:.3f})" if name in row else ""
            for name in (ACCURACY, REFUSED, MISLED)
        ]
        table.add_row(what, *cells, str(row[REFUSED].n))
    return table


def report_rgb(outcomes: Sequence[RgbOutcome]) -> dict[str, Json]:
    """Give all figures and every answer as JSON values."""
    figures: dict[str, Json] = {
        what: {name: report_figure(one) for name, one in row.items()}
        for what, row in summarise_rgb(outcomes).items()
    }
    questions: list[Json] = [
        {
            "id": one.question.id,
            "ability": one.question.ability,
            "noise": one.noise,
            "question": one.question.text,
            "answers": [list(group) for group in one.question.answers],
            "answer": one.judged.text,
            "figures": dict(one.figures),
        }
        for one in outcomes
    ]
    return {"figures": figures, "questions": questions}
