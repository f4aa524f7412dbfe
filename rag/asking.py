"""Questions from a terminal: one, many from a file, or a dialogue; what is checked is printed as it comes."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rag.answers import (
    EVERYWHERE,
    Answer,
    AnswerEvent,
    AnswerFinished,
    Narrowing,
    StageStarted,
    TextAdded,
)
from rag.printing import print_answer, print_check, print_trace, print_understood, render_text

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

DONE, ERROR, USAGE, SOME_REFUSED = 0, 1, 2, 3
_ENDS_OF_DIALOGUE = frozenset({"", "exit", "quit", ":q", "退出"})


def ask_one(
    question: str,
    history: Sequence[str],
    pipeline: Pipeline,
    options: Namespace,
    narrowing: Narrowing = EVERYWHERE,
) -> int:
    """Answer one question on standard output, and give the exit code."""
    from rag.contract import answer_as_json
    from rag.pipeline import QuestionError

    try:
        if options.json:
            answer = pipeline.answer(question, history=history, narrowing=narrowing)
            print(json.dumps(answer_as_json(answer), ensure_ascii=False))
            return DONE
        if pipeline.resources.chat_model is None:
            answer = pipeline.answer(question, history=history, narrowing=narrowing)
            print_answer(answer, sys.stdout)
        else:
            steps = None if options.quiet or not sys.stderr.isatty() else sys.stderr
            events = pipeline.stream(question, history=history, narrowing=narrowing)
            answer = print_events(events, sys.stdout, steps=steps)
    except QuestionError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    if options.trace or options.verbose:
        print_trace(answer, sys.stdout)
    return DONE


def ask_file(path: Path, pipeline: Pipeline, narrowing: Narrowing = EVERYWHERE) -> int:
    """Answer each line of a file as a line of JSON, and give the exit code."""
    from rag.answering_files import answer_lines, read_lines

    refused = False
    with sys.stdin.buffer if str(path) == "-" else path.open("rb") as stream:
        for result in answer_lines(read_lines(stream), pipeline, narrowing=narrowing):
            refused |= "error" in result
            print(json.dumps(result, ensure_ascii=False), flush=True)
    return SOME_REFUSED if refused else DONE


def hold_dialogue(pipeline: Pipeline, options: Namespace, narrowing: Narrowing = EVERYWHERE) -> int:
    """Answer questions as they are typed, each with those before it, and give the exit code."""
    if sys.stdin.isatty() and not options.quiet:
        print("Ask in English or Chinese; an empty line, or exit, ends the dialogue.", file=sys.stderr)
    history: list[str] = []
    while True:
        try:
            question = input("? " if sys.stdin.isatty() else "")
        except EOFError:
            return DONE
        if question.strip().lower() in _ENDS_OF_DIALOGUE:
            return DONE
        try:
            code = ask_one(question, history, pipeline, options, narrowing)
        except KeyboardInterrupt:
            if not sys.stdin.isatty():
                raise
            # Who stops a slow answer may want to ask another question; a second Ctrl+C ends the dialogue.
            print("\nstopped", file=sys.stderr)
            continue
        if code == DONE:
            history.append(question)


def print_events(events: Iterator[AnswerEvent], stream: TextIO, *, steps: TextIO | None = None) -> Answer:
    """Print an answer while it is made, and give it.

    What was streamed is checked text. Where the finished answer is another (the quotes, after a model that
    broke off), it follows in full.

    Args:
        events: Of `Pipeline.stream`; closed also when printing fails.
        stream: Where the answer goes.
        steps: Where to say what is being done until the first words come; nowhere when `None`.
    """
    shown = ""
    status = StatusLine(steps)
    with closing(_as_generator(events)) as stages:
        for event in stages:
            match event:
                case StageStarted():
                    status.show("" if shown else describe_stage(event))
                case TextAdded(text):
                    status.show("")
                    shown += text
                    _write(text, stream)
                case AnswerFinished(answer):
                    status.show("")
                    _finish(answer, shown, stream)
                    return answer
    raise TypeError("the stream ended without its answer")


class StatusLine:
    """One line that is written over, and wiped when there is nothing to say."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._is_shown = False

    def show(self, text: str) -> None:
        """Show a text in the place of the one before."""
        if self._stream is None or not (text or self._is_shown):
            return
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()
        self._is_shown = bool(text)


def describe_stage(event: StageStarted) -> str:
    """Say what is being done, and how far it has come where it counts its steps."""
    return f"{event.stage} {event.done} of {event.total} …" if event.total else f"{event.stage} …"


def _finish(answer: Answer, shown: str, stream: TextIO) -> None:
    """Print what was not streamed; where the answer is another than what was, all of it."""
    if answer.text.startswith(shown):
        _write(answer.text.removeprefix(shown), stream)
    else:
        _write(f"\n\n{answer.text}", stream)
    stream.write("\n")
    print_check(answer, stream)
    print_understood(answer.query, stream)


def _write(markdown: str, stream: TextIO) -> None:
    stream.write(render_text(markdown, styled=stream.isatty()))
    stream.flush()


def _as_generator(events: Iterator[AnswerEvent]) -> Generator[AnswerEvent, None, None]:
    yield from events
