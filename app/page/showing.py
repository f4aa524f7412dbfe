"""A conversation as updates of the page's components."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.conversation import Conversation, QuestionRefusedError
from app.page.parts import Parts
from app.services import Services
from app.views.answers import View, render_question, render_turn
from app.views.layout import LANGUAGES
from app.views.traces import render_no_trace, render_trace
from prompts.loading import load_wording

Update = dict[str, Any]
Updates = dict[Any, Any]
"""What components become, by component."""


def make_view(services: Services, language: str) -> View:
    """Give what the drawing needs, in a language; an unknown one counts as English."""
    known = language if language in {code for _, code in LANGUAGES} else "en"
    return View(known, load_wording(known, "page"), services.library.scope(), services.writer)


def show_conversation(parts: Parts, conversation: Conversation, view: View) -> Updates:
    """Give the updates that show a conversation."""
    ask, words = parts.ask, view.wording
    is_open = conversation.is_open
    return {
        parts.conversation: conversation,
        ask.chat: list_messages(conversation, view),
        ask.box: gr.update(submit_btn=not is_open and words["send"], stop_btn=is_open and words["stop"]),
        ask.trace: draw_trace(conversation, view),
    }


def name_edit(parts: Parts, conversation: Conversation, view: View) -> Updates:
    """Give the update of the button that edits the last question, or ends that."""
    return {parts.ask.edit: gr.update(value=view.wording["edit_end" if conversation.is_editing else "edit"])}


def show_growth(parts: Parts, conversation: Conversation, view: View) -> Updates:
    """Give the updates of an answer that grows: the conversation alone.

    gradio makes a component anew for each update of its properties, which costs more than all else of a step.
    """
    return {parts.conversation: conversation, parts.ask.chat: list_messages(conversation, view)}


def offer_questions(parts: Parts, questions: tuple[str, ...] = ()) -> Updates:
    """Give the updates that offer questions to ask next; none of them takes the old ones away."""
    offered = [*questions, *[""] * len(parts.ask.next)]
    return {
        button: gr.update(value=question, visible=bool(question))
        for button, question in zip(parts.ask.next, offered, strict=False)
    }


def list_messages(conversation: Conversation, view: View) -> list[dict[str, str]]:
    """Give the turns as the chat component takes them."""
    return [
        {"role": role, "content": content}
        for turn in conversation.turns
        for role, content in (("user", render_question(turn)), ("assistant", render_turn(turn, view)))
    ]


def draw_trace(conversation: Conversation, view: View) -> str:
    """Give the trace of the last answer."""
    answer = conversation.last_answer
    return render_no_trace(view.wording) if answer is None else render_trace(answer.trace, view.wording)


def word_refusal(refusal: QuestionRefusedError, view: View) -> str:
    """Say why a question was not asked."""
    return view.wording[refusal.wording].format(length=refusal.length, limit=refusal.limit)
