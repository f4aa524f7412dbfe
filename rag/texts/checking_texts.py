"""Any text checked against an index: each of its statements, with the sentence that bears it out or does not.

A statement is held against the sentences that the text itself gives for its references. Where one of them
refutes it, that stands; else it is held against those that a search for the statement finds. It is supported
when one sentence bears it out, or two neighbours in one article of which each has what the other lacks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rag.answers import Citation, Statement, Verdict
from rag.checking.framing import is_framing
from rag.checking.stating import Claim, split_statements
from rag.checking.verifying_figures import has_figures
from rag.resources import Checker, Resources
from rag.texts.finding_sources import Candidate, SourceFinder
from rag.texts.joining_found import find_pairs
from rag.texts.judging_found import is_refuted, judge_found
from rag.texts.reading_references import ReferencedText, Source, read_references

MOST_STATEMENTS = 2000
_MOST_CHARS_OF_LEAD = 80
_ENDS_OF_LEAD = (":", "：", "?", "？")
_ENDS_OF_STATEMENT = (".", "。", "!", "！", ";", "；")


class TextError(ValueError):
    """A text cannot be checked; the message says why."""


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """One statement of a text, as checked.

    Attributes:
        statement: The outcome; its citations are the sentences that decided it.
        sources: Those citations.
        cited: How it fares against the sentences that the text gives for it; `None` where it gives none that
            stand in the index.
        unresolved: References of which the text gives no source that stands in the index.
    """

    statement: Statement
    sources: tuple[Citation, ...] = ()
    cited: Statement | None = None
    unresolved: tuple[int, ...] = ()

    @property
    def is_miscited(self) -> bool:
        """Whether it holds, but not by the sentence that the text gives for it."""
        return self.statement.holds and self.cited is not None and not self.cited.holds


_Outcome: TypeAlias = tuple[Statement, list[Citation]]


def count_verdicts(checked: Iterable[CheckedStatement]) -> dict[Verdict, int]:
    """Give how many statements came out each way."""
    counts = Counter(item.statement.verdict for item in checked)
    verdicts: tuple[Verdict, ...] = ("supported", "contradicted", "unsupported", "framing")
    return {verdict: counts[verdict] for verdict in verdicts}


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A text taken apart: its statements, and what it says that its references are."""

    claims: tuple[Claim, ...]
    read: ReferencedText


def prepare_text(text: str) -> PreparedText:
    """Take a text apart.

    Raises:
        TextError: It makes no statement, or more than are checked at once.
    """
    read = read_references(text)
    claims = tuple(split_statements(read.text))
    if not claims:
        raise TextError("the text makes no statement; there is nothing to check")
    if len(claims) > MOST_STATEMENTS:
        raise TextError(
            f"the text makes {len(claims):,} statements; at most {MOST_STATEMENTS:,} are checked at once:"
            " check it in parts"
        )
    return PreparedText(claims, read)


def check_text(prepared: PreparedText, resources: Resources, checker: Checker) -> Iterator[CheckedStatement]:
    """Check the statements of a text one after the other, in order."""
    numbers = [number for claim in prepared.claims for number in claim.references]
    first = max([0, *numbers, *prepared.read.sources]) + 1
    text_checker = _TextChecker(checker, SourceFinder(resources, first_number=first), prepared.read.sources)
    for number in numbers:
        text_checker.resolve(number)
    context: tuple[str, ...] = ()
    for claim in prepared.claims:
        yield text_checker.check(claim, context)
        context = text_checker.zones_of(claim) or context


class _TextChecker:
    """Checks the statements of one text."""

    def __init__(self, checker: Checker, finder: SourceFinder, sources: Mapping[int, Source]) -> None:
        self._checker = checker
        self._finder = finder
        self._sources = sources
        self._found: dict[int, Citation | str | None] = {}

    def zones_of(self, claim: Claim) -> tuple[str, ...]:
        return self._finder.zones_of(claim.text)

    def check(self, claim: Claim, context: Sequence[str]) -> CheckedStatement:
        """Check a statement by the sentences that the text gives, then by those that are found."""
        if is_lead(claim) or is_framing(claim, (), "", self._finder.gazetteer):
            statement = Statement(claim.text, (), "framing", is_cited=False, prefix=claim.prefix)
            return CheckedStatement(statement)
        given = {number: self.resolve(number) for number in claim.references}
        quotes = [source for source in given.values() if isinstance(source, Citation)]
        files = [source for source in given.values() if isinstance(source, str)]
        unresolved = tuple(number for number, source in given.items() if source is None)
        cited = self._check_by_quotes(claim, quotes) if quotes else None
        if cited is None or not (cited[0].holds or is_refuted(cited[0])):
            found, of_files = self._check_by_search(claim, context, files)
            cited = _choose_better(cited, of_files)
            chosen = cited if cited and not found[0].holds else found
        else:
            chosen = cited
        statement = replace(chosen[0], is_cited=cited is not None)
        return CheckedStatement(statement, tuple(chosen[1]), cited[0] if cited else None, unresolved)

    def resolve(self, number: int) -> Citation | str | None:
        """Give the sentence, or the page, that the text means by a reference; found once, its number kept."""
        if number not in self._found:
            source = self._sources.get(number, Source())
            self._found[number] = (
                self._finder.find_quote(source, number)
                if source.quote
                else self._finder.find_page(source.file)
            )
        return self._found[number]

    def _check_by_quotes(self, claim: Claim, quotes: Sequence[Citation]) -> _Outcome:
        return self._check_by(claim, quotes), list(quotes)

    def _check_by(self, claim: Claim, citations: Sequence[Citation]) -> Statement:
        numbers = tuple(citation.number for citation in citations)
        return self._checker.check(replace(claim, references=numbers), citations)

    def _check_by_search(
        self, claim: Claim, context: Sequence[str], files: Sequence[str]
    ) -> tuple[_Outcome, _Outcome | None]:
        """Check a statement by the sentences that are found for it, each by itself and then in pairs.

        Returns:
            The best outcome of all sentences, and that of the sentences of some pages.
        """
        outcomes: list[_Outcome] = []
        seen: list[tuple[Candidate, Statement]] = []
        for candidates in self._finder.find_sentences(claim.text, context):
            checked = [(item, self._check_by(claim, [item.citation])) for item in candidates]
            seen += checked
            outcomes += [(judge_found(one, item.likelihood), [item.citation]) for item, one in checked]
            outcomes.sort(key=_rate, reverse=True)
            if outcomes and not outcomes[0][0].holds:
                outcomes = self._check_pairs(claim, seen) + outcomes
            of_files = next((outcome for outcome in outcomes if outcome[1][0].source in files), None)
            if outcomes and outcomes[0][0].holds and (not files or of_files):
                break
        if not outcomes:
            return (self._check_by(claim, []), []), None
        return outcomes[0], of_files

    def _check_pairs(self, claim: Claim, seen: Sequence[tuple[Candidate, Statement]]) -> list[_Outcome]:
        """Give the first two neighbours that bear a statement out together, each its own part of it."""
        for one, other in find_pairs(seen):
            citations = [one.citation, other.citation]
            joint = judge_found(self._check_by(claim, citations), max(one.likelihood, other.likelihood))
            if joint.holds:
                return [(joint, citations)]
        return []


def is_lead(claim: Claim) -> bool:
    """Say whether a claim has the form of a heading, a lead-in or a question, and gives no figure."""
    text = claim.text.rstrip()
    if len(text) > _MOST_CHARS_OF_LEAD or has_figures(text):
        return False
    return text.endswith(_ENDS_OF_LEAD) or (claim.is_heading and not text.endswith(_ENDS_OF_STATEMENT))


def _choose_better(one: _Outcome | None, other: _Outcome | None) -> _Outcome | None:
    return max((outcome for outcome in (one, other) if outcome), key=_rate, default=None)


def _rate(outcome: _Outcome) -> tuple[bool, bool, float]:
    """Put first what bears the statement out, then what contradicts it, then what is most alike."""
    statement, _ = outcome
    return statement.holds, statement.verdict == "contradicted", statement.support
