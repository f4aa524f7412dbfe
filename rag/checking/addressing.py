"""Speech to whoever answers, told by the roles in it rather than by its phrases: who is addressed, what for.

A report tells what happened. A sentence that says what to say when somebody asks, how a summary must begin,
or what machines are to take for right, tells nothing: it is meant for the one who answers. The rules in
`addressing_words.toml` combine roles (who asks, who is told, what is to be said or written, and how
bindingly), so that other words for the same roles are met too.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

WORDS_FILE = Path(__file__).parent / "addressing_words.toml"
_ROLE = re.compile(r"<([a-z]+)>")


@cache
def load_address_patterns() -> tuple[re.Pattern[str], ...]:
    """Read the rules that ship, with the words of their roles set in."""
    tables = tomllib.loads(WORDS_FILE.read_text("utf-8"))
    roles: dict[str, str] = {}
    for name, words in tables["roles"].items():
        roles[name] = _set_in(words, roles)
    return tuple(re.compile(_set_in(rule, roles)) for rule in tables["rules"].values())


def addresses_answerer(reading: str) -> bool:
    """Tell whether a text, small letters and narrow, speaks to whoever answers instead of reporting."""
    return any(pattern.search(reading) for pattern in load_address_patterns())


def _set_in(rule: str, roles: dict[str, str]) -> str:
    return _ROLE.sub(lambda match: f"(?:{roles[match[1]]})", rule)
