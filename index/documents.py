"""What goes through the index: `Page`, `Article`, `Passage`, frozen, with stable ids and offsets.

Offsets are counted in characters (Unicode code points), start inclusive, end exclusive. Two texts are
counted: the page as read (`Page.text`) and the mended body of an article (`Article.body`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OffsetMap = NDArray[np.int32]
"""`(len(text), 2)` int32: for each mended character the page's characters `[start, end)` it came from."""


@dataclass(frozen=True, slots=True)
class Page:
    """One file, decoded; line ends are newlines, a byte order mark is dropped, nothing else is changed.

    Attributes:
        source: The file's path below the folder that was read, with `/` between its parts.
        text: The characters of the page as read; every citation's `start` and `end` count these.
        encoding: The name of the encoding that was detected, such as `utf-8` or `gb18030`.
    """

    source: str
    text: str
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class MendedText:
    """A text after cleaning, and where each of its characters stands on the page.

    Attributes:
        text: The mended characters.
        offsets: See `OffsetMap`; starts never decrease.
    """

    text: str
    offsets: OffsetMap

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Give the page's `[start, end)` for a non-empty stretch of the mended text."""
        return int(self.offsets[start, 0]), int(self.offsets[end - 1, 1])


@dataclass(frozen=True, slots=True)
class Dated:
    """A date known to the year, the month or the day; `None` means unknown, never a guess."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """Give ISO 8601 to the precision known: `2024`, `2024-06`, `2024-06-13`, or an empty text."""
        if self.year is None:
            return ""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page.

    Attributes:
        id: Stable: made from the source, the place on the page and the body's text.
        source: The page's `source`.
        ordinal: The article's number on its page, from 0.
        zone: The canonical short name of the zone it is about (`垣曲经开区`), empty when none is named.
        headline: The mended headline, its lines joined; empty when there is none.
        byline: The author or authors as printed, empty when none is.
        dateline: The opening formula such as `本刊讯`, empty when there is none.
        published: When the page came out, as far as the page tells.
        body: The mended text without headline and byline; paragraphs are parted by newlines. Quoted as it is.
        offsets: Where each character of `body` stands on the page.
        page_start: Where the article's first character, headline included, stands on the page.
        page_end: One past its last character on the page.
        is_whole_page: The page could not be split, and this article is all of it.
    """

    id: str
    source: str
    ordinal: int
    zone: str
    headline: str
    byline: str
    dateline: str
    published: Dated
    body: str
    offsets: OffsetMap
    page_start: int
    page_end: int
    is_whole_page: bool = False

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Give the page's `[start, end)` for a non-empty stretch of the body."""
        return int(self.offsets[start, 0]), int(self.offsets[end - 1, 1])


@dataclass(frozen=True, slots=True)
class Passage:
    """Some whole sentences of one article, what is searched.

    Attributes:
        article_id: The article's id.
        start: First character in the article's body.
        end: One past the last character in the article's body.
        sentences: The sentences' `(start, end)` in the article's body, in order, without gaps between
            them other than white space.
    """

    article_id: str
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """One development zone.

    Attributes:
        short: The canonical short name, place + 经开区 / 高新区 / 示范区 / 综改区: `垣曲经开区`. Unique.
        name: The full name: `垣曲经济技术开发区`.
        english: `Yuanqu Economic and Technological Development Zone`.
        city: The prefecture-level city in Chinese, without 市: `运城`; empty when unknown.
        city_english: The same in pinyin: `Yuncheng`; empty when unknown.
        place: The place in Chinese, the short name without its kind: `垣曲`.
        place_english: `Yuanqu`.
        listed: The gazetteer has it; otherwise a rule recognised its name in a text.
    """

    short: str
    name: str
    english: str
    city: str
    city_english: str
    place: str
    place_english: str
    listed: bool = True
