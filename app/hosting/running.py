"""Runs the server, and ends it: answers under way may finish, a second signal ends at once.

uvicorn waits for every connection to close, and gradio holds one open for as long as a browser shows the
page, so that it would always wait in vain. So the work is counted here, and the connections are cut when it
is done.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import uvicorn
from fastapi import FastAPI

from app.hosting.listening import Listener
from app.hosting.stopping import Work

STOP_TIMEOUT_S = 2
"""For what is no answer: a file on its way, a connection to close."""
_LOOK_S = 0.05
_LAST_WORDS_S = 0.3
"""For the end of an answer to reach its reader, once it is there."""
_SPARE_S = 3.0
"""Beyond all times above, before the process is ended whatever it does: a thread cannot be cut off."""
_DONE = 0


class _CutConnections(logging.Filter):
    """Drops uvicorn's tracebacks of connections that are cut when it stops."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Give whether the record is written."""
        is_cut = record.exc_info is not None and record.exc_info[0] is asyncio.CancelledError
        return not is_cut and not record.getMessage().startswith("Cancel ")


_CUT_CONNECTIONS = _CutConnections()


class StoppingServer(uvicorn.Server):
    """A server that says when it is ready, and lets answers under way finish."""

    def __init__(
        self, config: uvicorn.Config, work: Work, grace_s: float, when_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._work = work
        self._grace_s = grace_s
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new question, wait for those under way, then stop."""
        self._work.stop()
        await self._wait_for_answers()
        self._work.cut()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop at the first signal; end at once at the second, and when all times have run out."""
        if self.should_exit:
            _leave()
        super().handle_exit(sig, frame)
        self._work.stop()
        last = threading.Timer(self._grace_s + STOP_TIMEOUT_S + _SPARE_S, _leave)
        last.daemon = True
        last.start()

    async def _wait_for_answers(self) -> None:
        clock = asyncio.get_running_loop().time
        end_s = clock() + self._grace_s
        has_waited = False
        while self._work.open and clock() < end_s and not self.force_exit:
            has_waited = True
            await asyncio.sleep(_LOOK_S)
        if has_waited:
            await asyncio.sleep(_LAST_WORDS_S)


def make_server(
    app: FastAPI, *, log_level: str, when_ready: Callable[[], None], grace_s: float | None = None
) -> uvicorn.Server:
    """Give the server, not yet running; setting its `should_exit` ends it.

    Args:
        app: As `app.hosting.serving.create_app` gives it.
        log_level: uvicorn's, such as `warning`; lines about requests are the application's to write.
        when_ready: Called once, when requests are answered.
        grace_s: How long answers under way may take at the end; without it, as the application was told.
    """
    config = uvicorn.Config(
        app,
        log_level=log_level,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_TIMEOUT_S,
    )
    logging.getLogger("uvicorn.error").addFilter(_CUT_CONNECTIONS)
    chosen_s = app.state.grace_s if grace_s is None else grace_s
    return StoppingServer(config, app.state.work, chosen_s, when_ready)


def serve(app: FastAPI, listener: Listener, *, log_level: str, when_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, from the main thread; see `make_server`.

    Raises:
        SystemExit: With 0, after SIGTERM.
        KeyboardInterrupt: After SIGINT.
    """
    signal.signal(signal.SIGTERM, _end)
    server = make_server(app, log_level=log_level, when_ready=when_ready)
    server.run(sockets=[listener.socket])


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """End with 0 when asked to; uvicorn hands the signal on once everything has come to its end."""
    del number, frame
    sys.exit(_DONE)


def _leave() -> None:
    """End the process as it is: indexes and files of ours are written whole or not at all."""
    sys.stdout.flush()
    os._exit(_DONE)
