"""What a reader takes from an answer: statements, the numbers that each cites, and what its form says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quotation:
    """The page says this, word for word, of that zone; `zone` is empty where none is named."""

    zone: str
    quote: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The article under this headline is signed by that author."""

    byline: str
    headline: str
    zone: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figure of one zone is larger than the other's, or `is_equal`."""

    larger: str
    larger_zone: str
    smaller: str
    smaller_zone: str
    is_equal: bool


Content = Quotation | Signature | Comparison


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """One thing that an answer says.

    Attributes:
        text: Its plain words; of a quote the zone's name and the quote, as they stand.
        references: The numbers that it cites, each once.
        content: What it says, where its form tells; none for a sentence that anybody may have written.
    """

    text: str
    references: tuple[int, ...] = ()
    content: Content | None = None
