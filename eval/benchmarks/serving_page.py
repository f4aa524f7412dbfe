"""`python -m app` in a process of its own, on a free port, for as long as it is measured."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eval.benchmarks.asking_page import Form, read_form
from eval.measuring import CommandFailedError, read_high_water, start_module

_START_TIMEOUT_S = 180.0
_STOP_TIMEOUT_S = 20.0
_POLL_S = 0.2
_HOST = "127.0.0.1"
_LIMITS_LIFTED = ("--per-person", "1000", "--per-minute", "100000")
"""All readers come from one address here, and so would count as one person."""


@dataclass(frozen=True, slots=True)
class PageServer:
    """A server that answers.

    Attributes:
        form: How a question is sent to it.
        start_s: Seconds from its start to its first reply.
        process_id: Of the server.
    """

    form: Form
    start_s: float
    process_id: int

    def read_cpu_s(self) -> float:
        """Give the processor seconds it has used so far, all threads together; nan where that is not told."""
        try:
            fields = Path(f"/proc/{self.process_id}/stat").read_text("ascii").rpartition(")")[2].split()
        except OSError:
            return float("nan")
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def read_peak_mib(self) -> float:
        """Give the most memory it has held so far; 0 where that is not told."""
        return read_high_water(self.process_id) / 2**20


@contextmanager
def serve_measured(index_dir: Path | None, *options: str) -> Iterator[PageServer]:
    """Serve the page over an index, or over the sample's, and stop it in the end, whatever happens.

    Args:
        index_dir: The index; without it, the sample's.
        options: More of the command line of `python -m app`.

    Raises:
        CommandFailedError: It does not start; the message holds its last words.
    """
    port = _find_free_port()
    place = [] if index_dir is None else ["--index", str(index_dir)]
    arguments = ["app", *place, "--host", _HOST, "--port", str(port), *_LIMITS_LIFTED, *options]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = start_module(arguments, output=output, errors=errors)
        try:
            form = _wait_for_page(process, f"http://{_HOST}:{port}", errors)
            yield PageServer(form, time.perf_counter() - start, process.pid)
        finally:
            _stop(process)


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for_page(process: subprocess.Popen[bytes], url: str, errors: IO[bytes]) -> Form:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            errors.seek(0)
            last = errors.read().decode("utf-8", "replace").strip()[-500:]
            raise CommandFailedError(f"python -m app ended with {process.returncode}: {last}")
        try:
            return read_form(url, timeout_s=_START_TIMEOUT_S)
        except OSError:
            time.sleep(_POLL_S)
    raise CommandFailedError(f"python -m app did not answer within {_START_TIMEOUT_S:.0f} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
