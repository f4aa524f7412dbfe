"""The columns of a picture over time: months, or quarters or years where there are many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.overview import Month

MOST_COLUMNS = 24
"""More columns than this, and they are made coarser."""
MOST_EMPTY_YEARS = 40
"""Years of a longer span are shown only where there is something in them."""

Step = Literal["month", "quarter", "year"]
_STEPS: dict[Step, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Column:
    """Some months of one year.

    Attributes:
        year: The year.
        first: The first month, 0 where articles of an unknown month are in it.
        last: The last month; 0 where only those are.
    """

    year: int
    first: int
    last: int

    @property
    def is_of_unknown_month(self) -> bool:
        """Whether it holds the articles of which only the year is known."""
        return self.last == 0

    def count(self, months: Mapping[Month, int]) -> int:
        """Give how many of the articles stand in this column."""
        return sum(months.get((self.year, month), 0) for month in range(self.first, self.last + 1))


def choose_columns(months: Iterable[Month]) -> tuple[Step, tuple[Column, ...]]:
    """Give the finest columns of which there are not too many, in order and without gaps.

    Together they hold every article that has a date. Where months or quarters are shown, articles of which
    only the year is known have a column of their own at the head of that year.
    """
    occurring = sorted(set(months))
    if all(month == 0 for _, month in occurring):
        return "year", _list_years(occurring)
    for step in ("month", "quarter"):
        columns = _list_parts(occurring, _STEPS[step])
        if len(columns) <= MOST_COLUMNS:
            return step, columns
    return "year", _list_years(occurring)


def _list_years(months: list[Month]) -> tuple[Column, ...]:
    years = sorted({year for year, _ in months})
    if years and years[-1] - years[0] < MOST_EMPTY_YEARS:
        years = list(range(years[0], years[-1] + 1))
    return tuple(Column(year, 0, 12) for year in years)


def _list_parts(months: list[Month], size: int) -> tuple[Column, ...]:
    """Give columns of `size` months from the first known month to the last, and those of unknown months."""
    known = [(12 * year + month - 1) // size for year, month in months if month]
    per_year = 12 // size
    parts = (divmod(number, per_year) for number in range(known[0], known[-1] + 1))
    columns = [Column(year, part * size + 1, (part + 1) * size) for year, part in parts]
    return tuple(sorted([*columns, *(Column(year, 0, 0) for year, month in months if month == 0)]))
