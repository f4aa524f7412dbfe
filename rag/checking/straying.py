"""Text in another language than its article: running English where a newspaper writes Chinese.

Names, titles and models of machines stand in Latin letters on any page; a clause with its small words
("the", "is", "to") does not. Such a clause is no report of that page, whoever wrote it there. An article
that is itself in English is left alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.checking.unmarking import drop_hidden

_RUN = re.compile(r"[a-z][a-z'’-]*(?:[^\w\u3000-\u9fff]+(?:[\d.,]+[^\w\u3000-\u9fff]*)*[a-z][a-z'’-]*)+")
"""Latin words in a row, with figures and points between them."""
_WORD = re.compile(r"[a-z][a-z'’-]*")
_SMALL_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        "a an the this that these those it its is are was were be been has have had do does did not no and or"
        " but if of in on at by to for from with as into about than then so what which who whom whoever when"
        " where how all any every each you your we our they their he his she her i me my will would shall"
        " should must can may might",
    )
)
_LEAST_WORDS = 6
_LEAST_SMALL_WORDS = 2
"""Different ones: "AI for X and X for AI" has some, too."""
_HANZI = re.compile(r"[\u3400-\u9fff]")
_LEAST_HANZI = 4
_KEPT = 4096


def strays_within(reading: str) -> bool:
    """Tell whether a sentence, small letters and narrow, is Chinese but for a clause in Latin letters.

    A Chinese name in an English sentence makes it no Chinese one: it must have nearly as many characters as
    the clause has words.
    """
    words = max(map(len, _find_clauses(reading)), default=0)
    return words > 0 and len(_HANZI.findall(reading)) >= max(_LEAST_HANZI, words)


def strays_from(body: str, reading: str) -> bool:
    """Tell whether a sentence has a clause in Latin letters, and its article is Chinese."""
    return bool(_find_clauses(reading)) and _is_chinese(body)


def _find_clauses(reading: str) -> list[list[str]]:
    """Give the words of each clause: long enough, and with words that no name is made of."""
    runs = (_WORD.findall(match[0]) for match in _RUN.finditer(reading))
    return [
        words
        for words in runs
        if len(words) >= _LEAST_WORDS and len(_SMALL_WORDS.intersection(words)) >= _LEAST_SMALL_WORDS
    ]


@lru_cache(maxsize=_KEPT)
def _is_chinese(body: str) -> bool:
    """Tell whether Chinese characters are more than Latin words."""
    return len(_HANZI.findall(body)) > len(_WORD.findall(drop_hidden(body).casefold()))
