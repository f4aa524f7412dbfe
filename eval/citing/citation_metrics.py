"""Citation precision and recall after ALCE, as pure functions over any judge of entailment.

Gao, Yen, Yu and Chen, Enabling Large Language Models to Generate Text with Citations, EMNLP 2023, section 3.
With `s` a statement, `C(s)` its citations and `C ⊨ s` for "the texts of `C` together entail `s`":

    recall(s)       = 1  if C(s) is not empty and C(s) ⊨ s,  else 0
    precision(c, s) = 1  if recall(s) = 1 and ({c} ⊨ s  or not C(s) - {c} ⊨ s),  else 0

So a citation counts against precision when its statement is not borne out, or when it is superfluous: it does
not bear the statement out by itself, and the others do without it.

A citation that bears out a part only: people who judge by hand can tell full from partial support, a judge of
entailment cannot. The paper therefore counts such a citation as precise where the statement is borne out and
would not be without it, which is the second half of the formula; two citations that each bear out a half are
both precise.

Where we differ from the paper's own program: a reference to nothing is a citation that entails nothing, and
counts against precision; there it makes the statement fail and is not counted. All citations of a statement
are looked at, not the first three.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Premise = TypeVar("Premise")
Statement = TypeVar("Statement")
Entails = Callable[[Sequence[Premise], Statement], bool]
"""Tells whether some texts, at least one, together entail a statement."""


@dataclass(frozen=True)  # no slots: a generic class of Python 3.11 with them cannot be made as `Cited[…](…)`
class Cited(Generic[Premise, Statement]):
    """One statement and what it cites, each citation once."""

    statement: Statement
    premises: tuple[Premise, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementScores:
    """How one statement is borne out.

    Attributes:
        is_supported: Its recall: all its citations together entail it.
        precise: Of each citation, in order, whether it is precise.
    """

    is_supported: bool
    precise: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationScores:
    """The citations of one answer.

    Attributes:
        precision: Mean over its citations; 0 where it has none, as in the paper.
        recall: Mean over its statements.
        statements: Each by itself, in order.
    """

    precision: float
    recall: float
    statements: tuple[StatementScores, ...]


def score_statement(
    cited: Cited[Premise, Statement], entails: Entails[Premise, Statement]
) -> StatementScores:
    """Score one statement and its citations; see the module for the formulas.

    At most `2n + 1` questions are asked for `n` citations, and none that settles nothing.
    """
    if not cited.premises:
        return StatementScores(is_supported=False)
    if not entails(cited.premises, cited.statement):
        return StatementScores(is_supported=False, precise=(False,) * len(cited.premises))
    if len(cited.premises) == 1:
        return StatementScores(is_supported=True, precise=(True,))
    precise = (_is_precise(place, cited, entails) for place in range(len(cited.premises)))
    return StatementScores(is_supported=True, precise=tuple(precise))


def score_answer(
    answer: Sequence[Cited[Premise, Statement]], entails: Entails[Premise, Statement]
) -> CitationScores:
    """Average recall over the statements of one answer, and precision over its citations.

    Figures over several answers are means over these, each answer weighing the same (macro averages, as in
    the paper). An answer that makes no statement, such as one that abstains, has neither figure.

    Raises:
        ValueError: There is no statement.
    """
    if not answer:
        raise ValueError("citations are scored over statements; leave out answers that make none")
    scores = tuple(score_statement(cited, entails) for cited in answer)
    precise = [is_precise for one in scores for is_precise in one.precise]
    return CitationScores(
        precision=math.fsum(precise) / len(precise) if precise else 0.0,
        recall=math.fsum(one.is_supported for one in scores) / len(scores),
        statements=scores,
    )


def _is_precise(place: int, cited: Cited[Premise, Statement], entails: Entails[Premise, Statement]) -> bool:
    """Tell of a citation beside others, of a statement that is borne out, whether it is of use."""
    if entails((cited.premises[place],), cited.statement):
        return True
    others = cited.premises[:place] + cited.premises[place + 1 :]
    return not entails(others, cited.statement)
