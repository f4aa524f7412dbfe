"""Where a stretch of gold stands on the pages: in which articles, sentences, headlines and bylines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from eval.retrieval_metrics import ZoneName, fold_text
from index.chunking import split_sentences
from index.documents import Article, Page
from index.reading import read_pages
from index.rules import find_zone
from index.segmenting import segment_page
from index.zones import load_gazetteer

_ZONES_KEPT = 4096


@dataclass(frozen=True)
class SearchedArticle:
    """An article ready to be searched; texts are folded as the metrics fold them.

    Attributes:
        article: The article.
        sentences: Its sentences as they stand in the body.
    """

    article: Article
    sentences: tuple[str, ...]

    @cached_property
    def body(self) -> str:
        """The folded body."""
        return "".join(map(fold_text, self.sentences))

    @cached_property
    def ends(self) -> list[int]:
        """One past the last character of each sentence in the folded body."""
        return list(accumulate(len(fold_text(sentence)) for sentence in self.sentences))

    @property
    def fields(self) -> tuple[str, str, str]:
        """What a passage of it shows, as printed: body, headline, byline."""
        return self.article.body, self.article.headline, self.article.byline

    def find(self, folded: str) -> list[tuple[str, ...]]:
        """Give the sentences of each place where a folded text stands; headline and byline are one each."""
        found = [
            self.sentences[bisect_right(self.ends, at) : bisect_right(self.ends, at + len(folded) - 1) + 1]
            for at in _find_all(self.body, folded)
        ]
        others = (self.article.headline, self.article.byline)
        return found + [(text,) for text in others if folded in fold_text(text)]


@dataclass(frozen=True, slots=True)
class Standing:
    """One place where a stretch stands: an article, and the sentences (or the headline, or the byline)."""

    where: SearchedArticle
    sentences: tuple[str, ...]


class GoldPages:
    """The pages of a folder as they are read and cut, to prove gold by."""

    def __init__(self, pages: Sequence[Page], articles: Sequence[Article]) -> None:
        """Take pages and their articles."""
        self.pages = {page.source: page for page in pages}
        self.folded_pages = {page.source: fold_text(page.text) for page in pages}
        self.articles = tuple(
            SearchedArticle(
                article,
                tuple(
                    article.body[start:end]
                    for start, end in split_sentences(article.body, offsets=article.offsets)
                ),
            )
            for article in articles
        )
        zones = dict.fromkeys(article.zone for article in articles if article.zone)
        self.gazetteer = load_gazetteer().with_zones(map(find_zone, zones))
        self._zones_of = lru_cache(maxsize=_ZONES_KEPT)(self._list_named)

    def find(self, stretch: str) -> tuple[Standing, ...]:
        """Give every place in an article where a stretch stands, in order."""
        folded = fold_text(stretch)
        return tuple(
            Standing(searched, sentences) for searched in self.articles for sentences in searched.find(folded)
        )

    def find_on_pages(self, stretch: str) -> tuple[str, ...]:
        """Give the pages on which a stretch stands as they were read, in an article or not."""
        folded = fold_text(stretch)
        return tuple(source for source, text in self.folded_pages.items() if folded in text)

    def find_beginning(self, stretch: str) -> tuple[str, str]:
        """Give the longest beginning of a stretch that a page has, folded, and the page; or empty texts."""
        folded = fold_text(stretch)
        for length in range(len(folded), 0, -1):
            if pages := self.find_on_pages(folded[:length]):
                return folded[:length], pages[0]
        return "", ""

    def list_zones(self, standing: Standing) -> tuple[ZoneName, ...]:
        """Give the zones that a place speaks of: those that its sentences name, and its article's."""
        own = self._name_zone(standing.where.article.zone)
        named = [zone for sentence in standing.sentences for zone in self._zones_of(sentence)]
        return tuple(dict.fromkeys([*named, *([own] if own else [])]))

    def is_known(self, zone: str) -> bool:
        """Tell whether a text is the place or the short name of a zone, listed or on these pages."""
        return any(zone in (known.short, known.place) for known in self.gazetteer.zones)

    @cached_property
    def written_zones(self) -> frozenset[str]:
        """Short names of all zones that an article is about or names."""
        named = {
            mention.zone.short
            for one in self.articles
            for text in one.fields
            for mention in self.gazetteer.find(text)
        }
        return frozenset(named | {one.article.zone for one in self.articles})

    def _list_named(self, sentence: str) -> tuple[ZoneName, ...]:
        return tuple((mention.zone.short, mention.zone.place) for mention in self.gazetteer.find(sentence))

    def _name_zone(self, short: str) -> ZoneName | None:
        zone = self.gazetteer.get(short)
        return (zone.short, zone.place) if zone else None


def read_gold_pages(
    folder: Path, *, progress: Callable[[int, int], None] | None = None
) -> tuple[GoldPages, tuple[str, ...]]:
    """Read and cut the pages of a folder; also give what could not be read, a line each.

    Args:
        folder: The folder of pages.
        progress: Told after each page how many are cut and how many there are.

    Raises:
        FileNotFoundError: There is no such folder.
        ValueError: No page in it can be read.
    """
    if not folder.exists():
        raise FileNotFoundError(f"no such folder of pages: {folder}; check --pages")
    read = read_pages(folder)
    if not read.pages:
        raise ValueError(f"{folder} holds no page that can be read; check --pages")
    articles: list[Article] = []
    for number, page in enumerate(read.pages, start=1):
        articles += segment_page(page)
        if progress is not None:
            progress(number, len(read.pages))
    return GoldPages(read.pages, articles), tuple(map(str, read.refusals))


def _find_all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
