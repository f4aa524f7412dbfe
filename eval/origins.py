"""Where figures come from: the day, the commit, the encoder and the settings of a run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eval.changed_settings import ChangedSettings, list_telling_settings, show_settings
from rag.answers import Json

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
        settings: Those on which figures may depend and that are not as they ship.
    """

    date: str
    commit: str
    encoder: str
    settings: ChangedSettings = ()

    def as_json(self) -> dict[str, Json]:
        """Give it as JSON values, the settings by name."""
        settings: dict[str, Json] = dict(self.settings)
        return {"date": self.date, "commit": self.commit, "encoder": self.encoder, "settings": settings}

    def __str__(self) -> str:
        """Give it for people to read."""
        changed = f", settings {show_settings(self.settings)}" if self.settings else ""
        return f"{self.date}, commit {self.commit}, encoder {self.encoder}{changed}"


def describe_origin(overrides: Mapping[str, object]) -> Origin:
    """Describe a run of the program as it is, now, with these settings changed."""
    from index.embedding import BUNDLED_NAME
    from rag.settings import load_settings

    encoder = load_settings(overrides).encoder or BUNDLED_NAME
    today = datetime.now(UTC).date().isoformat()
    return Origin(today, read_commit(_ROOT), encoder, list_telling_settings(overrides))


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
