"""The reader's numbers: from 1, in the order of first use, and no number for what is not used."""

from __future__ import annotations

from rag.answers import Statement
from rag.prose.numbering import Numbering
from tests.unit.rag_fakes import make_citation

OFFERED = [make_citation(f"句{number}。", number=number) for number in range(1, 6)]


def statement(*numbers: int) -> Statement:
    return Statement("So.", numbers, "supported")


def test_numbers_follow_first_use() -> None:
    numbering = Numbering(OFFERED)
    assert numbering.renumber(statement(4, 2)).citations == (1, 2)
    assert numbering.renumber(statement(2, 5, 4)).citations == (2, 3, 1)
    assert numbering.use(OFFERED[0]).number == 4
    assert [(citation.number, citation.text) for citation in numbering.citations] == [
        (1, "句4。"), (2, "句2。"), (3, "句5。"), (4, "句1。"),
    ]  # fmt: skip


def test_what_is_used_already_has_the_first_numbers() -> None:
    numbering = Numbering(OFFERED, first=OFFERED[1:3])
    assert numbering.renumber(statement(5, 3)).citations == (3, 2)
    assert [citation.text for citation in numbering.citations] == ["句2。", "句3。", "句5。"]


def test_a_number_that_was_not_offered_has_none() -> None:
    numbering = Numbering(OFFERED)
    assert numbering.renumber(statement(9, 1)).citations == (1,)
    assert numbering.citations == (make_citation("句1。"),)
