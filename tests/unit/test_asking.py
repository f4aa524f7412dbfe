"""What a terminal is shown while an answer is made, and where the finished answer is another than that."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag import asking
from rag.answers import Answer, AnswerEvent, AnswerFinished, StageStarted, TextAdded
from rag.asking import StatusLine, describe_stage, hold_dialogue, print_events
from rag.pipeline import Pipeline
from tests.scripted_answerer import make_answer


def make_written(text: str) -> Answer:
    return replace(make_answer("Which zones process copper?"), text=text)


def run(events: list[AnswerEvent], *, steps: io.StringIO | None = None) -> tuple[str, Answer]:
    stream = io.StringIO()
    answer = print_events(iter(events), stream, steps=steps)
    return stream.getvalue(), answer


def test_checked_text_is_printed_as_it_comes_and_the_rest_at_the_end() -> None:
    answer = make_written("One \\*fits\\*. [1]\n\nSources")
    printed, given = run([TextAdded("One \\*fits\\*. "), TextAdded("[1]"), AnswerFinished(answer)])
    assert printed == "One *fits*. [1]\n\nSources\n"
    assert given is answer


def test_an_answer_that_is_another_than_was_streamed_follows_in_full() -> None:
    printed, _ = run([TextAdded("One fits. [1]"), AnswerFinished(make_written("The quotes."))])
    assert printed == "One fits. [1]\n\nThe quotes.\n"


def test_each_piece_is_out_before_the_next_is_made() -> None:
    stream = io.StringIO()
    seen: list[str] = []

    def speak() -> Iterator[AnswerEvent]:
        yield TextAdded("One. ")
        seen.append(stream.getvalue())
        yield AnswerFinished(make_written("One. Two."))

    print_events(speak(), stream)
    assert seen == ["One. "]


def test_what_is_being_done_is_shown_until_the_first_words_and_wiped() -> None:
    steps = io.StringIO()
    events: list[AnswerEvent] = [
        StageStarted("mapping", done=2, total=9),
        TextAdded("One."),
        StageStarted("checking"),
        AnswerFinished(make_written("One.")),
    ]
    run(events, steps=steps)
    assert steps.getvalue() == "\r\x1b[Kmapping 2 of 9 …\r\x1b[K"


def test_a_stage_without_steps_is_named_alone() -> None:
    assert describe_stage(StageStarted("searching")) == "searching …"


def test_nothing_is_wiped_that_was_not_shown() -> None:
    stream = io.StringIO()
    StatusLine(stream).show("")
    assert stream.getvalue() == ""


def test_the_events_are_closed_when_printing_fails() -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(text)

    closed: list[bool] = []

    def speak() -> Iterator[AnswerEvent]:
        try:
            yield TextAdded("One.")
        finally:
            closed.append(True)

    with pytest.raises(BrokenPipeError):
        print_events(speak(), Full())
    assert closed == [True]


def test_a_stream_without_its_answer_is_a_fault() -> None:
    with pytest.raises(TypeError, match="without its answer"):
        run([TextAdded("One.")])


class TypedIn(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("is_person", [True, False], ids=["a person", "a pipe"])
def test_stopping_an_answer_leaves_a_person_in_the_dialogue(
    pipeline: Pipeline,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    is_person: bool,
) -> None:
    asked: list[tuple[str, list[str]]] = []

    def ask(question: str, history: list[str], *_: object) -> int:
        asked.append((question, list(history)))
        if question == "stop me":
            raise KeyboardInterrupt
        return 0

    typed = "one\nstop me\ntwo\n\n"
    monkeypatch.setattr(sys, "stdin", TypedIn(typed) if is_person else io.StringIO(typed))
    monkeypatch.setattr(asking, "ask_one", ask)
    if is_person:
        assert hold_dialogue(pipeline, Namespace(quiet=True)) == 0
        assert asked == [("one", []), ("stop me", ["one"]), ("two", ["one"])]
        assert "stopped" in capsys.readouterr().err
    else:
        with pytest.raises(KeyboardInterrupt):
            hold_dialogue(pipeline, Namespace(quiet=True))
        assert len(asked) == 2
