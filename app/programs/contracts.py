"""What programs get: every field of the four answers with its type and meaning, as pydantic models.

They describe what `rag/contract.py` and `rag/texts/reporting_checks.py` make, and make nothing themselves;
a test holds them to it field by field.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["supported", "contradicted", "unsupported", "framing"]
_PASSAGE = "The page's own characters, without what cut its lines, markup and characters printed twice."
ProblemKind = Literal["figure", "date", "zone", "name", "negation", "meaning", "uncited"]


class _Report(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ZoneReport(_Report):
    """A zone that an answer asserts."""

    name: str = Field(description="Full Chinese name.", examples=["垣曲经济技术开发区"])
    short: str = Field(
        description="Canonical short name, unique; `zone` elsewhere is this.", examples=["垣曲经开区"]
    )
    english: str = Field(description="English name; empty when unknown.")
    city: str = Field(description="Prefecture-level city in Chinese, without 市; empty when unknown.")


class CitationReport(_Report):
    """The place on a page that a number in the text refers to."""

    number: int = Field(description="As it stands in the text, from 1.")
    quote: str = Field(description="The page's own characters from `start` to `end`, line breaks included.")
    focus: list[int] | None = Field(
        description="`[start, end]` of the figure, date or organisation asked for, as characters of `quote`.",
        examples=[[10, 16]],
    )
    zone: str = Field(
        description="Short name of the zone that the sentence speaks of; empty when none is named."
    )
    headline: str = Field(description="The article's; empty when it has none.")
    byline: str = Field(description="The article's author or authors as printed; empty when it has none.")
    published: str = Field(
        description="ISO 8601 as far as the page tells, or empty.", examples=["2024-03-19", "2024"]
    )
    source: str = Field(description="The page's file.", examples=["2024-03-19_02.txt"])
    start: int = Field(description="First character on the page as read, in Unicode code points from 0.")
    end: int = Field(description="One past the last character on the page as read.")


class HitReport(_Report):
    """A passage that the search found, whether or not it was quoted."""

    text: str = Field(description=_PASSAGE)
    zone: str = Field(description="Short name of the article's zone; empty when none is known.")
    headline: str = Field(description="The article's; empty when it has none.")
    byline: str = Field(description="The article's; empty when it has none.")
    source: str = Field(description="The page's file.")
    score: float = Field(description="Larger is better; compares hits of one answer only.")


class ProblemReport(_Report):
    """One thing in which a statement fails its check."""

    kind: ProblemKind = Field(description="What fails.")
    said: str = Field(
        description="The statement's own words that fail; empty where the whole statement does."
    )
    instead: str = Field(
        description="What the cited sentence has in their place; empty where it has nothing."
    )


class StatementReport(_Report):
    """One statement that a language model wrote, as checked against what it cites."""

    text: str = Field(description="Its plain words on one line.")
    citations: list[int] = Field(description="Numbers of its citations.")
    verdict: Verdict = Field(description="How its sentences bear it out.")
    problems: list[ProblemReport] = Field(description="Why it failed, the gravest first.")
    unconfirmed: list[str] = Field(description="Names in it that nothing can confirm.")
    support: float = Field(description="Probability, 0 to 1, that its sentences bear out its meaning.")
    is_cited: bool = Field(description="It gave a citation itself; otherwise they were found for it.")


class NarrowingReport(_Report):
    """To which articles the search was narrowed; what is empty narrowed nothing."""

    zones: list[str] = Field(description="Short names of zones.")
    cities: list[str] = Field(description="Cities in Chinese, without 市.")
    since: str = Field(description="Published then or later, or empty.")
    until: str = Field(description="Published then or earlier, or empty.")
    sources: list[str] = Field(description="Parts of file names.")


class ScopeReport(_Report):
    """How much there was to search."""

    articles: int = Field(description="Articles that the narrowing leaves; all without one.")
    zones: int = Field(description="Zones that they are about.")


class CitedAnswerReport(_Report):
    """An answer with its citations: the JSON contract without `hits`, `trace` and `seconds`."""

    version: Literal[1] = Field(description="Of this contract.")
    question: str = Field(description="As it was asked.")
    standalone: str = Field(description="The question as it was understood by itself.")
    language: Literal["en", "zh"] = Field(description="Of the question, and so of the answer's frame.")
    text: str = Field(description="The answer in Markdown, with `[n]` for citation `n`; quotes stay Chinese.")
    abstained: bool = Field(description="The pages do not say; the citations then hold what came nearest.")
    model: str = Field(description="The language model that wrote it; empty for a quoted answer.")
    fallback: str = Field(description="Why a configured language model did not write it; else empty.")
    statements: list[StatementReport] = Field(
        description="What the language model stated; empty where quoted."
    )
    removed_references: int = Field(description="References of the model to nothing, which were removed.")
    zones: list[ZoneReport] = Field(description="The zones that the answer asserts, the surest first.")
    citations: list[CitationReport] = Field(description="In the order of their numbers.")
    narrowing: NarrowingReport = Field(description="To which articles the search was narrowed.")
    scope: ScopeReport = Field(description="What was searched.")


class AnswerReport(CitedAnswerReport):
    """An answer: version 1 of the JSON contract, the same as `python -m rag --json` prints."""

    hits: list[HitReport] = Field(description="The best passages of the search, best first.")
    trace: list[dict[str, Any]] = Field(
        description="Why the answer is what it is: one object a stage, each with `stage`; for people to read."
    )
    seconds: float = Field(description="Wall time of the answer.")


class PassageReport(_Report):
    """A passage that was found."""

    text: str = Field(description=_PASSAGE)
    zone: str = Field(description="Short name of the article's zone; empty when none is known.")
    headline: str = Field(description="The article's; empty when it has none.")
    byline: str = Field(description="The article's; empty when it has none.")
    published: str = Field(description="ISO 8601 as far as the page tells, or empty.")
    source: str = Field(description="The page's file.")
    start: int = Field(description="First character on the page as read, in Unicode code points from 0.")
    end: int = Field(description="One past the last character on the page as read.")
    article_id: str = Field(description="The article, the same for all its passages.")
    score: float = Field(description="Larger is better; compares passages of one search only.")


class SearchReport(_Report):
    """The passages that were found, best first."""

    version: Literal[1] = Field(description="Of this form.")
    query: str = Field(description="As it was sent.")
    language: Literal["en", "zh"] = Field(description="As which it was read.")
    passages: list[PassageReport] = Field(
        description="Best first, at most three of one article; none when nothing matches."
    )
    narrowing: NarrowingReport = Field(description="To which articles the search was narrowed.")
    scope: ScopeReport = Field(description="What was searched.")


class ZoneEntryReport(_Report):
    """A zone of the index."""

    name: str = Field(description="Full Chinese name.", examples=["垣曲经济技术开发区"])
    short: str = Field(
        description="Canonical short name, unique; what `zone` is elsewhere.", examples=["垣曲经开区"]
    )
    english: str = Field(description="English name; empty when unknown.")
    other_names: list[str] = Field(description="Further names under which it is found, in both languages.")
    city: str = Field(description="Prefecture-level city in Chinese, without 市; empty when unknown.")
    city_english: str = Field(description="The same in pinyin; empty when unknown.", examples=["Yuncheng"])
    articles: int = Field(description="How many articles are about it.")
    first: str = Field(description="When the first of them came out, ISO 8601 as far as known, or empty.")
    last: str = Field(description="When the last of them came out, ISO 8601 as far as known, or empty.")


class ZonesReport(_Report):
    """The zones of the index, those with most articles first."""

    version: Literal[1] = Field(description="Of this form.")
    total: int = Field(description="How many fit; where that is more than are listed, ask for fewer.")
    zones: list[ZoneEntryReport] = Field(description="At most 500.")
    scope: ScopeReport = Field(description="What the index holds in all.")


class CountsReport(_Report):
    """How many statements came out each way."""

    supported: int = Field(description="A sentence of a page bears them out.")
    contradicted: int = Field(description="The pages have another figure, or say the opposite.")
    unsupported: int = Field(description="Nothing in the index bears them out.")
    framing: int = Field(description="They say nothing that could be true or false.")


class CheckedReport(_Report):
    """One statement of a text, as checked against the index."""

    text: str = Field(description="Its plain words.")
    verdict: Verdict = Field(description="How the pages bear it out; `unsupported` does not mean false.")
    citations: list[int] = Field(description="The sentences that decided.")
    problems: list[ProblemReport] = Field(description="What fails, the gravest first.")
    unconfirmed: list[str] = Field(description="Names in it that nothing can confirm.")
    support: float = Field(description="Probability, 0 to 1, that the sentences bear out its meaning.")
    cited_verdict: Verdict | None = Field(description="By the sentences that the text itself gives, if any.")
    unresolved: list[int] = Field(description="References that lead to nothing in the index.")


class CheckReport(_Report):
    """A checked text: the same as `python -m rag --check-answer --json` prints."""

    version: Literal[1] = Field(description="Of this form.")
    holds: bool = Field(description="No statement is contradicted or unsupported.")
    counts: CountsReport = Field(description="By verdict, how many statements.")
    unchecked_lines: int = Field(
        description="Lines that only name sources, or where an answer speaks of itself."
    )
    withdrawn: int = Field(description="Stretches struck out in the text.")
    statements: list[CheckedReport] = Field(description="In the text's order.")
    citations: list[CitationReport] = Field(description="The sentences that decided, by number.")


class ErrorReport(_Report):
    """Why there is no answer."""

    error: str = Field(description="What is wrong, and what to do; for people to read.")
