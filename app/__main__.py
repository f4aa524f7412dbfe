"""`python -m app`: serve the chat page over an index."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from app.hosting.checking import PageCheckError, check_page
from app.writer import describe_writer, find_writer
from index.errors import StoreError
from prompts.loading import load_wording
from rag.options import add_model_options, read_overrides
from rag.settings import DEFAULT_INDEX, SettingError, Settings, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.hosting.serving import Listener

_DONE, _ERROR = 0, 1
_PORT = 7860
_START_TIMEOUT_S = 60.0
_DESCRIPTION = """\
Serve the chat page over an index of newspaper pages. Nothing leaves this machine, unless a language model on
another one is chosen; where text is sent is said at the start and on the page."""
_EPILOG = """\
examples:
  python -m app                              the sample pages that ship, at http://127.0.0.1:7860
  python -m app --index pages-index          an index made by `python -m index`
  python -m app --port 0                     any free port; the address is printed
  python -m app --host 0.0.0.0               for other machines too; there is no password
  python -m app --model openai:NAME --model-url http://127.0.0.1:8000/v1
                                             answers by a language model, checked statement by statement
  python -m app --check                      start, look at the page, ask it one question, stop; no
                                             language model is called (python -m rag --check-model does)

exit codes: 0 done, 1 error, 2 usage
"""


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m app",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--index", type=Path, metavar="INDEX_DIR", help="the index; without it, the sample's")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port",
        type=_read_port,
        help=f"port to listen on, 0 for a free one (default: {_PORT}; with --check, a free one)",
    )
    parser.add_argument("--check", action="store_true", help="start, check the page and its API, stop")
    add_model_options(parser)
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--quiet", action="store_true", help="print errors only")
    loudness.add_argument("--verbose", action="store_true", help="print a line for every request")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    options = make_parser().parse_args(arguments)
    try:
        return _run(options)
    except (StoreError, SettingError, PageCheckError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _ERROR
    except KeyboardInterrupt:
        return _DONE


def _read_port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 0 to 65535")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    from app.hosting.serving import listen, serve

    say: Callable[[str], None] = _say_nothing if options.quiet else _say
    settings = load_settings(read_overrides(options))
    default_port = 0 if options.check else _PORT
    listener = listen(options.host, default_port if options.port is None else options.port)
    with listener.socket:
        app = _make_app(settings, say, options)
        log_level = "info" if options.verbose else "error"
        if options.check:
            say(_check(app, listener, log_level))
            return _DONE
        signal.signal(signal.SIGTERM, _stop)
        ready = f"The chat page is at {listener.url} (Ctrl+C stops it)"
        serve(app, listener, log_level=log_level, when_ready=lambda: say(ready))
    return _DONE


def _say(text: str) -> None:
    print(text, flush=True)


def _say_nothing(text: str) -> None:
    del text


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """End with 0 when asked to; uvicorn has let open answers end before it hands the signal on."""
    del number, frame
    sys.exit(_DONE)


def _make_app(settings: Settings, say: Callable[[str], None], options: argparse.Namespace) -> FastAPI:
    from rag.assembling import open_pipeline
    from rag.sample_index import ensure_sample_index

    if settings.index_dir == DEFAULT_INDEX:
        ensure_sample_index(settings.index_dir, encoder=settings.encoder, quiet=options.quiet)
    pipeline = open_pipeline(settings)
    if options.check:
        # The check costs nothing: its question is answered by quotes.
        pipeline = replace(pipeline, resources=replace(pipeline.resources, chat_model=None))

    # Only now, as gradio takes seconds to load: a wrong index is told at once.
    from app.hosting.serving import create_app
    from app.interface import Limits, build_page, mount_page
    from rag.answering import scope_of
    from rag.contract import answer_as_json

    scope = scope_of(pipeline.resources)
    writer = find_writer(settings)
    say(f"{settings.index_dir}: articles {scope.articles:,}, zones {scope.zones:,}")
    say(describe_writer(writer, load_wording("en", "page")))
    app = create_app(pipeline, scope)
    limits = Limits(question_chars=settings.question_chars)
    page = build_page(
        pipeline,
        scope,
        describe=answer_as_json,
        limits=limits,
        writer=writer,
        stopping=app.state.stopping,
    )
    mount_page(app, page)
    return app


def _check(app: FastAPI, listener: Listener, log_level: str) -> str:
    from app.hosting.serving import make_server

    ready = threading.Event()
    server = make_server(app, log_level=log_level, when_ready=ready.set)
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
