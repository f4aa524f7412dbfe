"""The event of the page's language, which also shows what is indexed when the page is opened."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.conversation import Conversation
from app.page.bringing import Bringing
from app.page.narrowing import NarrowChoice, list_choices
from app.page.parts import Parts
from app.page.showing import Updates, make_view, show_conversation
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


class Translating:
    """The handlers: the page in one language or the other."""

    def __init__(self, parts: Parts, services: Services, bringing: Bringing | None) -> None:
        self._parts = parts
        self._services = services
        self._bringing = bringing

    def translate(self, conversation: Conversation, language: str, *choice: object) -> Updates:
        """Put the page into a language."""
        parts, view = self._parts, make_view(self._services, language)
        words = view.wording
        updates = show_conversation(parts, conversation, view)
        # Only an answer on its way changes the conversation; what is drawn of it here may be older by then.
        del updates[parts.conversation]
        updates |= {
            parts.language: gr.update(value=view.language, label=words["language"]),
            parts.header: render_header(view),
            parts.zones: render_zones_place(view),
            parts.panel: render_panel(view),
        }
        names = ("tab_ask", "tab_zones", "tab_pages")
        updates |= {tab: gr.update(label=words[name]) for tab, name in zip(parts.tabs, names, strict=False)}
        updates |= self._word_conversation(view, updates, is_open=conversation.is_open)
        updates |= self._word_choice(view) | NarrowChoice(parts, self._services).tell(view.language, *choice)
        return updates | self._word_pages(view)

    def begin(self, conversation: Conversation, language: str, *choice: object) -> Updates:
        """Put the page into a language, and offer what the index holds now."""
        updates = self.translate(conversation, language, *choice)
        for part, update in list_choices(self._parts, self._services.library).items():
            updates[part] = updates[part] | update
        return updates

    def _word_conversation(self, view: View, updates: Updates, *, is_open: bool) -> Updates:
        ask, words = self._parts.ask, view.wording
        examples = self._services.suggester.examples(view.language) or list_examples(view)
        return {
            ask.chat: gr.update(
                **({} if is_open else {"value": updates[ask.chat]}),
                label=words["chat_label"],
                placeholder=render_welcome(view),
                examples=[{"text": text} for text in examples],
            ),
            ask.box: updates[ask.box]
            | {"placeholder": words["question_placeholder"], "label": words["question_label"]},
            ask.retry: updates[ask.retry] | {"value": words["retry"]},
            ask.clear: gr.update(value=words["clear"]),
            ask.save_markdown: updates[ask.save_markdown] | {"value": words["save_markdown"]},
            ask.save_json: updates[ask.save_json] | {"value": words["save_json"]},
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
    parts.language.input(handlers.translate, read, js="zonewise.choose", **quick)
    blocks.load(handlers.begin, read, js="zonewise.begin", **quick)
