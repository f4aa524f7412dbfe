"""The words and shapes of questions, read from `question_words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rag.answers import Language

WORDS_FILE = Path(__file__).parent / "question_words.toml"


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The shapes of questions in one language.

    Attributes:
        patterns: What a question of each kind looks like, by the kind's name.
        stop: Words that shape a question and name nothing.
        light: Words that name something, but that nearly every page speaks of.
        stop_pattern: Any word of `stop` of two characters or more, the longest first.
    """

    patterns: Mapping[str, re.Pattern[str]]
    stop: frozenset[str]
    light: frozenset[str]
    stop_pattern: re.Pattern[str]


@cache
def _read_tables() -> dict[str, Any]:
    return tomllib.loads(WORDS_FILE.read_text("utf-8"))


@cache
def load_question_words(language: Language) -> QuestionWords:
    """Read the shapes of questions in one language."""
    table = dict(_read_tables()[language])
    stop, light = table.pop("stop"), table.pop("light")
    long_words = sorted((word for word in stop if len(word) > 1), key=len, reverse=True)
    return QuestionWords(
        patterns=_compile(table),
        stop=frozenset(stop),
        light=frozenset(light),
        stop_pattern=re.compile("|".join(map(re.escape, long_words))),
    )


@cache
def load_unit_patterns() -> Mapping[str, re.Pattern[str]]:
    """Read how a question asks for a figure of each unit."""
    return _compile(_read_tables()["units"])


@cache
def load_doubt_patterns() -> Mapping[str, re.Pattern[str]]:
    """Read what takes back, in a Chinese sentence, what it seems to say."""
    return _compile(_read_tables()["doubts"])


@cache
def load_others_things() -> Mapping[str, re.Pattern[str]]:
    """Read how a Chinese sentence names a thing that is another's: bought, sold to, visited, supplied."""
    return _compile(_read_tables()["others_things"])


def _compile(table: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in table.items()}
