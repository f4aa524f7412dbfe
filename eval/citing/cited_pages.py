"""What the pages say at the places that citations name: read from the files, not from the index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from eval.learning_zones import learn_zones
from eval.retrieval_metrics import strip_spaces
from index.cleaning import clean_page
from index.documents import Article, Page
from index.reading import read_pages
from index.segmenting import segment_page
from index.zones import Gazetteer
from rag.answers import Citation

_MOST_CONTEXT_CHARS = 300
_SENTENCES_BEFORE = 2
_SENTENCE_END = re.compile(r"(?<=[。！？])")


class CitedPages:
    """The pages of a suite as their files have them, cut into articles anew."""

    def __init__(self, pages: Iterable[Page]) -> None:
        """Take the pages; they are cut when they are first asked for."""
        self._pages = {page.source: page for page in pages}
        self._articles: dict[str, tuple[Article, ...]] = {}

    @classmethod
    def open(cls, folder: Path) -> CitedPages:
        """Read the pages of a folder.

        Raises:
            FileNotFoundError: There is no such folder.
        """
        return cls(read_pages(folder).pages)

    @property
    def is_empty(self) -> bool:
        """Whether there is no page."""
        return not self._pages

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """What finds zones, those that only these pages name too; cuts all pages."""
        return learn_zones(article for source in self._pages for article in self._cut(source))

    def read_premise(self, citation: Citation) -> Citation | None:
        """Give what stands where a citation says, with the words before it and its article's titles.

        Of the citation only its number, file and place are believed. None where nothing stands there.
        """
        quote = self._read(citation)
        if not quote.strip():
            return None
        bare = replace(citation, quote=quote, focus=None, text_focus=None)
        article = self._find_article(citation)
        place = find_in_body(article, citation) if article else None
        if article is None or place is None:
            text = " ".join(clean_page(quote).text.split())
            return replace(bare, text=text, zone="", headline="", byline="", published="", context="")
        return replace(
            bare,
            text=article.body[slice(*place)].replace("\n", " "),
            zone=article.zone,
            headline=article.headline,
            byline=article.byline,
            published=str(article.published),
            context=_read_end(article.body[: place[0]]),
        )

    def find_fault(self, citation: Citation) -> str:
        """Say what of a citation is not as its page has it, in a few words; nothing where all is.

        The quote is to be the page's characters at its place, one by one; what readers see of it is to be
        those characters mended, nothing more or less; and headline, date and zone are to be of the article
        that stands there, or the zone one that the article names.
        """
        if citation.source not in self._pages:
            return f"there is no page {citation.source}"
        if not citation.quote or self._read(citation) != citation.quote:
            return f"the quote is not what {citation.source} has at {citation.start} to {citation.end}"
        if strip_spaces(clean_page(citation.quote).text) != strip_spaces(citation.text):
            return "the words shown are not those of the quote"
        article = self._find_article(citation)
        if article is None:
            return f"no article of {citation.source} holds {citation.start} to {citation.end}"
        there = {"headline": article.headline, "published": str(article.published)}
        wrong = [name for name, value in there.items() if value != getattr(citation, name)]
        if not self._is_zone_of(citation.zone, article):
            wrong.append("zone")
        return f"not of the article cited: {', '.join(wrong)}" if wrong else ""

    def _read(self, citation: Citation) -> str:
        page = self._pages.get(citation.source)
        # A place before the page's start would count from its end.
        return page.text[citation.start : citation.end] if page and citation.start >= 0 else ""

    def _find_article(self, citation: Citation) -> Article | None:
        return next(
            (
                article
                for article in (self._cut(citation.source) if citation.source in self._pages else ())
                if article.page_start <= citation.start
                and citation.end <= article.page_end
                and find_in_body(article, citation) is not None
            ),
            None,
        )

    def _is_zone_of(self, zone: str, article: Article) -> bool:
        if zone == article.zone:
            return True
        text = f"{article.headline}\n{article.body}"
        return zone in {mention.zone.short for mention in self.gazetteer.find(text)}

    def _cut(self, source: str) -> tuple[Article, ...]:
        if source not in self._articles:
            self._articles[source] = segment_page(self._pages[source])
        return self._articles[source]


def find_in_body(article: Article, citation: Citation) -> tuple[int, int] | None:
    """Give the part of an article's body that stands within a citation's place on the page, if any does."""
    inside = (article.offsets[:, 0] >= citation.start) & (article.offsets[:, 1] <= citation.end)
    places = inside.nonzero()[0]
    return (int(places[0]), int(places[-1]) + 1) if len(places) else None


def _read_end(body: str) -> str:
    """Give the last two sentences of a text."""
    sentences = _SENTENCE_END.split(body[-_MOST_CONTEXT_CHARS:].strip())
    return "".join([one for one in sentences if one][-_SENTENCES_BEFORE:]).replace("\n", " ").strip()
