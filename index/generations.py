"""The folder of an index: its marker, its lock, its generations, and the file that names the current one.

```
INDEX_DIR/zonewise-index.json   says that Zonewise made the folder
          write.lock            held by the one process that writes
          CURRENT               the number of the generation that readers open
          added/                pages that were added to the index, as they came; see `index.keeping`
          generations/000007/   one finished generation, never changed again
                      .tmp-…/   one in the making; litter when nobody holds the lock
```
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import IndexCorruptError, IndexFolderError, IndexNotFoundError, StoreError
from index.locking import hold_lock

MARKER_FILE = "zonewise-index.json"
CURRENT_FILE = "CURRENT"
LOCK_FILE = "write.lock"
ADDED_FOLDER = "added"
UNFINISHED = ".tmp-"
"""How the name of what is in the making begins; litter when nobody holds the lock."""

_DIGITS = 6
_DISK_ERRORS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
)


class IndexDiskError(StoreError):
    """The disk is full, may not be written to, or fails; the message says which."""


def generation_folder(root: Path, generation: int) -> Path:
    """Give the folder of a generation."""
    return root / "generations" / f"{generation:0{_DIGITS}d}"


def find_current(root: Path) -> int:
    """Read which generation is current.

    Raises:
        IndexNotFoundError: There is no index.
        IndexCorruptError: `CURRENT` does not hold a number.
    """
    try:
        text = (root / CURRENT_FILE).read_text("ascii")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexNotFoundError(
            f"there is no index in {root}; build one: python -m index PAGES_DIR --to {root}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorruptError(f"{root / CURRENT_FILE} cannot be read ({error})") from error
    if not text.strip().isdigit():
        raise IndexCorruptError(
            f"{root / CURRENT_FILE} holds {text[:20]!r}, not a number; build the index again"
        )
    return int(text)


def check_target(root: Path) -> None:
    """See that an index may be written to a folder.

    Raises:
        IndexFolderError: It is a file, or has something in it and was not made by Zonewise.
    """
    if root.is_dir() and not (root / MARKER_FILE).is_file() and any(root.iterdir()):
        raise IndexFolderError(
            f"{root} is not empty and was not made by Zonewise ({MARKER_FILE} is missing);"
            " give an empty or a new folder"
        )
    if root.exists() and not root.is_dir():
        raise IndexFolderError(f"{root} is a file; give a folder for the index")


@contextmanager
def open_target(root: Path) -> Iterator[Path]:
    """Make the folder ready for writing and hold its lock; nothing is left of a new one that got no index.

    Raises:
        IndexFolderError: The folder must not be written to.
        IndexBusyError: Another process is writing.
    """
    check_target(root)
    is_new = not root.exists()
    root.mkdir(parents=True, exist_ok=True)
    try:
        with hold_lock(root / LOCK_FILE):
            marker = root / MARKER_FILE
            if not marker.is_file():
                write_durably(marker, json.dumps({"made_by": "Zonewise", "what": "an index"}) + "\n")
            (root / "generations").mkdir(exist_ok=True)
            _remove_unfinished(root)
            try:
                yield root
            finally:
                _remove_unfinished(root)
    finally:
        _remove_unused(root, is_new=is_new)


@contextmanager
def explain_disk_errors(root: Path) -> Iterator[None]:
    """Say of a disk that cannot be written to what is wrong with it, in place of the system's bare error.

    Raises:
        IndexDiskError: The disk is full, may not be written to, or fails.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _explain_disk_error(root, str(error)) from error
    except OSError as error:
        # numpy says that it wrote fewer numbers than it should, and gives no cause.
        is_unexplained = type(error) is OSError and error.errno is None
        if error.errno not in _DISK_ERRORS and not is_unexplained:
            raise
        raise _explain_disk_error(root, error.strerror or str(error)) from error


def _explain_disk_error(root: Path, reason: str) -> IndexDiskError:
    return IndexDiskError(
        f"the index in {root} cannot be written ({reason}) and is as it was; see that its disk has room and"
        " that you may write there, then do it again"
    )


def start_generation(root: Path) -> Path:
    """Make a folder for a generation in the making."""
    return Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=root / "generations"))


def publish_generation(root: Path, unfinished: Path) -> int:
    """Give a synced generation its number; readers do not see it before `switch_current`."""
    generation = max(_list_generations(root), default=0) + 1
    unfinished.chmod(0o755)
    unfinished.rename(generation_folder(root, generation))
    sync_folder(root / "generations")
    return generation


def switch_current(root: Path, generation: int) -> int:
    """Let `CURRENT` name another generation, in one atomic step; give the one before, 0 for none."""
    try:
        before = find_current(root)
    except (IndexNotFoundError, IndexCorruptError):
        before = 0
    write_durably(root / CURRENT_FILE, f"{generation:0{_DIGITS}d}\n")
    return before


def remove_old(root: Path, *, keep: set[int]) -> None:
    """Remove all other generations: those before, and those that were finished but never made current."""
    for generation in _list_generations(root):
        if generation not in keep:
            shutil.rmtree(generation_folder(root, generation), ignore_errors=True)


def write_durably(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new text, whatever happens."""
    aside = path.with_name(path.name + ".new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def sync_files(folder: Path) -> None:
    """Have every file of a folder, and the folder, written to the disk."""
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _list_generations(root: Path) -> list[int]:
    folders = (root / "generations").iterdir()
    return sorted(int(folder.name) for folder in folders if folder.name.isdigit())


def _remove_unfinished(root: Path) -> None:
    for folder in (root / "generations").glob(f"{UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for file in (root / ADDED_FOLDER).glob(f"{UNFINISHED}*"):
        with suppress(OSError):
            file.unlink()


def _remove_unused(root: Path, *, is_new: bool) -> None:
    """Remove a folder that this run made and that no index came into."""
    if is_new and not (root / CURRENT_FILE).exists() and (root / MARKER_FILE).is_file():
        shutil.rmtree(root, ignore_errors=True)
