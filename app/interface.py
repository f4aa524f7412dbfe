"""The chat page: built, and mounted. Only this and `app/page/` know gradio; they decide nothing.

What is shown is decided in `app/conversation.py` and drawn in `app/views/answers.py` and its siblings.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from fastapi import FastAPI

from app.conversation import (
    MAX_QUESTION_CHARS,
    Answerer,
    Conversation,
    QuestionRefusedError,
    answer_at_once,
    ask,
    check_question,
    mark_failed,
    mark_stopped,
    take_back,
)
from app.page.components import Parts, lay_out, make_theme
from app.views.answers import View, render_question, render_turn
from app.views.layout import LANGUAGES, list_examples, render_header, render_panel, render_welcome
from app.views.traces import render_no_trace, render_trace
from app.writer import QUOTED, Writer
from prompts.loading import load_wording
from rag.answers import Answer, Json
from rag.composing import Scope

MAX_SESSIONS = 1_000
"""Conversations held in memory; the one unused for longest goes first."""

_SAME = (gr.skip(),) * 5
"""Leaves each of `Parts.answering` as it is."""

Describe = Callable[[Answer], dict[str, Json]]
Update = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is answered at once.

    Attributes:
        answers: Questions answered at the same time.
        waiting: Questions that may wait; one more is refused with a message.
        question_chars: The longest question, in characters.
    """

    answers: int = 4
    waiting: int = 64
    question_chars: int = MAX_QUESTION_CHARS


class _Page:
    """The event handlers: gradio's values in, gradio's updates out."""

    def __init__(self, answerer: Answerer, scope: Scope, limits: Limits, writer: Writer) -> None:
        self._answerer = answerer
        self._scope = scope
        self._limit = limits.question_chars
        self._writer = writer

    def view(self, language: str) -> View:
        """Give what the drawing needs, in a language; an unknown one counts as English."""
        known = language if language in {code for _, code in LANGUAGES} else "en"
        return View(known, load_wording(known, "page"), self._scope, self._writer)

    def show(self, conversation: Conversation, language: str, *, emptied: bool = False) -> tuple[Any, ...]:
        """Give the updates that show a conversation; `emptied` takes the text out of the question box."""
        view = self.view(language)
        is_open = bool(conversation.turns) and conversation.turns[-1].is_open
        box: Update = {
            "submit_btn": not is_open and view.wording["send"],
            "stop_btn": is_open and view.wording["stop"],
        }
        if emptied:
            box["value"] = ""
        return (
            conversation,
            _as_messages(conversation, view),
            gr.update(**box),
            gr.update(interactive=bool(conversation.turns) and not is_open),
            _draw_trace(conversation, view),
        )

    def submit(self, question: str, conversation: Conversation, language: str) -> Iterator[tuple[Any, ...]]:
        """Answer what stands in the question box; a sign of life that changes nothing draws nothing anew."""
        shown = conversation
        try:
            for number, state in enumerate(ask(self._answerer, conversation, question, limit=self._limit)):
                is_new = state != shown
                shown = state
                yield self.show(state, language, emptied=number == 0) if is_new else _SAME
        except QuestionRefusedError as refusal:
            gr.Warning(_word_refusal(refusal, self.view(language)), title="")
            yield self.show(conversation, language)

    def ask_again(self, conversation: Conversation, language: str) -> Iterator[tuple[Any, ...]]:
        """Ask the last question once more, in place of its turn."""
        earlier, question = take_back(conversation)
        yield from self.submit(question, earlier, language)

    def ask_example(
        self, conversation: Conversation, language: str, chosen: gr.SelectData
    ) -> Iterator[tuple[Any, ...]]:
        """Ask an example question."""
        yield from self.submit(str(chosen.value["text"]), conversation, language)

    def stop(self, conversation: Conversation, language: str) -> tuple[Any, ...]:
        """Show the open turn as stopped; the event itself has been cancelled."""
        return self.show(mark_stopped(conversation), language)

    def fail(self, conversation: Conversation, language: str) -> tuple[Any, ...]:
        """Show the open turn as failed."""
        return self.show(mark_failed(conversation), language)

    def clear(self, language: str) -> tuple[Any, ...]:
        """Begin anew."""
        return self.show(Conversation(), language)

    def translate(self, conversation: Conversation, language: str) -> tuple[Any, ...]:
        """Put the page into a language."""
        view = self.view(language)
        words = view.wording
        _, messages, box, _, trace = self.show(conversation, language)
        return (
            gr.update(value=view.language, label=words["language"]),
            render_header(view),
            gr.update(
                value=messages,
                label=words["chat_label"],
                placeholder=render_welcome(view),
                examples=[{"text": text} for text in list_examples(view)],
            ),
            {**box, "placeholder": words["question_placeholder"], "label": words["question_label"]},
            gr.update(value=words["retry"]),
            gr.update(value=words["clear"]),
            gr.update(label=words["trace_heading"]),
            trace,
            render_panel(view),
        )


def build_page(
    answerer: Answerer,
    scope: Scope,
    *,
    describe: Describe,
    limits: Limits,
    writer: Writer = QUOTED,
    stopping: threading.Event | None = None,
) -> gr.Blocks:
    """Build the page.

    Args:
        answerer: Answers the questions.
        scope: What is searched.
        describe: Gives an answer as the JSON contract has it, for the `ask` endpoint.
        limits: How much is answered at once.
        writer: Who writes the answers; the page says so.
        stopping: Set when the server stops, so that it need not wait for the answers of the endpoint.
    """
    page = _Page(answerer, scope, limits, writer)
    view = page.view("en")
    blocks = gr.Blocks(title=view.wording["title"], analytics_enabled=False, fill_width=True)
    with blocks:
        parts = lay_out(view)
        _wire(blocks, page, parts, limits)
        _offer_api(answerer, describe, view, limits, stopping or threading.Event())
    blocks.state_session_capacity = MAX_SESSIONS
    blocks.queue(max_size=limits.waiting, default_concurrency_limit=limits.answers)
    return blocks


def mount_page(app: FastAPI, blocks: gr.Blocks) -> None:
    """Put the page at the root of an application; everything it loads comes from there."""
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=make_theme(),
        head='<link rel="stylesheet" href="own/page.css"><script src="own/page.js"></script>',
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        show_error=False,
        max_file_size=0,
    )


def _wire(blocks: gr.Blocks, page: _Page, parts: Parts, limits: Limits) -> None:
    now = [parts.conversation, parts.language]
    slow: dict[str, Any] = {
        "outputs": parts.answering,
        "concurrency_limit": limits.answers,
        "concurrency_id": "answers",
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    quick = {**slow, "concurrency_limit": None, "concurrency_id": None, "queue": False}
    asked: list[Any] = [
        parts.box.submit(page.submit, [parts.box, *now], **slow),
        parts.retry.click(page.ask_again, now, **slow),
        parts.chat.example_select(page.ask_example, now, **slow),
    ]
    for event in asked:
        event.failure(page.fail, now, **quick)
    parts.box.stop(page.stop, now, cancels=asked, **quick)
    parts.clear.click(page.clear, parts.language, cancels=asked, js="zonewise.close", **quick)
    worded = {**quick, "outputs": parts.worded}
    parts.language.input(page.translate, now, js="zonewise.choose", **worded)
    blocks.load(page.translate, now, js="zonewise.begin", **worded)


def _offer_api(
    answerer: Answerer, describe: Describe, view: View, limits: Limits, stopping: threading.Event
) -> None:
    def ask_question(question: str, history: list[str] | None = None) -> dict[str, Any]:
        """Answer one question; `history` holds the questions asked before it, oldest first."""
        try:
            bare = check_question(question, limit=limits.question_chars)
            # gradio does not see to it that the earlier ones are texts.
            texts = filter(str.strip, map(str, history or ()))
            earlier = tuple(check_question(text, limit=limits.question_chars) for text in texts)
            return describe(answer_at_once(answerer, bare, earlier, is_stopped=stopping.is_set))
        except QuestionRefusedError as refusal:
            raise gr.Error(_word_refusal(refusal, view)) from refusal

    gr.api(  # type: ignore[attr-defined]  # gradio's stubs leave it out
        ask_question, api_name="ask", concurrency_limit=limits.answers, concurrency_id="answers"
    )


def _as_messages(conversation: Conversation, view: View) -> list[dict[str, str]]:
    return [
        {"role": role, "content": content}
        for turn in conversation.turns
        for role, content in (("user", render_question(turn)), ("assistant", render_turn(turn, view)))
    ]


def _draw_trace(conversation: Conversation, view: View) -> str:
    answer = conversation.last_answer
    return render_no_trace(view.wording) if answer is None else render_trace(answer.trace, view.wording)


def _word_refusal(refusal: QuestionRefusedError, view: View) -> str:
    return view.wording[refusal.wording].format(length=refusal.length, limit=refusal.limit)
