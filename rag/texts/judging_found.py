"""What the check of one sentence is worth: of one that was found, which nobody said is meant, or a cited one.

Of many sentences one is always somewhat like a statement, and one with another figure is easily found. So a
found sentence must be surer than a cited one, to bear out and to contradict.
"""

from __future__ import annotations

from dataclasses import replace

from index.figures import find_figures
from rag.answers import Problem, Statement
from rag.checking.stated_figures import read_figures

LEAST_SUPPORT = 0.6
"""By the check's judge of meaning; a cited sentence needs the judge's own threshold."""
LEAST_LIKELIHOOD = 0.65
"""By the search: that the sentence answers what is stated."""
WITH_FIGURES = 0.3
"""The same where the sentence has the statement's own figures, which few sentences have."""


def judge_found(statement: Statement, likelihood: float) -> Statement:
    """Give the outcome of a check against a sentence that was found.

    Args:
        statement: As checked against the sentence.
        likelihood: Probability, 0 to 1, by which the search takes the sentence for an answer.
    """
    if statement.verdict == "contradicted" and not (
        likelihood >= LEAST_LIKELIHOOD and all(map(_is_other_figure, statement.problems))
    ):
        problems = tuple(replace(problem, instead="") for problem in statement.problems)
        return replace(statement, verdict="unsupported", problems=problems)
    least = WITH_FIGURES if _has_figures(statement.text) else LEAST_LIKELIHOOD
    if statement.verdict == "supported" and (statement.support < LEAST_SUPPORT or likelihood < least):
        return replace(statement, verdict="unsupported", problems=(Problem("meaning"),))
    return statement


def is_refuted(statement: Statement) -> bool:
    """Say whether the very sentence that a text cites has it otherwise, so that no other one may save it.

    A cited sentence that only lacks something may be the wrong one of two; one of another day or zone, or
    that has another thing in the place of what is said, was read and told wrongly.
    """
    return statement.verdict == "contradicted" or any(
        problem.instead or problem.kind in {"date", "zone"} for problem in statement.problems
    )


def _has_figures(text: str) -> bool:
    """Say whether a text gives a figure that is no mere date."""
    reading = read_figures(text)
    return bool(reading.amounts or reading.numbers)


def _is_other_figure(problem: Problem) -> bool:
    """Say whether a statement has one figure and the sentence another of the same kind."""
    said, instead = find_figures(problem.said), find_figures(problem.instead)
    return problem.kind == "figure" and bool(said and instead) and said[0].unit == instead[0].unit
