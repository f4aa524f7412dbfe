"""The four calls as MCP tools, for programs in which a language model chooses what to call."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mcp_types
from mcp.server import Server
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel

from app.programs.answering import Programs
from app.programs.contracts import CheckReport, CitedAnswerReport, SearchReport, ZonesReport
from app.programs.places import IsStopped
from app.programs.refusing import FAILED, CallError, TooLargeError
from app.programs.requests import (
    AskRequest,
    CheckRequest,
    SearchRequest,
    ZonesRequest,
    read_request,
)
from app.programs.running import Threads
from prompts.loading import load_wording
from rag.answers import Json

NAME = "zonewise"
VERSION = "1"
"""Of what the tools take and give, as that of the JSON contract."""
MOST_RESULT_CHARS = 100_000
"""Of one result, as JSON: what is longer would fill the window of most models."""
_READ_ONLY = mcp_types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Call = Callable[[Any, IsStopped], dict[str, Json]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Tool:
    """One tool: what it takes, what it gives, and what makes the one of the other.

    Attributes:
        name: By which it is called.
        title: Key of its title in the wording.
        about: Key of what a model is told of it.
        takes: Its arguments.
        gives: Its result.
        call: Makes the one of the other.
    """

    name: str
    title: str
    about: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    call: Call

    def describe(self, wording: Mapping[str, str]) -> mcp_types.Tool:
        """Give it as it is listed."""
        return mcp_types.Tool(
            name=self.name,
            title=wording[self.title],
            description="\n\n".join((wording[self.about], wording["data_about"])),
            input_schema=_drop_titles(self.takes.model_json_schema()),
            output_schema=_drop_titles(self.gives.model_json_schema()),
            annotations=_READ_ONLY,
        )


def _drop_titles(part: Any) -> Any:  # noqa: ANN401
    """Leave out the titles that pydantic makes of the fields' names: a model pays for every word."""
    if isinstance(part, list):
        return [_drop_titles(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _drop_titles(one) for key, one in part.items() if not (key == "title" and isinstance(one, str))
    }


def make_server(programs: Programs, language: str = "en") -> Server[Any]:
    """Make the MCP server; how it is reached is for `app.programs.mounting`.

    Args:
        programs: What is called.
        language: Of the tools' descriptions, `en` or `zh`; answers are in the question's own.
    """
    wording = load_wording(language, "programs")
    tools = {tool.name: tool for tool in _list_tools(programs)}
    listed = [tool.describe(wording) for tool in tools.values()]
    threads = Threads(programs.places)

    async def list_tools(context: Any, params: Any) -> mcp_types.ListToolsResult:  # noqa: ANN401
        del context, params
        return mcp_types.ListToolsResult(tools=listed)

    async def call_tool(
        context: Any,  # noqa: ANN401
        params: mcp_types.CallToolRequestParams,
    ) -> mcp_types.CallToolResult:
        del context
        tool = tools.get(params.name)
        if tool is None:
            raise MCPError(
                mcp_types.INVALID_PARAMS, f"no tool {params.name[:100]!r}; there are {', '.join(tools)}"
            )
        return await _run(tool, params.arguments or {}, threads)

    server: Server[Any] = Server(
        NAME,
        version=VERSION,
        title=wording["server_title"],
        instructions=wording["server_about"],
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    # The SDK would trace every message where a tracer is installed; nothing is to be told to anybody.
    server.middleware.clear()
    return server


def _list_tools(programs: Programs) -> tuple[_Tool, ...]:
    def ask(request: AskRequest, is_stopped: IsStopped) -> dict[str, Json]:
        answer = programs.ask(request, is_stopped)
        return {name: answer[name] for name in CitedAnswerReport.model_fields}

    return (
        _Tool("ask", "ask_title", "ask_about", AskRequest, CitedAnswerReport, ask),
        _Tool("search", "search_title", "search_about", SearchRequest, SearchReport, programs.search),
        _Tool("zones", "zones_title", "zones_about", ZonesRequest, ZonesReport, programs.zones),
        _Tool(
            "check_answer",
            "check_answer_title",
            "check_answer_about",
            CheckRequest,
            CheckReport,
            programs.check_answer,
        ),
    )


async def _run(tool: _Tool, arguments: Mapping[str, Any], threads: Threads) -> mcp_types.CallToolResult:
    """Call a tool; what it refuses is told to the model, which can do better."""
    try:
        request = read_request(tool.takes, arguments)
        report = await threads.run(lambda is_stopped: tool.call(request, is_stopped))
        return _give(report)
    except CallError as error:
        return _tell(str(error))
    except Exception:  # noqa: BLE001 - logged, and told as every error is
        _log.exception("a tool failed")
        return _tell(FAILED)


def _give(report: dict[str, Json]) -> mcp_types.CallToolResult:
    text = json.dumps(report, ensure_ascii=False)
    if len(text) > MOST_RESULT_CHARS:
        raise TooLargeError(
            f"the result has {len(text):,} characters, and at most {MOST_RESULT_CHARS:,} are given; ask for"
            " less: narrow the search, or check the text in parts"
        )
    content: list[mcp_types.ContentBlock] = [mcp_types.TextContent(text=text)]
    return mcp_types.CallToolResult(content=content, structured_content=report)


def _tell(fault: str) -> mcp_types.CallToolResult:
    return mcp_types.CallToolResult(content=[mcp_types.TextContent(text=fault)], is_error=True)
