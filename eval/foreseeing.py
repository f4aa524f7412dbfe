"""What would stop a run at its end, found before it starts: places that cannot be written, wrong gold.

A run may take an hour. Whatever can be known of its end is looked at first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from eval.checking.statements import load_statements
from eval.gating import Suite
from eval.questions import load_articles, load_questions


class PlaceError(ValueError):
    """Something could not be written where it is asked for; the message names the option and what to do."""


def require_folder(folder: Path, option: str, *files: str) -> None:
    """Make a folder where there is none, and see that these files can be written into it.

    Args:
        folder: The folder.
        option: By which option it was asked for, to be named in an error.
        files: The names of what is to be written; none of them is touched.

    Raises:
        PlaceError: It is a file, cannot be made, or cannot be written into.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for name in files:
            _require_writable(folder / name)
    except OSError as error:
        raise PlaceError(
            f"{option} {folder}: nothing could be written there ({error.strerror}); nothing was run:"
            f" give {option} a folder that can be made and written"
        ) from error


def require_file(path: Path, option: str) -> None:
    """See that a file can be written, making its folder where there is none; the file is not touched.

    Raises:
        PlaceError: It is a folder, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _require_writable(path)
        if not path.exists():
            with tempfile.TemporaryFile(dir=path.parent):
                pass
    except OSError as error:
        raise PlaceError(
            f"{option} {path}: it could not be written ({error.strerror}); nothing was run:"
            f" give {option} a file in a folder that can be written"
        ) from error


def require_gold(suites: Sequence[Suite], *, split: str = "") -> None:
    """Read all gold, so that a mistake in the last file is told before the first one runs.

    Raises:
        GoldFileError: A file cannot be read, a row of it is wrong, or nothing is left of it.
    """
    for suite in suites:
        if suite.what == "questions":
            load_questions(suite.gold, split=split)
        elif suite.what == "articles":
            load_articles(suite.gold)
        else:
            load_statements(suite.gold, split=split)


def _require_writable(path: Path) -> None:
    if path.exists():
        with path.open("ab"):
            pass
