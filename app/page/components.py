"""The chat page's components and where they stand; knows gradio, and no event.

What happens to them is in `app/interface.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.conversation import Conversation
from app.views.answers import View
from app.views.layout import LANGUAGES, list_examples, render_header, render_panel, render_welcome
from app.views.traces import render_no_trace

FONTS = (
    "Segoe UI", "Helvetica Neue", "Liberation Sans", "Noto Sans CJK SC", "Noto Sans SC",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "system-ui", "sans-serif",
)  # fmt: skip
MONOSPACE_FONTS = ("ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace")


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events write to."""

    conversation: gr.State
    language: gr.Radio
    header: gr.HTML
    chat: gr.Chatbot
    box: gr.Textbox
    retry: gr.Button
    clear: gr.Button
    trace_box: gr.Accordion
    trace: gr.HTML
    panel: gr.HTML

    @property
    def answering(self) -> list[Any]:
        """What an answer on its way writes to, in the order of `app.interface._Page.show`."""
        return [self.conversation, self.chat, self.box, self.retry, self.trace]

    @property
    def worded(self) -> list[Any]:
        """What has words in it, in the order of `app.interface._Page.translate`."""
        return [
            self.language, self.header, self.chat, self.box, self.retry, self.clear,
            self.trace_box, self.trace, self.panel,
        ]  # fmt: skip


def lay_out(view: View) -> Parts:
    """Make the components, in the words of `view`; call it within the page's blocks."""
    words = view.wording
    conversation = gr.State(Conversation())
    with gr.Row(elem_id="zw-top"):
        header = gr.HTML(render_header(view), elem_id="zw-title")
        language = gr.Radio(
            list(LANGUAGES),
            value="en",
            label=words["language"],
            container=False,
            elem_id="zw-language",
            scale=0,
        )
    with gr.Row(elem_id="zw-main"):
        with gr.Column(scale=7, min_width=320, elem_id="zw-left"):
            chat = _lay_out_chat(view)
            box = gr.Textbox(
                label=words["question_label"], placeholder=words["question_placeholder"], show_label=False,
                container=False, max_lines=6, submit_btn=words["send"], elem_id="zw-box", autofocus=True,
            )  # fmt: skip
            with gr.Row(elem_id="zw-buttons"):
                retry = gr.Button(words["retry"], size="sm", interactive=False, elem_id="zw-retry")
                clear = gr.Button(words["clear"], size="sm", elem_id="zw-clear")
            with gr.Accordion(words["trace_heading"], open=False, elem_id="zw-trace-box") as trace_box:
                trace = gr.HTML(render_no_trace(view.wording), elem_id="zw-trace")
        with gr.Column(scale=5, min_width=320, elem_id="zw-right"):
            panel = gr.HTML(render_panel(view), elem_id="zw-panel")
    return Parts(conversation, language, header, chat, box, retry, clear, trace_box, trace, panel)


def _lay_out_chat(view: View) -> gr.Chatbot:
    return gr.Chatbot(
        label=view.wording["chat_label"],
        show_label=False,
        elem_id="zw-chat",
        height=None,
        autoscroll=False,
        placeholder=render_welcome(view),
        examples=[{"text": text} for text in list_examples(view)],
        latex_delimiters=[],
        buttons=[],
        feedback_options=None,
        allow_tags=False,
        sanitize_html=True,
        layout="bubble",
    )


def make_theme() -> gr.themes.Base:
    """Give the theme: fonts of the reader's own system, so that none is fetched."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=list(FONTS), font_mono=list(MONOSPACE_FONTS)
    )
