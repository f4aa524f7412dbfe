"""The pages, articles and zones of a generation, in `articles.sqlite`."""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from index.catalogue import ArticleEntry
from index.copying import copy_rows, read_only_address
from index.documents import Article, Dated, OffsetMap, Page, Zone
from index.errors import IndexCorruptError

_SCHEMA = """
CREATE TABLE pages (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, encoding TEXT NOT NULL,
    warning TEXT NOT NULL, first_article INTEGER NOT NULL, end_article INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, ordinal INTEGER NOT NULL,
    zone TEXT NOT NULL, headline TEXT NOT NULL, byline TEXT NOT NULL, dateline TEXT NOT NULL,
    year INTEGER, month INTEGER, day INTEGER, page_start INTEGER NOT NULL, page_end INTEGER NOT NULL,
    is_whole_page INTEGER NOT NULL, body TEXT NOT NULL, offsets BLOB NOT NULL);
CREATE TABLE zones (
    number INTEGER PRIMARY KEY, short TEXT NOT NULL UNIQUE, name TEXT NOT NULL, english TEXT NOT NULL,
    city TEXT NOT NULL, city_english TEXT NOT NULL, place TEXT NOT NULL, place_english TEXT NOT NULL,
    listed INTEGER NOT NULL);
"""
_ADD_PAGE = "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_ARTICLE = "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_ZONE = "INSERT INTO zones VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LIST_PAGES = "SELECT source, sha256, warning, first_article, end_article FROM pages ORDER BY number"
_LIST_ENTRIES = (
    "SELECT number, id, source, ordinal, zone, headline, year, month, day, is_whole_page"
    " FROM articles ORDER BY number"
)
_PLAIN_FIELDS = ("id", "source", "ordinal", "zone", "headline", "byline", "dateline")

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What the index remembers of a page besides its text.

    Attributes:
        source: The page's source.
        sha256: The digest of its text.
        warning: What was odd about it, or empty.
        first_article: The number of its first article.
        end_article: One past the number of its last article.
    """

    source: str
    sha256: str
    warning: str
    first_article: int
    end_article: int


class ArticleWriter:
    """Fills `articles.sqlite`; numbers are given in the order of adding, from 0."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, uri=True)
        # The file is written aside and synced as a whole: a journal would protect nothing.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN")
        self.pages = 0
        self.articles = 0
        self.zones = 0

    def add_page(self, page: Page, articles: Sequence[Article], *, sha256: str, warning: str) -> None:
        """Add a page and its articles.

        Raises:
            ValueError: A page of this source, or an article of one of these ids, was added before.
        """
        end = self.articles + len(articles)
        row = (self.pages, page.source, sha256, page.encoding, warning, self.articles, end, page.text)
        try:
            self._connection.execute(_ADD_PAGE, row)
            for number, article in enumerate(articles, start=self.articles):
                self._connection.execute(_ADD_ARTICLE, (number, *_article_row(article)))
        except sqlite3.IntegrityError as error:
            raise ValueError(
                f"the page {page.source!r} or one of its articles is there twice ({error});"
                " sources and ids are unique in an index"
            ) from error
        self.pages += 1
        self.articles = end

    def copy_first(self, path: Path, *, pages: int, articles: int, zones: int) -> None:
        """Take over the first rows of another `articles.sqlite`, before anything is added."""
        copy_rows(self._connection, path, {"pages": pages, "articles": articles, "zones": zones})
        self.pages, self.articles, self.zones = pages, articles, zones

    def add_zone(self, zone: Zone) -> None:
        """Add a zone."""
        row: Row = (self.zones, *astuple(zone))
        self._connection.execute(_ADD_ZONE, row)
        self.zones += 1

    def commit(self) -> None:
        """Write everything to the file and close it."""
        self._connection.execute("COMMIT")
        self._connection.close()

    def close(self) -> None:
        """Close the file without a care for what is in it."""
        self._connection.close()


class ArticleReader:
    """Reads `articles.sqlite`; safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(read_only_address(path), uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise IndexCorruptError(f"{path} cannot be opened ({error}); build the index again") from error
        try:
            self._fetch("SELECT count(*) FROM zones", [])
        except IndexCorruptError:
            self._connection.close()
            raise

    def read_articles(self, numbers: Iterable[int]) -> dict[int, Article]:
        """Give the articles of these numbers; one that does not exist is left out."""
        found: dict[int, Article] = {}
        for number in numbers:
            rows = self._fetch("SELECT * FROM articles WHERE number = ?", [int(number)])
            if rows:
                found[int(number)] = _row_article(rows[0], self._path)
        return found

    def find_article(self, article_id: str) -> int | None:
        """Give the number of the article with this id."""
        rows = self._fetch("SELECT number FROM articles WHERE id = ?", [article_id])
        return int(rows[0][0]) if rows else None

    def read_page(self, source: str) -> Page | None:
        """Give the page of this source."""
        rows = self._fetch("SELECT source, text, encoding FROM pages WHERE source = ?", [source])
        return Page(*rows[0]) if rows else None

    def list_pages(self) -> list[PageRecord]:
        """Give what is remembered of every page, in order."""
        return [PageRecord(*row) for row in self._fetch(_LIST_PAGES, [])]

    def list_entries(self) -> tuple[ArticleEntry, ...]:
        """Give what is known of every article without its text, in the order of their numbers."""
        rows = self._fetch(_LIST_ENTRIES, [])
        return tuple(
            ArticleEntry(
                number, article_id, source, ordinal, zone, headline, Dated(*date), is_whole_page=bool(whole)
            )
            for number, article_id, source, ordinal, zone, headline, *date, whole in rows
        )

    def read_zones(self) -> tuple[Zone, ...]:
        """Give all zones in the order of their numbers."""
        rows = self._fetch("SELECT * FROM zones ORDER BY number", [])
        names = tuple(field.name for field in fields(Zone))
        return tuple(Zone(**dict(zip(names, (*row[1:8], bool(row[8])), strict=True))) for row in rows)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _fetch(self, query: str, values: Sequence[object]) -> list[Row]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexCorruptError(
                f"{self._path} cannot be read ({error}); build the index again"
            ) from error


def pack_offsets(offsets: OffsetMap) -> bytes:
    """Pack a map of offsets: steps between starts, then lengths, little-endian int32, zlib.

    Nearly all steps and lengths are 1, so that the map shrinks to a hundredth.
    """
    starts, ends = offsets[:, 0], offsets[:, 1]
    steps = np.diff(starts, prepend=np.int32(0))
    return zlib.compress(np.stack([steps, ends - starts]).astype("<i4").tobytes(), 1)


def unpack_offsets(packed: bytes) -> OffsetMap:
    """Give back what `pack_offsets` was given: `(characters, 2)` int32."""
    steps, lengths = np.frombuffer(zlib.decompress(packed), dtype="<i4").reshape(2, -1)
    starts = np.cumsum(steps, dtype=np.int32)
    return np.stack([starts, starts + lengths], axis=1).astype(np.int32)


def _article_row(article: Article) -> Row:
    published = article.published
    return (
        article.id,
        article.source,
        article.ordinal,
        article.zone,
        article.headline,
        article.byline,
        article.dateline,
        published.year,
        published.month,
        published.day,
        article.page_start,
        article.page_end,
        article.is_whole_page,
        article.body,
        pack_offsets(article.offsets),
    )


def _row_article(row: Row, path: Path) -> Article:
    texts = dict(zip(_PLAIN_FIELDS, row[1:8], strict=True))
    year, month, day, page_start, page_end, is_whole_page, body, packed = row[8:]
    try:
        offsets = unpack_offsets(packed)
    except (zlib.error, ValueError) as error:
        raise IndexCorruptError(f"{path} is damaged ({error}); build the index again") from error
    return Article(
        **texts,
        published=Dated(year, month, day),
        body=body,
        offsets=offsets,
        page_start=page_start,
        page_end=page_end,
        is_whole_page=bool(is_whole_page),
    )
