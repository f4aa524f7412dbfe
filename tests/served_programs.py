"""The calls for programs on a real port: over HTTP, through gradio and as MCP tools, for tests."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI

from app.hosting.listening import listen
from app.programs.answering import CalledLibrary, Programs
from app.programs.mounting import mount_mcp
from app.programs.places import Places
from app.programs.routes import make_router
from rag.answers import EVERYWHERE, AnswerEvent, Narrowing, StageStarted
from rag.pipeline import Pipeline
from tests.coroutines import run_coroutine

WAIT_S = 20.0


@dataclass
class GatedLibrary:
    """Answers as the one inside, but waits at a gate where the question says `wait`, and fails at `break`.

    Attributes:
        inside: What answers.
        gate: A waiting question goes on when it is set.
        begun: Set when a question has come to the gate.
        closed: Set when a question was given up at the gate.
    """

    inside: CalledLibrary
    gate: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)

    def stream(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Generator[AnswerEvent, None, None]:
        """Answer a question, at once or after the gate."""
        if "break" in question:
            yield StageStarted("searching")
            raise OSError("the disk is gone")
        if "wait" in question:
            yield from self._wait()
        yield from self.inside.stream(question, history=history, narrowing=narrowing)

    def hold(self) -> AbstractContextManager[Pipeline]:
        """Give the pipeline."""
        return self.inside.hold()

    def _wait(self) -> Generator[AnswerEvent, None, None]:
        try:
            while not self.gate.wait(0.02):
                yield StageStarted("searching")
                self.begun.set()
        except GeneratorExit:
            self.closed.set()
            raise


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes:
        url: Its address.
        library: What is asked.
        stopping: Set, it is as if the server were told to stop.
    """

    url: str
    library: GatedLibrary
    stopping: threading.Event


@contextmanager
def serve_programs(
    inside: CalledLibrary, *, places: Places | None = None, with_page: bool = False, root_path: str = ""
) -> Iterator[Served]:
    """Serve the calls until the context ends."""
    library, stopping = GatedLibrary(inside), threading.Event()
    programs = Programs(library, places, is_stopping=stopping.is_set)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(make_router(programs))
    mount_mcp(app, programs)
    if with_page:
        run_coroutine(_mount_page(app, programs))
    listener, ready = listen("127.0.0.1", 0), threading.Event()

    class ReadyServer(uvicorn.Server):
        async def startup(self, sockets: object = None) -> None:
            await super().startup(sockets)  # type: ignore[arg-type]
            ready.set()

    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, root_path=root_path)
    server = ReadyServer(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener.socket]})
    with closing(listener.socket):
        thread.start()
        try:
            assert ready.wait(WAIT_S), "the server did not start"
            yield Served(listener.url, library, stopping)
        finally:
            library.gate.set()
            server.should_exit = True
            thread.join(WAIT_S)
    assert not thread.is_alive()


async def _mount_page(app: FastAPI, programs: Programs) -> None:
    """Mount a small page; where no event loop runs, gradio makes one that nobody closes."""
    with warnings.catch_warnings():
        # gradio's own modules warn of what they will change; nothing of ours is built in this block.
        warnings.simplefilter("ignore")
        import gradio as gr
    from app.page.offering import offer_programs

    with gr.Blocks(analytics_enabled=False) as blocks:
        hidden = gr.Textbox()
        hidden.submit(lambda text: text, hidden, hidden, api_visibility="private")
        offer_programs(programs)
    gr.mount_gradio_app(app, blocks, path="/", ssr_mode=False)
