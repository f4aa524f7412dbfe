"""What an English answer may be called on a Chinese page, word by word."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from index.lexicon import load_lexicon
from rag.checking.translating_words import WordTranslations

_WORD = re.compile(r"[A-Za-z]{3,}")
_LEAST_HANZI = 2
_FUNCTION = frozenset({"and", "for", "the", "from", "with"})


@lru_cache(maxsize=1)
def load_translate() -> Callable[[str], list[tuple[str, ...]]]:
    """Give what translates an answer: for each of its terms and words the Chinese ones it may stand for."""
    translations = WordTranslations(load_lexicon())

    @lru_cache(maxsize=4096)
    def translate(text: str) -> list[tuple[str, ...]]:
        found = []
        rest = text
        for start, end, chinese in translations.of_term(text):
            found.append(chinese)
            rest = rest[:start] + " " * (end - start) + rest[end:]
        for word in _WORD.findall(rest):
            if word.casefold() not in _FUNCTION:
                likely = translations.of_word(word.casefold())
                found.append(tuple(one for one in likely if len(one) >= _LEAST_HANZI))
        return found

    return translate
