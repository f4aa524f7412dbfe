"""Two found sentences taken together: neighbours in one article, of which each has what the other lacks.

Sentences of different subjects have figures enough for any statement, so that no more are joined than a
writer joins: what one sentence says of a thing and the next goes on to say of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from rag.answers import Citation, Statement
from rag.texts.finding_sources import Candidate

_MOST_BETWEEN = 2
"""Characters between two sentences of one paragraph: a closing quotation mark, white space."""


def find_pairs(checked: Sequence[tuple[Candidate, Statement]]) -> Iterator[tuple[Candidate, Candidate]]:
    """Give the pairs of sentences that may bear a statement out together, in the order of the text.

    Args:
        checked: Each sentence that was found, and the statement as checked against it alone.
    """
    for (one, first), (other, second) in combinations(checked, 2):
        if not _complete_each_other(first, second):
            continue
        if are_neighbours(one.citation, other.citation):
            yield one, other
        elif are_neighbours(other.citation, one.citation):
            yield other, one


def are_neighbours(one: Citation, other: Citation) -> bool:
    """Say whether the other sentence follows the first right away in the same article."""
    gap = other.article_start - one.article_end
    return one.article_id == other.article_id and 0 <= gap <= _MOST_BETWEEN


def _complete_each_other(one: Statement, other: Statement) -> bool:
    """Say whether either has something of the statement that the other does not have."""
    lacks_one, lacks_other = _list_lacking(one), _list_lacking(other)
    return bool(lacks_one - lacks_other) and bool(lacks_other - lacks_one)


def _list_lacking(statement: Statement) -> set[tuple[str, str]]:
    return {(problem.kind, problem.said) for problem in statement.problems}
