"""The rules of `tests/conftest.py` hold: skips fail on demand, and no test reaches the network."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "mark": "import pytest\n@pytest.mark.skip(reason='no browser')\ndef test_it(): pass\n",
    "call": "import pytest\ndef test_it(): pytest.skip('no browser')\n",
    "module": "import pytest\npytest.skip('no browser', allow_module_level=True)\n",
}


def run_pytest(folder: Path, source: str, *, required: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(Path(__file__).parents[1] / "conftest.py", folder / "conftest.py")
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        str(folder),
    ]
    environment = {**os.environ, "REQUIRE_ALL": required}
    return subprocess.run(
        command, cwd=folder, env=environment, text=True, encoding="utf-8", capture_output=True, check=False
    )


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_fails_where_everything_is_required(tmp_path: Path, source: str) -> None:
    run = run_pytest(tmp_path, source, required="1")
    assert run.returncode in {1, 2}
    assert "no browser" in run.stdout


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_passes_otherwise(tmp_path: Path, source: str) -> None:
    assert "1 skipped" in run_pytest(tmp_path, source, required="0").stdout


def test_no_test_reaches_the_network() -> None:
    with socket.socket() as connection, pytest.raises(AssertionError, match="without a network"):
        connection.connect(("192.0.2.1", 80))
