"""Which found sentences may bear a statement out together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answers import Problem, Statement
from rag.texts.finding_sources import Candidate
from rag.texts.joining_found import find_pairs
from tests.unit.rag_fakes import make_citation

FIRST = ("甲公司投资3亿元。", 0, 10)
SECOND = ("项目占地60亩。", 10, 18)


def checked(
    text: str, start: int, end: int, *lacking: str, article: str = "a"
) -> tuple[Candidate, Statement]:
    citation = replace(
        make_citation(text, number=start + 1, article_id=article), article_start=start, article_end=end
    )
    problems = tuple(Problem("figure", said) for said in lacking)
    return Candidate(citation, 0.9), Statement("s", (citation.number,), "unsupported", problems)


def test_neighbours_each_with_its_own_part_are_joined_in_the_order_of_the_text() -> None:
    one, other = checked(*FIRST, "60 mu"), checked(*SECOND, "300 million")
    assert list(find_pairs([other, one])) == [(one[0], other[0])]


@pytest.mark.parametrize(
    "other",
    [
        checked(*SECOND, "300 million", article="b"),
        checked("项目占地60亩。", 30, 38, "300 million"),
        checked(*SECOND, "300 million", "60 mu"),
        checked(*SECOND),
    ],
    ids=["another article", "a sentence between them", "no part of its own", "needs no other"],
)
def test_others_are_not_joined(other: tuple[Candidate, Statement]) -> None:
    assert list(find_pairs([checked(*FIRST, "60 mu"), other])) == []
