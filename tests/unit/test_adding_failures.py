"""Where adding or removing pages fails: what is told, and what is left, the old state or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.adding import (
    MAX_FILES_AT_ONCE,
    AddingError,
    KnownFile,
    add_pages,
    remove_pages,
)
from index.building import build_index
from index.builds import BuildStep
from index.documents import Page
from index.errors import (
    IndexBusyError,
)
from index.generations import IndexDiskError, open_target
from tests.unit.adding_fakes import STEPS, add, read_files, read_texts, remove
from tests.unit.index_fakes import COAL, PLAIN, RULES, TRAVEL


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "no file was given"),
        ([(f"{n}.txt", b"x") for n in range(MAX_FILES_AT_ONCE + 1)], "51 files are too many at once"),
        ([(f"{n}.txt", b"x" * (8 << 20)) for n in range(9)], "75,497,472 bytes, which is too much"),
    ],
    ids=["none", "too many", "too much"],
)
def test_bounds_are_told(index: Path, files: list[tuple[str, bytes]], message: str) -> None:
    with pytest.raises(AddingError, match=message):
        add_pages(files, index, rules=RULES)

    assert not (index / "added").exists()


@pytest.mark.parametrize(("bound", "most"), [("FILES", 2), ("BYTES", 200)])
def test_what_is_added_in_all_is_bounded(
    index: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(f"index.adding.MAX_ADDED_{bound}", most)
    add(index, TRAVEL, PLAIN)

    with pytest.raises(AddingError, match=r"2 pages were added .* no room for 1 more"):
        add(index, Page("three.txt", "||\n这里也没有开发区。" + "没有。" * 12))

    assert sorted(read_files(index)) == ["plain.txt", "travel.txt"]
    assert len(add(index, COAL).already_there) == 1


def test_while_another_writes_it_is_busy(index: Path) -> None:
    with open_target(index), pytest.raises(IndexBusyError):
        add(index, TRAVEL)

    assert not (index / "added").exists()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError(30, "Read-only file system"), "Read-only file system"),
    ],
    ids=["full", "read-only"],
)
def test_a_disk_that_cannot_be_written_is_told_and_nothing_is_lost(
    index: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str
) -> None:
    add(index, TRAVEL)

    def fail(handle: int) -> None:
        del handle
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(IndexDiskError, match=f"{message}.* is as it was"):
            add(index, PLAIN)
        with pytest.raises(IndexDiskError, match=message):
            remove(index, "added/travel.txt")

    assert list(read_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]
    assert sorted(read_files(index)) == ["travel.txt"]
    assert len(add(index, PLAIN).pages) == 1


FULL_DISK = """
import resource, sys
from pathlib import Path
from index.adding import add_pages
from index.embedding import load_bundled_encoder
from index.generations import IndexDiskError
from tests.unit.index_fakes import RULES, TRAVEL

load_bundled_encoder()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    add_pages([("travel.txt", TRAVEL.text.encode())], Path(sys.argv[1]), rules=RULES)
except IndexDiskError:
    sys.exit(7)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file")
@pytest.mark.parametrize("most_bytes", [20, 300, 9000, 50000])
def test_a_disk_that_is_full_at_any_file_leaves_the_index(index: Path, most_bytes: int) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(index), str(most_bytes)]
    result = subprocess.run(command, check=False, timeout=60, capture_output=True, text=True)

    assert result.returncode == 7, result.stderr
    assert list(read_texts(index)) == ["coal.txt", "copper.txt"]
    assert read_files(index) == {}


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_adding_leaves_the_old_or_the_new_state(index: Path, step: str) -> None:
    def interrupt(done: BuildStep) -> None:
        if done.name == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_pages([("travel.txt", TRAVEL.text.encode())], index, rules=RULES, on_step=interrupt)

    switched = STEPS.index(step) >= STEPS.index("switched")
    assert list(read_texts(index)) == ["coal.txt", "copper.txt", *(["added/travel.txt"] if switched else [])]
    assert sorted(read_files(index)) == (["travel.txt"] if switched else [])
    assert not list((index / "generations").glob(".tmp-*"))
    add(index, PLAIN)
    assert len(read_texts(index)) == (4 if switched else 3)


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_removal_leaves_the_old_or_the_new_state(index: Path, step: str) -> None:
    add(index, TRAVEL, PLAIN)

    def interrupt(done: BuildStep) -> None:
        if done.name == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remove_pages(["added/travel.txt"], index, rules=RULES, on_step=interrupt)

    switched = STEPS.index(step) >= STEPS.index("switched")
    left = ["plain.txt"] if switched else ["plain.txt", "travel.txt"]
    assert list(read_texts(index)) == ["coal.txt", "copper.txt", *(f"added/{name}" for name in left)]
    assert sorted(read_files(index)) == left


KILLED = """
import os, signal, sys
from pathlib import Path
from index.adding import add_pages, remove_pages
from tests.unit.index_fakes import PLAIN, RULES

def kill(done):
    if done.name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[3] == "add":
    add_pages([("plain.txt", PLAIN.text.encode())], Path(sys.argv[1]), rules=RULES, on_step=kill)
else:
    remove_pages(["added/travel.txt"], Path(sys.argv[1]), rules=RULES, on_step=kill)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", ["pages copied", "renamed", "switched"])
@pytest.mark.parametrize("act", ["add", "remove"])
def test_when_killed_the_old_or_new_state_serves_and_the_next_build_ends_it(
    pages: Path, index: Path, step: str, act: str
) -> None:
    add(index, TRAVEL)

    command = [sys.executable, "-c", KILLED, str(index), step, act]
    result = subprocess.run(command, check=False, timeout=60)

    assert result.returncode == -signal.SIGKILL
    before = ["coal.txt", "copper.txt", "added/travel.txt"]
    after = (
        ["coal.txt", "copper.txt"]
        if act == "remove"
        else ["coal.txt", "copper.txt", "added/plain.txt", "added/travel.txt"]
    )
    assert list(read_texts(index)) == (after if step == "switched" else before)
    build_index(pages, index, rules=RULES)
    assert list(read_texts(index)) == after
    assert not [name for name in read_files(index) if name.startswith(".")]


def test_what_a_killed_writer_left_is_taken_in_by_the_next_adding(index: Path) -> None:
    (index / "added").mkdir()
    (index / "added" / "travel.txt").write_text(TRAVEL.text, "utf-8")

    summary = add_pages([("again.txt", TRAVEL.text.encode())], index, rules=RULES)

    assert summary.already_there == (KnownFile("again.txt", "added/travel.txt"),)
    assert list(read_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]
