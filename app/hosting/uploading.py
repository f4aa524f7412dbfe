"""The folder where gradio keeps uploads until the page has read them: this process's own, bounded, then gone.

Without one of its own, all programs with gradio on a machine share `gradio` in the system's temporary folder,
where any of them, and other users, can read what readers brought.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "GRADIO_TEMP_DIR"
"""Names the folder to gradio, which asks each time; a host may set it."""
MOST_UPLOADS = 16
"""The folder holds at most so many of the largest uploads; what the page has not read goes after an hour."""


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
                size += (Path(parent) / name).lstat().st_size
            except OSError:
                continue
    return size
