"""What is read of the figures of a statement or sentence: `StatedFigure`, and all of a text's, `Reading`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from index.figures import Figure
from rag.checking.rewording import Reworded

Bound = Literal["", "more", "at_least", "less", "at_most", "nearly", "about"]


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One figure as a text gives it.

    Attributes:
        words: The text's own words for it.
        value: In the canonical unit; the lower end of a range.
        upper: The upper end of a range, else `None`.
        unit: See `index.quantities.Figure`; also `factor` (`doubled` is 2) and `number` for a bare one.
        bound: What a word by it says of the true value.
        step: The unit of its last stated digit, as a share of its value: 0.004 for 2.5, 0.0004 for 24.96.
        digits: How many significant digits are stated.
        direction: 1 for growth, -1 for a fall, 0 where no word tells.
        is_points: Percentage points, not percent.
        bounded: The words with the one that tells the bound: `more than 40 patents`.
        directed: The words with the one that tells the direction: `fell by 12%`.
        start: First character in the reworded text.
        end: One past the last.
    """

    words: str
    value: Decimal
    unit: str
    start: int
    end: int
    upper: Decimal | None = None
    bound: Bound = ""
    step: Decimal = Decimal(0)
    digits: int = 1
    direction: int = 0
    is_points: bool = False
    bounded: str = ""
    directed: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All figures of a text.

    Attributes:
        text: The reworded text.
        amounts: Figures with a unit, factors and fractions among them, in order.
        calendar: Years, dates and ordinals, in order.
        numbers: Numerals in words or digits that stand without a unit that is known; of unit `ordinal` where
            they name one of a row, of unit `idiom` where they may count nothing.
    """

    text: Reworded
    amounts: tuple[StatedFigure, ...]
    calendar: tuple[Figure, ...]
    numbers: tuple[StatedFigure, ...]
