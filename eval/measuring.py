"""Measure commands from outside: wall time and peak memory of a process, size of a folder, percentiles."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from eval import BLAS_THREADS, OWN_BLAS_THREADS

_ROOT = Path(__file__).parent.parent
_POLL_S = 0.005
_MIB = 1024 * 1024


class CommandFailedError(RuntimeError):
    """A measured command ended with an error or ran too long; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a finished command took.

    Attributes:
        seconds: Wall time from start to exit.
        peak_mib: Largest resident memory in MiB.
        output: What it printed.
    """

    seconds: float
    peak_mib: float
    output: str


def measure_module(
    arguments: Sequence[str], *, timeout_s: float, accepted: frozenset[int] = frozenset({0})
) -> Measured:
    """Run `python -m <arguments>` from the project's folder in a process of its own.

    Memory is that process's own maximum (`wait4`), not that of all children so far as
    `getrusage(RUSAGE_CHILDREN)` would give.

    Args:
        arguments: The module and its arguments.
        timeout_s: It is ended after so long.
        accepted: Exit statuses that count as done.

    Raises:
        CommandFailedError: Another exit status, or too long.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = start_module(arguments, output=output, errors=errors)
        peak_bytes = _wait(process, timeout_s=timeout_s)
        seconds = time.perf_counter() - start
        output.seek(0)
        errors.seek(0)
        if process.returncode not in accepted:
            last = errors.read().decode("utf-8", "replace").strip()[-500:]
            shown = " ".join(arguments)
            raise CommandFailedError(f"python -m {shown} ended with {process.returncode}: {last}")
        return Measured(seconds, peak_bytes / _MIB, output.read().decode("utf-8"))


def start_module(
    arguments: Sequence[str], *, output: IO[bytes], errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start `python -m <arguments>` from the project's folder, as a user would; who starts it ends it."""
    return subprocess.Popen(  # noqa: S603 - this interpreter and arguments of our own, no shell
        [sys.executable, "-m", *arguments],
        cwd=_ROOT,
        env=_list_variables(),
        stdout=output,
        stderr=errors,
        stdin=subprocess.DEVNULL,
    )


def _list_variables() -> dict[str, str]:
    """Give the environment as the user has it: what is measured has the threads that a user's has."""
    own = {} if OWN_BLAS_THREADS is None else {BLAS_THREADS: OWN_BLAS_THREADS}
    return {name: value for name, value in os.environ.items() if name != BLAS_THREADS} | own


def _wait(process: subprocess.Popen[bytes], *, timeout_s: float) -> int:
    """Wait for a process and give its largest resident memory in bytes."""
    deadline = time.monotonic() + timeout_s
    peak_bytes = 0
    while True:
        peak_bytes = max(peak_bytes, read_high_water(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return peak_bytes or usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise CommandFailedError(f"{process.args!r} took longer than {timeout_s:.0f} s and was ended")
        time.sleep(_POLL_S)


def read_high_water(pid: int) -> int:
    """Read the largest resident memory of a running process in bytes; 0 where the system does not tell.

    On Linux `ru_maxrss` starts at the memory of the process that forked, so it is of no use in a large one.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0
    lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0][1]) * 1024 if lines else 0


def measure_folder_mib(folder: Path) -> float:
    """Give the size of all files below a folder in MiB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _MIB


def count_files(folder: Path) -> int:
    """Count all files below a folder."""
    return sum(1 for path in folder.rglob("*") if path.is_file())


def compute_percentile(values: Sequence[float], percent: float) -> float:
    """Compute a percentile, linear between order statistics (Hyndman and Fan, 1996, type 7)."""
    if not values:
        raise ValueError("a percentile needs at least one value")
    return float(np.percentile(np.asarray(values, dtype=np.float64), percent))
