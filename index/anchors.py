"""The marks by which a newspaper page tells its articles apart: dateline, byline, masthead, captions.

All functions take mended text (see `index.cleaning`), in which no space stands between Chinese characters.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_ROLES = "本报记者|本刊记者|本网记者|记者|本报通讯员|特约通讯员|通讯员|实习记者|实习生|作者|文/图|图/文|供稿"
_MARKS = "■●▲◆□○★☆▪◎△◇"

_AGENCY = r"(?:本[刊报网台]|[\u3400-\u9fff]{2,8}?(?:报|刊|社|网|台|导报|日报|晚报|时报|新闻网|客户端|周刊))"
_DATELINE = re.compile(
    rf"(?:"
    rf"{_AGENCY}(?:综合)?[\u3400-\u9fff]{{0,6}}?(?:\d{{4}}年)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:讯(?![员息号问])|电(?![力网池话子商影动视信站器气])|消息(?!称))"
    rf"|[（(]?(?:讯|消息)(?=[（(:：])"
    rf")"
    rf"(?:[（(][^（）()]{{2,40}}[）)])?[:：]?"
    rf"|[（(](?:{_ROLES})[^（）()]{{2,30}}[）)]"
    rf"|【[^【】]{{2,12}}讯】"
)
_BYLINE_WORDS = re.compile(
    rf"^(?:{_ROLES})[:：／/]?|(?:{_ROLES})[:：／/]?|^文[/／:：]|[{_MARKS}／/、，,·\s]|摄影报道|报道|摄影|摄$"
)
_CREDIT = re.compile(
    r"^(?:本?版?责任?编辑?|责编|值班编?委?|编辑|美编|版式|校对|审核|投稿|电话|邮箱|E-?mail|新闻热线|广告热线|地址|邮编|国内统一"
    r"|上接|下转|[（(](?:上接|下转)|本版|监制|主编|总编|制图|组稿|返回搜狐|一审|二审|三审)[^。！？]{0,60}$",
    re.IGNORECASE,
)
_MASTHEAD = re.compile(
    r"^(?:第?[A-Z]?\d{1,2}版|[A-Z]\d{1,2}|版面?\d+|[（(]?\d{1,3}[）)]?|第[\u3400-\u9fff\d]{1,5}[版期]"
    r"|(?=.*\d{4}年\d{1,2}月\d{1,2}日|.*\d{4}[-./]\d{1,2}[-./]\d{1,2})"
    r"(?:[^。！？，；]{0,45})"
    r"|[\u3400-\u9fff]{2,6}(?:导报|日报|晚报|时报|周刊|周报)|[-—=*_·.…]{3,}|\d{1,3}/\d{1,3})$"
)
_TURN = re.compile(r"^(?:下转|上接|转|接|紧接)第?.{1,8}版|^未完|^待续")
_CAPTION = re.compile(r"^(?:[（(]?[上下左右]?图[为：:①②③一二三四\d]|图片[为说：:]|[（(]资料图|▲图|△图|!\[)")


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Give the surnames of one character and those of two."""
    single, double = (_DATA / "surnames.txt").read_text(encoding="utf-8").splitlines()[:2]
    return frozenset(single), frozenset(double.split())


def is_name(text: str) -> bool:
    """Tell whether a text of two to four hanzi has the make-up of one person's name."""
    single, double = surnames()
    if not 2 <= len(text) <= 4 or re.fullmatch(r"[\u3400-\u9fff]+", text) is None:
        return False
    return (text[0] in single and len(text) <= 3) or text[:2] in double


def are_names(words: list[str]) -> bool:
    """Tell whether each of one to four words is a name."""
    return 1 <= len(words) <= 4 and all(is_name(word) for word in words)


def split_names(text: str) -> list[str]:
    """Split what a byline says into its words, roles and marks left out."""
    words = re.sub(r"[／/、，,;；·&]|\s+", " ", _BYLINE_WORDS.sub(" ", text)).split()
    merged: list[str] = []
    for word in words:
        if merged and len(word) == 1 and len(merged[-1]) == 1:
            merged[-1] += word  # two-character names are often spaced out to the width of three
        else:
            merged.append(word)
    return merged


def find_dateline(paragraph: str) -> int:
    """Give the length of the dateline that a paragraph starts with, 0 without one."""
    found = _DATELINE.match(paragraph)
    return found.end() if found else 0


def is_credit(line: str) -> bool:
    """Tell whether a line names editors, telephone numbers, or where an article goes on."""
    return len(line) <= 80 and _CREDIT.match(line) is not None


def is_turn(text: str) -> bool:
    """Tell whether words in brackets say that an article goes on on another page."""
    return _TURN.match(text) is not None


def is_masthead(line: str) -> bool:
    """Tell whether a line is the page's head or foot: paper, date, page number, a rule."""
    return len(line) <= 60 and _MASTHEAD.match(line) is not None


def is_caption(line: str) -> bool:
    """Tell whether a line describes a picture."""
    return _CAPTION.match(line) is not None
