"""The units of measure and the classifiers that follow a number, in both languages, as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from index.place_names import join_longest_first

UNITS_FILE = Path(__file__).parent / "gazetteer" / "units.toml"


@dataclass(frozen=True, slots=True)
class Unit:
    """A canonical unit, and what a number of the printed one is multiplied and divided by."""

    name: str
    factor: Decimal = Decimal(1)
    divisor: Decimal = Decimal(1)

    def convert(self, value: Decimal) -> Decimal:
        """Give `value` in the canonical unit; powers of ten keep the number of significant digits."""
        sign, digits, _ = self.factor.as_tuple()
        if self.divisor == 1 and digits[0] == 1 and not any(digits[1:]) and not sign:
            return value.scaleb(self.factor.adjusted())
        return value * self.factor / self.divisor


@dataclass(frozen=True, slots=True)
class UnitTable:
    """All units, ready for matching.

    Attributes:
        pattern: A regular expression for any unit, the longest first.
        classifiers: What counts things in Chinese.
        above, below, about: Words by a number that say that it is not exact, and on which side it lies.
    """

    pattern: str
    classifiers: frozenset[str]
    above: tuple[str, ...]
    below: tuple[str, ...]
    about: tuple[str, ...]
    exact: Mapping[str, Unit]
    inexact: tuple[tuple[re.Pattern[str], Unit], ...]

    def read(self, text: str) -> Unit:
        """Give the unit of a spelling that `pattern` matched."""
        if text in self.exact:
            return self.exact[text]
        return next(unit for pattern, unit in self.inexact if pattern.fullmatch(text))


@lru_cache(maxsize=1)
def load_units() -> UnitTable:
    """Give the table that ships, read once."""
    data = tomllib.loads(UNITS_FILE.read_text(encoding="utf-8"))
    words = data["words"]
    exact = dict(_read_units(data["chinese"])) | {c: Unit(f"count:{c}") for c in words["classifiers"]}
    symbols = dict(_read_units(data["symbols"]))
    english = dict(_read_units(data["english"]))
    longest = sorted(symbols, key=len, reverse=True)
    pattern = (
        f"(?:{join_longest_first(exact)}"
        f"|(?:{'|'.join(longest)})(?![A-Za-z0-9])"
        f"|(?i:{'|'.join(sorted(english, key=len, reverse=True))})(?![A-Za-z]))"
    )
    inexact = [(re.compile(spelling), unit) for spelling, unit in symbols.items()]
    inexact += [(re.compile(spelling, re.IGNORECASE), unit) for spelling, unit in english.items()]
    return UnitTable(
        pattern,
        frozenset(words["classifiers"]),
        tuple(words["above"]),
        tuple(words["below"]),
        tuple(words["about"]),
        exact,
        tuple(inexact),
    )


def _read_units(table: Mapping[str, list[list[str]]]) -> Iterator[tuple[str, Unit]]:
    for name, rows in table.items():
        for factor, *spellings in rows:
            top, _, bottom = factor.partition("/")
            unit = Unit(name, Decimal(top), Decimal(bottom or 1))
            for spelling in spellings:
                yield spelling, unit
