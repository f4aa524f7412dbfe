"""What adding pages to an index tells: what was found in each file, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass

from index.builds import BuildSummary
from index.errors import StoreError
from index.reading import Refusal


class AddingError(StoreError):
    """Pages cannot be added or removed as asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class AddedPage:
    """A page that was added, and what was found in it.

    Attributes:
        name: The file's name as it was given, made safe to show.
        source: What the page is cited by: `added/NAME`.
        articles: How many articles it has.
        zones: Short names of the zones that they are about, in the order of the page.
        headlines: Their headlines, in the order of the page; those without one are left out.
        published: When they came out, ISO 8601 to the precision known; the first and the last, parted by `/`,
            where they differ; empty where it is unknown.
        warning: What was odd about the page, or empty.
        encoding: The encoding in which it was read.
    """

    name: str
    source: str
    articles: int
    zones: tuple[str, ...]
    headlines: tuple[str, ...]
    published: str
    warning: str
    encoding: str


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that was not added, as a page with its text is there already.

    Attributes:
        name: The file's name as it was given, made safe to show.
        source: The page that has its text.
    """

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A page that was added at any time.

    Attributes:
        source: What it is cited by: `added/NAME`.
        size_bytes: The size of its file.
        added_at: When it was added, ISO 8601 in UTC to the second.
    """

    source: str
    size_bytes: int
    added_at: str


@dataclass(frozen=True, slots=True)
class AddSummary:
    """What adding files did.

    Attributes:
        pages: The pages that were added, in the order of the files.
        already_there: The files whose text the index had.
        refusals: The files that are no pages; `source` is the name as it was given, made safe to show.
        build: What the writing of the index did; `None` where nothing had to be written.
        generation: The generation that is current now.
        seconds: Wall time.
    """

    pages: tuple[AddedPage, ...]
    already_there: tuple[KnownFile, ...]
    refusals: tuple[Refusal, ...]
    build: BuildSummary | None
    generation: int
    seconds: float


@dataclass(frozen=True, slots=True)
class RemoveSummary:
    """What removing added pages did.

    Attributes:
        sources: The pages that were removed, sorted.
        build: What the writing of the index did.
        generation: The generation that is current now.
        seconds: Wall time.
    """

    sources: tuple[str, ...]
    build: BuildSummary
    generation: int
    seconds: float
