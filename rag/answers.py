"""What goes between the stages of answering: `Query`, `Hit`, `Evidence`, `Citation`, `Answer`, the events.

All frozen. Offsets are characters, start inclusive, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from index.documents import Article, Passage, Zone

Language = Literal["en", "zh"]
Expected = Literal["number", "person", "organisation", "author", "date", "any"]
Verdict = Literal["supported", "contradicted", "unsupported", "framing"]
ProblemKind = Literal["figure", "date", "zone", "name", "negation", "meaning", "uncited"]
Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that the question speaks of, and the words that would name it on a page.

    Attributes:
        surface: The question's own words.
        alternatives: Words on the page that name it, best first, the question's own included.
        guesses: Words that may name it, by the encoder's rows alone, best first.
        weight: How much of the question's meaning it carries; larger is more.
        ask: Which of the things asked for it belongs to ("how much …, and how many …").
        group: Concepts of one group are alternatives ("rods, strip or foil"): one of them is enough.
        parts: The concepts that a term of several words is made of; to cover them is nearly as good.
        is_name: A proper name in Latin letters, to be looked for by its sound (pinyin) as well.
    """

    surface: str
    alternatives: tuple[str, ...]
    weight: float
    is_name: bool = False
    guesses: tuple[str, ...] = ()
    ask: int = 0
    group: int = 0
    parts: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """To which articles a reader has narrowed the search; what is empty narrows nothing.

    Attributes:
        zones: Short names of zones; the article is about one of them.
        cities: Cities in Chinese, without 市; the article's zone lies in one of them.
        since: ISO 8601 to any precision (`2024`, `2024-03`, `2024-03-07`): published then or later.
        until: The same: published then or earlier.
        sources: The page's file name, its folders included, has one of these in it, whatever the case.
    """

    zones: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every article is searched."""
        return self == EVERYWHERE

    def as_json(self) -> dict[str, Json]:
        """Give its five fields as plain values, in their order."""
        return {
            "zones": list(self.zones),
            "cities": list(self.cities),
            "since": self.since,
            "until": self.until,
            "sources": list(self.sources),
        }


EVERYWHERE = Narrowing()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched, or was: the counts that an answer and the chat page name.

    Attributes:
        articles: How many articles.
        zones: How many zones they are about.
    """

    articles: int
    zones: int


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood.

    Attributes:
        question: As the reader typed it.
        standalone: The same with what a follow-up left out (equal to `question` otherwise).
        topic: What is searched: `standalone` without question words, zone names and dates.
        concepts: The things that the topic speaks of.
        language: The language of the question, and so of the answer's frame.
        zones: Short names of the zones that the question names, each an exact filter.
        cities: Cities named (in Chinese), where the question names a city and not one zone.
        years: Years named; evidence dated otherwise does not answer.
        required: Names of which a sentence must have one from each set.
        is_list: Every zone that fits is wanted.
        expects: What kind of thing would answer.
        may_lean: Nothing was carried over from the earlier questions, though one of their zones may be meant;
            the reader is told. Two questions that differ only in this are the same.
        narrowing: To which articles the reader has narrowed the search.
    """

    question: str
    standalone: str
    topic: str
    language: Language
    concepts: tuple[Concept, ...] = ()
    zones: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    is_list: bool = False
    expects: Expected = "any"
    may_lean: bool = field(default=False, compare=False)
    narrowing: Narrowing = EVERYWHERE

    @property
    def has_several_asks(self) -> bool:
        """Whether more than one thing is asked for ("how much …, and how many …")."""
        return len({concept.ask for concept in self.concepts}) > 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    Attributes:
        passage_index: The passage's number in the index.
        passage: Where it stands in its article.
        article: The article.
        score: The score that orders the hits; larger is better.
        verbatim: The passage in the page's own characters, cut lines joined.
        paths: The score of each path by its name (`dense`, `keyword`, `late`), for the trace.
    """

    passage_index: int
    passage: Passage
    article: Article
    score: float
    verbatim: str
    paths: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The passage's own text."""
        return self.article.body[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that was judged against the question.

    Attributes:
        article: The article it stands in.
        start: First character in the article's body.
        end: One past the last character in the article's body.
        zone: Short name of the zone that the sentence speaks of.
        score: How well it fits, between 0 and 1.
        features: What the score was made of, for the trace.
    """

    article: Article
    start: int
    end: int
    zone: str
    score: float
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The mended sentence."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference to the words of a page.

    Attributes:
        number: As it stands in the answer's text, from 1.
        quote: The page's own characters `[start, end)`, line breaks included, at most 300.
        focus: The figure or name asked for, as `(start, end)` within `quote`.
        text: The mended words of the quote, on one line, for people to read.
        text_focus: `focus` within `text`.
        zone: Short name of the zone.
        headline: The article's headline.
        byline: The article's byline.
        published: ISO 8601 to the precision known, or empty.
        source: The page's file name.
        start: First character on the page as read.
        end: One past the last character on the page as read.
        article_id: The article.
        article_start: First character in the article's body.
        article_end: One past the last character in the article's body.
        context: The article's words right before, about two sentences; only names are looked for in them.
    """

    number: int
    quote: str
    focus: tuple[int, int] | None
    text: str
    text_focus: tuple[int, int] | None
    zone: str
    headline: str
    byline: str
    published: str
    source: str
    start: int
    end: int
    article_id: str
    article_start: int
    article_end: int
    context: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in which a statement fails its check.

    Attributes:
        kind: What fails; a key of the wording files after `problem_`.
        said: The statement's own words that fail; empty where the whole statement does.
        instead: What the cited sentence has in their place, where it has one.
    """

    kind: ProblemKind
    said: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that a language model (or anyone) wrote, as checked against what it cites.

    Attributes:
        text: Its plain words on one line, without Markdown and references.
        citations: Numbers of the citations that it gave, or that were found for it.
        verdict: `supported`; `contradicted`: the cited sentence has another figure; `unsupported`: it does
            not bear the statement out; `framing`: the statement says nothing that could be true or false.
        problems: Why it failed, the gravest first; empty for the other verdicts.
        unconfirmed: Names in it that nothing can confirm, such as a translated company's: marked, not struck.
        support: Probability that the cited sentences bear out its meaning, 0 to 1.
        is_cited: It gave a citation itself; otherwise `citations` were found for it.
        prefix: What stood before it in its line: the mark of a list and its indent, or nothing.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    support: float = 0.0
    is_cited: bool = True
    prefix: str = ""

    @property
    def holds(self) -> bool:
        """Whether it may be shown unstruck."""
        return self.verdict in {"supported", "framing"}


@dataclass(frozen=True, slots=True)
class Trace:
    """Why the answer is what it is: one entry a stage, in order, each of plain JSON values."""

    stages: tuple[tuple[str, dict[str, Json]], ...] = ()

    def as_json(self) -> list[Json]:
        """Give `[{"stage": name, …}, …]`."""
        return [{"stage": name, **values} for name, values in self.stages]


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer.

    Attributes:
        query: The question as understood.
        text: Markdown with `[n]` references, in the reader's language; quotes stay Chinese.
        abstained: The pages do not say; `citations` then hold what was found nearest.
        zones: The zones that the answer asserts (for a list, those that fit).
        citations: In the order of their numbers.
        hits: The best passages, best first, at most ten.
        trace: See `Trace`.
        seconds: Wall time of the answer.
        model: Name of the language model that wrote it; empty for a quoted answer.
        fallback: Why a configured language model did not write it, in the reader's language; or empty.
        statements: What the model wrote, in order, each as checked; empty for a quoted answer.
        removed_references: How many references of the model to nothing were removed.
        scope: How much was searched: all articles of the index, or those that the query is narrowed to.
    """

    query: Query
    text: str
    abstained: bool
    zones: tuple[Zone, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    trace: Trace
    seconds: float
    model: str = ""
    fallback: str = ""
    statements: tuple[Statement, ...] = ()
    removed_references: int = 0
    scope: Scope = Scope(0, 0)


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage of the pipeline has begun, or one that counts its steps has come further.

    Attributes:
        stage: A key of the wording files after `stage_` (`searching`, …).
        done: Steps that are done; zones judged, for `mapping`.
        total: Steps in all; 0 where a stage does not count them.
    """

    stage: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class TextAdded:
    """The answer's text has grown by `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerFinished:
    """The answer is complete; `answer.text` is authoritative over what was streamed."""

    answer: Answer


AnswerEvent: TypeAlias = StageStarted | TextAdded | AnswerFinished
