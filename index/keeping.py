"""The files that were added to an index, kept beside its generations in `INDEX_DIR/added/`.

This folder is what says which pages were added: a generation follows it. A file stands in it whole or not at
all; what has a hidden name is on its way in or out, and litter when nobody holds the lock of the index.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.additions import AddedFile
from index.documents import Page
from index.generations import ADDED_FOLDER, UNFINISHED, find_current, sync_folder
from index.reading import Refusal, UnreadablePageError, read_page

_PREFIX = ADDED_FOLDER + "/"
RESERVED_REASON = (
    f"stands in a folder named {ADDED_FOLDER!r}, which is what pages added to an index are called by;"
    " give that folder another name"
)


def name_source(name: str) -> str:
    """Give what the page of a kept file is cited by."""
    return _PREFIX + name


def is_added(source: str) -> bool:
    """Tell whether a page of this source was added, rather than read from the folder of pages."""
    return source.startswith(_PREFIX)


def list_names(root: Path) -> list[str]:
    """List the files that were added to the index in a folder, sorted."""
    folder = root / ADDED_FOLDER
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if _is_kept(path))


def _is_kept(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


def list_files(root: Path) -> tuple[AddedFile, ...]:
    """List the files that were added with their sizes and times, sorted by source."""
    found = []
    for name in list_names(root):
        status = (root / ADDED_FOLDER / name).stat()
        added_at = datetime.fromtimestamp(status.st_mtime, UTC).isoformat(timespec="seconds")
        found.append(AddedFile(name_source(name), status.st_size, added_at))
    return tuple(found)


def read_added(root: Path, refusals: list[Refusal]) -> Iterator[Page]:
    """Read the pages that were added, sorted by source; what cannot be read is told in `refusals`."""
    for name in list_names(root):
        source = name_source(name)
        try:
            yield read_page(root / ADDED_FOLDER / name, source)
        except UnreadablePageError as error:
            refusals.append(Refusal(source, str(error)))


@contextmanager
def keep_files(root: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Write files, by their names, that a new generation is then to take in.

    When that fails they are removed; when the process is killed, the next build takes them in.
    """
    folder = root / ADDED_FOLDER
    with _undo_unless_switched(root, lambda: _remove(folder, files)):
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            _write_whole(folder, name, data)
        sync_folder(folder)
        sync_folder(root)
        yield


@contextmanager
def set_aside(root: Path, names: Iterable[str]) -> Iterator[None]:
    """Take files away that a new generation is to be without; they go for good with the lock.

    When that fails they are put back; when the process is killed, the next build drops their pages.
    """
    folder = root / ADDED_FOLDER
    moves = [(folder / name, folder / f"{UNFINISHED}removed-{name}") for name in names]
    with _undo_unless_switched(root, lambda: _put_back(moves)):
        for path, aside in moves:
            path.replace(aside)
        sync_folder(folder)
        yield


@contextmanager
def _undo_unless_switched(root: Path, undo: Callable[[], None]) -> Iterator[None]:
    """Undo a change of the files when something fails before a generation with them is current."""
    before = find_current(root)
    try:
        yield
    except BaseException:
        if find_current(root) == before:
            undo()
        raise


def _write_whole(folder: Path, name: str, data: bytes) -> None:
    aside = folder / f"{UNFINISHED}new-{name}"
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / name)


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)


def _put_back(moves: Iterable[tuple[Path, Path]]) -> None:
    for path, aside in moves:
        if aside.exists():
            aside.replace(path)
