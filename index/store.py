"""The index on disk, as its readers see it: `open_index` and what it gives."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.arrays import load_array, load_faiss_vectors
from index.catalogue import Catalogue
from index.database import ArticleReader, PageRecord
from index.documents import Article, Page, Passage, Zone
from index.embedding import BUNDLED_NAME, is_other_bundled
from index.errors import EncoderMismatchError, IndexCorruptError
from index.generations import find_current, generation_folder
from index.keywords import Impacts, KeywordIndex, PartTable
from index.manifest import Manifest
from index.vectors import VectorIndex

_ARTICLES_KEPT = 4096


class EncoderIdentity(Protocol):
    """What tells one encoder from another."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def digest(self) -> str:
        """Changes when its vectors would."""
        ...


class Index:
    """One generation of an index, open for reading; several threads may use it.

    Articles, passages and sentences are numbered from 0 in the order of the pages. Arrays are mapped into
    memory and must not be written to. `starts` arrays have one entry more than there are things: thing `i`
    has the entries `[starts[i], starts[i + 1])`.

    Attributes:
        path: The index's folder.
        generation: Which generation of it was opened.
        manifest: What was indexed, and how.
        zones: Every zone that an article is about, in the order in which they were met.
        zone_names: Their short names.
        article_zones: `(n_articles,)` int32: number in `zones`, -1 where no zone is known.
        article_years: `(n_articles,)` int16: year of publication, 0 where it is unknown.
        article_passages: `(n_articles + 1,)` int64 starts: passages of each article.
        passage_articles: `(n_passages,)` int32: article of each passage.
        passage_spans: `(n_passages, 2)` int32: where it stands in the article's body.
        passage_sentences: `(n_passages + 1,)` int64 starts: sentences of each passage.
        sentence_passages: `(n_sentences,)` int32: passage of each sentence.
        sentence_spans: `(n_sentences, 2)` int32: where it stands in the article's body.
        sentence_pieces: `(n_sentences + 1,)` int64 starts: pieces of each sentence.
        pieces: Int32 pieces of all sentences, by the bundled encoder.
        headline_pieces_starts: `(n_articles + 1,)` int64 starts: pieces of zone and headline of each article.
        headline_pieces: Int32 pieces of all zones and headlines, by the bundled encoder.
        vectors: The passages' vectors.
        keywords: The passages' words.
    """

    def __init__(self, path: Path, folder: Path, generation: int) -> None:
        """Open the files in `folder`, which hold a generation of the index in `path`."""
        self.path = path
        self.generation = generation
        self.manifest = Manifest.read(folder)
        self.manifest.check(folder, contents=False)
        self._folder = folder
        self.article_zones: NDArray[np.int32] = self._load("article_zones")
        self.article_years: NDArray[np.int16] = self._load("article_years")
        self.article_passages: NDArray[np.int64] = self._load("article_passages")
        self.passage_articles: NDArray[np.int32] = self._load("passage_articles")
        self.passage_spans: NDArray[np.int32] = self._load("passage_spans")
        self.passage_sentences: NDArray[np.int64] = self._load("passage_sentences")
        self.sentence_passages: NDArray[np.int32] = self._load("sentence_passages")
        self.sentence_spans: NDArray[np.int32] = self._load("sentence_spans")
        self.sentence_pieces: NDArray[np.int64] = self._load("sentence_pieces")
        self.pieces: NDArray[np.int32] = self._load("pieces")
        self.headline_pieces_starts: NDArray[np.int64] = self._load("headline_pieces_starts")
        self.headline_pieces: NDArray[np.int32] = self._load("headline_pieces")
        self.vectors = VectorIndex(load_faiss_vectors(folder / "vectors.faiss"))
        self.keywords = self._load_keywords()
        self._articles = ArticleReader(folder / "articles.sqlite")
        self.zones: tuple[Zone, ...] = self._articles.read_zones()
        self.zone_names: tuple[str, ...] = tuple(zone.short for zone in self.zones)
        # Not a method of this object: a cycle would keep a closed index in memory until it is looked for.
        read_article = partial(_read_article, self._articles, self.n_articles)
        self.article = lru_cache(maxsize=_ARTICLES_KEPT)(read_article)
        self._catalogue: Catalogue | None = None
        self._catalogue_lock = threading.Lock()

    @property
    def n_articles(self) -> int:
        """How many articles there are."""
        return len(self.article_zones)

    @property
    def n_passages(self) -> int:
        """How many passages there are."""
        return len(self.passage_articles)

    @property
    def n_sentences(self) -> int:
        """How many sentences there are."""
        return len(self.sentence_passages)

    @property
    def catalogue(self) -> Catalogue:
        """What is known of every article without its text; read at its first use, and kept."""
        with self._catalogue_lock:
            if self._catalogue is None:
                self._catalogue = Catalogue(self._articles.list_entries(), self.zones)
            return self._catalogue

    def articles(self, numbers: Iterable[int]) -> list[Article]:
        """Give the articles of these numbers, in their order.

        Raises:
            IndexError: There is no such article.
        """
        return [self.article(int(number)) for number in numbers]

    def article_number(self, article_id: str) -> int:
        """Give the number of the article with this id.

        Raises:
            KeyError: There is none.
        """
        number = self._articles.find_article(article_id)
        if number is None:
            raise KeyError(f"no article has the id {article_id!r} in {self.path}")
        return number

    def passage(self, number: int) -> Passage:
        """Give the passage of this number.

        Raises:
            IndexError: There is no such passage.
        """
        if not 0 <= number < self.n_passages:
            raise IndexError(f"there is no passage {number}; the index has {self.n_passages}")
        first, last = self.passage_sentences[number], self.passage_sentences[number + 1]
        start, end = self.passage_spans[number].tolist()
        spans = self.sentence_spans[first:last].tolist()
        article = self.article(int(self.passage_articles[number]))
        return Passage(article.id, start, end, tuple((one, other) for one, other in spans))

    def page(self, source: str) -> Page:
        """Give the page of this source.

        Raises:
            KeyError: There is none.
        """
        page = self._articles.read_page(source)
        if page is None:
            raise KeyError(f"no page {source!r} is in {self.path}")
        return page

    def pages(self) -> list[PageRecord]:
        """Give what is remembered of every page, in order."""
        return self._articles.list_pages()

    def sources(self) -> list[str]:
        """Give the source of every page, in order."""
        return [record.source for record in self.pages()]

    def verify(self) -> None:
        """Read every file whole and compare its SHA-256 with the manifest's.

        Raises:
            IndexCorruptError: A file is not what was written.
        """
        self.manifest.check(self._folder, contents=True)

    def require_encoder(self, encoder: EncoderIdentity) -> None:
        """See that questions are encoded as the passages were.

        Raises:
            EncoderMismatchError: The index was made with another encoder.
        """
        settings = self.manifest.settings
        if encoder.digest == settings.encoder_digest:
            return
        explain = (
            EncoderMismatchError.of_other_version
            if is_other_bundled(settings.encoder)
            else EncoderMismatchError.between
        )
        raise explain(
            str(self.path), made_with=settings.encoder, asked_with=encoder.name, bundled=BUNDLED_NAME
        )

    def require_splitter(self, encoder: EncoderIdentity) -> None:
        """See that the words of questions are split as those of the passages were.

        Raises:
            EncoderMismatchError: The pieces were made by another version of the bundled encoder.
        """
        made_by = self.manifest.settings.pieces_digest
        if encoder.digest != made_by:
            raise EncoderMismatchError.of_pieces(str(self.path), made_by=made_by, split_by=encoder.digest)

    def close(self) -> None:
        """Close the files; the index must not be used afterwards."""
        self._articles.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _load(self, name: str) -> NDArray[Any]:
        return load_array(self._folder / f"{name}.npy")

    def _load_keywords(self) -> KeywordIndex:
        impacts = Impacts(
            starts=self._load("keyword_starts"),
            passages=self._load("keyword_passages"),
            impacts=self._load("keyword_impacts"),
            idfs=self._load("keyword_idfs"),
        )
        parts = PartTable(self._load("part_starts"), self._load("parts"), self._load("part_weights"))
        return KeywordIndex(impacts, parts, passages=len(self.passage_articles))


def _read_article(articles: ArticleReader, n_articles: int, number: int) -> Article:
    found = articles.read_articles([number])
    if number not in found:
        raise IndexError(f"there is no article {number}; the index has {n_articles}")
    return found[number]


def open_generation(path: Path, generation: int) -> Index:
    """Open one generation of an index.

    Raises:
        IndexCorruptError: A file is missing or is not what was written.
    """
    return Index(path, generation_folder(path, generation), generation)


def open_index(
    path: Path, *, encoder: EncoderIdentity | None = None, splitter: EncoderIdentity | None = None
) -> Index:
    """Open the newest finished generation of an index.

    Only sizes are checked, so that opening is fast; `Index.verify` reads everything.

    Args:
        path: The index's folder.
        encoder: What questions will be encoded with.
        splitter: The bundled encoder at hand, which splits questions into words.

    Raises:
        IndexNotFoundError: There is no index.
        IndexCorruptError: A file is missing or is not what was written.
        EncoderMismatchError: The index was made with another encoder.
    """
    generation = find_current(path)
    try:
        index = open_generation(path, generation)
    except IndexCorruptError:
        # A writer may have finished twice since CURRENT was read, and removed what it named.
        newer = find_current(path)
        if newer == generation:
            raise
        index = open_generation(path, newer)
    try:
        if encoder is not None:
            index.require_encoder(encoder)
        if splitter is not None:
            index.require_splitter(splitter)
    except EncoderMismatchError:
        index.close()
        raise
    return index
