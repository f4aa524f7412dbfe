"""The whole check measured: gold statements, and what the check strikes of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from eval.checking.statements import CitedPages, CitedStatement, GoldStatement
from eval.intervals import Figure, average
from eval.judging import RIGHT_STRUCK
from eval.learning_zones import learn_zones
from eval.summarising import ALL, Summary
from rag.answers import Citation, Json, Statement
from rag.checking.stating import Claim

CHECK_RECALL = "wrong_caught"
CHECK_PRECISION = "check_precision"


class Checker(Protocol):
    """What checks statements: `rag.checking.verifying.StatementChecker`, or a fake."""

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        """Hold a claim against what it cites."""
        ...


@dataclass(frozen=True, slots=True)
class StatementOutcome:
    """A gold statement beside what the check made of it."""

    cited: CitedStatement
    checked: Statement

    @property
    def gold(self) -> GoldStatement:
        """The statement and its label."""
        return self.cited.gold

    @property
    def is_struck(self) -> bool:
        """Whether a reader would see it struck out."""
        return not self.checked.holds

    @property
    def is_failed(self) -> bool:
        """Whether the check is wrong about it."""
        return self.is_struck == self.gold.is_right


def open_checker(pages: CitedPages) -> Checker:
    """Make the real check, with a gazetteer that knows the zones of the pages."""
    from index.lexicon import load_lexicon
    from rag.assembling import load_checker

    return load_checker(learn_zones(article for _, article in pages.articles), load_lexicon())


def check_statements(
    statements: Sequence[GoldStatement],
    folder: Path,
    *,
    open_with: Callable[[CitedPages], Checker] = open_checker,
    progress: Callable[[], None] | None = None,
) -> tuple[StatementOutcome, ...]:
    """Check every statement against the sentences of the pages that it cites.

    Args:
        statements: Gold.
        folder: The pages.
        open_with: Makes the check.
        progress: Called after each statement.

    Raises:
        eval.questions.GoldFileError: A cited sentence does not stand on its page.
    """
    pages = CitedPages(folder)
    cited = [pages.cite(statement) for statement in statements]
    checker = open_with(pages)
    outcomes = []
    for one in cited:
        numbers = tuple(citation.number for citation in one.citations)
        outcomes.append(
            StatementOutcome(one, checker.check(Claim(one.gold.statement, numbers), one.citations))
        )
        if progress is not None:
            progress()
    return tuple(outcomes)


def summarise_statements(suite: str, outcomes: Sequence[StatementOutcome]) -> Summary:
    """Give the shares caught of each kind of error, over all and by group, and what was struck wrongly.

    Groups are the languages, and the splits where there are any.
    """
    groups = {ALL: list(outcomes)}
    for outcome in outcomes:
        gold = outcome.gold
        for group in (f"lang {gold.lang}", *((f"split {gold.split}",) if gold.split else ())):
            groups.setdefault(group, []).append(outcome)
    failed = [outcome for outcome in outcomes if outcome.is_failed]
    return Summary(
        suite=suite,
        groups={name: dict(_average_kinds(members)) for name, members in groups.items()},
        failing={
            name: tuple(outcome.gold.id for outcome in failed if name in _name_figures(outcome))
            for name, _ in _average_kinds(outcomes)
        },
        reasons={outcome.gold.id: explain_statement(outcome) for outcome in failed},
        members={group: tuple(one.gold.id for one in members) for group, members in groups.items()},
    )


def _average_kinds(outcomes: Sequence[StatementOutcome]) -> Iterator[tuple[str, Figure]]:
    wrong = [outcome for outcome in outcomes if not outcome.gold.is_right]
    right = [outcome for outcome in outcomes if outcome.gold.is_right]
    struck = [outcome for outcome in outcomes if outcome.is_struck]
    for kind in sorted({outcome.gold.kind for outcome in wrong}):
        of_kind = [float(outcome.is_struck) for outcome in wrong if outcome.gold.kind == kind]
        yield f"caught_{kind}", average(of_kind)
    if wrong:
        yield CHECK_RECALL, average([float(outcome.is_struck) for outcome in wrong])
    if struck:
        yield CHECK_PRECISION, average([float(not outcome.gold.is_right) for outcome in struck])
    if right:
        yield RIGHT_STRUCK, average([float(outcome.is_struck) for outcome in right])


def _name_figures(outcome: StatementOutcome) -> tuple[str, ...]:
    """Name the figures that a failed outcome pulls down."""
    if outcome.gold.is_right:
        return (RIGHT_STRUCK, CHECK_PRECISION)
    return (f"caught_{outcome.gold.kind}", CHECK_RECALL)


def explain_statement(outcome: StatementOutcome) -> str:
    """Say on one line what the check made of a statement."""
    problems = ", ".join(
        f"{problem.kind} {problem.said!r}" + (f" for {problem.instead!r}" if problem.instead else "")
        for problem in outcome.checked.problems
    )
    found = (
        f"struck: {problems}" if outcome.is_struck else f"let stand, support {outcome.checked.support:.2f}"
    )
    gold = outcome.gold
    return f"{gold.label} ({gold.kind}): {gold.statement} | {gold.sentence} ({found})"


def report_statement(outcome: StatementOutcome) -> dict[str, Json]:
    """Give a statement and what the check made of it as JSON values."""
    checked = outcome.checked
    problems: list[Json] = [
        {"kind": problem.kind, "said": problem.said, "instead": problem.instead}
        for problem in checked.problems
    ]
    return {
        "id": outcome.gold.id,
        "lang": outcome.gold.lang,
        "statement": outcome.gold.statement,
        "sentence": outcome.gold.sentence,
        "label": outcome.gold.label,
        "kind": outcome.gold.kind,
        "verdict": checked.verdict,
        "problems": problems,
        "unconfirmed": list(checked.unconfirmed),
        "support": round(checked.support, 4),
    }
