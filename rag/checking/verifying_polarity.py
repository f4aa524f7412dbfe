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
from rag.checking.verifying_states import find_early

_MAY = re.compile(r"\bMay\b")  # the month
_LABELLED = re.compile(r"[^:：.。，,]{1,40}[:：]\s*[^.。，,:：]{1,40}[.。]?")
"""A name and a value, "Area: 160 mu": it tells of nothing that it is done."""
_TOP = re.compile(r"最[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[，；。！？\n]")
_NOT_YET = re.compile(r"\byet\b|\bstill\b|尚|还")
"""What still goes on is not done yet."""

WORDS_FILE = Path(__file__).parent / "polarity_words.toml"


@dataclass(frozen=True, slots=True)
class PolarityWords:
    """Patterns of one language; see the comments of `polarity_words.toml` for each."""

    denies: re.Pattern[str]
    hints: re.Pattern[str]
    harmless: re.Pattern[str]
    plans: re.Pattern[str]
    done: re.Pattern[str]
    going_on: re.Pattern[str]
    under_way: re.Pattern[str]
    tops: re.Pattern[str]
    silence: re.Pattern[str]

    def blank(self, text: str) -> str:
        """Blank what looks like a denial and is none."""
        return self.harmless.sub(lambda match: " " * len(match[0]), text)


@dataclass(frozen=True, slots=True)
class Opposites:
    """Two directions of one thing, each with its words by language.

    Attributes:
        up: The words of one side.
        down: Those of the other.
        is_denial: The lower side may be told as a denial of the upper one: stopped, no longer produces.
    """

    up: Mapping[Language, re.Pattern[str]]
    down: Mapping[Language, re.Pattern[str]]
    is_denial: bool


def find_reversal(
    statement: str, language: Language, source: str, pairs: Sequence[tuple[str, str]]
) -> Problem | None:
    """Find what makes a statement say the opposite of what it cites.

    Args:
        statement: In `language`.
        language: Of the statement.
        source: All Chinese sentences that it cites.
        pairs: Each clause of the statement, and the clause of the sentences that is nearest to it.

    Returns:
        The statement's word and the page's, either of them empty where the fault is that there is none.
    """
    words = load_polarity(language)
    if words.silence.search(statement):
        return None
    found = [
        *(_find_opposite(clause, statement, language, nearest) for clause, nearest in pairs),
        _find_denial(words.blank(statement), words, source),
        *(_find_dropped_denial(words.blank(statement), words, nearest) for _, nearest in pairs),
        *(_find_plan_as_done(clause, statement, words, source, nearest) for clause, nearest in pairs),
        *(_find_early(clause, language, words, source) for clause in dict(pairs)),
        _find_all_planned(statement, words, source),
        *(_find_only(clause, language, nearest) for clause, nearest in pairs),
        _find_top(statement, words, source),
        _find_other_top(statement, language, source),
    ]
    return next((problem for problem in found if problem), None)


def _find_opposite(clause: str, statement: str, language: Language, nearest: str) -> Problem | None:
    for pair in load_opposites():
        for said, other in ((pair.up, pair.down), (pair.down, pair.up)):
            word = said[language].search(clause)
            instead = other["zh"].search(nearest)
            if not word or not instead:
                continue
            # The statement's own other side, or the page's same side, may be what is meant.
            if other[language].search(statement) or said["zh"].search(nearest):
                continue
            return Problem("negation", word[0].strip(), instead[0])
    return None


def _find_denial(statement: str, words: PolarityWords, source: str) -> Problem | None:
    """Find a denial where the page has none of any kind."""
    denial = words.denies.search(statement)
    if denial is None or _goes_down(source):
        return None
    page = load_page_patterns()
    is_open = _NOT_YET.search(statement) and page["going_on"].search(source)
    if is_open or page["hints"].search(load_polarity("zh").blank(source)):
        return None
    return Problem("negation", denial[0].strip())


def _goes_down(source: str) -> bool:
    return any(pair.is_denial and pair.down["zh"].search(source) for pair in load_opposites())


def _find_dropped_denial(statement: str, words: PolarityWords, nearest: str) -> Problem | None:
    """Find a denial of the page right in the clause meant, of which the statement has no trace."""
    page = load_polarity("zh")
    denial = load_page_patterns()["denials"].search(page.blank(nearest))
    if denial is None or words.hints.search(statement):
        return None
    return Problem("negation", "", denial[0])


def _find_plan_as_done(
    clause: str, statement: str, words: PolarityWords, source: str, nearest: str
) -> Problem | None:
    """Find what the page only plans, or what still goes on there, told as done."""
    # Where a clause says itself that it is done, another's plan says nothing of it.
    statement = clause if "已" in clause else statement
    page = load_page_patterns()
    is_under_way = words.under_way.search(statement) and page["going_on"].search(source)
    if page["done"].search(load_polarity("zh").blank(nearest)):
        return None
    plan = page["plans"].search(nearest)
    is_told = not words.plans.search(statement) and not _LABELLED.fullmatch(statement.strip())
    if plan and is_told and not is_under_way:
        return Problem("meaning", "", plan[0])
    done, going_on = words.done.search(statement), page["going_on"].search(nearest)
    if done and going_on and not words.going_on.search(statement):
        return Problem("meaning", done[0].strip(), going_on[0])
    return None


def _find_early(clause: str, language: Language, words: PolarityWords, source: str) -> Problem | None:
    """Find an event of a clause that is only planned, unless the clause itself says so."""
    is_hedged = language == "en" and (words.plans.search(_MAY.sub("", clause)) or _NOT_YET.search(clause))
    return None if is_hedged else find_early(clause, language, source)


def _find_all_planned(statement: str, words: PolarityWords, source: str) -> Problem | None:
    """Find what is told as done where the page has plans and nothing else."""
    page = load_page_patterns()
    done = words.done.search(statement)
    if not done or words.plans.search(statement) or words.going_on.search(statement):
        return None
    lead = page["lead"].search(source)
    clauses = [clause for clause in _CLAUSE.split(load_polarity("zh").blank(source)) if clause]
    plans = [
        None
        if page["done"].search(clause)
        else page["plans"].search(clause) or page["going_on"].search(clause)
        for clause in clauses
    ]
    rest = [clause for clause, plan in zip(clauses, plans, strict=True) if not plan]
    plan = lead or next((plan for plan in plans if plan), None)
    if plan is None or (not lead and any(page["so"].search(clause) for clause in rest)):
        return None
    return Problem("meaning", done[0].strip(), plan[0].strip())


def _find_only(clause: str, language: Language, nearest: str) -> Problem | None:
    """Find what is said of one alone where the clause meant says it of all, or of none."""
    page = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _read_tables()["all"].items()}
    said, every = page[f"only_{language}"].search(clause), page["every"].search(nearest)
    return (
        Problem("negation", said[0], every[0])
        if said and every and not page["alone"].search(nearest)
        else None
    )


def _find_top(statement: str, words: PolarityWords, source: str) -> Problem | None:
    """Find a superlative where the page puts nothing above others."""
    top = words.tops.search(statement)
    if top is None or load_page_patterns()["tops"].search(source):
        return None
    return Problem("meaning", top[0])


def _find_other_top(statement: str, language: Language, source: str) -> Problem | None:
    """Find a superlative where the page has another one: the largest is not the longest."""
    for top, page in load_tops():
        said = top[language].search(statement)
        if said and not page.search(source):
            other = _TOP.search(source)
            return Problem("meaning", said[0], other[0] if other else "")
    return None


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
    return tuple(
        Opposites(_compile(row["up"]), _compile(row["down"]), row["is_denial"])
        for row in _read_tables()["opposites"]
    )


@cache
def load_tops() -> Sequence[tuple[Mapping[Language, re.Pattern[str]], re.Pattern[str]]]:
    """Read the superlatives, each with what must stand on the page for it."""
    return tuple((_compile(row), re.compile(row["page"])) for row in _read_tables()["tops"])


def _compile(patterns: Mapping[str, str]) -> dict[Language, re.Pattern[str]]:
    return {
        "en": re.compile(patterns["en"], re.IGNORECASE),
        "zh": re.compile(patterns["zh"]),
    }
