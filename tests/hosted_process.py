"""A page in a process of its own (`tests/hosted_page.py`), started, asked and stopped by tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_S = 90.0
END_S = 30.0
_LOOK_S = 0.05


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
    port_file, output = folder / "port", folder / "output.txt"
    port_file.unlink(missing_ok=True)
    # Warnings are gradio's own here: the process is no test, and what it prints is looked at.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "hosted_page.py"), str(port_file), *options],
            cwd=folder,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        port = _wait_for_port(process, port_file, output)
        yield Hosted(process, f"http://127.0.0.1:{port}", output)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(END_S)


def _wait_for_port(process: subprocess.Popen[bytes], port_file: Path, output: Path) -> int:
    end_s = time.monotonic() + START_S
    while not (port_file.exists() and port_file.read_text().endswith("\n")):
        assert process.poll() is None, output.read_text("utf-8")
        assert time.monotonic() < end_s, "the server did not start"
        time.sleep(_LOOK_S)
    return int(port_file.read_text())
