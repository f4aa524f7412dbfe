"""The numbered parts of an article: which head ("二是…", "（三）…") a sentence stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.documents import Article

_HEAD = re.compile(
    r"(?:^|(?<=[。；！？\n]))\s*"
    r"(?:第?[一二三四五六七八九十]{1,2}(?:是|、|，)|[（(][一二三四五六七八九十\d]{1,2}[)）]|首先|其次|再次|最后)"
    r"[^。；：:！？\n]{2,60}[。；：:！？\n]"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article's body, `[start, end)`, with the words of its head; empty before the first."""

    start: int
    end: int
    head: str


def find_sections(article: Article) -> tuple[Section, ...]:
    """Give the parts of an article, in order; one without a head when there are fewer than two heads."""
    heads = list(_HEAD.finditer(article.body))
    whole = Section(0, len(article.body), "")
    if len(heads) < 2:
        return (whole,)
    starts = [0, *(head.start() for head in heads), len(article.body)]
    texts = ["", *(head[0].strip() for head in heads)]
    return tuple(
        Section(start, end, text)
        for (start, end), text in zip(pairwise(starts), texts, strict=True)
        if end > start
    )


def locate_section(sections: Sequence[Section], at: int) -> int:
    """Give the number of the section that holds a place in the body."""
    return next(number for number, section in enumerate(sections) if at < section.end)
