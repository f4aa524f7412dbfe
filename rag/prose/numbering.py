"""References of a model to the reader's numbers: counted from 1 in the order of their first use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answers import Citation, Statement


class Numbering:
    """Gives each offered citation that is used its number, once; what is not used gets none."""

    def __init__(self, offered: Iterable[Citation], *, first: Sequence[Citation] = ()) -> None:
        """Take what was offered; `first` have been used already, in their order."""
        self._offered = {citation.number: citation for citation in offered}
        self._given: dict[int, int] = {}
        for citation in first:
            self._give(citation.number)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those used, by their new numbers."""
        return tuple(replace(self._offered[old], number=new) for old, new in self._given.items())

    def renumber(self, statement: Statement) -> Statement:
        """Give the statement with the reader's numbers."""
        numbers = [self._give(number) for number in statement.citations if number in self._offered]
        return replace(statement, citations=tuple(numbers))

    def use(self, citation: Citation) -> Citation:
        """Give an offered citation with its new number."""
        return replace(citation, number=self._give(citation.number))

    def _give(self, old: int) -> int:
        return self._given.setdefault(old, len(self._given) + 1)
