"""Who wrote an article: names at its end, in brackets or bare, under its headline, or within its dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.anchors import are_names, is_turn, split_names
from index.documents import MendedText

_BRACKETED = re.compile(r"[（(]([^（）()。，；]{2,40})[）)]$")
_BARE = re.compile(
    r"[。！？…][”’）』]?((?:本报|本刊)?(?:记者|通讯员|文/图|作者)?[:：]?[\u3400-\u9fff·、/]{2,16})$"
)
_ROLE = re.compile(r"记者|通讯员|作者|实习生|供稿|文/图|图/文|^文[/:：]")
_MARK = re.compile(r"^[■●▲◆□★☆▪◎◇△]")
_AFTER_SENTENCE = re.compile(r"[。！？…”’』」）]$")
_NO_PERSON = re.compile(r"(?:[报网社台刊]|客户端|提供|整理|图片由|融媒体中心)$")
_NOT_NAMES = frozenset(
    {"完", "全文完", "完结", "下转", "上接", "略", "续", "未完", "未完待续", "待续", "注", "综合", "转载"}
)


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline found in mended text.

    Attributes:
        start: Its first character, bracket or mark included.
        end: One past its last character.
        names: The names as printed, one space between them, roles and marks left out; empty where the words
            in brackets only say that the article goes on elsewhere.
    """

    start: int
    end: int
    names: str


def find_closing_byline(mended: MendedText, page_text: str, start: int, end: int) -> Byline | None:
    """Find the byline that a paragraph `[start, end)` of the mended text ends with."""
    tail_start = max(start, end - 48)
    tail = mended.text[tail_start:end]
    found = _BRACKETED.search(tail)
    if found:
        if is_turn(found.group(1)):
            return Byline(tail_start + found.start(), end, "")
        words = _read_words(mended, page_text, tail_start + found.start(1), tail_start + found.end(1))
        is_closing = _AFTER_SENTENCE.search(tail[: found.start()]) is not None
        if is_closing and _names_authors(words, found.group(1)):
            return Byline(tail_start + found.start(), end, " ".join(words))
        return None
    found = _BARE.search(tail)
    if found:
        start = tail_start + found.start(1)
        words = _read_words(mended, page_text, start, end)
        # After a space that the paper set, a rare or misread surname is taken for one too.
        is_set_off = start > 0 and mended.offsets[start - 1, 1] < mended.offsets[start, 0]
        if are_names(words) or (is_set_off and len(words) == 1 and _may_be_name(words[0])):
            return Byline(tail_start + found.start(1), end, " ".join(words))
    return None


def find_line_byline(mended: MendedText, page_text: str, start: int, end: int) -> Byline | None:
    """Find the byline that a line `[start, end)` is as a whole (`■ 史力`, `本报记者 张三`, a bare name)."""
    line = mended.text[start:end]
    if len(line) > 40 or (
        len(line) > 3 and not _MARK.match(line) and not _ROLE.search(line) and line[0] not in "（("
    ):
        words = _read_words(mended, page_text, start, end) if len(line) <= 12 else []
        return Byline(start, end, " ".join(words)) if len(words) > 1 and are_names(words) else None
    inner = line.strip("（）()")
    words = _read_words(mended, page_text, start, end)
    is_bracketed = len(words) == 1 and len(inner) + 2 == len(line) and _may_be_name(words[0])
    is_named = are_names(words) or is_bracketed or (_ROLE.search(inner) is not None and _are_short(words))
    return Byline(start, end, " ".join(words)) if is_named else None


def is_bare_name(text: str) -> bool:
    """Tell whether a line is a name and nothing else, which a short line of a headline may look like too."""
    return re.fullmatch(r"[\u3400-\u9fff]{2,4}", text) is not None


def find_dateline_names(dateline: str) -> str:
    """Give the names in a dateline such as `本报讯（记者 张三）`, empty without any."""
    found = re.search(r"[（(]([^（）()]*)[）)]", dateline)
    if not found or not _ROLE.search(found.group(1)):
        return ""
    words = _keep_names(split_names(found.group(1)))
    return " ".join(words) if _are_short(words) else ""


def read_raw(mended: MendedText, page_text: str, start: int, end: int) -> str:
    """Give the page's own characters for a stretch of the mended text, white space collapsed to one space."""
    first, last = mended.locate(start, end)
    return " ".join(page_text[first:last].split())


def _read_words(mended: MendedText, page_text: str, start: int, end: int) -> list[str]:
    """Read the words of a byline off the page, where the spaces between names still stand.

    A line end may cut a name in two, so it counts as a space only where that gives no names.
    """
    first, last = mended.locate(start, end)
    raw = page_text[first:last].strip("（）()")
    words = split_names(raw.replace("\n", ""))
    return words if are_names(words) else _keep_names(split_names(raw))


def _keep_names(words: list[str]) -> list[str]:
    """Leave out the paper's name and the like where a person's name stands beside it."""
    return [word for word in words if not _NO_PERSON.search(word)] or words


def _names_authors(words: list[str], inner: str) -> bool:
    if _ROLE.search(inner):
        return _are_short(words)
    # A misread surname is still a name where a few characters alone in brackets close an article.
    return are_names(words) or (1 <= len(words) <= 3 and all(_may_be_name(word) for word in words))


def _may_be_name(word: str) -> bool:
    return re.fullmatch(r"[\u3400-\u9fff]{2,3}", word) is not None and word not in _NOT_NAMES


def _are_short(words: list[str]) -> bool:
    return 1 <= len(words) <= 6 and all(re.fullmatch(r"[\u3400-\u9fff·]{2,5}", word) for word in words)
