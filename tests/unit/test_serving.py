"""The server without gradio, on a real port: cited articles, headers, a taken port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import pytest

from app.hosting.listening import Listener, PortTakenError, listen
from app.hosting.looking import ARTICLE_POLICY
from app.hosting.running import make_server
from app.hosting.serving import PAGE_POLICY, create_app
from app.views.answers import link_citation
from tests.scripted_answerer import QUOTE, ScriptedAnswerer, make_citation

OPENER = build_opener(ProxyHandler({}))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    ready = threading.Event()
    listener = listen("127.0.0.1", 0)
    server = make_server(create_app(ScriptedAnswerer()), log_level="error", when_ready=ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener.socket]})
    thread.start()
    assert ready.wait(20)
    yield listener.url
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


def read(address: str) -> tuple[int, str, str]:
    try:
        with OPENER.open(address, timeout=20) as reply:
            return reply.status, reply.headers["content-security-policy"], reply.read().decode()
    except HTTPError as error:
        return error.code, error.headers["content-security-policy"], error.read().decode()


def test_every_answer_has_the_pages_policy(url: str) -> None:
    status, policy, text = read(f"{url}/healthz")
    assert (status, policy) == (200, PAGE_POLICY)
    assert '"status":"ok"' in text


def test_a_citations_link_gives_its_article(url: str) -> None:
    status, policy, text = read(f"{url}/{link_citation(make_citation(1, QUOTE), 'zh')}")
    assert (status, policy) == (200, ARTICLE_POLICY)
    assert '<html lang="zh"' in text
    assert f"<mark>{QUOTE}</mark>" in text


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"id": "gone"}, 404, "not in the index any more"),
        ({"end": "99999"}, 400, "not in the article"),
        ({"start": "-1"}, 422, "greater"),
        ({"lang": "fr"}, 422, "'en' or 'zh'"),
    ],
    ids=["unknown", "beyond", "negative", "language"],
)
def test_wrong_links_say_what_is_wrong(url: str, changed: dict[str, str], status: int, words: str) -> None:
    citation = make_citation(1, QUOTE)
    query = {"id": citation.article_id, "start": "3", "end": "9", "lang": "en", **changed}
    answered, _, text = read(f"{url}/article?{urlencode(query)}")
    assert answered == status
    assert words in text


@pytest.mark.parametrize("path", ["docs", "redoc", "openapi.json"])
def test_no_page_that_would_load_from_elsewhere(url: str, path: str) -> None:
    assert read(f"{url}/{path}")[0] == 404


def test_a_taken_port_is_named_and_says_what_to_do() -> None:
    with listen("127.0.0.1", 0).socket as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"port {port}: .*--port 0"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:5"), ("0.0.0.0", "http://127.0.0.1:5"), ("::1", "http://[::1]:5")],
    ids=["one", "all", "version 6"],
)
def test_the_address_can_be_opened(host: str, url: str) -> None:
    with listen("127.0.0.1", 0).socket as bound:
        assert Listener(bound, host, 5).url == url
