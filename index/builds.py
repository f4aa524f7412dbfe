"""What a build tells: how far it has come, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.reading import Refusal


@dataclass(frozen=True, slots=True)
class BuildStep:
    """How far a build has come.

    Attributes:
        name: `pages copied` where many were taken over at once, `page` for each other one, then
            `pages written`, `words weighed`, `manifest written`, `synced`, `checked`, `renamed`, `switched`,
            `old removed`; or `unchanged` when nothing had to be written.
        pages: How many pages are done.
        source: The page that is done, for the step `page`.
        total: How many pages there will be; 0 where that is not known before.
    """

    name: str
    pages: int
    source: str = ""
    total: int = 0


OnStep = Callable[[BuildStep], None]


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did.

    Attributes:
        pages: Pages in the index.
        articles: Articles in the index.
        zones: Zones that they are about.
        passages: Passages in the index.
        seconds: Wall time.
        embedded: Pages that were segmented and embedded.
        reused: Pages that were taken over from the index before.
        dropped: Pages that the index had and that are gone.
        refusals: Files that could not be read.
        unsplit: Sources of the pages that could not be split into articles.
        generation: The generation that is current now.
        rebuilt_because: Why an index that was there was not reused, or empty.
    """

    pages: int
    articles: int
    zones: int
    passages: int
    seconds: float
    embedded: int
    reused: int
    dropped: int
    refusals: tuple[Refusal, ...]
    unsplit: tuple[str, ...]
    generation: int
    rebuilt_because: str
