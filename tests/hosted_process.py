"""A page in a process of its own (`tests/hosted_page.py`), started, asked and stopped by tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
END_S = 30.0


@dataclass
class Hosted:
    """A running page.

    Attributes:
        process: Of the server; its standard output and errors are in `output`.
        url: Its address, without a slash at its end.
        output: The file of what it prints.
    """

    process: subprocess.Popen[bytes]
    url: str
    output: Path

    def end(self) -> int:
        """Wait for its end, and give the exit code."""
        return self.process.wait(END_S)


@contextmanager
def host_page(folder: Path, *options: str) -> Iterator[Hosted]:
    """Serve a page on a free port, with options of `python -m app`."""
    output = folder / "output.txt"
    reading, writing = os.pipe()
    # Warnings are gradio's own here: the process is no test, and what it prints is looked at.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "hosted_page.py"), f"/dev/fd/{writing}", *options],
            cwd=folder,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            pass_fds=[writing],
        )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            port = told.readline().strip()
        assert port, output.read_text("utf-8")
        yield Hosted(process, f"http://127.0.0.1:{port}", output)
    finally:
        process.kill()
        process.wait(END_S)
