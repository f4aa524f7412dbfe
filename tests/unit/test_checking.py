"""The check of the running page finds what is wrong with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.hosting.checking import PageCheckError, check_page

GOOD = {
    "/healthz": '{"status": "ok", "articles": 37, "zones": 9}',
    "/": "<html>gradio</html>",
    "/api/ask": '{"citations": [{"number": 1}]}',
}


class _Handler(BaseHTTPRequestHandler):
    """Answers from the server's `replies`; keeps what was posted in its `posted`."""

    server: _Server

    def do_GET(self) -> None:
        text = self.server.replies.get(self.path)
        self.send_response(404 if text is None else 200)
        self.end_headers()
        self.wfile.write((text or "").encode())

    def do_POST(self) -> None:
        self.server.posted.append(self.rfile.read(int(self.headers["content-length"])).decode())
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        del format, args


class _Server(ThreadingHTTPServer):
    replies: dict[str, str]
    posted: list[str]


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.replies, server.posted = dict(GOOD), []
        threading.Thread(target=server.serve_forever).start()
        yield server
        server.shutdown()


def url(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_a_page_that_works(server: _Server) -> None:
    assert check_page(url(server), "哪些？") == "OK: 37 articles, 1 citations for '哪些？'"
    assert json.loads(server.posted[0]) == {"question": "哪些？"}


@pytest.mark.parametrize(
    ("path", "reply", "words"),
    [
        ("/healthz", '{"status": "ill"}', "does not say ok"),
        ("/", "<html>another program</html>", "is not the chat page"),
        ("/api/ask", '{"error": "busy"}', "the API did not answer 'q'"),
        ("/api/ask", None, "cannot be read: HTTP Error 404"),
    ],
    ids=["health", "page", "answer", "missing"],
)
def test_what_is_wrong_is_named(server: _Server, path: str, reply: str | None, words: str) -> None:
    server.replies.pop(path)
    if reply is not None:
        server.replies[path] = reply
    with pytest.raises(PageCheckError, match=words):
        check_page(url(server), "q")


def test_nothing_listens() -> None:
    with pytest.raises(PageCheckError, match="cannot be read"):
        check_page("http://127.0.0.1:9", "q")
