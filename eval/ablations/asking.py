"""Gold questions asked of every variant, some at a time, in several processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from eval.ablations.variants import Variant
from eval.judging import QuestionOutcome, ask_questions
from eval.questions import GoldQuestion
from eval.ranking_questions import RankingJudge
from rag.assembling import open_pipeline
from rag.settings import load_settings

QUESTIONS_AT_ONCE = 50
"""So few that the progress shows, and that no process waits long for the last one."""


@dataclass(frozen=True, slots=True)
class Task:
    """Some questions for one variant; it can be sent to another process.

    Attributes:
        variant: What is asked.
        index: Its index's folder.
        settings: Settings of all variants, by name.
        questions: What is asked of it.
    """

    variant: Variant
    index: Path
    settings: Mapping[str, object]
    questions: tuple[GoldQuestion, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What one question gave, without the answer: thousands go between processes.

    Attributes:
        id: The question's.
        lang: The question's.
        metrics: Figure by name; only those that apply.
        seconds: Wall time of the answer.
    """

    id: str
    lang: str
    metrics: Mapping[str, float]
    seconds: float


Ask = Callable[[Task], tuple[AskedQuestion, ...]]


def make_tasks(
    variant: Variant, index: Path, settings: Mapping[str, object], questions: Sequence[GoldQuestion]
) -> list[Task]:
    """Part the questions for one variant."""
    starts = range(0, len(questions), QUESTIONS_AT_ONCE)
    return [
        Task(variant, index, settings, tuple(questions[start : start + QUESTIONS_AT_ONCE]))
        for start in starts
    ]


def ask_task(task: Task) -> tuple[AskedQuestion, ...]:
    """Open the variant's pipeline and ask its questions.

    Raises:
        StoreError: Its index or a model cannot be used.
        SettingError: A setting cannot be used.
    """
    pipeline = open_pipeline(
        load_settings({**task.settings, **task.variant.settings, "index_dir": task.index})
    )
    with pipeline.resources.index:
        answerer = task.variant.change(pipeline)
        judge = RankingJudge(answerer.resources)
        return tuple(_keep(one) for one in ask_questions(answerer, task.questions, judges=[judge]))


def ask_all(
    tasks: Sequence[Task], *, jobs: int, ask: Ask = ask_task
) -> Iterator[tuple[Task, Sequence[AskedQuestion]]]:
    """Ask all tasks, and give each with what it gave as soon as it is done, in any order.

    Args:
        tasks: Of all variants.
        jobs: How many processes work at them; with 1, this one does.
        ask: Asks one task.
    """
    if jobs == 1:
        for task in tasks:
            yield task, ask(task)
        return
    # A process of its own each: threads of one would wait for each other.
    others = set(active_children())
    workers: set[BaseProcess] = set()
    executor = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_follow_parent)
    try:
        given = {executor.submit(ask, task): task for task in tasks}
        workers = set(active_children()) - others
        for done in as_completed(given):
            yield given[done], done.result()
    except BaseException:
        # Ctrl-C, or a task that failed: what the others are at is of no use any more.
        for worker in workers:
            worker.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _follow_parent() -> None:
    """Leave Ctrl-C to the process that began the work, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _keep(outcome: QuestionOutcome) -> AskedQuestion:
    return AskedQuestion(outcome.gold.id, outcome.gold.lang, outcome.metrics, outcome.seconds)
