"""What makes a statement the opposite of its sentence: a denial, a direction, a plan told as done.

Likeness does not see these: "exports rose" and "exports fell" are neighbours in any table of words. The words
and patterns stand in `polarity_words.toml`. A rule fires only where the whole of the cited sentences has
nothing that might be meant by the statement's word, so that it seldom strikes a right one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rag.answers import Language, Problem

WORDS_FILE = Path(__file__).parent / "polarity_words.toml"


@dataclass(frozen=True, slots=True)
class PolarityWords:
    """Patterns of one language; see the comments of `polarity_words.toml` for each."""

    denies: re.Pattern[str]
    hints: re.Pattern[str]
    harmless: re.Pattern[str]
    plans: re.Pattern[str]
    done: re.Pattern[str]
    silence: re.Pattern[str]

    def blank(self, text: str) -> str:
        """Blank what looks like a denial and is none."""
        return self.harmless.sub(lambda match: " " * len(match[0]), text)


@dataclass(frozen=True, slots=True)
class Opposites:
    """Two directions of one thing, each with its words by language."""

    up: Mapping[Language, re.Pattern[str]]
    down: Mapping[Language, re.Pattern[str]]


def find_reversal(statement: str, language: Language, source: str, nearest: str) -> Problem | None:
    """Find what makes a statement say the opposite of what it cites.

    Args:
        statement: In `language`.
        language: Of the statement.
        source: All Chinese sentences that it cites.
        nearest: The clause of them that is nearest to the statement.

    Returns:
        The statement's word and the page's, either of them empty where the fault is that there is none.
    """
    words = load_polarity(language)
    if words.silence.search(statement):
        return None
    return (
        _find_opposite(statement, language, source, nearest)
        or _find_denial(words.blank(statement), words, source)
        or _find_dropped_denial(words.blank(statement), words, nearest)
        or _find_plan_as_done(statement, words, source, nearest)
    )


def _find_opposite(statement: str, language: Language, source: str, nearest: str) -> Problem | None:
    for pair in load_opposites():
        for said, other in ((pair.up, pair.down), (pair.down, pair.up)):
            word = said[language].search(statement)
            instead = other["zh"].search(nearest)
            if not word or not instead:
                continue
            # The statement's own other side, or the page's same side, may be what is meant.
            if other[language].search(statement) or said["zh"].search(source):
                continue
            return Problem("negation", word[0].strip(), instead[0])
    return None


def _find_denial(statement: str, words: PolarityWords, source: str) -> Problem | None:
    """Find a denial where the page has none of any kind."""
    denial = words.denies.search(statement)
    page = load_polarity("zh")
    if denial is None or page.hints.search(page.blank(source)) or _goes_down(source):
        return None
    return Problem("negation", denial[0].strip())


def _goes_down(source: str) -> bool:
    return any(pair.down["zh"].search(source) for pair in load_opposites())


def _find_dropped_denial(statement: str, words: PolarityWords, nearest: str) -> Problem | None:
    """Find a denial of the page right in the clause meant, of which the statement has no trace."""
    page = load_polarity("zh")
    denial = load_page_patterns()["denials"].search(page.blank(nearest))
    if denial is None or words.hints.search(statement):
        return None
    return Problem("negation", "", denial[0])


def _find_plan_as_done(statement: str, words: PolarityWords, source: str, nearest: str) -> Problem | None:
    """Find what the page only plans, told as done."""
    done = words.done.search(statement)
    plan = load_page_patterns()["plans"].search(nearest)
    if not done or not plan or words.plans.search(statement) or "已" in source:
        return None
    return Problem("meaning", done[0].strip(), plan[0])


@cache
def _read_tables() -> dict[str, Any]:
    return tomllib.loads(WORDS_FILE.read_text("utf-8"))


@cache
def load_polarity(language: Language) -> PolarityWords:
    """Read the patterns of one language."""
    return PolarityWords(
        **{name: re.compile(pattern, re.IGNORECASE) for name, pattern in _read_tables()[language].items()}
    )


@cache
def load_page_patterns() -> Mapping[str, re.Pattern[str]]:
    """Read the patterns of what a page surely denies, and surely only plans."""
    return {name: re.compile(pattern) for name, pattern in _read_tables()["page"].items()}


@cache
def load_opposites() -> Sequence[Opposites]:
    """Read the pairs of opposites."""
    return tuple(Opposites(_compile(row["up"]), _compile(row["down"])) for row in _read_tables()["opposites"])


def _compile(patterns: Mapping[str, str]) -> dict[Language, re.Pattern[str]]:
    return {
        "en": re.compile(patterns["en"], re.IGNORECASE),
        "zh": re.compile(patterns["zh"]),
    }
