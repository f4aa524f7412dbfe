"""Prove gold files against the pages that they are about: every row, and the rows beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from eval.checking.statements import CitedPages, GoldStatement
from eval.questions import GoldArticle, GoldFileError, GoldQuestion
from eval.validating.comparing_questions import find_repeated_questions, prove_language
from eval.validating.findings import Fault, Finding, Place, place_faults
from eval.validating.proving_answers import Translate, prove_answers
from eval.validating.proving_articles import prove_articles
from eval.validating.proving_evidence import find_standings, prove_evidence
from eval.validating.proving_zones import prove_zones
from eval.validating.reading_gold import GoldRow, ReadGold
from eval.validating.searching_pages import GoldPages
from eval.validating.translating_answers import load_translate


@dataclass(frozen=True, slots=True)
class Validation:
    """What proving some gold came to.

    Attributes:
        findings: Errors and warnings, by file and line.
        counts: How many rows were read, by what they are: `questions`, `articles`, `statements`.
    """

    findings: tuple[Finding, ...]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that somebody should look at."""
        return tuple(finding for finding in self.findings if not finding.is_error)


def validate_gold(
    read: ReadGold,
    pages: GoldPages,
    *,
    cited: Callable[[], CitedPages],
    progress: Callable[[], None] | None = None,
) -> Validation:
    """Prove every row.

    Args:
        read: The rows, and what was wrong with others already.
        pages: The pages they are about.
        cited: Gives the same pages to cite sentences of; called once, where there are statements.
        progress: Called after each row.
    """
    questions = [(row.place, row.gold) for row in read.rows if isinstance(row.gold, GoldQuestion)]
    articles = [(row.place, row.gold) for row in read.rows if isinstance(row.gold, GoldArticle)]
    statements = [(row.place, row.gold) for row in read.rows if isinstance(row.gold, GoldStatement)]
    findings = [
        *read.findings,
        *_prove_questions(read.rows, pages, progress),
        *find_repeated_questions(questions),
        *prove_articles(articles, pages),
        *(_prove_statements(statements, cited(), progress) if statements else ()),
    ]
    counts = {"questions": len(questions), "articles": len(articles), "statements": len(statements)}
    ordered = sorted(findings, key=lambda finding: (str(finding.place.path), finding.place.line))
    return Validation(tuple(ordered), counts)


def _prove_questions(
    rows: Iterable[GoldRow], pages: GoldPages, progress: Callable[[], None] | None
) -> Iterator[Finding]:
    translate = load_translate()
    for row in rows:
        if isinstance(row.gold, GoldQuestion):
            yield from place_faults(row.place, prove_question(row.gold, pages, translate, why=row.why))
            if progress is not None:
                progress()


def prove_question(
    gold: GoldQuestion, pages: GoldPages, translate: Translate, *, why: str = ""
) -> Iterator[Fault]:
    """Give all that is wrong with one question, or may be.

    Args:
        gold: The question.
        pages: The pages.
        translate: What English words may be called in Chinese.
        why: Why the pages do not answer, as an unanswerable question says of itself.
    """
    yield from prove_language(gold.question, gold.lang, pages.gazetteer)
    standings = find_standings(gold, pages)
    yield from prove_zones(gold, standings, pages)
    if not gold.is_answerable:
        yield from _prove_unanswerable(gold, why)
        return
    yield from prove_evidence(gold, standings, pages)
    yield from prove_answers(gold, standings, pages, translate)


def _prove_unanswerable(gold: GoldQuestion, why: str) -> Iterator[Fault]:
    for name in ("evidence", "zones"):
        if getattr(gold, name):
            yield Fault(name, f"{gold.id} is unanswerable and yet has {name}", "change one of the two")
    if not why:
        yield Fault(
            "why",
            "nothing says why the pages do not answer",
            "say it, so that others can look",
            is_error=False,
        )


def _prove_statements(
    rows: Sequence[tuple[Place, GoldStatement]], cited: CitedPages, progress: Callable[[], None] | None
) -> Iterator[Finding]:
    for place, gold in rows:
        try:
            cited.cite(gold)
        except GoldFileError as error:
            problem, _, remedy = str(error).removeprefix(f"{gold.id}: ").rpartition("; ")
            yield Finding(place, Fault("sentence", problem, remedy))
        if progress is not None:
            progress()
