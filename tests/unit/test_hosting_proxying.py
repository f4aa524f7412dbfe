"""What a proxy says is believed of proxies only; a prefix looks alike whether it was stripped or not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hosting.persons import Marks
from app.hosting.proxying import (
    Proxies,
    ProxyAddressError,
    Proxying,
    RootPath,
    RootPathError,
    find_path,
    list_named_hosts,
    read_root_path,
)
from tests.coroutines import run_coroutine


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("/zonewise", RootPath("/zonewise")),
        ("/a/b-c/", RootPath("/a/b-c")),
        ("https://Zones.example.org", RootPath("", "https", "zones.example.org")),
        ("https://zones.example.org:8443/z/", RootPath("/z", "https", "zones.example.org:8443")),
        ("http://[::1]:80/z", RootPath("/z", "http", "[::1]:80")),
    ],
)
def test_a_root_path_is_read(text: str, root: RootPath) -> None:
    assert read_root_path(text) == root


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "zonewise",
        "/a b",
        "/a?b",
        "/a#b",
        "//evil.example",
        "ftp://a/b",
        "https://u:p@a/b",
        "/a//b",
        "https://",
    ],
)
def test_what_is_no_root_path_says_what_would_do(text: str) -> None:
    with pytest.raises(RootPathError, match="give one such as /zonewise"):
        read_root_path(text)


@given(st.text(max_size=40))
def test_any_root_path_is_read_or_refused(text: str) -> None:
    try:
        root = read_root_path(text)
    except RootPathError:
        return
    assert not root.path.endswith("/")
    assert root.path or root.host


def test_a_wrong_address_of_a_proxy_is_named() -> None:
    with pytest.raises(ProxyAddressError, match="'proxy' is no address"):
        Proxies(["127.0.0.1", "proxy"])


@pytest.mark.parametrize(
    ("trusted", "passed", "client"),
    [
        (("127.0.0.1",), "203.0.113.7", "203.0.113.7"),
        (("127.0.0.1",), "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (("127.0.0.1", "10.0.0.0/8"), "6.6.6.6, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        (("127.0.0.1",), "203.0.113.7:5123", "203.0.113.7"),
        (("127.0.0.1",), "[2001:db8::1]:5123", "2001:db8::1"),
        (("*",), "203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (("127.0.0.1",), "", ""),
    ],
    ids=["one", "made up before it", "two proxies", "port", "version 6", "all", "none"],
)
def test_the_client_is_the_last_that_is_no_proxy(trusted: tuple[str, ...], passed: str, client: str) -> None:
    assert Proxies(trusted).find_client(passed) == client


def pass_on(
    root: RootPath, path: str, headers: dict[str, str], *, client: str = "127.0.0.1", kind: str = "http"
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Give the scope that the application sees, empty where it sees none, and what was sent without it."""
    seen: dict[str, Any] = {}
    sent: list[dict[str, Any]] = []

    async def application(scope: Any, *_: Any) -> None:
        seen.update(scope)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": kind, "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "scheme": "http" if kind == "http" else "ws",
        "client": (client, 5), "server": ("127.0.0.1", 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    run_coroutine(Proxying(application, Proxies(), root)(scope, receive, send))
    return seen, sent


FORWARDED = {
    "host": "127.0.0.1:7860", "x-forwarded-for": "203.0.113.7", "x-forwarded-host": "zones.example.org",
    "x-forwarded-proto": "https", "x-gradio-server": "http://evil.example",
}  # fmt: skip


def test_a_proxy_is_believed_and_its_headers_go_no_further() -> None:
    seen, _ = pass_on(RootPath(), "/zones", FORWARDED)
    assert seen["client"] == ("203.0.113.7", 0)
    assert seen["scheme"] == "https"
    assert seen["headers"] == [(b"host", b"zones.example.org")]
    assert list_named_hosts(seen) == ["127.0.0.1:7860", "zones.example.org"]


def test_anybody_else_is_not_believed() -> None:
    seen, _ = pass_on(RootPath(), "/zones", FORWARDED, client="192.0.2.9")
    assert seen["client"] == ("192.0.2.9", 5)
    assert seen["scheme"] == "http"
    assert seen["headers"] == [(b"host", b"127.0.0.1:7860")]
    assert list_named_hosts(seen) == ["127.0.0.1:7860"]


@pytest.mark.parametrize("path", ["/zonewise/own/page.css", "/own/page.css"], ids=["kept", "stripped"])
def test_a_prefix_looks_alike_whether_it_was_stripped_or_not(path: str) -> None:
    seen, _ = pass_on(RootPath("/zonewise"), path, {"host": "127.0.0.1"})
    assert (seen["root_path"], seen["path"]) == ("/zonewise", "/zonewise/own/page.css")
    assert seen["raw_path"] == b"/zonewise/own/page.css"
    assert find_path(seen) == "/own/page.css"


def test_the_prefix_alone_leads_to_its_folder() -> None:
    seen, sent = pass_on(RootPath("/zonewise"), "/zonewise", {"host": "127.0.0.1"})
    assert seen == {}
    assert sent[0]["status"] == 307
    assert (b"location", b"/zonewise/") in sent[0]["headers"]


def test_a_whole_address_stands_for_what_a_silent_proxy_does_not_say() -> None:
    root = read_root_path("https://zones.example.org/z")
    seen, _ = pass_on(root, "/", {"host": "127.0.0.1:7860"})
    assert (seen["scheme"], seen["headers"]) == ("https", [(b"host", b"zones.example.org")])
    assert pass_on(root, "/", {"host": "127.0.0.1"}, kind="websocket")[0]["scheme"] == "wss"


def test_marks_hide_addresses_and_hold_networks_together() -> None:
    marks, others = Marks(b"1"), Marks(b"2")
    assert marks.mark("203.0.113.7").startswith("~")
    assert "203" not in marks.mark("203.0.113.7")[:4]
    assert marks.mark("203.0.113.7") == marks.mark("::ffff:203.0.113.7") != marks.mark("203.0.113.8")
    assert marks.mark("203.0.113.7") != others.mark("203.0.113.7")
    assert marks.mark("2001:db8::1") == marks.mark("2001:db8::ffff:2") != marks.mark("2001:db8:0:1::1")
    assert marks.mark("") == marks.mark("")
