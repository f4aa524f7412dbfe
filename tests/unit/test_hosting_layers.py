"""What a request goes through before it reaches a route: names, origins, passwords, limits, the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.hosting.accounts import MAX_ATTEMPTS, Accounts, add_account
from app.hosting.bodies import MIB, BodyLimit
from app.hosting.choices import Hosting, is_private, takes_uploads
from app.hosting.guarding import read_credentials
from app.hosting.hosts import choose_hosts
from app.hosting.limiting import Allowance
from app.hosting.passwords import Cost
from app.hosting.proxying import read_root_path
from tests.coroutines import run_coroutine
from tests.unit.hosting_client import Gate, Recorded, ask_app, get, make_app

AUTH = ("ann", "password-1")


@pytest.fixture(scope="module")
def accounts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "accounts.txt"
    add_account(path, *AUTH, Cost(10, 1, 1))
    return path


def test_health_says_what_is_searched_and_since_when() -> None:
    answer = get(make_app(), "/healthz")
    report = answer.json()
    assert 0 <= report.pop("uptime_s") <= 60
    assert report == {"status": "ok", "articles": 37, "zones": 9, "generation": 0}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "192.168.1.9", "localhost@evil.example", "a b"]
)
def test_another_name_is_refused_and_told_how_to_allow_it(host: str) -> None:
    recorder = Recorded()
    answer = get(make_app(recorder=recorder), "/zones", headers={"host": host})
    assert answer.status_code == 400
    assert "--hostname" in answer.json()["detail"]
    assert answer.json()["error"] == answer.json()["detail"]
    assert recorder.events[-1][1]["refused"] == "host_refused"


def test_a_rebound_name_does_not_come_in_by_a_forwarded_one() -> None:
    headers = {"host": "evil.example", "x-forwarded-host": "localhost"}
    assert get(make_app(), "/zones", headers=headers).status_code == 400
    headers = {"host": "localhost", "x-forwarded-host": "evil.example"}
    assert get(make_app(), "/zones", headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:7860"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"origin": "http://localhost:7860"}, 200),
        ({"sec-fetch-site": "same-site", "origin": "http://localhost:3000"}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:7860"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "https://other.example.org"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1.evil.example"}, 403),
    ],
)
def test_what_pages_of_other_sites_send_is_not_carried_out(headers: dict[str, str], status: int) -> None:
    app = make_app()
    assert get(app, "/api/ask", method="POST", headers=headers, json={}).status_code == status
    assert get(app, "/who", headers=headers).status_code == 200


def test_behind_a_name_its_own_origin_is_right_and_an_address_in_figures_is_not() -> None:
    app = make_app(Hosting(hosts=choose_hosts("0.0.0.0", ["zones.example.org"])))
    host = {"host": "zones.example.org"}
    for origin, status in {"https://zones.example.org": 200, "http://6.6.6.6": 403}.items():
        headers = {**host, "origin": origin}
        assert get(app, "/api/ask", method="POST", headers=headers, json={}).status_code == status


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_other_site_is_told_that_it_may_read(method: str) -> None:
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = get(make_app(), "/who", method=method, headers=headers)
    assert not [name for name in answer.headers if name.startswith("access-control-allow-o")]
    assert answer.status_code == {"GET": 200, "OPTIONS": 403}[method]


def test_everything_but_the_health_report_needs_a_password(accounts_file: Path) -> None:
    app = make_app(Hosting(accounts=Accounts(accounts_file)))
    for path in (
        "/",
        "/zones",
        "/own/page.css",
        "/api/openapi.json",
        "/mcp",
        "/gradio_api/info",
        "/healthz/",
    ):
        answer = get(app, path)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"] == 'Basic realm="Zonewise", charset="UTF-8"'
    assert get(app, "/healthz").status_code == 200
    assert get(app, "/who", auth=AUTH).json()["person"] == "ann"
    assert get(app, "/who", auth=("ann", "password-2")).status_code == 401
    assert get(app, "/who", auth=("bob", "password-1")).status_code == 401
    assert get(app, "/who", headers={"authorization": "Bearer x"}).status_code == 401


def test_wrong_passwords_are_limited_and_right_ones_go_on(accounts_file: Path) -> None:
    app = make_app(Hosting(accounts=Accounts(accounts_file)))
    assert get(app, "/who", auth=AUTH).status_code == 200
    for _ in range(MAX_ATTEMPTS):
        assert get(app, "/who", auth=("ann", "wrong one")).status_code == 401
    refused = get(app, "/who", auth=("ann", "wrong one"))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 300
    assert get(app, "/who", auth=AUTH).status_code == 200
    assert get(app, "/who", auth=("ann", "wrong one"), client="192.0.2.1").status_code == 401


@pytest.mark.parametrize(
    ("header", "credentials"),
    [
        ("Basic YW5uOnBhc3M6d29yZA==", ("ann", "pass:word")),
        ("basic 6JOdOuWvhueggQ==", ("蓝", "密码")),
        ("Basic YW5u", None),
        ("Basic ####", None),
        ("Basic /w==", None),
        ("Basic " + "YQ" * 9000, None),
        ("Bearer YW5uOnA=", None),
        ("", None),
    ],
)
def test_credentials_are_read(header: str, credentials: tuple[str, str] | None) -> None:
    assert read_credentials(header) == credentials


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "A name and a password"),
        ({"accept-language": "zh-CN,en;q=0.8"}, "用户名和密码"),
        ({"accept-language": "zh-CN", "cookie": "zonewise-language=en"}, "A name and a password"),
        ({"accept-language": "en", "cookie": "a=b; zonewise-language=zh"}, "用户名和密码"),
        ({"cookie": "zonewise-language=../../etc"}, "A name and a password"),
    ],
)
def test_a_refusal_is_in_the_readers_language(
    accounts_file: Path, headers: dict[str, str], words: str
) -> None:
    app = make_app(Hosting(accounts=Accounts(accounts_file)))
    assert words in get(app, "/who", headers=headers).json()["detail"]
    shown = get(app, "/who", headers={**headers, "accept": "text/html,*/*"})
    assert shown.headers["content-type"].startswith("text/plain")
    assert words in shown.text


async def send_parts(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


@pytest.mark.parametrize("is_chunked", [False, True], ids=["said", "unsaid"])
@pytest.mark.parametrize(
    ("path", "mib", "status"),
    [
        ("/api/ask", 2, 200),
        ("/api/ask", 3, 413),
        ("/gradio_api/upload", 4, 200),
        ("/gradio_api/upload", 5, 413),
    ],
)
def test_what_is_too_large_is_refused(path: str, mib: int, status: int, *, is_chunked: bool) -> None:
    app = make_app(Hosting(upload_bytes=4 * MIB))
    content = send_parts(mib, MIB) if is_chunked else b"x" * mib * MIB
    answer = get(app, path, method="POST", content=content)
    assert answer.status_code == status
    assert answer.json().get("bytes", 0) == (mib * MIB if status == 200 else 0)
    assert status == 200 or "MiB" in answer.json()["detail"]


def test_no_upload_is_taken_where_none_is_wanted() -> None:
    app = make_app(Hosting(upload_bytes=0))
    answer = get(app, "/gradio_api/upload", method="POST", content=b"x" * 3 * MIB)
    assert answer.status_code == 413


def test_a_body_that_never_comes_is_not_waited_for() -> None:
    async def never() -> Any:
        await asyncio.Event().wait()

    sent: list[Any] = []

    async def keep(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/ask", "headers": []}

    async def application(*_: Any) -> None:
        raise AssertionError("the request was let through")

    run_coroutine(BodyLimit(application, body_s=0.01)(scope, never, keep))
    assert sent[0]["status"] == 408


def test_one_person_cannot_have_it_all_and_another_still_can() -> None:
    app = make_app(Hosting(allowance=Allowance(2, 30, 3)))

    async def work(asking: httpx.AsyncClient) -> list[httpx.Response]:
        app.state.gate = gate = Gate()
        own = [asyncio.create_task(asking.post("/api/ask", json={})) for _ in range(2)]
        await gate.entered.acquire()
        await gate.entered.acquire()
        assert app.state.work.open >= 2
        refused = await asking.post("/api/ask", json={}, headers={"accept-language": "zh"})
        passed_on = {"x-forwarded-for": "203.0.113.9"}
        other = asyncio.create_task(asking.post("/api/ask", json={}, headers=passed_on))
        await gate.entered.acquire()
        third = await asking.post("/api/ask", json={}, headers={"x-forwarded-for": "203.0.113.10"})
        gate.open.set()
        done = [await task for task in (*own, other)]
        return [refused, third, *done, await asking.post("/api/ask", json={})]

    refused, third, *done = ask_app(app, work)
    assert (refused.status_code, refused.json()["reason"]) == (429, "limit_at_once")
    assert "2 个问题" in refused.json()["detail"]
    assert refused.headers["retry-after"] == "5"
    assert (third.status_code, third.json()["reason"]) == (429, "limit_in_all")
    assert [answer.status_code for answer in done] == [200] * 4
    assert done[0].json()["asking"] == done[0].json()["person"] != done[2].json()["person"]
    assert app.state.work.open == 0


def test_a_job_is_counted_as_long_as_the_queue_knows_it() -> None:
    app = make_app(Hosting(allowance=Allowance(1, 30, 9)))
    queued: set[str] = {"a", "b"}
    app.state.jobs.is_queued = queued.__contains__
    app.state.jobs.asking = frozenset({3})

    def join(event: str, number: int = 3) -> httpx.Response:
        body = {"event": event, "fn_index": number}
        return get(app, "/gradio_api/queue/join", method="POST", json=body)

    assert join("a").status_code == 200
    assert join("b").json()["reason"] == "limit_at_once"
    assert join("b", 4).status_code == 200
    assert join("a", 4).status_code == 200
    assert join("b", 4).json()["reason"] == "limit_at_once"
    assert app.state.work.open == 1
    queued.clear()
    assert app.state.work.open == 0
    assert join("b").status_code == 200


def test_a_minute_has_its_limit_and_says_when_it_is_over() -> None:
    app = make_app(Hosting(allowance=Allowance(2, 3, 9)))
    answers = [get(app, "/api/ask", method="POST", json={}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 50 <= int(answers[-1].headers["retry-after"]) <= 60
    assert "3 questions within a minute" in answers[-1].json()["detail"]


def test_a_stopping_server_refuses_questions_and_still_shows_what_is_there() -> None:
    app = make_app()
    app.state.work.stop()
    asked = get(app, "/api/ask", method="POST", json={})
    assert (asked.status_code, asked.json()["reason"]) == (503, "stopping")
    joined = get(app, "/gradio_api/queue/join", method="POST", json={"event": "a"})
    assert joined.status_code == 409
    assert "being stopped" in joined.json()["detail"]
    health = get(app, "/healthz")
    assert (health.status_code, health.json()["status"]) == (503, "stopping")
    assert get(app, "/who").status_code == 200


def test_requests_are_told_without_their_queries() -> None:
    recorder = Recorded()
    app = make_app(recorder=recorder)
    get(app, "/who?question=secret")
    get(app, "/broken?question=secret")
    get(app, "/healthz")
    assert [(event, told["path"], told["status"]) for event, told in recorder.events] == [
        ("request", "/who", 200),
        ("request", "/broken", 500),
    ]
    assert recorder.events[1][1]["error"] == "ZeroDivisionError"
    assert "secret" not in str(recorder.events)


def test_a_stream_goes_through_every_layer(accounts_file: Path) -> None:
    app = make_app(Hosting(accounts=Accounts(accounts_file), root=read_root_path("/zonewise")))
    answer = get(app, "/zonewise/stream", auth=AUTH)
    assert answer.text == "data: a\n\ndata: b\n\n"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/zonewise/who", "/who"])
def test_under_a_prefix_every_route_is_found_and_knows_its_address(path: str) -> None:
    app = make_app(Hosting(root=read_root_path("/zonewise")))
    assert get(app, path).json()["url"] == "http://127.0.0.1:7860/zonewise/who"
    assert get(app, path.replace("who", "own/page.css")).status_code == 200
    assert get(app, path.replace("who", "zones")).status_code == 200


@pytest.mark.parametrize(
    ("choice", "listening", "has_accounts", "wanted"),
    [
        ("auto", "127.0.0.1", False, True),
        ("auto", "localhost", False, True),
        ("auto", "0.0.0.0", False, False),
        ("auto", "0.0.0.0", True, True),
        ("on", "0.0.0.0", False, True),
        ("off", "127.0.0.1", True, False),
    ],
)
def test_who_may_bring_pages(choice: Any, listening: str, *, has_accounts: bool, wanted: bool) -> None:
    assert takes_uploads(choice, listening, has_accounts=has_accounts) is wanted


def test_what_is_private() -> None:
    names = ("127.0.0.1", "::1", "LOCALHOST", "0.0.0.0", "::", "10.0.0.1")
    assert [is_private(name) for name in names] == [True, True, True, False, False, False]
