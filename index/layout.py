"""Where a page's hard-cut lines go on and where a paragraph ends.

A line goes on in the next when it fills its column, or is long and ends within a sentence; blank lines do not
count, for they also stand where a column or page was broken. A line that neither fills its column nor ends a
sentence is a headline or the like and stays alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.anchors import find_dateline, is_caption, is_credit, is_masthead, is_name, is_turn

_FINAL = re.compile(r"[。！？!?…；](?:[”’」』）)》\"]*)$")
_BYLINE_TAIL = re.compile(
    r"(?:^|[。！？…”’])\s*(?:[（(]([^（）()，。]{2,24})[）)]|(?<=[。！？…”’])\s+((?:[\u3400-\u9fff]\s?){2,9}))$"
)
_SENTENCE_THEN_NAME = re.compile(r"[。！？…][”’]?[^，。；]{0,8}$")
_NAME_AFTER = re.compile(r"[。！？][”’]?[\u3400-\u9fff]{2,4}$")
_MARKED = re.compile(r"^(?:#{1,6}(?!#)|[■●▲◆□★☆▪◎◇]|[-*+]\s|>|\|)")
_TITLE = re.compile(r"^(?:——|--)|^[\u3400-\u9fff]{2,14}(?:开发区|经开区|高新区|示范区|综改区)$")
_LEAD = re.compile(
    r"^(?:近日|日前|近期|近年来|今年|去年|连日来|当前|目前|\d{1,2}月|上半年|[一二三四首]季度|走进|为[^，。]{2,20}，)"
)
_ENUMERATED = re.compile(r"^[一二三四五六七八九十]{1,2}(?:是|、)")
_PUNCTUATION = re.compile(r"[，。；：！？,;]")
_MARKUP = re.compile(r"</?su[bp]>")
_HALF_WIDTH = re.compile(r"[\x00-\x7f]")
_LETTER_SPACES = re.compile(r"(?<=[\u2014-\uffff])\s+(?=[\u2014-\uffff])")
_SPACES = re.compile(r"\s+")

NARROW_WIDTH = 8.0
"""Narrower lines (in full-width characters) are not taken for the lines of a column."""
SLIM_WIDTH = 12.0
"""Narrower lines need more lines of their width near them: the halves of a headline are alike too."""
LONG_WIDTH = 45.0
"""Wider lines are paragraphs of their own, not the lines of a column."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page that is not blank.

    Attributes:
        start: Its first character that is not white space, on the page.
        end: One past its last such character.
        text: The characters between, without white space but for spaces around letters.
        width: Its width in full-width characters.
        blanks: How many blank lines stand before it.
        indented: It begins with white space that its column does not have.
        ended: It ends with a sentence's last punctuation mark.
        authored: It ends with a byline, in brackets or bare.
    """

    start: int
    end: int
    text: str
    width: float
    blanks: int
    indented: bool
    ended: bool
    authored: bool


def read_lines(text: str) -> list[Line]:
    """List the lines of a page that are not blank."""
    lines: list[Line] = []
    start = blanks = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            lead = len(raw) - len(raw.lstrip())
            lines.append(_make_line(stripped, start + lead, blanks, lead))
            blanks = 0
        else:
            blanks += 1
        start += len(raw) + 1
    return lines


def _make_line(stripped: str, start: int, blanks: int, lead: int) -> Line:
    shown = _MARKUP.sub("", stripped) if "<" in stripped else stripped
    shown = _LETTER_SPACES.sub("", shown)  # these came in with the text, not with the print
    half = len(_HALF_WIDTH.findall(shown))
    tail = _BYLINE_TAIL.search(stripped[-30:])
    return Line(
        start=start,
        end=start + len(stripped),
        text=_SPACES.sub("", stripped) if len(stripped) <= LONG_WIDTH * 2 else stripped,
        width=len(shown) - half / 2,
        blanks=blanks,
        indented=lead > 1,
        ended=_FINAL.search(stripped) is not None,
        authored=tail is not None and _names_author(tail),
    )


def _names_author(tail: re.Match[str]) -> bool:
    words = (tail.group(1) or tail.group(2)).split()
    joined = "".join(words)
    if tail.group(1):
        return is_turn(joined) or len(joined) <= 3 or all(2 <= len(word) <= 4 for word in words)
    return is_name(joined) or all(is_name(word) for word in words)


def find_joins(lines: list[Line]) -> list[bool]:
    """Tell for each line whether it goes on in the next; the last one never does."""
    if len(lines) < 2:
        return [False] * len(lines)
    spaced = _find_double_spacing(lines)
    full = [_fills_column(lines, number) for number in range(len(lines))]
    joins: list[bool] = []
    for number in range(len(lines) - 1):
        goes_on = joins[-1] if joins else False
        joins.append(
            not _must_break(lines, number, is_spaced=spaced[number], goes_on=goes_on)
            and _continues(lines, number, is_full=full[number], goes_on=goes_on)
        )
    return [*joins, False]


def _find_double_spacing(lines: list[Line]) -> list[bool]:
    """Tell for each line whether most lines around it have a blank line before them."""
    blank = [line.blanks > 0 for line in lines]
    return [
        sum(blank[max(0, number - 4) : number + 6]) >= 0.7 * len(blank[max(0, number - 4) : number + 6])
        for number in range(len(lines))
    ]


def _fills_column(lines: list[Line], number: int) -> bool:
    """Tell whether a line is as wide as unfinished lines near it, and so was cut by the column."""
    line = lines[number]
    if not NARROW_WIDTH <= line.width <= LONG_WIDTH or _MARKED.match(line.text):
        return False
    near = lines[max(0, number - 3) : number] + lines[number + 1 : number + 4]
    same = sum(_is_alike(line, other) for other in near)
    is_prose = not line.ended and _PUNCTUATION.search(line.text) is not None
    needed = 3 if line.width < SLIM_WIDTH else 1 if is_prose else 2
    return same >= needed or (not line.ended and _is_first_of_column(lines, number))


def _is_alike(line: Line, other: Line) -> bool:
    tolerance = max(1.5, 0.08 * line.width)
    return abs(other.width - line.width) <= tolerance and not (_is_over(other) or _stands_out(other))


def _stands_out(line: Line) -> bool:
    return _MARKED.match(line.text) is not None or _is_zone_or_subtitle(line)


def _is_over(line: Line) -> bool:
    """Tell whether a line ends a sentence or an article, so that its width says nothing of its column."""
    return line.ended or line.authored


def _is_first_of_column(lines: list[Line], number: int) -> bool:
    """Tell whether a line is a paragraph's first, short by the two characters of its indent."""
    if number + 2 >= len(lines):
        return False
    line, second, third, *more = lines[number : number + 5]
    if line.indented and not second.indented and 0 <= second.width - line.width <= 3.6:
        return True
    if second.width <= SLIM_WIDTH or second.blanks > third.blanks or _MARKED.match(second.text):
        return False
    is_column = (third.ended and third.width < second.width) or any(
        abs(second.width - other.width) <= 1.6 for other in (third, *more)
    )
    return is_column and 1 <= second.width - line.width <= 3.6


def _must_break(lines: list[Line], number: int, *, is_spaced: bool, goes_on: bool) -> bool:
    line, following = lines[number], lines[number + 1]
    if _MARKED.match(line.text) or _MARKED.match(following.text) or find_dateline(following.text):
        return True
    if not goes_on and (_stands_apart(line) or _is_zone_or_subtitle(line)):
        return True
    if _stands_apart(following) or (following.indented and not line.indented):
        return True
    if following.blanks and _is_zone_or_subtitle(following) and _SENTENCE_THEN_NAME.search(line.text):
        return True
    alone = (
        not (goes_on or find_dateline(line.text))
        and _PUNCTUATION.search(line.text) is None
        and line.width <= 30
    )
    if alone and _LEAD.match(following.text):
        return True
    return (
        alone
        and not (is_spaced or line.indented)
        and (line.blanks > 0 or number == 0)
        and following.blanks > 0
    )


def _is_zone_or_subtitle(line: Line) -> bool:
    return _TITLE.match(line.text) is not None and not find_dateline(line.text)


def _stands_apart(line: Line) -> bool:
    return is_masthead(line.text) or is_credit(line.text) or is_caption(line.text)


def _continues(lines: list[Line], number: int, *, is_full: bool, goes_on: bool) -> bool:
    line, following = lines[number], lines[number + 1]
    if line.authored:
        return following.width <= 1 and is_full and len(following.text) == 1  # a name that was cut in two
    if line.ended:
        return is_full and following.blanks == 0 and not following.indented and not _opens(following)
    before = lines[number - 1] if number else None
    if goes_on and before is not None and -2.6 <= line.width - before.width <= 3.6:
        is_full = True  # the second line of a paragraph of three, its first being indented
    if is_full and (following.width <= line.width + 4 or (goes_on and _has_punctuation(before, line))):
        return True
    if following.blanks > 0 and _NAME_AFTER.search(line.text) and not is_full:
        return False
    if _breaks_off(line) or find_dateline(line.text):
        return True
    is_within = goes_on or (before is not None and before.ended and not before.authored)
    return (is_within and line.width > 24 and _is_unfinished(line)) or line.width > LONG_WIDTH


def _has_punctuation(*lines: Line | None) -> bool:
    return any(line is not None and _PUNCTUATION.search(line.text) for line in lines)


def _breaks_off(line: Line) -> bool:
    """Tell whether a line of any width plainly ends within a sentence, as no headline does."""
    if line.text[-1] in "，、" or re.search(r"[。；](?![”’」』）)》])", line.text[:-1]):
        return True
    return any(line.text.count(opened) > line.text.count(closed) for opened, closed in ("“”", "《》", "（）"))


def _opens(line: Line) -> bool:
    return _ENUMERATED.match(line.text) is not None


def _is_unfinished(line: Line) -> bool:
    """Tell whether a line outside a column ends in the middle of a sentence."""
    if line.text.endswith("——"):
        return False  # a lead that runs on in the article
    return line.width > LONG_WIDTH or re.search(r"[！？，：]", line.text) is not None
