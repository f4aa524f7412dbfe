"""By a language model: a follow-up question made to stand alone, where the rule may not be enough.

What the model writes replaces the question only when it passes `vetting`; otherwise the rule's completion
(`following`) stays. A question that is plainly complete costs no call.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

from index.zones import Gazetteer
from prompts.loading import load_wording
from rag.answers import Language
from rag.dialogue.recognising import is_whole, refers_back
from rag.dialogue.vetting import find_fault
from rag.models.generating import ChatModel, Message, ModelUnavailableError
from rag.prose.prompting import CLOSING, OPENING, clean_evidence

_MOST_EARLIER = 4
"""How many of the earlier questions the model is shown: what a follow-up leaves out was said lately."""
_MOST_EARLIER_CHARS = 300
_QUOTES = "\"'“”‘’「」 \t"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What came of asking a model to complete a question.

    Attributes:
        text: The question to be understood instead, without any history; none where the rule's result stays.
        problem: Why the rule's result stays although the model was asked, in a few words, for the trace.
        written: What the model wrote, for the trace; may be cut, and is never shown as anything else.
        was_asked: The model was called.
    """

    text: str | None = None
    problem: str = ""
    written: str = ""
    was_asked: bool = False


def stream_rewriting(
    question: str,
    history: Sequence[str],
    model: ChatModel,
    *,
    gazetteer: Gazetteer,
    language: Language,
    most_chars: int,
) -> Generator[None, None, Rewriting]:
    """Let a model complete a question, with a sign for every piece that comes, so that a reader can stop it.

    Args:
        question: As typed.
        history: The questions before it, oldest first.
        model: Is asked at most once; not at all where there is no history or the question is plainly
            complete (`following.is_whole`).
        gazetteer: Knows the names of zones and places.
        language: Of the question, and so of what the model must write.
        most_chars: A rewritten question may be no longer.
    """
    earlier = [text for text in history if text.strip()][-_MOST_EARLIER:]
    if not earlier or is_whole(question, language, gazetteer):
        return Rewriting()
    written = ""
    try:
        with closing(_as_generator(model, write_messages(question, earlier, language))) as pieces:
            for piece in pieces:
                written += piece
                yield
                if len(written) > most_chars:
                    break
    except ModelUnavailableError as error:
        return Rewriting(problem=str(error), written=written[:most_chars], was_asked=True)
    text = written.strip().strip(_QUOTES)
    problem = find_fault(
        text, question, earlier, gazetteer=gazetteer, language=language, most_chars=most_chars
    )
    if not problem and text == question.strip() and refers_back(question, language):
        problem = "it left a question unchanged that refers to an earlier one"
    return Rewriting(None if problem else text, problem, written[:most_chars], was_asked=True)


def write_messages(question: str, earlier: Sequence[str], language: Language) -> tuple[Message, ...]:
    """Give what asks for one question that stands alone; the earlier ones stand between marks."""
    wording = load_wording(language, "rewriting")
    lines = [
        wording["earlier"].format(question=clean_evidence(text)[:_MOST_EARLIER_CHARS]) for text in earlier
    ]
    marks = {"opening": OPENING, "closing": CLOSING}
    asked = wording["question"].format(**marks, history="\n".join(lines), question=clean_evidence(question))
    return Message("system", wording["system"].format(**marks).strip()), Message("user", asked.strip())


def _as_generator(model: ChatModel, messages: Sequence[Message]) -> Generator[str]:
    yield from model.stream(messages)
