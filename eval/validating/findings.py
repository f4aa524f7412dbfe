"""What a validator has to say of a row of gold: where, what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.answers import Json


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a row, or may be.

    Attributes:
        field: The field of the row, such as `evidence`.
        problem: What is wrong, with the value.
        remedy: What to do.
        is_error: The row cannot be right as it is; otherwise somebody should look at it.
    """

    field: str
    problem: str
    remedy: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its file, its line from 1, and its id (the headline of an article, or empty)."""

    path: Path
    line: int
    id: str = ""

    def __str__(self) -> str:
        """Give `file, line 3, s003`, as it is printed."""
        return f"{self.path}, line {self.line}" + (f", {self.id}" if self.id else "")


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault and where it stands."""

    place: Place
    fault: Fault

    @property
    def is_error(self) -> bool:
        """Whether the row cannot be right as it is."""
        return self.fault.is_error

    def __str__(self) -> str:
        """Give the line that is printed."""
        severity = "error" if self.is_error else "warning"
        return f"{severity}: {self.place}, {self.fault.field}: {self.fault.problem}; {self.fault.remedy}"

    def as_json(self) -> dict[str, Json]:
        """Give it for `--json`."""
        return {
            "severity": "error" if self.is_error else "warning",
            "file": str(self.place.path),
            "line": self.place.line,
            "id": self.place.id,
            "field": self.fault.field,
            "problem": self.fault.problem,
            "remedy": self.fault.remedy,
        }


def place_faults(place: Place, faults: Iterable[Fault]) -> list[Finding]:
    """Give the findings of one row."""
    return [Finding(place, fault) for fault in faults]


def quote_texts(texts: Iterable[str], *, most: int = 5) -> str:
    """Join texts for a message, `'a', 'b' and 3 more`."""
    shown = [repr(text) for text in texts]
    rest = len(shown) - most
    return ", ".join(shown[:most]) + (f" and {rest} more" if rest > 0 else "")
