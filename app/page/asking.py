"""The events of the conversation: a question asked, stopped, asked again, edited; questions offered next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from app.conversation import (
    Conversation,
    QuestionRefusedError,
    Status,
    ask,
    begin_edit,
    list_questions,
    mark_failed,
    take_back,
)
from app.interrupting import Wish
from app.pacing import pace_states
from app.page.narrowing import read_choice, word_wrong_choice
from app.page.parts import Parts
from app.page.showing import (
    Updates,
    make_view,
    name_edit,
    offer_questions,
    show_conversation,
    show_growth,
    word_refusal,
)
from app.services import ANSWERS_QUEUE, Services
from app.views.answers import View
from rag.narrowing import NarrowingError


class Asking:
    """The handlers: gradio's values in, updates out. They decide nothing."""

    def __init__(self, parts: Parts, services: Services) -> None:
        self._parts = parts
        self._services = services

    def submit(
        self, question: str, conversation: Conversation, language: str, *choice: object
    ) -> Iterator[Updates]:
        """Answer what stands in the question box."""
        yield from self._answer(question, conversation, language, choice, otherwise=conversation)

    def _answer(
        self,
        question: str,
        conversation: Conversation,
        language: str,
        choice: Sequence[object],
        *,
        otherwise: Conversation,
    ) -> Iterator[Updates]:
        """Answer a question; a sign of life that changes nothing draws nothing anew.

        Args:
            question: The question.
            conversation: What it is asked after.
            language: Of the page.
            choice: What the search is narrowed to, as the components have it.
            otherwise: What is shown where the question is refused.
        """
        parts, services = self._parts, self._services
        view = make_view(services, language)
        self._move_on(otherwise)
        try:
            narrowing = read_choice(choice, services.library)
            states = ask(
                services.library, conversation, question, narrowing=narrowing,
                interruptions=services.interruptions, limit=services.limits.question_chars,
            )  # fmt: skip
            yield self._show_beginning(next(states), view, was_editing=conversation.is_editing)
            for state in pace_states(states):
                if state is None:
                    yield {parts.ask.box: gr.skip()}
                elif state.is_open:
                    yield show_growth(parts, state, view)
                else:
                    self._remember(state)
                    yield show_conversation(parts, state, view)
        except QuestionRefusedError as refusal:
            gr.Warning(word_refusal(refusal, view), title="")
            yield show_conversation(parts, otherwise, view)
        except NarrowingError:
            gr.Warning(word_wrong_choice(choice, services.library, view), title="")
            yield show_conversation(parts, otherwise, view)

    def _show_beginning(self, conversation: Conversation, view: View, *, was_editing: bool) -> Updates:
        """Show a question that was just asked; the box is empty again, and nothing is offered."""
        updates = show_conversation(self._parts, conversation, view) | offer_questions(self._parts)
        if was_editing:
            updates |= name_edit(self._parts, conversation, view)
        box = self._parts.ask.box
        return updates | {box: updates[box] | {"value": ""}}

    def ask_again(self, conversation: Conversation, language: str, *choice: object) -> Iterator[Updates]:
        """Ask the last question once more, in place of its turn."""
        earlier, question = take_back(conversation)
        yield from self._answer(question, earlier, language, choice, otherwise=conversation)

    def ask_example(
        self, conversation: Conversation, language: str, chosen: gr.SelectData, *choice: object
    ) -> Iterator[Updates]:
        """Ask an example question."""
        yield from self.submit(str(chosen.value["text"]), conversation, language, *choice)

    def offer(self, conversation: Conversation) -> Updates:
        """Offer questions to ask after the last answer."""
        answer = conversation.last_answer
        if answer is None:
            return offer_questions(self._parts)
        earlier = list_questions(Conversation(conversation.turns[:-1]))
        questions = self._services.suggester.follow_ups(answer, earlier)
        if self._services.interruptions.take(conversation.turns[-1].key) is Wish.MOVE_ON:
            return {button: gr.skip() for button in self._parts.ask.next}
        return offer_questions(self._parts, questions)

    def edit(self, conversation: Conversation, language: str) -> Updates:
        """Put the last question back into the box, or end that."""
        edited, question = begin_edit(conversation)
        view = make_view(self._services, language)
        updates = show_conversation(self._parts, edited, view) | name_edit(self._parts, edited, view)
        box = self._parts.ask.box
        return updates | {box: updates[box] | {"value": question}}

    def stop(self, conversation: Conversation) -> None:
        """Tell the open turn to stop; it shows that itself."""
        if conversation.turns:
            self._services.interruptions.leave(conversation.turns[-1].key, Wish.STOP)

    def fail(self, conversation: Conversation, language: str) -> Updates:
        """Show the open turn as failed."""
        return self._show(mark_failed(conversation), language) | offer_questions(self._parts)

    def clear(self, conversation: Conversation, language: str) -> Updates:
        """Begin anew; an open turn is told to, and does it."""
        if conversation.is_open:
            self._services.interruptions.leave(conversation.turns[-1].key, Wish.CLEAR)
            return offer_questions(self._parts)
        self._move_on(conversation)
        return self._show_empty(language)

    def clear_ended(self, conversation: Conversation, language: str) -> Updates:
        """Begin anew where the answer ended before it could heed the wish for that."""
        if not conversation.turns or conversation.is_open:
            return {self._parts.ask.box: gr.skip()}
        wish = self._services.interruptions.take(conversation.turns[-1].key)
        return self._show_empty(language) if wish is Wish.CLEAR else {self._parts.ask.box: gr.skip()}

    def _move_on(self, conversation: Conversation) -> None:
        """Leave word that what is still made of the last answer is not wanted any more."""
        if conversation.turns:
            self._services.interruptions.leave(conversation.turns[-1].key, Wish.MOVE_ON)

    def _show_empty(self, language: str) -> Updates:
        empty, view = Conversation(), make_view(self._services, language)
        return {
            **show_conversation(self._parts, empty, view),
            **name_edit(self._parts, empty, view),
            **offer_questions(self._parts),
        }

    def _show(self, conversation: Conversation, language: str) -> Updates:
        return show_conversation(self._parts, conversation, make_view(self._services, language))

    def _remember(self, conversation: Conversation) -> None:
        *earlier, last = conversation.turns or (None,)
        if last is not None and last.status is Status.DONE:
            self._services.remember(last, list_questions(Conversation(tuple(earlier))))


def wire_asking(parts: Parts, services: Services) -> None:
    """Connect the conversation's components."""
    handlers, page = Asking(parts, services), parts.ask
    slow: dict[str, Any] = {
        "outputs": parts.answering,
        "concurrency_limit": services.limits.answers,
        "concurrency_id": ANSWERS_QUEUE,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    quick = {**slow, "concurrency_limit": None, "concurrency_id": None, "queue": False}
    chosen = [*parts.now, *parts.narrow.chosen]
    asked: list[Any] = [
        page.box.submit(handlers.submit, [page.box, *chosen], **slow),
        page.retry.click(handlers.ask_again, chosen, **slow),
        page.chat.example_select(handlers.ask_example, chosen, **slow),
        *(button.click(handlers.submit, [button, *chosen], **slow) for button in page.next),
    ]
    offering = {**slow, "outputs": list(page.next), "concurrency_id": "suggestions"}
    for event in asked:
        event.failure(handlers.fail, parts.now, **quick)
        event.success(handlers.offer, [parts.conversation], **offering)
    page.box.stop(handlers.stop, parts.conversation, **{**quick, "outputs": None})
    page.edit.click(handlers.edit, parts.now, js="zonewise.edit", **quick)
    cleared = page.clear.click(handlers.clear, parts.now, js="zonewise.close", **quick)
    cleared.then(handlers.clear_ended, parts.now, **quick)
