"""How exact a figure is said to be: the words before it (`more than`, 近), and its last stated digit."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from index.figures import Figure
from index.numerals import read_digits
from index.place_names import join_longest_first
from index.units import load_units
from rag.checking.figure_readings import Bound
from rag.checking.rewording import Reworded

_PRINTED = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?")
_AT_LEAST = re.compile(r"(?:at least|no(?:t)? less than|from|不少于|不低于|至少)\s*$", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:at most|up to|no(?:t)? more than|不超过|最多|至多|多达)\s*$", re.IGNORECASE)
_NEARLY = re.compile(r"(?:nearly|almost|close to|将近|接近|近)\s*$", re.IGNORECASE)


def quote_bounded(reworded: Reworded, plain: str, start: int, end: int) -> str:
    """Give a figure's words with the one before them that says that it is not exact."""
    return reworded.quote(find_bounded_start(plain, start), end)


def find_bounded_start(text: str, start: int) -> int:
    """Give where a figure begins with the word before it that says that it is not exact: 近, `more than`."""
    word = _bound_words().search(text[max(0, start - 16) : start])
    return start - len(word[0]) if word else start


@cache
def _bound_words() -> re.Pattern[str]:
    units = load_units()
    words = join_longest_first((*units.above, *units.below, *units.about))
    return re.compile(rf"(?:{words})\s*$", re.IGNORECASE)


def read_bound(before: str, figure: Figure) -> Bound:
    """Give what the words before a figure, or its own, say of its true value."""
    if not figure.approximate:
        return "at_least" if before.casefold().rstrip().endswith("at least") else ""
    if _AT_LEAST.search(before[-14:]):
        return "at_least"
    if _AT_MOST.search(before[-14:]):
        return "at_most"
    if figure.lean > 0:
        return "more"
    if figure.lean < 0:
        return "nearly" if _NEARLY.search(before[-14:]) else "less"
    return "about"


def read_precision(words: str, value: Decimal) -> tuple[Decimal, int]:
    """Give the step of the last stated digit as a share of the value, and the significant digits."""
    printed = _PRINTED.search(words)
    number = read_digits(printed[0].replace("，", ",")) if printed else value
    if not number or len(_PRINTED.findall(words)) > 1:
        number = value
    if not number:
        return Decimal(0), 1
    sign_free = abs(number)
    if printed and ("." in printed[0] or "．" in printed[0]) and number != value:
        exponent = int(sign_free.as_tuple().exponent)
        digits = len(sign_free.as_tuple().digits)
    else:
        exponent = int(sign_free.normalize().as_tuple().exponent)
        digits = len(sign_free.normalize().as_tuple().digits)
    return Decimal(1).scaleb(exponent) / sign_free, digits
