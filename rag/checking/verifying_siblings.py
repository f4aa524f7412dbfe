"""Whether a statement names another thing of the same kind: buses where the page has lorries.

Likeness does not see it, as a table of words puts such things side by side. A thing is struck only where
nothing on the page may name it, and the page has one of the same kind that the statement leaves out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.answers import Language, Problem

SIBLINGS_FILE = Path(__file__).parent / "sibling_words.toml"


@dataclass(frozen=True, slots=True)
class Thing:
    """One of a kind.

    Attributes:
        english: What names it in English.
        chinese: What names it in Chinese, and nothing else.
        page: What may name it on a page.
    """

    english: re.Pattern[str]
    chinese: re.Pattern[str]
    page: re.Pattern[str]

    def find(self, text: str, language: Language) -> str:
        """Give the word that names it, or nothing."""
        found = (self.english if language == "en" else self.chinese).search(text)
        return found[0] if found else ""


def find_sibling(statement: str, language: Language, page: str) -> Problem | None:
    """Find a thing for which the page has another one of its kind.

    Args:
        statement: In `language`.
        language: Of the statement.
        page: All cited sentences, with their headlines and zones.
    """
    for kind in load_kinds():
        said = [(thing, word) for thing in kind if (word := thing.find(statement, language))]
        strange = [word for thing, word in said if not thing.page.search(page)]
        named = {id(thing) for thing, _ in said}
        left_out = [
            found[0] for thing in kind if id(thing) not in named and (found := thing.chinese.search(page))
        ]
        if strange and left_out:
            return Problem("meaning", strange[0], left_out[0])
    return None


@cache
def load_kinds() -> Sequence[Sequence[Thing]]:
    """Read the kinds that ship."""
    table = tomllib.loads(SIBLINGS_FILE.read_text("utf-8"))
    return tuple(
        tuple(
            Thing(
                re.compile(rf"\b(?:{row['en']})\b", re.IGNORECASE),
                re.compile(row["zh"]),
                re.compile(row.get("page", row["zh"])),
            )
            for row in rows
        )
        for rows in table.values()
    )
