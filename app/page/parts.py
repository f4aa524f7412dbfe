"""The page's components, by the room of the page that they stand in; no event is known here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr


@dataclass(frozen=True, slots=True)
class NarrowParts:
    """What narrows the search to some articles.

    Attributes:
        box: Holds the others; its heading says whether the search is narrowed.
        zones: Zones by their short names.
        cities: Cities in Chinese.
        since: The first month.
        until: The last month.
        source: A part of the file's name.
        told: Says what is left to search, or what is wrong with the choice.
        everything: Widens the search again.
    """

    box: gr.Accordion
    zones: gr.Dropdown
    cities: gr.Dropdown
    since: gr.Dropdown
    until: gr.Dropdown
    source: gr.Textbox
    told: gr.HTML
    everything: gr.Button

    @property
    def chosen(self) -> list[Any]:
        """The components whose values are the choice, in the order of `app.page.narrowing.read_choice`."""
        return [self.zones, self.cities, self.since, self.until, self.source]

    @property
    def all(self) -> list[Any]:
        """All of them."""
        return [self.box, *self.chosen, self.told, self.everything]


@dataclass(frozen=True, slots=True)
class AskParts:
    """The conversation and what is done with it.

    Attributes:
        chat: The turns.
        next: Questions that may be asked next, each a button.
        box: The question.
        retry: Asks the last question again.
        edit: Puts the last question back into the box.
        clear: Begins a new conversation.
        save_markdown: Saves the conversation as Markdown.
        save_json: Saves it as JSON.
        saved: What is saved, on its way to the browser; hidden.
        trace_box: Holds the trace.
        trace: How the last answer was found.
    """

    chat: gr.Chatbot
    next: tuple[gr.Button, ...]
    box: gr.Textbox
    retry: gr.Button
    edit: gr.Button
    clear: gr.Button
    save_markdown: gr.Button
    save_json: gr.Button
    saved: gr.Textbox
    trace_box: gr.Accordion
    trace: gr.HTML

    @property
    def answering(self) -> list[Any]:
        """What an answer on its way writes to."""
        return [
            self.chat, *self.next, self.box, self.edit, self.trace,
        ]  # fmt: skip

    @property
    def all(self) -> list[Any]:
        """All that has words in it."""
        worded = (self.retry, self.clear, self.save_markdown, self.save_json, self.trace_box)
        return [*self.answering, *worded]


@dataclass(frozen=True, slots=True)
class PagesParts:
    """Where readers bring pages of their own.

    Attributes:
        heading: What may be brought, and where it goes.
        files: Takes the files.
        findings: How far the work is, then what was found in each file.
        undo: Takes the pages of the last time out again; all others stay.
        added: Which pages were added, to choose from.
        remove: Takes the chosen ones out.
        last: Sources of the pages brought last, by this reader.
    """

    heading: gr.HTML
    files: gr.File
    findings: gr.HTML
    undo: gr.Button
    added: gr.CheckboxGroup
    remove: gr.Button
    last: gr.State

    @property
    def all(self) -> list[Any]:
        """All of them."""
        return [self.heading, self.files, self.findings, self.undo, self.added, self.remove, self.last]


@dataclass(frozen=True, slots=True)
class Parts:
    """The whole page.

    Attributes:
        conversation: The reader's conversation.
        language: The page's language.
        header: Title, what is searched, who writes.
        tabs: The tabs themselves, whose headings have words.
        ask: The conversation.
        narrow: What narrows it.
        zones: Where the zones are shown.
        pages: Where pages are brought; none where that is switched off.
        panel: Where articles open.
    """

    conversation: gr.State
    language: gr.Radio
    header: gr.HTML
    tabs: tuple[gr.Tab, ...]
    ask: AskParts
    narrow: NarrowParts
    zones: gr.HTML
    pages: PagesParts | None
    panel: gr.HTML

    @property
    def now(self) -> list[Any]:
        """What every event of the conversation reads."""
        return [self.conversation, self.language]

    @property
    def answering(self) -> list[Any]:
        """What an answer on its way writes to."""
        return [self.conversation, *self.ask.answering]

    @property
    def worded(self) -> list[Any]:
        """What has words in it, or shows what is indexed."""
        return [
            self.language, self.header, *self.tabs, *self.ask.all, *self.narrow.all, self.zones,
            *(self.pages.all if self.pages else ()), self.panel,
        ]  # fmt: skip
