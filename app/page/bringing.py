"""The events of pages that readers bring: files added, what was found in them, files taken out again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from app.page.narrowing import list_choices
from app.page.parts import PagesParts, Parts
from app.page.showing import Updates, make_view
from app.services import Services
from app.shelving import Done, Shelf, follow_work, read_files
from app.views.layout import render_header
from app.views.pages import (
    describe_added,
    render_added_pages,
    render_failure,
    render_progress,
    render_removed,
)
from index.adding import AddSummary
from index.builds import OnStep
from index.errors import StoreError
from index.reading import MAX_PAGE_BYTES

_log = logging.getLogger(__name__)


class Bringing:
    """The handlers: files in, findings out."""

    def __init__(self, parts: Parts, pages: PagesParts, shelf: Shelf, services: Services) -> None:
        self._parts = parts
        self._pages = pages
        self._shelf = shelf
        self._services = services

    def add(self, paths: Sequence[str] | None, language: str) -> Iterator[Updates]:
        """Add files, and say what was found in each."""
        view = make_view(self._services, language)
        if not paths:
            yield {self._pages.findings: ""}
            return
        files = read_files(paths, max_bytes=MAX_PAGE_BYTES)
        yield {self._pages.findings: render_progress(None, len(files), view), self._pages.files: None}
        for item in self._follow(lambda on_step: self._shelf.add(files, on_step), language):
            if not isinstance(item, Done):
                yield item
                continue
            summary: AddSummary = item.result
            sources = tuple(page.source for page in summary.pages)
            view = make_view(self._services, language)
            yield {
                self._pages.findings: render_added_pages(summary, view),
                self._pages.last: sources,
                self._pages.undo: gr.update(visible=bool(sources)),
                **self._show_changed(language),
            }

    def undo(self, sources: tuple[str, ...], language: str) -> Iterator[Updates]:
        """Take out the pages that this reader brought last."""
        yield from self.remove(list(sources), language)

    def remove(self, sources: Sequence[str], language: str) -> Iterator[Updates]:
        """Take pages out."""
        if not sources:
            gr.Warning(make_view(self._services, language).wording["pages_none_chosen"], title="")
            yield {self._pages.findings: gr.skip()}  # of what yields nothing gradio makes empty components
            return
        for item in self._follow(lambda on_step: self._shelf.remove(sources, on_step), language):
            if not isinstance(item, Done):
                yield item
                continue
            view = make_view(self._services, language)
            yield {
                self._pages.findings: render_removed(sources, view),
                self._pages.last: (),
                self._pages.undo: gr.update(visible=False),
                **self._show_changed(language),
            }

    def list_added(self) -> Updates:
        """Give the updates that show which pages were added."""
        choices = [(describe_added(file), file.source) for file in self._shelf.added()]
        return {
            self._pages.added: gr.update(choices=choices, value=[], visible=bool(choices)),
            self._pages.remove: gr.update(visible=bool(choices)),
        }

    def _show_changed(self, language: str) -> Updates:
        """Give the updates of all that tells what is indexed now."""
        header = render_header(make_view(self._services, language))
        choices = list_choices(self._parts, self._services.library)
        return {**self.list_added(), **choices, self._parts.header: header}

    def _follow(self, work: Callable[[OnStep], Any], language: str) -> Iterator[Updates | Done[Any]]:
        """Follow a work with updates that tell how far it is; what went wrong is shown, and ends it."""
        view = make_view(self._services, language)
        try:
            for item in follow_work(work):
                if isinstance(item, Done):
                    yield item
                elif item is not None:
                    yield {self._pages.findings: render_progress(item, item.total, view)}
                else:
                    yield {self._pages.undo: gr.skip()}
        except (StoreError, OSError) as error:
            _log.warning("pages could not be added or taken out: %s", error)
            yield {self._pages.findings: render_failure(error, view)}


def wire_bringing(parts: Parts, pages: PagesParts, shelf: Shelf, services: Services) -> Bringing:
    """Connect where pages are brought."""
    handlers = Bringing(parts, pages, shelf, services)
    slow: dict[str, Any] = {
        "outputs": [*pages.all, parts.header, *parts.narrow.chosen],
        "concurrency_limit": 1,
        "concurrency_id": "pages",
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    pages.files.upload(handlers.add, [pages.files, parts.language], **slow)
    pages.undo.click(handlers.undo, [pages.last, parts.language], **slow)
    pages.remove.click(handlers.remove, [pages.added, parts.language], **slow)
    return handlers
