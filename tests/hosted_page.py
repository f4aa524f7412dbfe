"""The page over the scripted answerer, served in a process of its own as `python -m app` serves its own.

    python tests/hosted_page.py PORT_FILE [options of python -m app]

The port is written into the file, which may be a pipe, once requests are answered. A question with `slow` in
it takes four seconds, one with `endless` never ends.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import app  # noqa: F401 - what it sets in the environment must be set before gradio is loaded
from app.hosting.listening import listen
from app.hosting.observing import observe
from app.hosting.running import serve
from app.hosting.serving import create_app
from app.hosting.stopping import Work
from app.interface import build_page, mount_page
from app.opening import open_recorder, read_hosting, tell_jobs
from app.options import parse_options
from app.programs.answering import Programs
from app.programs.routes import make_router
from app.recording import Recorder
from app.services import Limits, Services
from rag.answers import EVERYWHERE, AnswerEvent, Narrowing, StageStarted
from tests.scripted_answerer import ScriptedAnswerer

STEP_S = 0.1
SLOW_STEPS = 40


class HostedAnswerer(ScriptedAnswerer):
    """Answers as the scripted one, slowly where asked to, counted and told as the real one is."""

    work: Work
    recorder: Recorder

    def stream(
        self, question: str, *, history: Sequence[str] = (), narrowing: Narrowing = EVERYWHERE
    ) -> Generator[AnswerEvent, None, None]:
        """Answer a question."""
        events = self._wait(question, super().stream(question, history=history, narrowing=narrowing))
        yield from observe(events, self.work, self.recorder, {"question": question})

    def _wait(self, question: str, events: Iterator[AnswerEvent]) -> Generator[AnswerEvent, None, None]:
        steps = 10**6 if "endless" in question else SLOW_STEPS if "slow" in question else 0
        for _ in range(steps):
            yield StageStarted("searching")
            time.sleep(STEP_S)
        yield from events


def main(arguments: Sequence[str]) -> None:
    """Serve until told to stop."""
    options = parse_options(arguments[1:])
    library = HostedAnswerer()
    library.gate.set()
    library.work, library.recorder = Work(), open_recorder(options)
    programs = Programs(library, is_stopping=library.work.is_cut)  # type: ignore[arg-type]  # `ask` alone is asked
    served = create_app(
        library,
        hosting=read_hosting(options),
        routers=[make_router(programs)],
        work=library.work,
        recorder=library.recorder,
    )
    page = build_page(Services(library, Limits(options.answers, options.queue)))
    mount_page(served, page)
    tell_jobs(served, page)
    listener = listen(options.host, options.port or 0)

    def tell_port() -> None:
        Path(arguments[0]).write_text(f"{listener.port}\n")

    serve(served, listener, log_level="error", when_ready=tell_port)


if __name__ == "__main__":
    main(sys.argv[1:])
