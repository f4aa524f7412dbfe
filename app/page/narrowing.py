"""The events of what narrows the search: the choice as values, what is left to search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from app.library import Library
from app.page.parts import Parts
from app.page.showing import Updates, make_view
from app.services import Services
from app.views.answers import View
from app.views.narrowing import (
    list_city_choices,
    list_zone_choices,
    render_narrowed,
    render_wrong_choice,
)
from rag.answers import EVERYWHERE, Narrowing
from rag.narrowing import NarrowingError


def read_choice(choice: Sequence[object], library: Library) -> Narrowing:
    """Give what the components hold as a narrowing that the index knows.

    Args:
        choice: Values in the order of `NarrowParts.chosen`; nothing for a search of everything.
        library: What is searched.

    Raises:
        NarrowingError: The choice cannot be used.
    """
    if not any(choice):
        return EVERYWHERE
    zones, cities, since, until, source = choice
    asked = Narrowing(
        zones=_read_texts(zones),
        cities=_read_texts(cities),
        since=str(since or "").strip(),
        until=str(until or "").strip(),
        sources=tuple(filter(None, [str(source or "").strip()])),
    )
    return library.narrow(asked)


def word_wrong_choice(choice: Sequence[object], library: Library, view: View) -> str:
    """Say in the page's language which part of a choice cannot be used, and what would do."""
    for number, name in enumerate(("zones", "cities", "since", "until", "source")):
        try:
            read_choice([value if place == number else None for place, value in enumerate(choice)], library)
        except NarrowingError:
            return view.wording[f"narrow_wrong_{name}"]
    return view.wording["narrow_wrong_range"]


def _read_texts(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, (list, tuple)) else ()


class NarrowChoice:
    """The handlers of what narrows the search."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self._parts = parts.narrow
        self._services = services

    def tell(self, language: str, *choice: object) -> Updates:
        """Say what is left to search, or what is wrong with the choice."""
        view = make_view(self._services, language)
        words = view.wording
        try:
            narrowing = read_choice(choice, self._services.library)
        except NarrowingError:
            wrong = word_wrong_choice(choice, self._services.library, view)
            return {
                self._parts.box: gr.update(label=words["narrow_heading_wrong"]),
                self._parts.told: render_wrong_choice(wrong),
            }
        left = self._services.library.scope(narrowing)
        heading = "narrow_heading" if narrowing.is_empty else "narrow_heading_on"
        label = words[heading].format(articles=left.articles, all_articles=view.scope.articles)
        return {
            self._parts.box: gr.update(label=label),
            self._parts.told: render_narrowed(narrowing, left, view),
        }

    def widen(self, language: str) -> Updates:
        """Search everything again."""
        empty: Updates = {part: gr.update(value=None) for part in self._parts.chosen}
        for part in (self._parts.zones, self._parts.cities):
            empty[part] = gr.update(value=[])
        return {**empty, self._parts.source: gr.update(value=""), **self.tell(language)}


def list_choices(parts: Parts, library: Library) -> Updates:
    """Give the updates that offer what the index holds."""
    catalogue, narrow = library.catalogue(), parts.narrow
    months = list(catalogue.months)
    return {
        narrow.zones: gr.update(choices=list_zone_choices(catalogue)),
        narrow.cities: gr.update(choices=list_city_choices(catalogue)),
        narrow.since: gr.update(choices=months),
        narrow.until: gr.update(choices=months[::-1]),
    }


def wire_narrowing(parts: Parts, services: Services) -> None:
    """Connect what narrows the search."""
    handlers, narrow = NarrowChoice(parts, services), parts.narrow
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    for part in narrow.chosen:
        event = part.blur if part is narrow.source else part.change
        event(
            handlers.tell, [parts.language, *narrow.chosen], [narrow.box, narrow.told],
            trigger_mode="always_last", **quick,
        )  # fmt: skip
    narrow.source.submit(handlers.tell, [parts.language, *narrow.chosen], [narrow.box, narrow.told], **quick)
    narrow.everything.click(handlers.widen, parts.language, narrow.all, **quick)
