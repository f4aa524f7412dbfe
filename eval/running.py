"""Run a suite from gold file to figures, with a progress bar, each step on the real system."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from eval.checking.checking_statements import check_statements, summarise_statements
from eval.checking.statements import load_statements
from eval.gating import Suite
from eval.judging import Examination, Judge, QuestionOutcome, ask_questions
from eval.measuring import count_files
from eval.preparing import Distractors, build_page_index, cut_articles, judge_articles, open_examination
from eval.questions import load_articles, load_questions
from eval.reporting import report_articles, report_questions, report_statements
from eval.summarising import Summary, summarise_articles, summarise_questions
from rag.answers import Json

OpenExamination = Callable[[Path, Mapping[str, object]], AbstractContextManager[Examination]]
Build = Callable[..., Path]
"""`build_page_index`: the folder of pages, the index's folder, and `on_step`, which is told of every page."""
OpenJudges = Callable[[Path], Sequence[Judge]]


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """What a suite gave.

    Attributes:
        summary: The figures.
        report: The same and every question, article or statement, as JSON values.
        outcomes: The judged answers; empty for articles and statements.
    """

    summary: Summary
    report: dict[str, Json]
    outcomes: tuple[QuestionOutcome, ...] = ()


@dataclass(slots=True)
class Workplace:
    """Runs suites and keeps the index of each folder of pages until it is closed, so that it is built once.

    Attributes:
        folder: Where indexes are built; a temporary folder.
        console: Where progress is shown.
        overrides: Settings of the pipeline to change, by name.
        split: Keep only the questions of this split; empty keeps all.
        build: Indexes a folder of pages into another folder.
        open: Opens the pipeline over an index, and the judges that look into it.
        open_judges: Gives further judges, who look at the pages' files.
        distractors: Articles to put among the pages that questions are asked over; `None` puts none.
    """

    folder: Path
    console: Console
    overrides: Mapping[str, object]
    split: str
    build: Build
    open: OpenExamination
    open_judges: OpenJudges
    distractors: Distractors | None = None
    _indexes: dict[Path, Path] = field(default_factory=dict)
    _mixed: dict[Path, tuple[Path, int]] = field(default_factory=dict)

    def run(self, suite: Suite, *, index: Path | None = None) -> SuiteResult:
        """Run one suite, over a given index or over one built from its pages."""
        if suite.what == "articles":
            return self._run_articles(suite)
        return (
            self._run_statements(suite) if suite.what == "statements" else self._run_questions(suite, index)
        )

    def _run_questions(self, suite: Suite, index: Path | None) -> SuiteResult:
        questions = load_questions(suite.gold, split=self.split)
        pages, added = (suite.pages, 0) if index else self._mix_pages(suite.pages)
        place = index or self._get_index(pages)
        # An index of the user's may stand without its pages.
        judges = () if pages == Path() else self.open_judges(pages)
        with (
            self.open(place, self.overrides) as examination,
            Progress(console=self.console, transient=True) as progress,
        ):
            task = progress.add_task(suite.name, total=len(questions))
            outcomes = ask_questions(
                examination.answerer,
                questions,
                judges=(*examination.judges, *judges),
                progress=lambda: progress.advance(task),
            )
        # Another name for other pages, so that the figures are held against no baseline of the pages alone.
        name = f"{suite.name}+{added}" if added else suite.name
        summary = summarise_questions(f"{name}:{self.split}" if self.split else name, outcomes)
        return SuiteResult(summary, report_questions(summary, outcomes), outcomes)

    def _run_articles(self, suite: Suite) -> SuiteResult:
        gold = load_articles(suite.gold)
        outcomes, bounds = judge_articles(gold, cut_articles(gold, suite.pages))
        summary = summarise_articles(suite.name, outcomes, bounds)
        return SuiteResult(summary, report_articles(summary, outcomes))

    def _run_statements(self, suite: Suite) -> SuiteResult:
        statements = load_statements(suite.gold, split=self.split)
        with Progress(console=self.console, transient=True) as progress:
            task = progress.add_task(suite.name, total=len(statements))
            outcomes = check_statements(statements, suite.pages, progress=lambda: progress.advance(task))
        is_part = self.split and statements[0].split == self.split
        name = f"{suite.name}:{self.split}" if is_part else suite.name
        summary = summarise_statements(name, outcomes)
        return SuiteResult(summary, report_statements(summary, outcomes))

    def _mix_pages(self, pages: Path) -> tuple[Path, int]:
        """Give the pages with the distractors among them, and how many those are."""
        if self.distractors is None:
            return pages, 0
        if pages not in self._mixed:
            to = self.folder / f"pages-{len(self._mixed)}"
            with self.console.status(f"writing {self.distractors.news} among {pages}"):
                self._mixed[pages] = to, self.distractors.mix(pages, to)
        return self._mixed[pages]

    def _get_index(self, pages: Path) -> Path:
        if pages not in self._indexes:
            to = self.folder / f"index-{len(self._indexes)}"
            with Progress(console=self.console, transient=True) as progress:
                task = progress.add_task(f"indexing {pages}", total=count_files(pages))
                self._indexes[pages] = self.build(
                    pages, to, on_step=lambda step: progress.update(task, completed=step.pages)
                )
        return self._indexes[pages]


def open_no_judges(pages: Path) -> Sequence[Judge]:  # noqa: ARG001 - as `OpenJudges` is called
    """Give no further judge."""
    return ()


@contextmanager
def open_workplace(
    console: Console,
    *,
    overrides: Mapping[str, object] | None = None,
    split: str = "",
    open_judges: OpenJudges = open_no_judges,
    distractors: Distractors | None = None,
) -> Iterator[Workplace]:
    """Give a workplace over a temporary folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="zonewise-eval-") as folder:
        yield Workplace(
            Path(folder),
            console,
            overrides or {},
            split,
            build=build_page_index,
            open=open_examination,
            open_judges=open_judges,
            distractors=distractors,
        )
