"""What the page needs of the pipeline behind it: a seam, which `rag.live.LivePipeline` fills."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from index.catalogue import Catalogue
from index.documents import Article, Page
from rag.answers import EVERYWHERE, AnswerEvent, Narrowing, Scope

if TYPE_CHECKING:
    from rag.pipeline import Pipeline


class Answerer(Protocol):
    """What answers questions."""

    def stream(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Generator[AnswerEvent, None, None]:
        """Answer a question bit by bit; closing it stops the work.

        Args:
            question: In English or Chinese.
            history: The questions asked before, oldest first.
            narrowing: To which articles the search is narrowed.
        """
        ...


class ArticleLibrary(Protocol):
    """What holds articles to look at."""

    def catalogue(self) -> Catalogue:
        """Give all articles without their texts; the same object for as long as the index is the same."""
        ...

    def article(self, article_id: str) -> Article:
        """Give an article.

        Raises:
            LookupError: No article has this id.
        """
        ...

    def page(self, source: str) -> Page:
        """Give a page as it was read.

        Raises:
            LookupError: No page has this source.
        """
        ...


class Library(Answerer, ArticleLibrary, Protocol):
    """What the page needs of all that is indexed."""

    def scope(self, narrowing: Narrowing = EVERYWHERE) -> Scope:
        """Count what is searched now, or what a narrowing leaves of it."""
        ...

    def narrow(self, narrowing: Narrowing) -> Narrowing:
        """Give a reader's narrowing as the search takes it.

        Raises:
            NarrowingError: Nothing can be searched so.
        """
        ...


class HeldLibrary(Protocol):
    """What gives its pipeline, to whoever needs more of it than answers; `rag.live.LivePipeline` does."""

    def hold(self) -> AbstractContextManager[Pipeline]:
        """Give the pipeline of now; its index is not closed before the context ends."""
        ...
