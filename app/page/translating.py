"""The event of the page's language, which also shows what is indexed when the page is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from app.conversation import Conversation
from app.page.bringing import Bringing
from app.page.narrowing import NarrowChoice, list_choices
from app.page.parts import Parts
from app.page.showing import Updates, make_view, name_edit, show_conversation
from app.services import Services
from app.views.answers import View
from app.views.layout import (
    list_examples,
    render_header,
    render_panel,
    render_welcome,
    render_zones_place,
)
from app.views.pages import render_pages_heading
from app.views.traces import render_no_trace


class Translating:
    """The handlers: the page in one language or the other."""

    def __init__(self, parts: Parts, services: Services, bringing: Bringing | None) -> None:
        self._parts = parts
        self._services = services
        self._bringing = bringing

    def translate(self, conversation: Conversation, language: str, *choice: object) -> Updates:
        """Put the page into a language, with what has been said so far."""
        parts, view = self._parts, make_view(self._services, language)
        shown = show_conversation(parts, conversation, view) | name_edit(parts, conversation, view)
        # Only an answer on its way changes the conversation; what is drawn of it here may be older by then.
        del shown[self._parts.conversation]
        messages = shown.pop(self._parts.ask.chat)
        worded = self._word(view, choice)
        if not conversation.is_open:
            worded[self._parts.ask.chat]["value"] = messages
        return {part: _merge(shown.get(part), worded.get(part)) for part in shown | worded}

    def begin(self, _: Conversation, language: str, *choice: object) -> Updates:
        """Put the page into a language, and offer what the index holds now.

        A page that opens has said nothing yet, but a question may be asked before this reply comes: it writes
        words only, and nothing of the conversation.
        """
        view = make_view(self._services, language)
        worded = self._word(view, choice)
        if view.language != "en":  # the page is laid out in English
            worded[self._parts.ask.trace] = render_no_trace(view.wording)
        for part, update in list_choices(self._parts, self._services.library).items():
            worded[part] |= update
        return worded

    def offer_examples(self, language: str) -> Updates:
        """Offer questions to begin with; the first reader of an index waits until they are made of it."""
        view = make_view(self._services, language)
        examples = self._services.suggester.examples(view.language) or list_examples(view)
        return {self._parts.ask.chat: gr.update(examples=[{"text": text} for text in examples])}

    def _word(self, view: View, choice: Sequence[object]) -> Updates:
        """Give the updates of all that has words in it."""
        parts, words = self._parts, view.wording
        updates: Updates = {
            parts.language: gr.update(value=view.language, label=words["language"]),
            parts.header: render_header(view),
            parts.zones: render_zones_place(view),
            parts.panel: render_panel(view),
        }
        names = ("tab_ask", "tab_zones", "tab_pages")
        updates |= {tab: gr.update(label=words[name]) for tab, name in zip(parts.tabs, names, strict=False)}
        updates |= self._word_conversation(view)
        updates |= self._word_choice(view) | NarrowChoice(parts, self._services).tell(view.language, *choice)
        return updates | self._word_pages(view)

    def _word_conversation(self, view: View) -> Updates:
        ask, words = self._parts.ask, view.wording
        return {
            ask.chat: gr.update(label=words["chat_label"], placeholder=render_welcome(view)),
            ask.box: gr.update(
                placeholder=words["question_placeholder"],
                label=words["question_label"],
                submit_btn=words["send"],
            ),
            ask.retry: gr.update(value=words["retry"]),
            ask.edit: gr.update(value=words["edit"]),
            ask.clear: gr.update(value=words["clear"]),
            ask.save_markdown: gr.update(value=words["save_markdown"]),
            ask.save_json: gr.update(value=words["save_json"]),
            ask.trace_box: gr.update(label=words["trace_heading"]),
        }

    def _word_choice(self, view: View) -> Updates:
        narrow, words = self._parts.narrow, view.wording
        return {
            narrow.zones: gr.update(label=words["narrow_zones"]),
            narrow.cities: gr.update(label=words["narrow_cities"]),
            narrow.since: gr.update(label=words["narrow_since"]),
            narrow.until: gr.update(label=words["narrow_until"]),
            narrow.source: gr.update(label=words["narrow_source"]),
            narrow.everything: gr.update(value=words["narrow_clear"]),
        }

    def _word_pages(self, view: View) -> Updates:
        pages, words = self._parts.pages, view.wording
        if pages is None or self._bringing is None:
            return {}
        added = self._bringing.list_added()
        return {
            pages.heading: render_pages_heading(view),
            pages.files: gr.update(label=words["pages_files"]),
            pages.undo: gr.update(value=words["pages_undo"]),
            pages.added: added[pages.added] | {"label": words["pages_added"]},
            pages.remove: added[pages.remove] | {"value": words["pages_remove"]},
        }


def _merge(shown: Any, worded: Any) -> Any:  # noqa: ANN401 - gradio's updates, or values
    """Give one update of two of a component; what is shown of the conversation goes before the mere words."""
    if shown is None or worded is None:
        return worded if shown is None else shown
    return worded | shown


def wire_translating(blocks: gr.Blocks, parts: Parts, services: Services, bringing: Bringing | None) -> None:
    """Connect the language switch and the opening of the page."""
    handlers = Translating(parts, services, bringing)
    quick: dict[str, Any] = {
        "outputs": parts.worded,
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    read = [*parts.now, *parts.narrow.chosen]
    chosen = parts.language.input(handlers.translate, read, js="zonewise.choose", **quick)
    begun = blocks.load(handlers.begin, read, js="zonewise.begin", **quick)
    for event in (chosen, begun):
        event.then(handlers.offer_examples, parts.language, **{**quick, "outputs": parts.ask.chat})
