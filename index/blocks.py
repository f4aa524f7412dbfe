"""A page with everything that the index keeps of it: made from the page, or taken from the index before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.documents import Article, Page, Passage
from index.embedding import Pieces, StaticEncoder, TextEncoder, Vectors
from index.errors import EncoderOutputError

Lengths = NDArray[np.int32]
Spans = NDArray[np.int32]
Segment = Callable[[Page], tuple[Article, ...]]
Chunk = Callable[[Article], tuple[Passage, ...]]

WHOLE_PAGE_WARNING = "could not be split into articles; all of it is one"


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A page, its articles and passages, and the arrays that are made of them.

    Attributes:
        page: The page.
        sha256: The digest of its text.
        warning: What was odd about it, or empty.
        articles: Its articles, in order.
        article_passages: `(articles,)`: how many passages each has.
        passage_spans: `(passages, 2)`: where each stands in its article's body.
        passage_sentences: `(passages,)`: how many sentences each has.
        sentence_spans: `(sentences, 2)`: where each stands in its article's body.
        sentence_pieces: `(sentences,)`: how many pieces each has.
        pieces: The pieces of all sentences.
        headline_lengths: `(articles,)`: how many pieces the zone and headline of each have.
        headline_pieces: The pieces of all zones and headlines.
        vectors: `(passages, dimensions)`.
        is_reused: It was taken from the index before.
    """

    page: Page
    sha256: str
    warning: str
    articles: tuple[Article, ...]
    article_passages: Lengths
    passage_spans: Spans
    passage_sentences: Lengths
    sentence_spans: Spans
    sentence_pieces: Lengths
    pieces: Pieces
    headline_lengths: Lengths
    headline_pieces: Pieces
    vectors: Vectors
    is_reused: bool = False


@dataclass(frozen=True, slots=True)
class _SplitPage:
    """A page cut into articles and passages, before any text is turned into numbers."""

    page: Page
    articles: tuple[Article, ...]
    passages: tuple[tuple[Passage, ...], ...]

    def texts(self) -> list[str]:
        """List zone and headline of every article, then every sentence."""
        headlines = [describe_article(article) for article in self.articles]
        sentences = [
            article.body[start:end]
            for article, passages in zip(self.articles, self.passages, strict=True)
            for passage in passages
            for start, end in passage.sentences
        ]
        return headlines + sentences


class BlockMaker:
    """Makes the blocks of new pages, many pages at a time so that texts are split and encoded in batches.

    What is embedded for a passage is the article's zone, its headline and the passage's text. The bundled
    encoder gets their pieces, which are needed for the words anyway; another encoder gets the text
    `zone headline`, a line break, and the passage.
    """

    def __init__(
        self, *, encoder: TextEncoder, splitter: StaticEncoder, segment: Segment, chunk: Chunk
    ) -> None:
        self._encoder = encoder
        self._splitter = splitter
        self._segment = segment
        self._chunk = chunk
        self._pools_pieces = encoder.digest == splitter.digest

    def make(self, pages: Sequence[Page]) -> Iterator[PageBlock]:
        """Give the block of each page, in order; each is encoded when it is asked for."""
        split = [self._split_page(page) for page in pages]
        texts = [one.texts() for one in split]
        pieces = iter(self._splitter.split([text for some in texts for text in some]))
        for one, some in zip(split, texts, strict=True):
            yield self._make_block(one, [next(pieces) for _ in some])

    def _split_page(self, page: Page) -> _SplitPage:
        articles = self._segment(page)
        return _SplitPage(page, articles, tuple(self._chunk(article) for article in articles))

    def _make_block(self, split: _SplitPage, pieces: list[Pieces]) -> PageBlock:
        articles, passages = split.articles, [one for some in split.passages for one in some]
        headlines, sentences = pieces[: len(articles)], pieces[len(articles) :]
        counts = [len(some) for some in split.passages]
        whole = any(article.is_whole_page for article in articles)
        return PageBlock(
            page=split.page,
            sha256=digest_text(split.page.text),
            warning=WHOLE_PAGE_WARNING if whole else "",
            articles=articles,
            article_passages=_lengths(counts),
            passage_spans=_spans([(passage.start, passage.end) for passage in passages]),
            passage_sentences=_lengths([len(passage.sentences) for passage in passages]),
            sentence_spans=_spans([span for passage in passages for span in passage.sentences]),
            sentence_pieces=_lengths([len(some) for some in sentences]),
            pieces=_flatten(sentences),
            headline_lengths=_lengths([len(some) for some in headlines]),
            headline_pieces=_flatten(headlines),
            vectors=self._encode(split, headlines, sentences),
        )

    def _encode(self, split: _SplitPage, headlines: list[Pieces], sentences: list[Pieces]) -> Vectors:
        if self._pools_pieces:
            return self._pool(split, headlines, sentences)
        texts = [
            describe_passage(article, passage)
            for article, passages in zip(split.articles, split.passages, strict=True)
            for passage in passages
        ]
        if not texts:
            return np.empty((0, self._encoder.dimensions), dtype=np.float32)
        return self._check(self._encoder.encode_passages(texts), len(texts), split.page.source)

    def _check(self, vectors: Vectors, count: int, source: str) -> Vectors:
        name, shape = self._encoder.name, (count, self._encoder.dimensions)
        if vectors.shape != shape:
            raise EncoderOutputError(
                f"the encoder {name!r} gave an array of shape {vectors.shape} for {count} passages of"
                f" {source}, and should give {shape}; choose another encoder"
            )
        if not np.isfinite(vectors).all():
            raise EncoderOutputError(
                f"the encoder {name!r} gave numbers that are not finite (NaN or infinity) for a passage of"
                f" {source}; choose another encoder"
            )
        return vectors

    def _pool(self, split: _SplitPage, headlines: list[Pieces], sentences: list[Pieces]) -> Vectors:
        remaining = iter(sentences)
        stretches = [
            np.concatenate([headline, *(next(remaining) for _ in passage.sentences)])
            for headline, passages in zip(headlines, split.passages, strict=True)
            for passage in passages
        ]
        lengths = [len(stretch) for stretch in stretches]
        return self._splitter.pool(_flatten(stretches), np.cumsum([0, *lengths], dtype=np.int64))


def describe_article(article: Article) -> str:
    """Give the zone and the headline, which go with each passage into its vector."""
    return f"{article.zone} {article.headline}".strip()


def describe_passage(article: Article, passage: Passage) -> str:
    """Give what a model that is not the bundled encoder reads of a passage."""
    return f"{describe_article(article)}\n{article.body[passage.start : passage.end]}"


def digest_text(text: str) -> str:
    """Give the SHA-256 of a page's text in hex; the same text in another encoding is the same page."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _lengths(values: list[int]) -> Lengths:
    return np.array(values, dtype=np.int32)


def _spans(values: list[tuple[int, int]]) -> Spans:
    return np.array(values, dtype=np.int32).reshape(-1, 2)


def _flatten(values: list[Pieces]) -> Pieces:
    return np.concatenate(values).astype(np.int32, copy=False) if values else np.empty(0, dtype=np.int32)
