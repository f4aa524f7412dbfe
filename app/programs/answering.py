"""The four calls: ask, search, zones, check_answer. Plain values in and out; no server, no page, no protocol.

Every door (HTTP, gradio, MCP) calls these, so that what they give is the same, and so is what they refuse.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any, Protocol

from app.conversation import StoppedError
from app.library import Answerer, HeldLibrary
from app.programs.listing import list_zones
from app.programs.places import IsStopped, Places
from app.programs.refusing import CallStoppedError, RefusedError, TooLargeError
from app.programs.requests import AskRequest, CheckRequest, SearchRequest, ZonesRequest
from app.programs.searching import search_passages
from rag.answers import AnswerEvent, AnswerFinished, Json
from rag.assembling import load_checker
from rag.contract import answer_as_json
from rag.narrowing import NarrowingError
from rag.pipeline import QuestionError
from rag.texts.checking_texts import TextError, check_text, prepare_text
from rag.texts.reporting_checks import report_as_json

VERSION = 1
"""Of what `search` and `zones` give; an answer and a check have their own."""
MOST_STATEMENTS = 200
"""Of a text that is checked at once, some 0.2 s each; the command line takes more."""


class CalledLibrary(Answerer, HeldLibrary, Protocol):
    """What the calls need of what is indexed; `rag.live.LivePipeline` is one."""


class Programs:
    """The four calls over one library; threads may share it.

    Each blocks until it is done, looks often whether it `is_stopped` (nobody waits any more), and raises
    `BusyError` where no place is free and `CallStoppedError` once it is stopped or the server stops.
    """

    def __init__(
        self, library: CalledLibrary, places: Places | None = None, *, is_stopping: IsStopped
    ) -> None:
        """Offer a library.

        Args:
            library: What is asked.
            places: How much is done at once; share them with whatever else answers over the library.
            is_stopping: Whether the server stops, so that nothing new is begun and what runs ends soon.
        """
        self._library = library
        self._is_stopping = is_stopping
        self.places = places or Places()

    def ask(self, request: AskRequest, is_stopped: IsStopped) -> dict[str, Json]:
        """Answer a question: the JSON contract of `docs/json-contract.md`.

        Raises:
            RefusedError: The question is empty or too long, or the narrowing names what there is not.
        """
        with closing(self.stream(request, is_stopped)) as events:
            for event in events:
                if isinstance(event, AnswerFinished):
                    return answer_as_json(event.answer)
        raise CallStoppedError("stopped before it was answered")

    def stream(self, request: AskRequest, is_stopped: IsStopped) -> Generator[AnswerEvent, None, None]:
        """Answer a question event by event; closing it stops the pipeline, and a language model too.

        Raises:
            RefusedError: See `ask`.
        """
        asked: dict[str, Any] = {
            "history": request.history,
            "narrowing": request.narrowing.as_narrowing(),
        }
        stream = self._library.stream
        with (
            self._work(is_stopped) as is_over,
            closing(stream(request.question, **asked)) as events,
        ):
            for event in events:
                _go_on(is_over)
                yield event

    def search(self, request: SearchRequest, is_stopped: IsStopped) -> dict[str, Json]:
        """Find passages without answering.

        Raises:
            RefusedError: The query is empty or too long, or the narrowing names what there is not.
        """
        with self._work(is_stopped), self._library.hold() as pipeline:
            return {"version": VERSION, **search_passages(request, pipeline.resources)}

    def zones(self, request: ZonesRequest, is_stopped: IsStopped) -> dict[str, Json]:
        """List the zones of the index, those with most articles first."""
        with self._work(is_stopped), self._library.hold() as pipeline:
            return {"version": VERSION, **list_zones(request, pipeline.index.catalogue, pipeline.gazetteer)}

    def check_answer(self, request: CheckRequest, is_stopped: IsStopped) -> dict[str, Json]:
        """Check a text statement by statement: what `python -m rag --check-answer --json` gives.

        Raises:
            RefusedError: It makes no statement.
            TooLargeError: It makes more statements than are checked at once.
        """
        try:
            prepared = prepare_text(request.text)
        except TextError as error:
            raise RefusedError(f"text: {error}") from error
        if len(prepared.claims) > MOST_STATEMENTS:
            raise TooLargeError(
                f"the text makes {len(prepared.claims):,} statements; at most {MOST_STATEMENTS} are checked"
                " at once: check it in parts"
            )
        with self._work(is_stopped) as is_over, self._library.hold() as pipeline:
            resources = pipeline.resources
            checker = resources.checker or load_checker(resources.gazetteer, resources.lexicon)
            checked = []
            for item in check_text(prepared, resources, checker):
                _go_on(is_over)
                checked.append(item)
            return report_as_json(checked, prepared.read)

    @contextmanager
    def _work(self, is_stopped: IsStopped) -> Iterator[IsStopped]:
        def is_over() -> bool:
            return is_stopped() or self._is_stopping()

        _go_on(is_over)
        try:
            with self.places.take(is_over):
                yield is_over
        except (QuestionError, NarrowingError) as error:
            raise RefusedError(str(error)) from error
        except StoppedError as error:
            raise CallStoppedError("the server stopped before it was answered") from error


def _go_on(is_over: IsStopped) -> None:
    if is_over():
        raise CallStoppedError("nobody waits for it any more, or the server stops")
