"""Numbers without a unit that is known: `three` in `three large plants`, 三 in 三大, `Phase II`, 二期."""

from __future__ import annotations

import re
from decimal import Decimal

from index.figures import Figure
from index.numerals import CHINESE_NUMERAL, ENGLISH_SCALES, read_chinese, read_digits, read_english
from rag.checking.figure_bounds import read_precision
from rag.checking.figure_readings import StatedFigure
from rag.checking.rewording import ORDINALS, Reworded

_BARE = re.compile(
    rf"(?<![A-Za-z0-9.])(?P<digits>[0-9０-９]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?)(?!\.?[0-9])"
    r"(?:\s?(?P<scale>thousand|million|billion|trillion|bn|mn)(?![A-Za-z]))?"
    rf"|(?P<zh>{CHINESE_NUMERAL})"
    r"|(?<![A-Za-z-])(?P<en>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?![A-Za-z])",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(?P<rank>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?=[\s-](?!quarter|half|of\b))"
    r"|\b(?P<first>first)(?=[\s-](?:phase|stage|batch)\b)|首(?=[期批])|"
    r"\b(?:Phases?|Stages?|Part)\s+(?:(?P<roman>I{1,3}|IV|V)|(?P<cardinal>one|two|three|four|five|[1-5]))\b",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_NUMBERED = re.compile(r"\s?(?:[期届批号]|阶段)")
"""What follows a number that names one of a row, as in 二期; it counts nothing."""
_NO_COUNTS = frozenset("一十百千万亿")
"""Numerals that are mostly turns of speech when they stand alone: 一 in 一流, 百 in 百家."""
_NUMBERED_BEFORE = re.compile(
    r"(?:\bNos?\.|\bNumber|#|\bArticle|\bChapter"
    r"|\b(?:phases|stages)\s(?:\w{1,5}(?:,\s?|\s?(?:and|to|[-–])\s?)){1,4})\s?$",
    re.IGNORECASE,
)
"""What stands before such a number, as in `No. 3 shaft` and the last of `phases one and two`."""
_REACH = 40
"""How many characters before a number are looked at; a row of phases is short."""


def is_numbered(plain: str, figure: Figure) -> bool:
    """Tell whether a number names one of a row (`No. 3 shaft`), and counts nothing."""
    return figure.unit == "count" and _NUMBERED_BEFORE.search(plain, 0, figure.start) is not None


def read_numbers(reworded: Reworded, plain: str, taken: list[tuple[int, int]]) -> list[StatedFigure]:
    """Give the numbers of a text that stand outside the spans taken by other figures."""
    found = []
    for match in _RANK.finditer(plain):
        if overlaps(match.start(), match.end(), taken):
            continue
        words = reworded.quote(match.start(), match.end())
        found.append(StatedFigure(words, _read_rank(match), "ordinal", match.start(), match.end()))
        taken.append((match.start(), match.end()))
    for match in _BARE.finditer(plain):
        if overlaps(match.start(), match.end(), taken):
            continue
        before = plain[max(0, match.start() - _REACH) : match.start()]
        is_numbered = _NUMBERED.match(plain, match.end()) or _NUMBERED_BEFORE.search(before)
        unit = "ordinal" if is_numbered else "number"
        if unit == "number" and match["zh"] in _NO_COUNTS:
            unit = "idiom"
        bare = _read_bare(match)
        if bare is not None:
            words = reworded.quote(match.start(), match.end())
            step, digits = read_precision(match[0], bare)
            number = StatedFigure(words, bare, unit, match.start(), match.end(), step=step, digits=digits)
            found.append(number)
    return found


def _read_rank(match: re.Match[str]) -> Decimal:
    if match["cardinal"]:
        return (
            Decimal(match["cardinal"])
            if match["cardinal"].isdigit()
            else read_english(match["cardinal"]) or Decimal(0)
        )
    rank = (match["rank"] or match["first"] or "").casefold()
    return Decimal(ORDINALS.index(rank) + 1 if rank else _ROMAN[(match["roman"] or "i").casefold()])


def _read_bare(match: re.Match[str]) -> Decimal | None:
    if match["digits"]:
        scale = ENGLISH_SCALES[match["scale"].casefold()] if match["scale"] else 1
        return read_digits(match["digits"]).scaleb(len(str(scale)) - 1)
    return read_english(match["en"]) if match["en"] else read_chinese(match["zh"])


def overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Tell whether a stretch lies over one that is taken."""
    return any(start < last and first < end for first, last in taken)
