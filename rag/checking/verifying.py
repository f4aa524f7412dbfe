"""Each statement of an answer against the sentences that it cites: figures, dates, zones, names, meaning.

Nothing here asks a model. A statement holds when everything in it that can be looked up stands in its
sentences, and its meaning is near enough to theirs; the gravest failure decides the verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.answers import Citation, Problem, Statement, Verdict
from rag.checking.attributing import take_attribution_off
from rag.checking.framing import is_framing
from rag.checking.ordering import gives_order
from rag.checking.stating import Claim
from rag.checking.topic_lines import TopicReader
from rag.checking.translating_words import WordTranslations
from rag.checking.verifying_comparisons import find_comparison_problems
from rag.checking.verifying_dates import find_date_problems
from rag.checking.verifying_extents import find_extent_problems
from rag.checking.verifying_figures import count_zones, find_figure_problems
from rag.checking.verifying_names import NameChecker
from rag.checking.verifying_roles import find_role_problems
from rag.checking.verifying_zones import ZoneChecker, is_chinese

MAX_STATEMENT_CHARS = 2000
_MOST_PROBLEMS = 6
_GRAVITY = ("figure", "date", "zone", "name", "negation", "meaning", "uncited")


class MeaningCheck(Protocol):
    """Judges the meaning of statements; see `rag.checking.verifying_meaning.MeaningJudge`."""

    @property
    def threshold(self) -> float:
        """A statement whose support is below it is not borne out."""
        ...

    def support(self, statement: str, sources: Sequence[Citation]) -> float:
        """Give the probability, 0 to 1, that the sentences together bear a statement out."""
        ...

    def negation(self, statement: str, sources: Sequence[Citation]) -> Problem | None:
        """Give the word by which a statement says the opposite of its sentences, where there is one."""
        ...


@dataclass(frozen=True, slots=True)
class _Facts:
    """What can be looked up and is not there, and the names that nothing confirms."""

    problems: tuple[Problem, ...]
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the check of a text against some citations gave."""

    problems: tuple[Problem, ...]
    unconfirmed: tuple[str, ...]
    support: float


class StatementChecker:
    """Checks statements; safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon, meaning: MeaningCheck) -> None:
        """Take what finds zones, what translates words, and what judges meaning.

        Args:
            gazetteer: One that knows the index's zones too (`Gazetteer.with_zones`).
            lexicon: The bundled one.
            meaning: See `MeaningCheck`.
        """
        self._gazetteer = gazetteer
        self._zones = ZoneChecker(gazetteer)
        self._translations = WordTranslations(lexicon)
        self._topics = TopicReader(gazetteer, self._translations)
        self._names = NameChecker(gazetteer, self._zones, self._translations)
        self._meaning = meaning

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        """Hold a claim against what it cites, or against all that was offered where it cites nothing.

        Args:
            claim: The statement.
            citations: All sentences that were offered; references to others are left out.
            question: The question as understood; names in it are no invention, and headings may repeat it.
        """
        citations = _trust(citations)
        cited = [citation for citation in citations if citation.number in claim.references]
        if not cited:
            return self._check_uncited(claim, citations, question)
        if self._topics.read(claim, cited, question, is_cited=True) == "frame":
            return Statement(claim.text, (), "framing", is_cited=False, prefix=claim.prefix)
        outcome = self._examine(claim.text, cited, question)
        numbers = {citation.number for citation in cited}
        kept = tuple(number for number in claim.references if number in numbers)
        return _state(claim, kept, outcome, is_cited=True)

    def find_source(
        self, text: str, citations: Sequence[Citation], *, question: str = ""
    ) -> tuple[Citation, Statement] | None:
        """Give the one citation that by itself bears out all of a text, the surest one, if any does."""
        text = take_attribution_off(text)[:MAX_STATEMENT_CHARS]
        found: tuple[Citation, Statement] | None = None
        for citation in _trust(citations):
            # Most sentences are of something else: what can be looked up is looked up first.
            facts = self._examine_facts(text, [citation], question)
            if facts.problems:
                continue
            outcome = self._examine_meaning(text, [citation], facts)
            if outcome.problems or (found and outcome.support <= found[1].support):
                continue
            found = citation, _state(Claim(text), (citation.number,), outcome, is_cited=False)
        return found

    def _check_uncited(self, claim: Claim, citations: Sequence[Citation], question: str) -> Statement:
        if is_framing(claim, citations, question, self._gazetteer):
            return _frame(claim, citations)
        reading = self._topics.read(claim, citations, question)
        if reading == "frame":
            return Statement(claim.text, (), "framing", is_cited=False, prefix=claim.prefix)
        found = None if reading == "empty" else self.find_source(claim.text, citations, question=question)
        if found is None:
            problems = (Problem("uncited"),)
            return Statement(claim.text, (), "unsupported", problems, is_cited=False, prefix=claim.prefix)
        return replace(found[1], text=claim.text, prefix=claim.prefix)

    def _examine(self, text: str, cited: Sequence[Citation], question: str) -> _Outcome:
        """Look for everything in a text that its citations do not bear out, the gravest first."""
        text = take_attribution_off(text)[:MAX_STATEMENT_CHARS]
        return self._examine_meaning(text, cited, self._examine_facts(text, cited, question))

    def _examine_facts(self, text: str, cited: Sequence[Citation], question: str) -> _Facts:
        """Give what can be looked up and is not there, and the names that nothing confirms."""
        figures = (
            find_figure_problems(text, cited)
            or find_extent_problems(text, cited, self._translations)
            or find_role_problems(
                self._zones.blank(text), cited, self._translations, is_chinese=is_chinese(text)
            )
            or find_comparison_problems(text, cited, self._zones)
        )
        names = self._names.check(text, cited, question=question)
        problems = (*figures, *find_date_problems(text, cited), *names.problems)
        return _Facts(problems, names.unconfirmed)

    def _examine_meaning(self, text: str, cited: Sequence[Citation], facts: _Facts) -> _Outcome:
        """Add to what was looked up what is said of it, and put the gravest first."""
        support = self._meaning.support(text, cited)
        negation = self._meaning.negation(text, cited)
        problems = list(facts.problems)
        if negation is not None:
            problems.append(negation)
        if support < self._meaning.threshold:
            problems.append(Problem("meaning"))
        problems.sort(
            key=lambda problem: (
                problem.kind != "figure" or not problem.instead,
                _GRAVITY.index(problem.kind),
            )
        )
        return _Outcome(tuple(problems[:_MOST_PROBLEMS]), facts.unconfirmed, support)


def _trust(citations: Sequence[Citation]) -> list[Citation]:
    """Leave out what cannot bear anything out: sentences, and headlines, that give orders to a machine."""
    return [
        replace(citation, headline="") if gives_order(citation.headline) else citation
        for citation in citations
        if not gives_order(citation.text)
    ]


def _state(claim: Claim, numbers: tuple[int, ...], outcome: _Outcome, *, is_cited: bool) -> Statement:
    return Statement(
        text=claim.text,
        citations=numbers,
        verdict=_judge(outcome.problems),
        problems=outcome.problems,
        unconfirmed=outcome.unconfirmed,
        support=outcome.support,
        is_cited=is_cited,
        prefix=claim.prefix,
    )


def _judge(problems: Sequence[Problem]) -> Verdict:
    if not problems:
        return "supported"
    has_other = any(problem.kind == "figure" and problem.instead for problem in problems)
    return "contradicted" if has_other else "unsupported"


def _frame(claim: Claim, citations: Sequence[Citation]) -> Statement:
    """Let a frame stand, unless it counts zones otherwise than they are."""
    counted = count_zones(claim.text)
    zones = {citation.zone for citation in citations if citation.zone}
    if counted is not None and counted != len(zones):
        problem = Problem("figure", str(counted), str(len(zones)))
        return Statement(claim.text, (), "contradicted", (problem,), is_cited=False, prefix=claim.prefix)
    return Statement(claim.text, (), "framing", is_cited=False, prefix=claim.prefix)
