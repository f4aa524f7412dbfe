"""One generation in the making: blocks in, files out, then checked, renamed and made current."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.arrays import (
    ArrayWriter,
    StretchWriter,
    format_faiss_header,
    load_array,
    load_faiss_vectors,
)
from index.blocks import PageBlock
from index.database import ArticleWriter, PageRecord
from index.documents import Zone
from index.keywords import PassagePieces, tabulate_parts, weigh_pieces
from index.manifest import IndexCounts, IndexSettings, Manifest, record_files

FindZone = Callable[[str], Zone]


class GenerationWriter:
    """Writes the files of a generation into a folder, page by page, in bounded memory.

    Attributes:
        counts: What was written so far.
    """

    def __init__(self, folder: Path, *, dimensions: int, find_zone: FindZone) -> None:
        self.folder = folder
        self._find_zone = find_zone
        self._zones: dict[str, int] = {}
        self._stack = ExitStack()
        self._articles = ArticleWriter(folder / "articles.sqlite")
        self._stack.callback(self._articles.close)
        self._vectors = ArrayWriter(
            folder / "vectors.faiss", np.float32, width=dimensions, header=format_faiss_header
        )
        self._stack.callback(self._vectors.close)
        self._article_zones = self._array("article_zones", np.int32)
        self._article_years = self._array("article_years", np.int16)
        self._passage_articles = self._array("passage_articles", np.int32)
        self._passage_spans = self._array("passage_spans", np.int32, width=2)
        self._sentence_passages = self._array("sentence_passages", np.int32)
        self._sentence_spans = self._array("sentence_spans", np.int32, width=2)
        self._pieces = self._array("pieces", np.int32)
        self._headline_pieces = self._array("headline_pieces", np.int32)
        self._article_passages = self._stretches("article_passages")
        self._passage_sentences = self._stretches("passage_sentences")
        self._sentence_pieces = self._stretches("sentence_pieces")
        self._headline_starts = self._stretches("headline_pieces_starts")

    @property
    def counts(self) -> IndexCounts:
        """What was written so far."""
        return IndexCounts(
            pages=self._articles.pages,
            articles=self._articles.articles,
            passages=self._passage_articles.rows,
            sentences=self._sentence_passages.rows,
            zones=len(self._zones),
        )

    def append(self, block: PageBlock) -> None:
        """Add a page.

        Raises:
            ValueError: The page was added before.
        """
        first_article, first_passage = self._articles.articles, self._passage_articles.rows
        self._articles.add_page(block.page, block.articles, sha256=block.sha256, warning=block.warning)
        zones = [self._number_zone(article.zone) for article in block.articles]
        years = [article.published.year or 0 for article in block.articles]
        articles = np.arange(first_article, first_article + len(block.articles))
        passages = np.arange(first_passage, first_passage + len(block.passage_spans))
        self._article_zones.append(np.array(zones, dtype=np.int32))
        self._article_years.append(np.array(years, dtype=np.int16))
        self._article_passages.append(block.article_passages)
        self._passage_articles.append(np.repeat(articles, block.article_passages))
        self._passage_spans.append(block.passage_spans)
        self._passage_sentences.append(block.passage_sentences)
        self._sentence_passages.append(np.repeat(passages, block.passage_sentences))
        self._sentence_spans.append(block.sentence_spans)
        self._sentence_pieces.append(block.sentence_pieces)
        self._pieces.append(block.pieces)
        self._headline_starts.append(block.headline_lengths)
        self._headline_pieces.append(block.headline_pieces)
        self._vectors.append(block.vectors)

    def copy_first(self, folder: Path, pages: Sequence[PageRecord], zones: Sequence[str]) -> None:
        """Take over the first pages of a generation, before anything is appended: numbers stay as they are.

        Args:
            folder: The generation.
            pages: Its first pages.
            zones: The short names of its zones.
        """
        articles = pages[-1].end_article if pages else 0
        numbers = load_array(folder / "article_zones.npy")[:articles]
        known = zones[: int(numbers.max(initial=-1)) + 1]
        self._articles.copy_first(
            folder / "articles.sqlite", pages=len(pages), articles=articles, zones=len(known)
        )
        self._zones = {short: number for number, short in enumerate(known)}
        starts = load_array(folder / "article_passages.npy")
        passages = int(starts[articles])
        sentences = int(load_array(folder / "passage_sentences.npy")[passages])
        for array, rows in (
            (self._article_zones, articles),
            (self._article_years, articles),
            (self._passage_articles, passages),
            (self._passage_spans, passages),
            (self._sentence_passages, sentences),
            (self._sentence_spans, sentences),
            (self._pieces, int(load_array(folder / "sentence_pieces.npy")[sentences])),
            (self._headline_pieces, int(load_array(folder / "headline_pieces_starts.npy")[articles])),
        ):
            array.copy_first(load_array(folder / array.path.name), rows)
        self._vectors.copy_first(load_faiss_vectors(folder / "vectors.faiss"), passages)
        for stretches, count in (
            (self._article_passages, articles),
            (self._passage_sentences, passages),
            (self._sentence_pieces, sentences),
            (self._headline_starts, articles),
        ):
            stretches.copy_first(load_array(folder / stretches.path.name), count)

    def finish_pages(self) -> None:
        """Complete all files that grow with the pages."""
        self._articles.commit()
        self._stack.close()

    def write_keywords(self, vocabulary: tuple[str, ...]) -> None:
        """Weigh the words of all passages; after `finish_pages`."""
        table = tabulate_parts(vocabulary)
        texts = PassagePieces(
            passage_articles=load_array(self.folder / "passage_articles.npy"),
            passage_sentences=load_array(self.folder / "passage_sentences.npy"),
            sentence_pieces=load_array(self.folder / "sentence_pieces.npy"),
            pieces=load_array(self.folder / "pieces.npy"),
            headline_starts=load_array(self.folder / "headline_pieces_starts.npy"),
            headline_pieces=load_array(self.folder / "headline_pieces.npy"),
        )
        impacts = weigh_pieces(texts, vocabulary, table)
        for name, values in (
            ("keyword_starts", impacts.starts),
            ("keyword_passages", impacts.passages),
            ("keyword_impacts", impacts.impacts),
            ("keyword_idfs", impacts.idfs),
            ("part_starts", table.starts),
            ("parts", table.parts),
            ("part_weights", table.weights),
        ):
            np.save(self.folder / f"{name}.npy", values, allow_pickle=False)

    def write_manifest(self, settings: IndexSettings) -> Manifest:
        """Record all files; after `write_keywords`."""
        created = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(settings, self.counts, created, record_files(self.folder))
        manifest.write(self.folder)
        return manifest

    def close(self) -> None:
        """Close all files, finished or not."""
        self._stack.close()

    def _number_zone(self, short: str) -> int:
        if not short:
            return -1
        if short not in self._zones:
            self._articles.add_zone(self._find_zone(short))
            self._zones[short] = len(self._zones)
        return self._zones[short]

    def _array(self, name: str, dtype: type[np.generic], *, width: int | None = None) -> ArrayWriter:
        array = ArrayWriter(self.folder / f"{name}.npy", dtype, width=width)
        self._stack.callback(array.close)
        return array

    def _stretches(self, name: str) -> StretchWriter:
        stretches = StretchWriter(self.folder / f"{name}.npy")
        self._stack.callback(stretches.close)
        return stretches
