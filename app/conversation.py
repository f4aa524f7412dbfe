"""The conversation as data: a question becomes a turn, and the pipeline's events make the turn grow.

Pure: no page, no HTML and no gradio in here. `app/views/answers.py` draws what this module decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from secrets import token_urlsafe

from app.interrupting import Interruptions, Wish
from app.library import Answerer
from rag.answers import EVERYWHERE, Answer, AnswerEvent, AnswerFinished, Narrowing, StageStarted, TextAdded
from rag.settings import Settings

MAX_QUESTION_CHARS = Settings().question_chars
"""The longest question, where a page is not told another."""
_KEY_BYTES = 12


class Status(Enum):
    """How far a turn has come."""

    WAITING = "waiting"
    STREAMING = "streaming"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what has been said to it so far.

    Attributes:
        question: As typed, without the white space around it.
        status: How far it has come.
        stage: Name of the stage that runs now, empty before the first.
        done: Steps of that stage that are done.
        total: Steps of that stage in all; 0 where it does not count them.
        text: The answer's Markdown so far.
        answer: The finished answer, `None` until then.
        narrowing: To which articles the reader had narrowed the search.
        key: What the turn is called when something is said of it; nobody can guess it, and two turns that
            differ only in this are the same.
    """

    question: str
    status: Status = Status.WAITING
    stage: str = ""
    done: int = 0
    total: int = 0
    text: str = ""
    answer: Answer | None = None
    narrowing: Narrowing = EVERYWHERE
    key: str = field(default="", compare=False)

    @property
    def is_open(self) -> bool:
        """The answer is still on its way."""
        return self.status in {Status.WAITING, Status.STREAMING}


@dataclass(frozen=True, slots=True)
class Conversation:
    """All turns so far, oldest first.

    Attributes:
        turns: The turns.
        is_editing: The last question stands in the question box again; what is asked next takes its place.
    """

    turns: tuple[Turn, ...] = ()
    is_editing: bool = False

    @property
    def is_open(self) -> bool:
        """The last turn's answer is still on its way."""
        return bool(self.turns) and self.turns[-1].is_open

    @property
    def last_answer(self) -> Answer | None:
        """The finished answer of the last turn, or `None`."""
        return self.turns[-1].answer if self.turns else None

    def replace_last(self, turn: Turn) -> Conversation:
        """Give the conversation with another last turn."""
        return Conversation((*self.turns[:-1], turn))


class QuestionRefusedError(ValueError):
    """A question that is not asked at all; `wording` is the key of the text that says why."""

    def __init__(self, wording: str, *, length: int = 0, limit: int = 0) -> None:
        super().__init__(f"{wording}: {length} characters, {limit} allowed")
        self.wording = wording
        self.length = length
        self.limit = limit


class StoppedError(RuntimeError):
    """An answer was stopped before its end, by whoever serves it."""


def check_question(question: str, *, limit: int = MAX_QUESTION_CHARS) -> str:
    """Give the question without the white space around it.

    Raises:
        QuestionRefusedError: It is empty, or longer than `limit` characters.
    """
    bare = question.strip()
    if not bare:
        raise QuestionRefusedError("question_empty", limit=limit)
    if len(bare) > limit:
        raise QuestionRefusedError("question_too_long", length=len(bare), limit=limit)
    return bare


def advance(turn: Turn, event: AnswerEvent) -> Turn:
    """Give the turn as it is after one event."""
    match event:
        case StageStarted(stage, done, total):
            return replace(turn, stage=stage, done=done, total=total)
        case TextAdded(text):
            return replace(turn, status=Status.STREAMING, text=turn.text + text)
        case AnswerFinished(answer):
            return replace(turn, status=Status.DONE, text=answer.text, answer=answer)


def ask(
    answerer: Answerer,
    conversation: Conversation,
    question: str,
    *,
    narrowing: Narrowing = EVERYWHERE,
    interruptions: Interruptions | None = None,
    limit: int = MAX_QUESTION_CHARS,
) -> Iterator[Conversation]:
    """Ask a question, and give the conversation after each event of the pipeline.

    Closing the iterator closes the pipeline's own stream, and so a model's too, so that a stopped question
    costs nothing more. An event that changes nothing is given as well: only between two can it be closed.

    Args:
        answerer: Answers.
        conversation: As it is before.
        question: As typed.
        narrowing: To which articles the search is narrowed.
        interruptions: Where it is told that the reader wants no more of this turn; the last state heeds that.
        limit: The longest question, in characters.

    Raises:
        QuestionRefusedError: See `check_question`; nothing has been asked then.
    """
    interruptions = interruptions or Interruptions()
    turn = Turn(check_question(question, limit=limit), narrowing=narrowing, key=token_urlsafe(_KEY_BYTES))
    earlier = mark_stopped(conversation)
    if earlier.is_editing:
        earlier, _ = take_back(earlier)
    yield Conversation((*earlier.turns, turn))
    history = list_questions(earlier)
    # Where whoever serves it stops it, what is there by then is shown, as for a reader who stops it.
    stream = answerer.stream(turn.question, history=history, narrowing=narrowing)
    with suppress(StoppedError), closing(stream) as events:
        for event in events:
            turn = advance(turn, event)
            wish = interruptions.take(turn.key)
            if wish is Wish.CLEAR:
                yield Conversation()
                return
            if wish is Wish.STOP:
                break
            yield Conversation((*earlier.turns, turn))
    if turn.is_open:
        yield mark_stopped(Conversation((*earlier.turns, turn)))


def list_questions(conversation: Conversation) -> tuple[str, ...]:
    """Give the questions that were answered, oldest first: what a follow-up may refer to."""
    return tuple(turn.question for turn in conversation.turns if turn.status is Status.DONE)


def mark_stopped(conversation: Conversation) -> Conversation:
    """Give the conversation with its open turn stopped; one without an open turn stays as it is."""
    return _close_last(conversation, Status.STOPPED)


def mark_failed(conversation: Conversation) -> Conversation:
    """Give the conversation with its open turn failed; one without an open turn stays as it is."""
    return _close_last(conversation, Status.FAILED)


def _close_last(conversation: Conversation, status: Status) -> Conversation:
    if not conversation.turns or not conversation.turns[-1].is_open:
        return conversation
    return conversation.replace_last(replace(conversation.turns[-1], status=status))


def begin_edit(conversation: Conversation) -> tuple[Conversation, str]:
    """Give the conversation whose last question is being edited, and that question.

    Asked for a second time, it ends the editing: the question given is empty then, as where there is none.
    """
    is_editing = bool(conversation.turns) and not conversation.is_editing
    edited = replace(mark_stopped(conversation), is_editing=is_editing)
    return edited, conversation.turns[-1].question if is_editing else ""


def take_back(conversation: Conversation) -> tuple[Conversation, str]:
    """Give the conversation without its last turn, and that turn's question (empty when there is none)."""
    if not conversation.turns:
        return conversation, ""
    return Conversation(conversation.turns[:-1]), conversation.turns[-1].question
