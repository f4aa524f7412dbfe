"""For one statement of any text, the sentences of an index that could bear it out; for a quote, its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from index.documents import Article, Page
from index.figures import CALENDAR_UNITS, find_figures, same_figure
from index.zones import Gazetteer
from rag.answers import Citation, Evidence, Query
from rag.citing import cite_sentence, is_verbatim
from rag.resources import Resources
from rag.searching import Found, search_query
from rag.texts.reading_references import LEAST_QUOTE_CHARS, Source
from rag.understanding import understand_question
from rag.weighing import attribute_zone

MOST_SENTENCES = 8
"""Of the likeliest sentences for a statement."""
MOST_WITH_FIGURE = 4
"""Of those further down that hold a figure of the statement."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that was found for a statement.

    Attributes:
        citation: The sentence.
        likelihood: Probability, 0 to 1, by which the search takes it for an answer to the statement.
    """

    citation: Citation
    likelihood: float


class SourceFinder:
    """Finds sentences in an index and makes citations of them, each sentence with one number.

    Args:
        resources: Of the pipeline.
        first_number: The first number to give; those below are the text's own.
    """

    def __init__(self, resources: Resources, *, first_number: int = 1) -> None:
        self._resources = resources
        self._next = first_number
        self._made: dict[tuple[str, int, int], Citation] = {}

    @property
    def gazetteer(self) -> Gazetteer:
        """Knows the zones of the index."""
        return self._resources.gazetteer

    def find_sentences(self, statement: str, zones: Sequence[str] = ()) -> Iterator[list[Candidate]]:
        """Give the sentences that could bear a statement out, the likeliest first, in one or two groups.

        First those of the zones (and years) that the statement names, else of the zones of its context; then,
        where there was such a limit, those of all articles: the same may be told of another zone.

        Args:
            statement: In English or Chinese.
            zones: Short names of the zones that the text spoke of before.
        """
        query = self._understand(statement)
        anywhere = replace(query, zones=(), cities=(), years=())
        near = replace(query, zones=query.zones or tuple(zones))
        yield list(self._list_likeliest(statement, near))
        if near != anywhere:
            yield list(self._list_likeliest(statement, anywhere))

    def find_quote(self, source: Source, number: int) -> Citation | None:
        """Give the place of a quote, or none where no page of the index (or of the file) has it.

        Args:
            source: What the text gives for a reference.
            number: The text's own for it.
        """
        quote = "".join(source.quote.split())
        if len(quote) < LEAST_QUOTE_CHARS:
            return None
        query = replace(self._understand(source.quote), zones=(), cities=(), years=())
        for article in self._list_articles(search_query(query, self._resources), source.file):
            span = locate_quote(quote, article, self._resources.index.page(article.source))
            if span is not None:
                return self._cite(self._make_evidence(article, span), number)
        return None

    def find_page(self, file: str) -> str | None:
        """Give the one page of the index that a file's name means, by its own name; none where several do."""
        if not file:
            return None
        sources = self._resources.index.sources()
        found = [source for source in sources if source == file]
        found = found or [
            source for source in sources if source.rpartition("/")[2] == file.rpartition("/")[2]
        ]
        return found[0] if len(found) == 1 else None

    def zones_of(self, statement: str) -> tuple[str, ...]:
        """Give the short names of the zones that a statement names."""
        return tuple(dict.fromkeys(item.zone.short for item in self._resources.gazetteer.find(statement)))

    def _understand(self, text: str) -> Query:
        query = understand_question(
            text, gazetteer=self._resources.gazetteer, lexicon=self._resources.lexicon
        )
        # A statement asks for nothing: neither a list nor a kind of answer.
        return replace(query, is_list=False, expects="any")

    def _list_likeliest(self, statement: str, query: Query) -> Iterator[Candidate]:
        found = search_query(query, self._resources).evidence
        further = (item for item in found[MOST_SENTENCES:] if _shares_figure(statement, item.text))
        for item in (*found[:MOST_SENTENCES], *islice(further, MOST_WITH_FIGURE)):
            # Only the first are given the zone that they name, where that is not their article's.
            citation = self._cite(self._make_evidence(item.article, (item.start, item.end)))
            if citation is not None:
                yield Candidate(citation, item.score)

    def _make_evidence(self, article: Article, span: tuple[int, int]) -> Evidence:
        zone = attribute_zone(article.body[slice(*span)], article, self._resources.gazetteer)
        return Evidence(article, *span, zone=zone, score=0.0)

    def _list_articles(self, found: Found, file: str) -> list[Article]:
        articles = [item.article for item in found.evidence] + [hit.article for hit in found.hits]
        unique = {article.id: article for article in articles}
        name = file.rpartition("/")[2]
        return [item for item in unique.values() if not name or item.source.rpartition("/")[2] == name]

    def _cite(self, evidence: Evidence, number: int = 0) -> Citation | None:
        """Make the citation of a sentence, or give the one made before."""
        key = (evidence.article.id, evidence.start, evidence.end)
        if key not in self._made:
            page = self._resources.index.page(evidence.article.source)
            citation = cite_sentence(evidence, page, number=number or self._next)
            if not is_verbatim(citation, page):
                return None
            self._made[key] = citation
            self._next += not number
        return self._made[key]


def locate_quote(quote: str, article: Article, page: Page) -> tuple[int, int] | None:
    """Give the stretch of the article's body that a quote without white space stands for.

    The quote may be of the mended words, or of the page's own characters.
    """
    return _find_without_blanks(quote, article.body) or _locate_on_page(quote, article, page)


def _locate_on_page(quote: str, article: Article, page: Page) -> tuple[int, int] | None:
    span = _find_without_blanks(quote, page.text[article.page_start : article.page_end])
    if span is None or not len(article.offsets):
        return None
    starts, ends = article.offsets[:, 0], article.offsets[:, 1]
    first = int(np.searchsorted(ends, article.page_start + span[0], side="right"))
    last = int(np.searchsorted(starts, article.page_start + span[1], side="left"))
    return (first, last) if first < last else None


def _find_without_blanks(quote: str, text: str) -> tuple[int, int] | None:
    places = [place for place, character in enumerate(text) if not character.isspace()]
    at = "".join(text[place] for place in places).find(quote)
    return (places[at], places[at + len(quote) - 1] + 1) if at >= 0 else None


def _shares_figure(statement: str, sentence: str) -> bool:
    said = [figure for figure in find_figures(statement) if figure.unit not in CALENDAR_UNITS]
    if not said:
        return False
    return any(same_figure(figure, other) for figure in said for other in find_figures(sentence))
