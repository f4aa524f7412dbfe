"""The pages that an index already has: which are unchanged, and their blocks without the encoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.blocks import PageBlock
from index.database import PageRecord
from index.documents import Page
from index.store import Index


class PreviousPages:
    """The pages of the index before, or of none.

    Attributes:
        index: The index before; `None` when there is none that can be read.
    """

    def __init__(self, index: Index | None, *, is_reusable: bool) -> None:
        """Take the index before, and whether it was made as the new one will be."""
        self.index = index
        self._is_reusable = is_reusable
        records = index.pages() if index is not None else []
        self._records = {record.source: record for record in records}
        self._order = [record.source for record in records]

    def has(self, source: str, sha256: str) -> bool:
        """Tell whether a page of this source and text can be taken over."""
        record = self._records.get(source)
        return self._is_reusable and record is not None and record.sha256 == sha256

    def find_first(self, sources: Sequence[str]) -> tuple[PageRecord, ...]:
        """Give the records of these pages where they are the first of the index before, and reusable."""
        if not self._is_reusable or self._order[: len(sources)] != list(sources):
            return ()
        return tuple(self._records[source] for source in sources)

    def is_same(self, sources: list[str]) -> bool:
        """Tell whether these pages, all of them unchanged, are the index before, in its order."""
        return self._is_reusable and self._order == sources

    def count_dropped(self, sources: list[str]) -> int:
        """Count the pages that are not among these sources."""
        return len(self._records.keys() - set(sources))

    def copy_block(self, page: Page) -> PageBlock:
        """Give the block of a page that `has` has told to be unchanged."""
        index, record = self.index, self._records[page.source]
        if index is None:
            raise ValueError(f"there is no index to take {page.source!r} from")
        return _copy_block(index, record, page)


def _copy_block(index: Index, record: PageRecord, page: Page) -> PageBlock:
    first, end = record.first_article, record.end_article
    passages = slice(index.article_passages[first], index.article_passages[end])
    sentences = slice(index.passage_sentences[passages.start], index.passage_sentences[passages.stop])
    pieces = slice(index.sentence_pieces[sentences.start], index.sentence_pieces[sentences.stop])
    headlines = slice(index.headline_pieces_starts[first], index.headline_pieces_starts[end])
    return PageBlock(
        page=page,
        sha256=record.sha256,
        warning=record.warning,
        articles=tuple(index.articles(range(first, end))),
        article_passages=np.diff(index.article_passages[first : end + 1]).astype(np.int32),
        passage_spans=index.passage_spans[passages],
        passage_sentences=_lengths(index.passage_sentences, passages),
        sentence_spans=index.sentence_spans[sentences],
        sentence_pieces=_lengths(index.sentence_pieces, sentences),
        pieces=index.pieces[pieces],
        headline_lengths=np.diff(index.headline_pieces_starts[first : end + 1]).astype(np.int32),
        headline_pieces=index.headline_pieces[headlines],
        vectors=index.vectors.matrix[passages],
    )


def _lengths(starts: NDArray[np.int64], things: slice) -> NDArray[np.int32]:
    return np.diff(starts[things.start : things.stop + 1]).astype(np.int32)
