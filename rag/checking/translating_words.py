"""What an English word may be called in Chinese, by the glossary and the word table, remembered."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

from index.lexicon import Lexicon

_WORDS_KEPT = 8192
_ORDINARY_WORDS = 15_000
"""The vocabulary has its English words commonest first; further on stand Orion, Siemens and Datong."""


class WordTranslations:
    """Looks words up; keeps the last thousands, so that no text can fill the memory."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Look up in this lexicon.

        `ordinary` holds its commonest English words in lower case, `chinese` its Chinese ones.
        """
        self._lexicon = lexicon
        pieces = (piece for piece in lexicon.encoder.vocabulary if piece[:1] == "\u2581")
        english = (piece[1:] for piece in pieces if piece[1:].isascii())
        self.ordinary = frozenset(islice(english, _ORDINARY_WORDS))
        self.chinese = frozenset(
            piece.lstrip("\u2581") for piece in lexicon.encoder.vocabulary if not piece.isascii()
        )
        self.of_word = lru_cache(maxsize=_WORDS_KEPT)(self._look_up)
        self.of_term = lru_cache(maxsize=_WORDS_KEPT)(self._find_terms)

    def _look_up(self, words: str) -> tuple[str, ...]:
        """Give the Chinese pieces that a word in lower case stands for, best first."""
        vocabulary = self._lexicon.encoder.vocabulary
        return tuple(vocabulary[piece].lstrip("\u2581") for piece, _ in self._lexicon.translate_word(words))

    def _find_terms(self, text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
        """Give start, end and translations of the glossary's terms in a text."""
        return tuple((term.start, term.end, term.chinese) for term in self._lexicon.find_terms(text))
