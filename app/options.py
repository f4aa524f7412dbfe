"""The options of `python -m app`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.options import add_model_options

PORT = 7860
_DESCRIPTION = """\
Serve the chat page over an index of newspaper pages. Nothing leaves this machine, unless a language model on
another one is chosen; where text is sent is said at the start and on the page."""
_EPILOG = """\
examples:
  python -m app                              the sample pages that ship, at http://127.0.0.1:7860
  python -m app --index pages-index          an index made by `python -m index`
  python -m app --port 0                     any free port; the address is printed
  python -m app --add-user ann --auth accounts.txt       asks for a password, and writes the file
  python -m app --host 0.0.0.0 --auth accounts.txt       for other machines too, with a password
  python -m app --root-path /zonewise --hostname zones.example.org     behind a proxy; see docs/hosting.md
  python -m app --model openai:NAME --model-url http://127.0.0.1:8000/v1
                                             answers by a language model, checked statement by statement
  python -m app --mcp-stdio                  no page: tools for a program, by MCP over stdin and stdout
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
        help=f"port to listen on, 0 for a free one (default: {PORT}; with --check, a free one)",
    )
    parser.add_argument("--check", action="store_true", help="start, check the page and its API, stop")
    _add_reader_options(parser)
    _add_host_options(parser)
    _add_limit_options(parser)
    add_model_options(parser)
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--quiet", action="store_true", help="print errors only")
    loudness.add_argument("--verbose", action="store_true", help="print a line of JSON for every request")
    return parser


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line, and refuse options that do not go together."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.add_user is not None and options.auth is None:
        parser.error("--add-user goes with --auth FILE, which it writes")
    if options.log_questions and options.log is None and not options.verbose:
        parser.error("--log-questions goes with --log FILE")
    if options.mcp_stdio and (options.mcp or options.check or options.log == "-" or options.verbose):
        parser.error(
            "--mcp-stdio needs the standard output for itself: no --mcp, --check, --verbose, --log -"
        )
    return options


def _add_reader_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what readers may do")
    group.add_argument(
        "--uploads",
        choices=("auto", "on", "off"),
        default="auto",
        help="whether they may bring pages (default: auto, which is on for this machine or with --auth)",
    )
    group.add_argument(
        "--upload-mib",
        type=_read_whole(1, 1024),
        default=64,
        help="largest upload (default: %(default)s MiB)",
    )
    group.add_argument(
        "--feedback", type=Path, metavar="FILE", help="where thumbs and comments are kept, JSON lines"
    )
    group.add_argument("--mcp", action="store_true", help="offer the calls for programs by MCP too, at /mcp")
    group.add_argument(
        "--mcp-stdio", action="store_true", help="offer them by MCP over stdin and stdout only"
    )


def _add_host_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("hosting (docs/hosting.md)")
    group.add_argument("--auth", type=Path, metavar="FILE", help="ask for a name and a password of this file")
    group.add_argument("--add-user", metavar="NAME", help="write an account into --auth FILE, and stop")
    group.add_argument(
        "--hostname",
        metavar="NAME",
        action="append",
        default=[],
        help="a name that readers call this server by; repeatable; * is any",
    )
    group.add_argument(
        "--root-path",
        metavar="PATH",
        default="",
        help="where a proxy shows it: /zonewise, or a whole address",
    )
    group.add_argument(
        "--forwarded-allow-ips",
        metavar="ADDRESSES",
        default="127.0.0.1,::1",
        help="proxies whose X-Forwarded-… headers are believed (default: %(default)s)",
    )
    group.add_argument(
        "--log", metavar="FILE", help="write a line of JSON for each request and answer; - prints"
    )
    group.add_argument("--log-questions", action="store_true", help="write questions and comments there too")
    group.add_argument(
        "--grace-s",
        type=_read_whole(0, 600),
        default=10,
        help="seconds that answers under way get to finish at the end (default: %(default)s)",
    )


def _add_limit_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("limits")
    for option, most, default, meaning in (
        ("--answers", 256, 4, "questions answered at the same time"),
        ("--queue", 10_000, 64, "questions that may wait"),
        ("--per-person", 1_000, 2, "questions of one person that are answered or wait"),
        ("--per-minute", 100_000, 30, "questions that one person may begin within a minute"),
    ):
        group.add_argument(
            option, type=_read_whole(1, most), default=default, help=f"{meaning} (default: {default})"
        )


def _read_port(text: str) -> int:
    if not _is_number(text) or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 0 to 65535")
    return int(text)


def _read_whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _is_number(text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most:,}")
        return int(text)

    return read


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
