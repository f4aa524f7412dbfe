"""Where the page's components stand; what happens to them is told in the modules of the events."""

from __future__ import annotations

import gradio as gr

from app.conversation import Conversation
from app.page.parts import AskParts, NarrowParts, PagesParts, Parts
from app.views.answers import View
from app.views.layout import (
    LANGUAGES,
    render_header,
    render_panel,
    render_welcome,
    render_zones_place,
)
from app.views.pages import render_pages_heading
from app.views.traces import render_no_trace
from index.reading import READERS

NEXT_QUESTIONS = 3
"""How many questions are offered after an answer."""


def lay_out(view: View, *, takes_pages: bool) -> Parts:
    """Make the components, in the words of `view`; call it within the page's blocks."""
    words = view.wording
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="zw-top"):
        header = gr.HTML(render_header(view), elem_id="zw-title")
        language = gr.Radio(
            list(LANGUAGES), value="en", label=words["language"], container=False, elem_id="zw-language",
            scale=0,
        )  # fmt: skip
    with gr.Row(elem_id="zw-main"):
        with gr.Column(scale=7, min_width=320, elem_id="zw-left"), gr.Tabs(elem_id="zw-tabs"):
            with gr.Tab(words["tab_ask"], id="ask", elem_id="zw-ask") as ask_tab:
                ask, narrow = _lay_out_ask(view)
            with gr.Tab(
                words["tab_zones"], id="zones", elem_id="zw-zones-tab", render_children=True
            ) as zones_tab:
                zones = gr.HTML(render_zones_place(view), elem_id="zw-zones-box")
            tabs, pages = [ask_tab, zones_tab], None
            if takes_pages:
                with gr.Tab(words["tab_pages"], id="pages", elem_id="zw-pages") as pages_tab:
                    pages = _lay_out_pages(view)
                tabs.append(pages_tab)
        with gr.Column(scale=5, min_width=320, elem_id="zw-right"):
            panel = gr.HTML(render_panel(view), elem_id="zw-panel")
    return Parts(conversation, language, header, tuple(tabs), ask, narrow, zones, pages, panel)


def _lay_out_ask(view: View) -> tuple[AskParts, NarrowParts]:
    words = view.wording
    chat = _lay_out_chat(view)
    with gr.Row(elem_id="zw-next"):
        offered = tuple(
            gr.Button("", size="sm", visible=False, elem_classes="zw-next-question")
            for _ in range(NEXT_QUESTIONS)
        )
    narrow = _lay_out_narrow(view)
    box = gr.Textbox(
        label=words["question_label"], placeholder=words["question_placeholder"], show_label=False,
        container=False, max_lines=6, submit_btn=words["send"], elem_id="zw-box", autofocus=True,
    )  # fmt: skip
    with gr.Row(elem_id="zw-buttons"):
        clear = gr.Button(words["clear"], size="sm", elem_id="zw-clear")
        retry = gr.Button(words["retry"], size="sm", elem_id="zw-retry")
        edit = gr.Button(words["edit"], size="sm", elem_id="zw-edit")
        save_markdown = gr.Button(words["save_markdown"], size="sm", elem_id="zw-save-md")
        save_json = gr.Button(words["save_json"], size="sm", elem_id="zw-save-json")
    saved = gr.Textbox(visible="hidden", elem_id="zw-saved")
    with gr.Accordion(words["trace_heading"], open=False, elem_id="zw-trace-box") as trace_box:
        trace = gr.HTML(render_no_trace(words), elem_id="zw-trace")
    parts = AskParts(
        chat, offered, box, retry, edit, clear, save_markdown, save_json, saved, trace_box, trace
    )
    return parts, narrow


def _lay_out_chat(view: View) -> gr.Chatbot:
    return gr.Chatbot(
        label=view.wording["chat_label"],
        show_label=False,
        elem_id="zw-chat",
        height=None,
        autoscroll=False,
        placeholder=render_welcome(view),
        latex_delimiters=[],
        buttons=[],
        feedback_options=None,
        allow_tags=False,
        sanitize_html=True,
        layout="bubble",
    )


def _lay_out_narrow(view: View) -> NarrowParts:
    words = view.wording
    heading = words["narrow_heading"].format(all_articles=view.scope.articles)
    with gr.Accordion(heading, open=False, elem_id="zw-narrow") as box:
        with gr.Row():
            zones = _lay_out_choice(words["narrow_zones"], "zw-narrow-zones", several=True)
            cities = _lay_out_choice(words["narrow_cities"], "zw-narrow-cities", several=True)
        with gr.Row():
            since = _lay_out_choice(words["narrow_since"], "zw-narrow-since", several=False)
            until = _lay_out_choice(words["narrow_until"], "zw-narrow-until", several=False)
            source = gr.Textbox(
                label=words["narrow_source"], max_lines=1, max_length=300, elem_id="zw-narrow-source"
            )
        with gr.Row(elem_id="zw-narrow-foot"):
            told = gr.HTML("", elem_id="zw-narrow-told")
            everything = gr.Button(words["narrow_clear"], size="sm", elem_id="zw-narrow-clear")
    return NarrowParts(box, zones, cities, since, until, source, told, everything)


def _lay_out_choice(label: str, elem_id: str, *, several: bool) -> gr.Dropdown:
    """Make a choice; a single one takes typed values too, which are checked where the choice is read.

    Of several, Enter takes the first that fits what is typed; gradio does so where it takes no other value.
    """
    return gr.Dropdown(
        choices=[], value=[] if several else None, multiselect=several, filterable=True,
        allow_custom_value=not several, label=label, elem_id=elem_id, min_width=160,
    )  # fmt: skip


def _lay_out_pages(view: View) -> PagesParts:
    words = view.wording
    heading = gr.HTML(render_pages_heading(view), elem_id="zw-pages-heading")
    files = gr.File(
        label=words["pages_files"], file_count="multiple", file_types=sorted(READERS), elem_id="zw-files",
        height=150,
    )  # fmt: skip
    findings = gr.HTML("", elem_id="zw-findings")
    undo = gr.Button(words["pages_undo"], size="sm", visible=False, elem_id="zw-undo")
    added = gr.CheckboxGroup(choices=[], label=words["pages_added"], visible=False, elem_id="zw-added")
    remove = gr.Button(words["pages_remove"], size="sm", visible=False, elem_id="zw-remove")
    return PagesParts(heading, files, findings, undo, added, remove, gr.State(()))
