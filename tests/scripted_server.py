"""A model's server on this machine that says what a test wrote down for it, over the real protocol.

It speaks the chat completions that OpenAI, vLLM, Ollama and llama.cpp share, on a free port of 127.0.0.1:

    with ScriptedServer(Reply(status=500), "Qingquan invests 2.496 billion yuan [1].") as server:
        settings = Settings(model="openai:scripted", model_url=server.url, …)
        …                                   # the first request fails, every later one is answered
        assert server.asked[0].user.endswith("?")

Each request takes the next reply; the last one stays. A reply is a text, a `Reply`, or a function of what was
asked, such as `echo` and `repeat_evidence` below. `server.gone` is set when a reader goes away before its
answer ends, and `server.most_at_once` counts the requests that were open together.
"""

from __future__ import annotations

import json
import re
import select
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

WAIT_S = 20.0
PIECE_CHARS = 7
_EVIDENCE = re.compile(r"^\[(\d+)\] \(.*?[;；] ?[^;；()（）\n]{1,20}\) (.+)$", re.MULTILINE)
"""A sentence of the prompt: its number, `(zone; headline; date)`, its words."""

Ending = Literal["stop", "length", "cut", "silent", "stall", "forever", "garbage", "page"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came.

    Attributes:
        body: All of its JSON.
        headers: By their names in small letters.
    """

    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def messages(self) -> list[tuple[str, str]]:
        """Role and text of each message."""
        return [(message["role"], _text_of(message["content"])) for message in self.body["messages"]]

    @property
    def system(self) -> str:
        """All that the system says."""
        return "\n".join(text for role, text in self.messages if role == "system")

    @property
    def user(self) -> str:
        """The last message of the user."""
        return next((text for role, text in reversed(self.messages) if role == "user"), "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server does with one request.

    Attributes:
        text: The answer, sent in pieces of `PIECE_CHARS`; with an error's status, its message.
        status: HTTP status; anything but 200 is an error.
        ending: After the text: `stop`; `length`, the tokens are used up; `cut`, the connection breaks;
            `silent`, it ends as if whole but without its reason; `stall`, nothing more comes; `forever`, the
            text again and again; `garbage`, something that is no JSON; `page`, the text is all, as a page.
        reasoning: Sent before the text in the field that servers have for what a model thinks.
        is_late: Not even the status comes, ever.
        after: Wait for this event before the first piece.
        headers: More of them, such as Retry-After.
    """

    text: str = ""
    status: int = 200
    ending: Ending = "stop"
    reasoning: str = ""
    is_late: bool = False
    after: threading.Event | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Script = Reply | str | Callable[[Asked], "Reply | str"]


def echo(asked: Asked) -> str:
    """Say what the user said."""
    return asked.user


def repeat_evidence(asked: Asked) -> str:
    """Say every numbered sentence of the request, each with its own reference: all of it true."""
    return "\n".join(f"- {text} [{number}]" for number, text in _EVIDENCE.findall(asked.user))


def cite_wrongly(asked: Asked) -> str:
    """Say every numbered sentence, each with the reference of the next one; the last refers to nothing."""
    return "\n".join(f"- {text} [{int(number) + 1}]" for number, text in _EVIDENCE.findall(asked.user))


class ScriptedServer:
    """See the module; a context manager."""

    def __init__(self, *replies: Script) -> None:
        self.replies: list[Script] = list(replies or ("",))
        self.asked: list[Asked] = []
        self.gone = threading.Event()
        self.most_at_once = 0
        self.changed = threading.Condition()
        self.connections: set[socket.socket] = set()
        self.is_closing = False
        self._open = 0
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.script = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """What goes into the setting `model_url`."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.is_closing = True
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(WAIT_S)
        with self.changed:
            for connection in self.connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def wait_for_requests(self, count: int) -> None:
        """Wait until so many requests have come in all."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.asked) >= count, WAIT_S), "no request came"

    def take(self, asked: Asked) -> Reply:
        """Note a request, and give what answers it."""
        with self.changed:
            script = self.replies[min(len(self.asked), len(self.replies) - 1)]
            self.asked.append(asked)
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
            self.changed.notify_all()
        made = script(asked) if callable(script) else script
        return made if isinstance(made, Reply) else Reply(made)

    def finish(self) -> None:
        """Note that a request has ended."""
        with self.changed:
            self._open -= 1
            self.changed.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    script: ScriptedServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    is_open = False

    def setup(self) -> None:
        super().setup()
        with self.server.script.changed:
            self.server.script.connections.add(self.connection)

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def finish(self) -> None:
        with self.server.script.changed:
            self.server.script.connections.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing in the tests' output."""

    def do_GET(self) -> None:
        self._send_json(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        data = self.rfile.read(length)
        if len(data) < length:
            self._note_gone()
            return
        body = json.loads(data)
        asked = Asked(body, {name.lower(): value for name, value in self.headers.items()})
        reply = self.server.script.take(asked)
        self.is_open = True
        try:
            self._answer(reply, is_streamed=bool(body.get("stream")))
        except OSError:
            self._note_gone()
        finally:
            self._finish_request()

    def _finish_request(self) -> None:
        """Count the request as over: before its last words go out, since the reader may ask again at once."""
        if self.is_open:
            self.is_open = False
            self.server.script.finish()

    def _answer(self, reply: Reply, *, is_streamed: bool) -> None:
        if reply.after is not None:
            assert reply.after.wait(WAIT_S), "the event of a reply never came"
        if reply.is_late:
            self._wait_for_end()
        elif reply.status != 200:
            error = {"message": reply.text or "scripted", "type": "error", "code": None}
            self._send_json(reply.status, {"error": error}, reply.headers)
        elif reply.ending == "page":
            self._send(200, reply.text.encode(), {"Content-Type": "text/html", **reply.headers})
        elif is_streamed:
            self._stream(reply)
        else:
            self._send_json(200, _whole(reply), reply.headers)

    def _send_json(self, status: int, content: object, headers: Mapping[str, str] | None = None) -> None:
        shown = {"Content-Type": "application/json", **(headers or {})}
        self._send(status, json.dumps(content).encode(), shown)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self._finish_request()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": "text/event-stream", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for delta in _deltas(reply):
            self._send_event(json.dumps(_chunk(delta)))
        if reply.ending == "cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif reply.ending == "stall":
            self._wait_for_end()
        else:
            self._end_stream(reply)

    def _end_stream(self, reply: Reply) -> None:
        self._finish_request()
        if reply.ending == "garbage":
            self._send_event("{no json")
        elif reply.ending != "silent":
            self._send_event(json.dumps(_chunk({}, finish=reply.ending)))
            self._send_event(json.dumps({**_chunk({}), "choices": [], "usage": _usage(reply)}))
            self._send_event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _send_event(self, data: str) -> None:
        event = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")

    def _wait_for_end(self) -> None:
        """Wait until the reader goes away, or the server closes."""
        select.select([self.connection], [], [], WAIT_S)
        with suppress(OSError):
            if self.connection.recv(1) == b"":
                self._note_gone()
        self.close_connection = True

    def _note_gone(self) -> None:
        self.close_connection = True
        if not self.server.script.is_closing:
            self.server.script.gone.set()


def _deltas(reply: Reply) -> Iterator[dict[str, str]]:
    yield {"role": "assistant", "content": ""}
    if reply.reasoning:
        yield {"reasoning_content": reply.reasoning}
    while True:
        for start in range(0, len(reply.text), PIECE_CHARS):
            yield {"content": reply.text[start : start + PIECE_CHARS]}
        if reply.ending != "forever":
            return


def _chunk(delta: Mapping[str, str], *, finish: str | None = None) -> dict[str, object]:
    choice = {"index": 0, "delta": dict(delta), "finish_reason": finish}
    return {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
    }


def _whole(reply: Reply) -> dict[str, object]:
    finish = "length" if reply.ending == "length" else "stop"
    message = {"role": "assistant", "content": reply.text}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {**_chunk({}), "object": "chat.completion", "choices": [choice], "usage": _usage(reply)}


def _usage(reply: Reply) -> dict[str, int]:
    """One token a character, as good as any for a test."""
    return {"prompt_tokens": 1, "completion_tokens": len(reply.text), "total_tokens": len(reply.text) + 1}


def _text_of(content: object) -> str:
    """Give the text of a message whose content may be parts."""
    if isinstance(content, str):
        return content
    assert isinstance(content, list)
    return "".join(str(part.get("text", "")) for part in content)
