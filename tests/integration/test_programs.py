"""The four calls on a running server: over HTTP and by gradio's own client, from a small index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]
from gradio_client.exceptions import AppError  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from app.programs.answering import Programs
from app.programs.contracts import AnswerReport, CheckReport, SearchReport, ZonesReport
from app.programs.places import Places
from app.programs.refusing import RefusedError
from app.programs.requests import (
    MOST_BODY_BYTES,
    AskRequest,
    CheckRequest,
    SearchRequest,
    ZonesRequest,
    read_request,
)
from rag.contract import answer_as_json
from rag.live import LivePipeline
from rag.settings import Settings
from tests.served_programs import WAIT_S, Served, serve_programs

QUESTION = "Which zones process copper?"
FOLLOW_UP = "and in Yuncheng?"
TEXT = "长治高新区的光伏组件项目投资12亿元。长治高新区的光伏组件项目投资30亿元。"


@pytest.fixture(scope="module")
def live(small_index_dir: Path) -> Iterator[LivePipeline]:
    with LivePipeline(Settings(index_dir=small_index_dir)) as opened:
        yield opened


@pytest.fixture(scope="module")
def served(live: LivePipeline) -> Iterator[Served]:
    with serve_programs(live, with_page=True) as running:
        yield running


@pytest.fixture
def api(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{served.url}/api", timeout=WAIT_S, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def programs(served: Served) -> Client:
    return Client(served.url, verbose=False, analytics_enabled=False)


def drop_times(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs between two answers of one question: how long it took."""
    return {key: value for key, value in answer.items() if key != "seconds"}


def test_an_answer_is_that_of_the_pipeline(api: httpx.Client, live: LivePipeline) -> None:
    given = api.post("/ask", json={"question": QUESTION}).raise_for_status().json()
    assert drop_times(given) == drop_times(answer_as_json(live.answer(QUESTION)))
    assert AnswerReport.model_validate(given).model_dump() == given
    assert {zone["short"] for zone in given["zones"]} == {"运城经开区", "垣曲经开区"}


def test_a_follow_up_and_a_narrowing_reach_the_search(api: httpx.Client) -> None:
    body = {
        "question": FOLLOW_UP,
        "history": [QUESTION],
        "narrowing": {"zones": ["Yuncheng EDZ"], "since": "2020"},
    }
    given = api.post("/ask", json=body).raise_for_status().json()
    assert given["standalone"] != FOLLOW_UP
    assert given["narrowing"]["zones"] == ["运城经开区"]
    assert given["scope"]["zones"] == 1
    assert {citation["zone"] for citation in given["citations"]} <= {"运城经开区"}


def test_a_search_gives_passages_that_stand_on_their_pages(api: httpx.Client, live: LivePipeline) -> None:
    given = api.post("/search", json={"query": "copper", "most": 3}).raise_for_status().json()
    assert SearchReport.model_validate(given).model_dump() == given
    assert len(given["passages"]) == 3
    assert [passage["score"] for passage in given["passages"]] == sorted(
        (passage["score"] for passage in given["passages"]), reverse=True
    )
    for passage in given["passages"]:
        on_page = live.page(passage["source"]).text[passage["start"] : passage["end"]]
        assert "".join(on_page.split()) == "".join(passage["text"].split())
    assert "铜" in given["passages"][0]["text"]


def test_a_narrowed_search_leaves_the_rest_out(api: httpx.Client) -> None:
    everywhere = api.post("/search", json={"query": "copper", "most": 50}).json()["passages"]
    narrowed = api.post(
        "/search", json={"query": "copper", "most": 50, "narrowing": {"zones": ["垣曲经开区"]}}
    ).json()["passages"]
    assert {passage["zone"] for passage in everywhere} > {"垣曲经开区"}
    assert {passage["zone"] for passage in narrowed} == {"垣曲经开区"}


def test_zones_are_listed_with_names_and_counts(api: httpx.Client, live: LivePipeline) -> None:
    given = api.get("/zones").raise_for_status().json()
    assert ZonesReport.model_validate(given).model_dump() == given
    assert given["total"] == len(given["zones"]) == given["scope"]["zones"] == 8
    assert sum(zone["articles"] for zone in given["zones"]) == live.scope().articles
    one = api.get("/zones", params={"text": "YUANQU", "city": "yuncheng"}).json()["zones"]
    assert [zone["short"] for zone in one] == ["垣曲经开区"]
    assert "垣曲经济开发区" in one[0]["other_names"]
    assert api.get("/zones", params={"text": "no zone has this"}).json()["total"] == 0


def test_a_text_is_checked_statement_by_statement(api: httpx.Client) -> None:
    given = api.post("/check_answer", json={"text": TEXT}).raise_for_status().json()
    assert CheckReport.model_validate(given).model_dump() == given
    assert [statement["verdict"] for statement in given["statements"]] == ["supported", "contradicted"]
    assert given["holds"] is False


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("/ask", {"question": ""}, 422, "question: string should have at least 1 character"),
        ("/ask", {"question": "  "}, 422, "the question is empty"),
        ("/ask", {"question": "x" * 2001}, 422, "the question has 2001 characters; ask with at most 2000"),
        ("/ask", {"question": "x", "narrowing": {"zones": ["Atlantis"]}}, 422, "Atlantis"),
        ("/ask", {"question": "x", "narrowing": {"since": "2024-13"}}, 422, "since is '2024-13'"),
        ("/search", {"query": " "}, 422, "query: it is empty"),
        ("/search", {"query": ""}, 422, "query: string should have at least 1 character"),
        ("/search", {"query": "x", "most": 1000}, 422, "most: input should be less than or equal to 50"),
        ("/check_answer", {"text": " "}, 422, "text: the text makes no statement"),
        ("/check_answer", {"text": "铜厂有3家。" * 201}, 413, "201 statements; at most 200"),
        ("/asks", {"question": "x"}, 404, "GET /api/openapi.json lists them"),
        ("/zones", {}, 404, "each with its method"),
    ],
)
def test_what_cannot_be_answered_is_told(
    api: httpx.Client, path: str, body: dict[str, Any], status: int, told: str
) -> None:
    reply = api.post(path, json=body)
    assert (reply.status_code, set(reply.json())) == (status, {"error"})
    assert told in reply.json()["error"]


@pytest.mark.parametrize(
    ("content", "kind", "status", "told"),
    [
        (b"{", "application/json", 422, "the request: it is not JSON"),
        (b'{"question": "\xff"}', "application/json", 422, "the request: it is not JSON"),
        (b"[" * 100_000, "application/json", 422, "the request: it is not JSON"),
        (b"", "application/json", 422, "the request: send a JSON object"),
        (b'{"question": "x"}', "text/plain", 422, "send a JSON object"),
        (b" " * (MOST_BODY_BYTES + 1), "application/json", 413, "more than 1,000,000 bytes"),
    ],
    ids=["no json", "no text", "nested too deep", "nothing", "another kind", "too large"],
)
def test_what_is_no_call_is_told(
    api: httpx.Client, content: bytes, kind: str, status: int, told: str
) -> None:
    reply = api.post("/ask", content=content, headers={"Content-Type": kind})
    assert (reply.status_code, set(reply.json())) == (status, {"error"})
    assert told in reply.json()["error"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_a_call_by_another_method_is_told_where_the_calls_are_listed(api: httpx.Client, method: str) -> None:
    reply = api.request(method, "/ask")
    assert reply.status_code == 404
    assert "/api/openapi.json" in reply.json()["error"]


def test_a_fault_of_the_server_is_told_without_its_inside(
    api: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    reply = api.post("/ask", json={"question": "break"})
    assert (reply.status_code, reply.json()) == (500, {"error": "the server failed; its log says more"})
    assert "the disk is gone" in caplog.text


def read_events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def stream(api: httpx.Client, question: str) -> Any:
    return api.stream("POST", "/ask", json={"question": question}, headers={"Accept": "text/event-stream"})


def test_an_answer_streams_and_its_last_event_is_the_answer(api: httpx.Client) -> None:
    with stream(api, QUESTION) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        events = list(read_events(reply.iter_lines()))
    whole = api.post("/ask", json={"question": QUESTION}).json()
    assert drop_times(events[-1][1]) == drop_times(whole)
    assert [name for name, _ in events][-1] == "answer"
    assert next(data["stage"] for name, data in events if name == "stage") == "understanding"
    assert "".join(data["text"] for name, data in events if name == "text") == whole["text"]


def test_a_refused_question_has_its_status_though_a_stream_was_asked_for(api: httpx.Client) -> None:
    with stream(api, " ") as reply:
        reply.read()
        assert (reply.status_code, set(reply.json())) == (422, {"error"})


def test_what_breaks_off_in_mid_stream_is_told_as_an_event(api: httpx.Client) -> None:
    with stream(api, "break") as reply:
        events = list(read_events(reply.iter_lines()))
    assert [name for name, _ in events] == ["stage", "error"]
    assert "disk" not in events[-1][1]["error"]


def test_leaving_a_stream_stops_the_pipeline(live: LivePipeline) -> None:
    with serve_programs(live) as served, httpx.Client(base_url=f"{served.url}/api", trust_env=False) as api:
        with stream(api, "wait") as reply:
            assert next(read_events(reply.iter_lines()))[0] == "stage"
        assert served.library.closed.wait(WAIT_S)


def test_leaving_before_the_answer_stops_the_pipeline(live: LivePipeline) -> None:
    with serve_programs(live) as served, httpx.Client(base_url=f"{served.url}/api", trust_env=False) as api:
        with pytest.raises(httpx.ReadTimeout):
            api.post("/ask", json={"question": "wait"}, timeout=0.5)
        assert served.library.closed.wait(WAIT_S)


def test_a_server_that_stops_ends_what_runs_and_begins_nothing(live: LivePipeline) -> None:
    with serve_programs(live) as served, httpx.Client(base_url=f"{served.url}/api", trust_env=False) as api:
        with stream(api, "wait") as reply:
            events = read_events(reply.iter_lines())
            next(events)
            served.stopping.set()
            *_, last = events
        assert last[0] == "error"
        assert served.library.closed.wait(WAIT_S)
        refused = api.get("/zones")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert "the server stops" in refused.json()["error"]


def test_one_more_than_there_are_places_is_refused_and_nothing_else_is_held_up(live: LivePipeline) -> None:
    places = Places(working=1, waiting=0)
    with (
        serve_programs(live, places=places) as served,
        httpx.Client(base_url=f"{served.url}/api", trust_env=False) as api,
        stream(api, "wait") as reply,
    ):
        events = read_events(reply.iter_lines())
        next(events)
        assert api.get("/openapi.json").status_code == 200
        refused = api.get("/zones")
        assert refused.status_code == 503
        assert "try again in a moment" in refused.json()["error"]
        reply.close()
        assert served.library.closed.wait(WAIT_S)


def test_the_document_names_every_field_of_every_call(api: httpx.Client, served: Served) -> None:
    document = api.get("/openapi.json").raise_for_status().json()
    assert sorted(document["paths"]) == ["/api/ask", "/api/check_answer", "/api/search", "/api/zones"]
    answer = document["paths"]["/api/ask"]["post"]["responses"]["200"]["content"]
    assert answer["application/json"]["schema"] == {"$ref": "#/components/schemas/AnswerReport"}
    assert "event: answer" in answer["text/event-stream"]["example"]
    given = api.post("/ask", json={"question": QUESTION}).json()
    assert set(document["components"]["schemas"]["AnswerReport"]["properties"]) == set(given)
    errors = {
        status for call in document["paths"].values() for one in call.values() for status in one["responses"]
    }
    assert errors == {"200", "401", "413", "422", "429", "500", "503"}
    assert "HTTPValidationError" not in document["components"]["schemas"]
    parameters = document["paths"]["/api/zones"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters} == {"city", "text"}
    assert served.url not in json.dumps(document)


def test_the_document_gives_the_place_behind_a_proxy(live: LivePipeline) -> None:
    with serve_programs(live, root_path="/zonewise") as served:
        document = httpx.get(f"{served.url}/api/openapi.json", trust_env=False).json()
    assert document["servers"] == [{"url": "/zonewise"}]


CALLS: list[tuple[str, dict[str, Any], Callable[[httpx.Client], httpx.Response]]] = [
    ("/ask", {"question": QUESTION}, lambda api: api.post("/ask", json={"question": QUESTION})),
    (
        "/ask",
        {"question": FOLLOW_UP, "history": [QUESTION, ""], "narrowing": {"since": "2020"}},
        lambda api: api.post(
            "/ask", json={"question": FOLLOW_UP, "history": [QUESTION], "narrowing": {"since": "2020"}}
        ),
    ),
    (
        "/search",
        {"query": "copper", "most": 2},
        lambda api: api.post("/search", json={"query": "copper", "most": 2}),
    ),
    ("/zones", {"text": "yuanqu"}, lambda api: api.get("/zones", params={"text": "yuanqu"})),
    ("/check_answer", {"text": TEXT}, lambda api: api.post("/check_answer", json={"text": TEXT})),
]


@pytest.mark.parametrize(
    ("name", "fields", "over_http"), CALLS, ids=["ask", "follow-up", "search", "zones", "check"]
)
def test_gradios_client_gets_the_same(
    api: httpx.Client,
    programs: Client,
    name: str,
    fields: dict[str, Any],
    over_http: Callable[[httpx.Client], httpx.Response],
) -> None:
    given = programs.predict(**fields, api_name=name)
    assert drop_times(given) == drop_times(over_http(api).json())


def test_gradios_document_shows_the_four_with_types_and_nothing_private(served: Served) -> None:
    info = httpx.get(f"{served.url}/gradio_api/info", trust_env=False).json()
    assert set(info["named_endpoints"]) == {"/ask", "/search", "/zones", "/check_answer"}
    assert info["unnamed_endpoints"] == {}
    ask = info["named_endpoints"]["/ask"]
    assert [parameter["parameter_name"] for parameter in ask["parameters"]] == [
        "question",
        "history",
        "narrowing",
    ]
    assert [parameter["parameter_has_default"] for parameter in ask["parameters"]] == [False, True, True]
    assert ask["parameters"][0]["type"] == {"type": "string"}
    assert set(ask["returns"][0]["type"]["properties"]) == set(AnswerReport.model_fields)
    assert ask["description"].startswith("Answer one question")


@pytest.mark.parametrize("data", [[QUESTION], [QUESTION, []], [QUESTION, [], None]], ids=len)
def test_programs_that_post_fewer_values_go_on_working(served: Served, data: list[Any]) -> None:
    address = f"{served.url}/gradio_api/call/ask"
    with httpx.Client(timeout=WAIT_S, trust_env=False) as client:
        event = client.post(address, json={"data": data}).raise_for_status().json()["event_id"]
        lines = client.get(f"{address}/{event}").text.splitlines()
    assert lines[0] == "event: complete"
    assert json.loads(lines[1].removeprefix("data: "))[0]["question"] == QUESTION


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"question": ""}, "at least 1 character"),
        ({"question": "x", "narrowing": {"cities": ["Paris"]}}, "Paris"),
    ],
)
def test_gradios_client_is_told_what_is_wrong(programs: Client, fields: dict[str, Any], told: str) -> None:
    with pytest.raises(AppError, match=told):
        programs.predict(**fields, api_name="/ask")


WEIRD = st.text(max_size=40) | st.sampled_from(
    ["\x00", "\u202e铜", "铜" * 500, "[1] 「」", "~~", "\n\n", "🜨", "1e999", "${x}", "a\tb\r\nc", "��"]
)


@settings(max_examples=40)
@given(text=WEIRD, other=WEIRD)
def test_any_text_is_answered_or_refused(live: LivePipeline, text: str, other: str) -> None:
    programs = Programs(live, is_stopping=lambda: False)
    calls: list[tuple[Any, type[BaseModel], dict[str, Any]]] = [
        (programs.ask, AskRequest, {"question": text, "history": [other]}),
        (programs.search, SearchRequest, {"query": text, "narrowing": {"sources": [other]}}),
        (programs.zones, ZonesRequest, {"text": text}),
        (programs.check_answer, CheckRequest, {"text": f"{text}\n{other}"}),
    ]
    for call, model, fields in calls:
        refusal = ""
        try:
            json.dumps(call(read_request(model, fields), lambda: False))
        except RefusedError as refused:
            refusal = str(refused) or "nothing said"
        assert refusal != "nothing said"
