"""The four calls of `app/programs/` as endpoints of gradio, for its Python and JavaScript clients.

No `from __future__ import annotations` here: gradio reads the annotations of what these functions give.
"""

from collections.abc import Callable, Collection
from typing import Any, TypedDict

import gradio as gr
from pydantic import BaseModel

from app.programs.answering import Programs
from app.programs.contracts import AnswerReport, CheckReport, SearchReport, ZonesReport
from app.programs.places import IsStopped
from app.programs.refusing import CallError
from app.programs.requests import AskRequest, CheckRequest, SearchRequest, ZonesRequest, read_request
from app.programs.running import Threads
from app.services import ANSWERS_QUEUE
from rag.answers import Json


class NarrowingFields(TypedDict, total=False):
    """To which articles a search is narrowed; see `app.programs.requests.NarrowingRequest`."""

    zones: list[str]
    cities: list[str]
    since: str
    until: str
    sources: list[str]


def offer_programs(programs: Programs, *, answers_at_once: int | None = None) -> None:
    """Add the endpoints `ask`, `search`, `zones` and `check_answer`; call it within the page's blocks.

    Args:
        programs: What is called; it keeps its own places, so that all doors share them.
        answers_at_once: How many of each gradio lets begin; without it, as many as there are places to work.
    """
    calls = _Calls(programs)
    offered: dict[str, type[BaseModel]] = {
        "ask": AnswerReport,
        "search": SearchReport,
        "zones": ZonesReport,
        "check_answer": CheckReport,
    }
    limit = answers_at_once or programs.places.working
    for name in offered:
        gr.api(  # type: ignore[attr-defined]  # gradio's stubs leave it out
            getattr(calls, name), api_name=name, concurrency_limit=limit, concurrency_id=ANSWERS_QUEUE
        )
    blocks: Any = gr.context.Context.root_block
    for function in blocks.fns.values():
        if function.api_name in offered:
            # The models say more than gradio reads off an annotation: each field's type and meaning.
            function.outputs[0]._api_info = _describe(offered[function.api_name])  # noqa: SLF001
    _fill_in_defaults(blocks, offered)


def _describe(model: type[BaseModel]) -> Any:  # noqa: ANN401
    """Give a model's JSON schema as gradio reads it: without a yes or no in `additionalProperties`."""

    def drop_flags(part: Any) -> Any:  # noqa: ANN401
        if isinstance(part, list):
            return [drop_flags(one) for one in part]
        if not isinstance(part, dict):
            return part
        return {
            key: drop_flags(one)
            for key, one in part.items()
            if not (key == "additionalProperties" and isinstance(one, bool))
        }

    return drop_flags(model.model_json_schema())


def _fill_in_defaults(blocks: Any, names: Collection[str]) -> None:  # noqa: ANN401 - gradio's own
    """Let programs leave out the last values of a call, as they could when there were fewer.

    gradio's own clients fill in defaults; a program that posts `{"data": [question, history]}` has none.
    """
    check = blocks.validate_inputs

    def check_filled(function: Any, values: list[Any]) -> None:  # noqa: ANN401 - gradio's own
        if function.api_name in names and values:
            values.extend(component.value for component in function.inputs[len(values) :])
        check(function, values)

    blocks.validate_inputs = check_filled


class _Calls:
    """What gradio calls; the descriptions and types stand in its document as they stand here."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs
        self._threads = Threads(programs.places)

    async def ask(
        self, question: str, history: list[str] | None = None, narrowing: NarrowingFields | None = None
    ) -> dict[str, Any]:
        """Answer one question; `history` holds the questions asked before it, oldest first."""
        # gradio does not see to it that the earlier ones are texts; empty ones are none.
        earlier = [text for text in map(str, history or ()) if text.strip()]
        fields = {"question": question, "history": earlier, "narrowing": narrowing or {}}
        return await self._run(lambda: read_request(AskRequest, fields), self._programs.ask)

    async def search(
        self, query: str, narrowing: NarrowingFields | None = None, most: int = 10
    ) -> dict[str, Any]:
        """Find passages without answering, best first."""
        fields = {"query": query, "narrowing": narrowing or {}, "most": most}
        return await self._run(lambda: read_request(SearchRequest, fields), self._programs.search)

    async def zones(self, city: str | None = None, text: str | None = None) -> dict[str, Any]:
        """List the zones of the index with their names, and how much is said of each."""
        fields = {"city": city, "text": text}
        return await self._run(lambda: read_request(ZonesRequest, fields), self._programs.zones)

    async def check_answer(self, text: str) -> dict[str, Any]:
        """Check any text, statement by statement, against the pages."""
        fields = {"text": text}
        return await self._run(lambda: read_request(CheckRequest, fields), self._programs.check_answer)

    async def _run(
        self, read: Callable[[], Any], call: Callable[[Any, IsStopped], dict[str, Json]]
    ) -> dict[str, Any]:
        try:
            request = read()
            return await self._threads.run(lambda is_stopped: call(request, is_stopped))
        except CallError as error:
            raise gr.Error(str(error), print_exception=False) from error
