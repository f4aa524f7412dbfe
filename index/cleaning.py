"""A page's text mended: cut lines, widths, spaces, tags and stutter set right, with a map back to the page.

Every mended character is one character of the page, kept or put into its usual width; all else is left
out. So the map is exact: the places that were kept.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from index.documents import MendedText
from index.layout import find_joins, read_lines
from index.mending import find_stutters

_WIDTHS = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDTHS |= {
    ord(wide): ord(narrow)
    for wide, narrow in zip("％／＋－＝＃＆＠＊＜＞｜＿．", "%/+-=#&@*<>|_.", strict=True)
}
_WIDTHS |= dict.fromkeys((0x09, 0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)), 0x20)
_SPACES = re.compile(r" +")
_TAG = re.compile(r"<su([bp])>([^<>\n]{0,12})</su[bp]>")
_RAISED = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_LOWERED = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)
_DIGIT_UNIT = "%‰℃°,.;:!?)"
_IN_NUMBERS = "0123456789."
_LATIN_END = re.compile(r"[!-~\u00c0-\u024f]")


def clean_page(text: str) -> MendedText:
    """Mend a page's text: one paragraph a line, no blank lines, a line feed after each but the last.

    Spaces are kept only between two characters of Latin script, once; full-width digits, letters and signs
    become half-width while Chinese punctuation stays; `<sup>2</sup>` becomes ²; a stutter is set once.

    Args:
        text: The page as read, its lines ended by line feeds.

    Returns:
        The mended text and its map; empty when the page holds nothing that can be seen.
    """
    plain = text.translate(_WIDTHS)
    keep = np.zeros(len(plain), dtype=np.bool_)
    replaced: dict[int, str] = {}
    _keep_paragraphs(plain, keep, replaced)
    _drop_spaces(plain, keep)
    _drop_tags(plain, keep, replaced)
    for match in _UNSEEN.finditer(plain):
        keep[match.start()] = False
    kept = np.flatnonzero(keep).astype(np.int32)
    mended = _take(plain, kept, replaced)
    extra = find_stutters(mended)
    if extra:
        kept = np.delete(kept, extra)
        mended = _take(plain, kept, replaced)
    return MendedText(text=mended, offsets=np.stack([kept, kept + 1], axis=1).astype(np.int32))


def _keep_paragraphs(plain: str, keep: NDArray[np.bool_], replaced: dict[int, str]) -> None:
    """Keep what lies within each line, and one line feed where a paragraph ends."""
    lines = read_lines(plain)
    for line, is_joined, following in zip(
        lines, find_joins(lines), [*lines[1:], None][: len(lines)], strict=True
    ):
        keep[line.start : line.end] = True
        if following is None:
            continue
        gap = plain.index("\n", line.end)
        if not is_joined:
            keep[gap] = True
        elif _wants_space(plain[line.end - 1], plain[following.start]):
            keep[gap] = True
            replaced[gap] = " "


def _wants_space(before: str, after: str) -> bool:
    """Tell whether words would run together: Latin script on both sides, not a number that was cut in two."""
    if after in _DIGIT_UNIT or (before in _IN_NUMBERS and after in _IN_NUMBERS):
        return False
    return before not in "-/" and _LATIN_END.match(before) is not None and _LATIN_END.match(after) is not None


def _drop_spaces(plain: str, keep: NDArray[np.bool_]) -> None:
    for match in _SPACES.finditer(plain):
        start, end = match.span()
        if start == 0 or end == len(plain) or not keep[start]:
            continue
        is_between = _wants_space(plain[start - 1], plain[end])
        keep[start + is_between : end] = False


def _drop_tags(plain: str, keep: NDArray[np.bool_], replaced: dict[int, str]) -> None:
    """Turn `<sup>2</sup>` into ² and `<sub>2</sub>` into ₂, and drop such tags around anything else."""
    if "<su" not in plain and "</su" not in plain:
        return
    for match in _TAG.finditer(plain):
        keep[match.start() : match.start(2)] = False
        keep[match.end(2) : match.end()] = False
        signs = _RAISED if match.group(1) == "p" else _LOWERED
        for place in range(match.start(2), match.end(2)):
            if plain[place] in signs:
                replaced[place] = signs[plain[place]]


def _take(plain: str, kept: NDArray[np.int32], replaced: dict[int, str]) -> str:
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if replaced:
        codes = codes.copy()
        for place, char in replaced.items():
            codes[place] = ord(char)
    return codes[kept].tobytes().decode("utf-32-le", "surrogatepass")
