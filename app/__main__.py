"""`python -m app`: serve the chat page over an index."""

from __future__ import annotations

import argparse
import getpass
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.hosting.accounts import AccountsError, add_account
from app.hosting.checking import PageCheckError, check_page
from app.hosting.hosts import HostnameError
from app.hosting.passwords import PasswordError, check_name
from app.hosting.proxying import ProxyAddressError, RootPathError
from app.hosting.recording import LineRecorder
from app.opening import (
    ExtraMissingError,
    Opened,
    check_extras,
    make_app,
    make_programs,
    open_library,
    open_recorder,
    read_hosting,
    warn_of,
)
from app.options import PORT, make_parser, parse_options
from app.recording import Recorder
from index.errors import StoreError
from prompts.loading import load_wording
from rag.options import read_overrides
from rag.settings import SettingError, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.hosting.listening import Listener

__all__ = ["main", "make_parser"]

_DONE, _ERROR = 0, 1
_START_TIMEOUT_S = 60.0
_LOOPBACK = "127.0.0.1"
_ERRORS = (
    StoreError,
    SettingError,
    PageCheckError,
    AccountsError,
    PasswordError,
    HostnameError,
    ProxyAddressError,
    RootPathError,
    ExtraMissingError,
    OSError,
)
"""What is wrong with what was given, and told in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    options = parse_options(arguments)
    try:
        if options.add_user is not None:
            return _add_user(options)
        return _run(options)
    except _ERRORS as error:
        print(f"error: {error}", file=sys.stderr)
        return _ERROR
    except KeyboardInterrupt:
        return _DONE


def _add_user(options: argparse.Namespace) -> int:
    name = check_name(options.add_user)
    is_new = add_account(options.auth, name, _read_password(name))
    print(f"{options.auth}: {'added' if is_new else 'changed the password of'} {name}")
    return _DONE


def _read_password(name: str) -> str:
    """Ask twice in a terminal; else read one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"Password of {name}: ")
    if getpass.getpass("The same once more: ") != password:
        raise PasswordError("the two passwords are not the same; nothing was written")
    return password


def _run(options: argparse.Namespace) -> int:
    from app.hosting.listening import listen

    settings = load_settings(read_overrides(options))
    check_extras(options)
    hosting = read_hosting(options)
    recorder = open_recorder(options)
    if options.mcp_stdio:
        return _speak(open_library(settings, options, hosting, recorder), options)
    say: Callable[[str], None] = _say_nothing if options.quiet else _say
    host = _LOOPBACK if options.check else options.host
    default_port = 0 if options.check else PORT
    listener = listen(host, default_port if options.port is None else options.port)
    with listener.socket:
        opened = open_library(settings, options, hosting, recorder)
        app = make_app(opened, options, say)
        if options.check:
            say(_check(app, listener))
            return _DONE
        warn_of(options)
        _serve(app, listener, recorder, say)
    return _DONE


def _serve(app: FastAPI, listener: Listener, recorder: Recorder, say: Callable[[str], None]) -> None:
    from app.hosting.running import serve

    if isinstance(recorder, LineRecorder) and hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda _number, _frame: recorder.reopen())
    ready = f"The chat page is at {listener.url} (Ctrl+C stops it)"
    try:
        serve(app, listener, log_level="error", when_ready=lambda: say(ready))
    finally:
        recorder.record("stop")


def _speak(opened: Opened, options: argparse.Namespace) -> int:
    from app.programs.mounting import serve_stdio

    serve_stdio(make_programs(opened, options))
    return _DONE


def _say(text: str) -> None:
    print(text, flush=True)


def _say_nothing(text: str) -> None:
    del text


def _check(app: FastAPI, listener: Listener) -> str:
    from app.hosting.running import make_server

    ready = threading.Event()
    server = make_server(app, log_level="error", when_ready=ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener.socket]}, daemon=True)
    thread.start()
    try:
        if not ready.wait(_START_TIMEOUT_S):
            raise PageCheckError(f"the page did not start within {_START_TIMEOUT_S:.0f} seconds")
        return check_page(listener.url, load_wording("en", "page")["example_en_1"])
    finally:
        server.should_exit = True
        thread.join(_START_TIMEOUT_S)


if __name__ == "__main__":
    sys.exit(main())
