"""What a program that runs for long answers with: a pipeline whose index grows without a restart."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Self

from index.adding import AddedFile, AddSummary, RemoveSummary, add_pages, list_added, remove_pages
from index.builds import OnStep
from index.catalogue import Catalogue
from index.documents import Article, Page
from index.errors import IndexBusyError
from rag.answers import EVERYWHERE, Answer, AnswerEvent, Narrowing, Scope
from rag.assembling import Models, load_models
from rag.holding import NewestPipeline
from rag.narrowing import check_narrowing, count_scope
from rag.pipeline import Pipeline
from rag.settings import Settings

LONGEST_WAIT_S = 120.0
"""How long pages to be added or removed wait for those before them."""

_log = logging.getLogger(__name__)


class LivePipeline:
    """Answers questions over the newest generation of an index. Safe to share between threads.

    Models are opened once. Whenever something is asked, a newer generation is served from then on, whichever
    process wrote it; questions under way keep theirs, whose index is closed when the last of them is done.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        models: Models | None = None,
        on_trouble: Callable[[str], None] | None = None,
        longest_wait_s: float = LONGEST_WAIT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the models and the index.

        Args:
            settings: All settings.
            models: What `rag.assembling.load_models` gave for these settings, where it is there already.
            on_trouble: Told why a newer generation cannot be opened; the log is told without it.
            longest_wait_s: See `LONGEST_WAIT_S`.
            clock: Seconds that never go back.

        Raises:
            index.errors.StoreError: There is no index, it is damaged, or another encoder made it; or a model
                that the settings name cannot be used.
            SettingError: The language model that they name cannot be connected.
        """
        self._models = models or load_models(settings)
        self._newest = NewestPipeline(self._models, on_trouble=on_trouble or _log.warning, clock=clock)
        self._longest_wait_s = longest_wait_s
        self._writing = threading.Lock()

    @property
    def settings(self) -> Settings:
        """What it was opened by."""
        return self._models.settings

    @property
    def current(self) -> Pipeline:
        """The pipeline that is served now; use `hold` for more than a glance, as its index may be closed."""
        return self._newest.current

    def hold(self) -> AbstractContextManager[Pipeline]:
        """Give, in a `with`, the pipeline over the newest generation, and keep that open until its end."""
        return self._newest.hold()

    def refresh(self) -> bool:
        """Serve the newest generation; tell whether another one than before is served now.

        Where it cannot be opened, the one before goes on being served, and `on_trouble` is told why.
        """
        return self._newest.refresh()

    def stream(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Generator[AnswerEvent, None, None]:
        """Answer a question event by event, all of it over one generation; see `Pipeline.stream`."""
        with self.hold() as pipeline:
            yield from pipeline.stream(question, history=history, narrowing=narrowing)

    def answer(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Answer:
        """Answer a question at once; see `Pipeline.answer`."""
        with self.hold() as pipeline:
            return pipeline.answer(question, history=history, narrowing=narrowing)

    def article(self, article_id: str) -> Article:
        """Give an article; raises LookupError when no article has this id."""
        with self.hold() as pipeline:
            return pipeline.article(article_id)

    def page(self, source: str) -> Page:
        """Give a page as it was read; raises LookupError when no page has this source."""
        with self.hold() as pipeline:
            return pipeline.page(source)

    def scope(self, narrowing: Narrowing = EVERYWHERE) -> Scope:
        """Count what is searched now, or what a narrowing, as `narrow` gives it, leaves of it."""
        with self.hold() as pipeline:
            return count_scope(narrowing, pipeline.index)

    def narrow(self, narrowing: Narrowing) -> Narrowing:
        """Give a narrowing as the search takes it; raises NarrowingError, see `check_narrowing`."""
        with self.hold() as pipeline:
            return check_narrowing(narrowing, pipeline.index.catalogue, pipeline.gazetteer)

    def catalogue(self) -> Catalogue:
        """Give the articles and zones that are searched, without their texts."""
        with self.hold() as pipeline:
            return pipeline.index.catalogue

    def add(self, files: Sequence[tuple[str, bytes]], on_step: OnStep | None = None) -> AddSummary:
        """Add files, each by its name and bytes, and serve what they hold; see `index.adding.add_pages`.

        One call waits for another in this process, at most `longest_wait_s`.

        Raises:
            index.errors.StoreError: They cannot be added; what is served is as it was.
        """
        with self._take_turn():
            summary = add_pages(files, self.settings.index_dir, encoder=self._models.encoder, on_step=on_step)
        self.refresh()
        return summary

    def remove(self, sources: Sequence[str], on_step: OnStep | None = None) -> RemoveSummary:
        """Take out added pages, by what they are cited by; see `add` and `index.adding.remove_pages`."""
        with self._take_turn():
            summary = remove_pages(
                sources, self.settings.index_dir, encoder=self._models.encoder, on_step=on_step
            )
        self.refresh()
        return summary

    def added(self) -> tuple[AddedFile, ...]:
        """List the pages that were added, by whomever, sorted by source."""
        return list_added(self.settings.index_dir)

    def close(self) -> None:
        """Close the index as soon as no question is under way; nothing can be asked afterwards."""
        self._newest.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _take_turn(self) -> Iterator[None]:
        if not self._writing.acquire(timeout=self._longest_wait_s):
            raise IndexBusyError(
                f"other pages are still being added to the index in {self.settings.index_dir}; try again"
                " when that is done"
            )
        try:
            yield
        finally:
            self._writing.release()
