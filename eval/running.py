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
from eval.preparing import build_page_index, cut_articles, judge_articles, open_examination
from eval.questions import load_articles, load_questions
from eval.reporting import report_articles, report_questions, report_statements
from eval.summarising import Summary, summarise_articles, summarise_questions
from rag.answers import Json

OpenExamination = Callable[[Path, Mapping[str, object]], AbstractContextManager[Examination]]
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
    """

    folder: Path
    console: Console
    overrides: Mapping[str, object]
    split: str
    build: Callable[[Path, Path], Path]
    open: OpenExamination
    open_judges: OpenJudges
    _indexes: dict[Path, Path] = field(default_factory=dict)

    def run(self, suite: Suite, *, index: Path | None = None) -> SuiteResult:
        """Run one suite, over a given index or over one built from its pages."""
        if suite.what == "articles":
            return self._run_articles(suite)
        return (
            self._run_statements(suite) if suite.what == "statements" else self._run_questions(suite, index)
        )

    def _run_questions(self, suite: Suite, index: Path | None) -> SuiteResult:
        questions = load_questions(suite.gold, split=self.split)
        place = index or self._get_index(suite.pages)
        # An index of the user's may stand without its pages.
        judges = () if suite.pages == Path() else self.open_judges(suite.pages)
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
        name = f"{suite.name}:{self.split}" if self.split else suite.name
        summary = summarise_questions(name, outcomes)
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

    def _get_index(self, pages: Path) -> Path:
        if pages not in self._indexes:
            with self.console.status(f"indexing {pages}"):
                self._indexes[pages] = self.build(pages, self.folder / f"index-{len(self._indexes)}")
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
        )
