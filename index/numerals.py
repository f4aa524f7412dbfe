"""Numerals of both languages to exact decimals: `24.96`, `２４，９６０`, `两千三百`, `twenty-three`."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    digit: value
    for value, digits in enumerate(("〇零", "一壹", "二两贰", "三叁", "四肆", "五伍"))
    for digit in digits
}
_DIGITS |= {
    digit: value for value, digits in enumerate(("六陆", "七柒", "八捌", "九玖"), start=6) for digit in digits
}
_POWERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")

CHINESE_SCALES: dict[str, int] = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
"""What multiplies a number in digits: `24.96亿`, `3千万`."""
ENGLISH_SCALES: dict[str, int] = {
    "hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "mn": 10**6, "mln": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "bln": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_ENGLISH_UNITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
)
_ENGLISH_TEENS = ("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_SMALL = {word: value for value, word in enumerate((*_ENGLISH_UNITS, *_ENGLISH_TEENS))} | {
    word: 10 * value for value, word in enumerate(_ENGLISH_TENS, start=2)
}
CHINESE_NUMERAL = r"[〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+"
DIGITS = r"[0-9０-９]+(?:[,，][0-9０-９]{3}(?![0-9０-９]))*(?:[.．][0-9０-９]+)?"
ENGLISH_NUMERAL = (
    r"(?:" + "|".join(sorted(_ENGLISH_SMALL, key=len, reverse=True)) + r")"
    r"(?:[\s-](?:" + "|".join(list(_ENGLISH_SMALL)[1:10]) + r")(?![a-z]))?"
)


def read_digits(text: str) -> Decimal:
    """Read a number in digits, thousands separators and full width allowed."""
    return Decimal(text.translate(_FULL_WIDTH).replace(",", ""))


def read_chinese(text: str) -> Decimal | None:
    """Read a Chinese numeral, by place (`二三` is no number, `二〇二四` is 2024) or by powers (`两千三百`).

    Returns:
        The value, or `None` for characters that make no number (`一二三`, `百十`).
    """
    if all(character in _DIGITS for character in text):
        if len(text) == 1:
            return Decimal(_DIGITS[text])
        is_by_place = "〇" in text or "零" in text or len(text) == 4
        return Decimal("".join(str(_DIGITS[character]) for character in text)) if is_by_place else None
    return _read_powers(text)


def read_english(text: str) -> Decimal | None:
    """Read a numeral below one hundred in words: `seven`, `twenty-three`."""
    words = re.split(r"[\s-]+", text.casefold().strip())
    if not words or any(word not in _ENGLISH_SMALL for word in words):
        return None
    if len(words) == 2 and not (_ENGLISH_SMALL[words[0]] >= 20 and 0 < _ENGLISH_SMALL[words[1]] < 10):
        return None
    return Decimal(sum(_ENGLISH_SMALL[word] for word in words))


def _read_powers(text: str) -> Decimal | None:
    total, section, digit = 0, 0, None
    last = 10**4
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _POWERS:
            power = _POWERS[character]
            if power >= last or (
                digit is None and power != 10 and section + total == 0 and text[0] != character
            ):
                return None
            section += (1 if digit is None else digit) * power
            digit, last = None, power
        else:
            section += digit or 0
            if section == 0 and total == 0:
                return Decimal(_MYRIADS[character]) if len(text) == 1 else None
            total = (total + section) * _MYRIADS[character]
            section, digit, last = 0, None, 10**4
    tail = digit or 0
    return Decimal(total + section + tail)
