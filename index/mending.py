"""OCR stutter: a character set twice (京津津冀) is told from one that is rightly there twice.

A doubled character is mended only where a known word of three or more characters appears when one of the two
is left out, and no known words explain the text as it stands: neither the doubled pair itself (人人), nor one
word that ends with the first together with one that begins with the second (产业链 + 链长, 共产党 + 党员).
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_WORDS_FILE = _HERE / "data" / "known_words.txt"
_TOKENIZER_FILE = _HERE / "bundled" / "encoder" / "tokenizer.json"
_DOUBLED = re.compile(r"([\u3400-\u9fff])(?=\1)")
_MAX_WORD = 6


@cache
def read_known_words() -> frozenset[str]:
    """Read the words that a stutter may be mended to."""
    lines = _WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def read_vocabulary() -> frozenset[str]:
    """Read the Chinese words of two to six characters among the bundled encoder's pieces."""
    pieces = json.loads(_TOKENIZER_FILE.read_text(encoding="utf-8"))["model"]["vocab"]
    hanzi = re.compile(rf"[\u3400-\u9fff]{{2,{_MAX_WORD}}}")
    return read_known_words() | {piece for piece, _ in pieces if hanzi.fullmatch(piece)}


def find_stutters(text: str) -> list[int]:
    """Give the places in a mended text of the characters that are there once too often."""
    return [match.start() for match in _DOUBLED.finditer(text) if _is_stutter(text, match.start())]


def _is_stutter(text: str, place: int) -> bool:
    left = text[max(0, place - _MAX_WORD) : place + 1]
    right = text[place + 1 : place + 1 + _MAX_WORD]
    if not _makes_word(left, right[1:]):
        return False
    words = read_vocabulary()
    return not _is_explained(left, right, words)


def _makes_word(left: str, right: str) -> bool:
    """Tell whether a known word spans the end of `left` and the beginning of `right`."""
    words = read_known_words()
    return any(
        left[-before:] + right[:after] in words
        for before in range(2, len(left) + 1)
        for after in range(1, len(right) + 1)
        if before + after <= _MAX_WORD
    )


def _is_explained(left: str, right: str, words: frozenset[str]) -> bool:
    if left[-1] + right[0] in words:
        return True
    ends = any(left[-length:] in words for length in range(2, len(left) + 1))
    begins = any(right[:length] in words for length in range(2, len(right) + 1))
    return ends and begins
