"""The folder where gradio keeps uploads until the page has read them: this process's own, bounded, then gone.

Without one of its own, all programs with gradio on a machine share `gradio` in the system's temporary folder,
where any of them, and other users, can read what readers brought.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

VARIABLE = "GRADIO_TEMP_DIR"
"""Names the folder to gradio, which asks each time; a host may set it."""
MOST_UPLOADS = 16
"""The folder holds at most so many of the largest uploads; what the page has not read goes after an hour."""
LEAST_FILE_BYTES = 16_384
"""What a small file counts as: a disk has places for so many files only."""
EMPTY_KEPT_S = 600.0


def choose_upload_folder() -> str:
    """Make a folder for this process only, unless the host has named one; it is removed at the end."""
    if not os.environ.get(VARIABLE):
        folder = tempfile.mkdtemp(prefix="zonewise-uploads-")
        os.environ[VARIABLE] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return os.environ[VARIABLE]


def find_upload_folder() -> str:
    """Give the folder as gradio finds it."""
    return os.environ.get(VARIABLE) or str((Path(tempfile.gettempdir()) / "gradio").resolve())


def has_room(folder: str, upload_bytes: int) -> bool:
    """Whether the folder, and the disk beneath it, have room for one more upload of the largest size."""
    used = _measure(folder)
    try:
        free = shutil.disk_usage(folder if Path(folder).exists() else Path(folder).parent).free
    except OSError:
        return False
    return used + upload_bytes <= MOST_UPLOADS * upload_bytes and free >= 2 * upload_bytes


def _measure(folder: str) -> int:
    """Add up the sizes of all files beneath a folder; what goes meanwhile counts nothing."""
    size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                size += _measure_file(Path(parent) / name)
            except OSError:
                continue
    return size


def _measure_file(path: Path) -> int:
    """Give what a file takes; an old one without a byte is removed, as gradio leaves one for each page."""
    found = path.lstat()
    if not found.st_size and found.st_mtime + EMPTY_KEPT_S < time.time():
        path.unlink(missing_ok=True)
        return 0
    return max(found.st_size, LEAST_FILE_BYTES) if found.st_size else 0
