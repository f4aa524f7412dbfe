"""Where figures come from: the day, the commit and the encoder of a run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

UNKNOWN = "unknown"
_ROOT = Path(__file__).parent.parent
_GIT_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Origin:
    """What a run was made with.

    Attributes:
        date: The day of the run, ISO 8601, in UTC.
        commit: The program's commit as `git describe --always --dirty` says it (`-dirty`: with changes that
            were not committed), `unknown` where the program is no git checkout.
        encoder: Name of the encoder that made vectors of pages and questions.
    """

    date: str
    commit: str
    encoder: str


def describe_origin(overrides: Mapping[str, object]) -> Origin:
    """Describe a run of the program as it is, now, with these settings changed."""
    from index.embedding import BUNDLED_NAME
    from rag.settings import load_settings

    encoder = load_settings(overrides).encoder or BUNDLED_NAME
    return Origin(datetime.now(UTC).date().isoformat(), read_commit(_ROOT), encoder)


def read_commit(root: Path) -> str:
    """Give the commit that is checked out in a folder, `unknown` where the folder is no checkout of its own.

    A folder that merely lies within another repository has that one's commits, which say nothing about it.
    """
    if not (root / ".git").exists() or shutil.which("git") is None:
        return UNKNOWN
    command = ["git", "-C", str(root), "describe", "--always", "--dirty"]
    try:
        run = subprocess.run(  # noqa: S603 - words of our own
            command, capture_output=True, text=True, timeout=_GIT_TIMEOUT_S, check=True
        )
    except (subprocess.SubprocessError, OSError):  # git refuses a checkout that another user owns
        return UNKNOWN
    return run.stdout.strip() or UNKNOWN
