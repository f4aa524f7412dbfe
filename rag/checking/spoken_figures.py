"""Figures without a number of their own: doubled, a third, 七成, 翻番, 百亿元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.figures import Figure
from index.numerals import CHINESE_SCALES, read_chinese, read_english
from index.units import load_units
from rag.checking.directions import find_direction
from rag.checking.figure_bounds import quote_bounded, read_bound
from rag.checking.figure_readings import Bound, StatedFigure
from rag.checking.rewording import Reworded

_FACTOR = re.compile(
    r"\b(?:(?P<two>doubl(?:ed|ing)|(?:to|will|would|could|has|had)\s+double)"
    r"|(?P<three>tripl(?:ed|ing)|trebled|(?:to|will|would|could|has|had)\s+(?:triple|treble))"
    r"|(?P<four>quadrupl(?:ed|ing)|(?:to|will|would|could|has|had)\s+quadruple))\b|翻了?(?P<zh>[一两二三四1-4])?番"
    r"|(?P<fold>翻倍|倍增|(?<=[长加高升涨大增了近约超过逾])一倍)",
    re.IGNORECASE,
)
_FOLDS = {"一": 2, "1": 2, "两": 4, "二": 4, "2": 4, "三": 8, "3": 8, "四": 16, "4": 16}
_DIGIT = "[一二三四五六七八九]"
_TENS = rf"{_DIGIT}?十{_DIGIT}?"
_FRACTION = re.compile(
    rf"(?P<den>(?<![一二三四五六七八九百千万亿]){_TENS}|(?<![十百千万亿零]){_DIGIT}|\d{{1,2}})"
    rf"分之(?P<num>{_TENS}|[一二两三四五六七八九]|\d{{1,2}})"
    r"|(?<!\w)(?P<enum>an?|one|two|three|four)[\s-](?P<eden>third|quarter|fifth|sixth|tenth)(?=\s+(?:of|the|more|less|fewer|higher|lower)\b)"
    r"|(?<!\w)(?P<pnum>one|two|three|four|five|six|seven|eight|nine)[\s-](?P<pden>third|quarter|fifth|sixth|tenth)s\b"
    r"|(?<!\w)(?P<onum>one|two|three|four|five|six|seven|eight|nine|\d{1,2})\s(?:in|out\sof)\s(?:every\s)?"
    r"(?P<oden>two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\b(?!\s*(?:year|month|day|week|hour))"
    r"|(?P<cheng>[一二三四五六七八九])成(?![立为功果本员就绩品长了都交])"
    r"|(?<!\w)(?<!second )(?<!first )(?<!latter )(?P<half>half|one[\s-]half)"
    r"(?=\s+(?:of|the|its|all|that|their|as)\b)"
    r"|(?P<halved>\bhalv(?:ed|ing)\b|减半|半价)"
    r"|(?<=\bby )(?:one[\s-])?(?P<byhalf>half)\b"
    r"|(?P<zhalf>一半|半数|(?<=[过超])半(?!年|数|天|个|百))(?!以上|导)",
    re.IGNORECASE,
)
_LOOSE_SHARES: dict[Bound, Decimal] = {"more": Decimal(20), "nearly": Decimal(10), "about": Decimal(10)}
"""How many percent may lie between `more than half` and the true share; for the others, half as many."""
_ROUGH_SHARE = Decimal(3)
"""The same for `a fifth more`, which is said of 21% too."""
_ROUND = re.compile(
    r"(?<![一二两三四五六七八九十百千万亿几数0-9])(?P<number>百|千|万|十万|百万|千万|亿|十亿|百亿|千亿|万亿)"
    r"(?P<unit>元|亩|吨|公里|人|平方米|家|户|千瓦|台|天|(?<=亿)级)(?!一)"
)
"""Round numbers that may be turns of speech: 百亿元级产业, 百公里油耗."""
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}


def read_spoken_figures(reworded: Reworded, plain: str) -> Iterator[StatedFigure]:
    """Give factors, fractions and round numbers of a reworded text.

    Args:
        reworded: The text, for the figures' own words.
        plain: Its text with what is no figure blanked out.
    """
    yield from _read_factors(reworded, plain)
    yield from _read_fractions(reworded, plain)
    yield from _read_round(reworded, plain)


def _read_factors(reworded: Reworded, plain: str) -> list[StatedFigure]:
    found = []
    for match in _FACTOR.finditer(plain):
        value = 2 if match["two"] or match["fold"] else 3 if match["three"] else 4 if match["four"] else 0
        value = value or _FOLDS.get(match["zh"] or "一", 2)
        found.append(
            StatedFigure(
                reworded.quote(match.start(), match.end()),
                Decimal(value),
                "factor",
                match.start(),
                match.end(),
                direction=1,
                bound=read_bound(plain[: match.start()], _as_approximate(plain, Decimal(value), match)),
                bounded=quote_bounded(reworded, plain, match.start(), match.end()),
            )
        )
    return found


def _read_fractions(reworded: Reworded, plain: str) -> list[StatedFigure]:
    found = []
    for match in _FRACTION.finditer(plain):
        top, bottom = _read_share(match)
        if not bottom or top >= bottom:
            continue
        share = (Decimal(100 * top) / bottom).quantize(Decimal("0.01"))
        # What is halved has fallen; any other share is a level, or tells what it is by the words beside it.
        direction = -1 if match["halved"] else find_direction(plain, match.start(), match.end()).sign
        words = reworded.quote(match.start(), match.end())
        bound = read_bound(plain[: match.start()], _as_approximate(plain, share, match))
        found.append(
            StatedFigure(
                words,
                share,
                "percent",
                match.start(),
                match.end(),
                bound=bound,
                bounded=quote_bounded(reworded, plain, match.start(), match.end()),
                step=_LOOSE_SHARES.get(bound, _ROUGH_SHARE if match["enum"] else Decimal(1)) / share,
                digits=2,
                direction=direction if match["halved"] or match["byhalf"] else 0,
            )
        )
    return found


def _read_round(reworded: Reworded, plain: str) -> Iterator[StatedFigure]:
    table = load_units()
    for match in _ROUND.finditer(plain):
        # What is said to be of a scale of hundreds of millions (百亿级) is so in yuan.
        unit = table.read("元" if match["unit"] == "级" else match["unit"])
        value = unit.convert(Decimal(CHINESE_SCALES[match["number"]]))
        words = reworded.quote(match.start(), match.end())
        bound = read_bound(plain[: match.start()], _as_approximate(plain, value, match))
        bounded = quote_bounded(reworded, plain, match.start(), match.end())
        yield StatedFigure(
            words, value, unit.name, match.start(), match.end(), step=Decimal(1), bound=bound, bounded=bounded
        )


def _read_share(match: re.Match[str]) -> tuple[int, int]:
    """Give numerator and denominator of a fraction in words."""
    if match["half"] or match["zhalf"] or match["halved"] or match["byhalf"]:
        return 1, 2
    if match["cheng"]:
        return _small(match["cheng"]), 10
    if match["eden"]:
        return _small(match["enum"]) or 1, _PARTS[match["eden"].casefold()]
    if match["pden"]:
        return _small(match["pnum"]), _PARTS[match["pden"].casefold()]
    if match["oden"]:
        return _small(match["onum"]), _small(match["oden"])
    return _small(match["num"]), _small(match["den"])


def _as_approximate(plain: str, share: Decimal, match: re.Match[str]) -> Figure:
    before = plain[max(0, match.start() - 16) : match.start()].rstrip().casefold()
    if before.endswith(("more than", "over", "超过", "超")):
        return Figure(share, "percent", 0, 0, approximate=True, lean=1)
    if before.endswith(("nearly", "almost", "less than", "近", "不到", "不足")):
        return Figure(share, "percent", 0, 0, approximate=True, lean=-1)
    if before.endswith(("about", "around", "roughly", "approximately", "约")):
        return Figure(share, "percent", 0, 0, approximate=True)
    return Figure(share, "percent", 0, 0)


def _small(text: str) -> int:
    if text.isdigit():
        return int(text)
    return int((read_english(text) if text.isascii() else read_chinese(text)) or 0)
