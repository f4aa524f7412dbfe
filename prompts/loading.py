"""Read wording: one TOML file of plain `key = "text"` lines for each language and subject.

`prompts/en/answer.toml` and `prompts/zh/answer.toml` hold the same keys with the same `{placeholders}`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


class WordingNotFoundError(LookupError):
    """No wording of that name; the message lists those that exist."""


@cache
def load_wording(language: str, subject: str) -> Mapping[str, str]:
    """Read the texts of one subject in one language.

    Args:
        language: `en` or `zh`.
        subject: The file's name without its ending, such as `answer` or `page`.

    Raises:
        WordingNotFoundError: There is no such file.
    """
    path = FOLDER / language / f"{subject}.toml"
    if not path.is_file():
        raise WordingNotFoundError(
            f"no wording {language}/{subject}; there are: {', '.join(list_wordings())}"
        )
    return {key: str(text) for key, text in tomllib.loads(path.read_text("utf-8")).items()}


def list_wordings() -> list[str]:
    """List what exists, as `language/subject`, sorted."""
    return sorted(f"{path.parent.name}/{path.stem}" for path in FOLDER.glob("*/*.toml"))
