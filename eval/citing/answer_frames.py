"""The frame of an answer, as patterns of lines: what is no statement, and in what forms statements are made.

The wording is that of `prompts/*/answer.toml`, so that a change there is followed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import Formatter

from prompts.loading import load_wording

_FRAMES = (
    "list_one",
    "list_many",
    "written_list_one",
    "written_list_many",
    "written_list_none",
    "other_year",
    "fallback",
    "unjudged",
    "source_line",
)
_LARGER = ("larger", "larger_written")
_EQUAL = ("equal", "equal_written")
_REMARKS = ("kept_unjudged", "kept_wordless", "kept_unchecked", "found_for_it")
_REMARKS_WITH_WORDS = ("reasons", "unconfirmed")
_REFERENCE = re.compile(r"\s*\[\d+\]")
_NUMBER = re.escape(" [") + "(?P<number>.+?)" + re.escape("]")
_ROW = r"\s*(?P<references>(?:\[\d{1,9}\]\s*)+)"


@dataclass(frozen=True, slots=True)
class AnswerFrame:
    """How answers of one language are framed.

    Attributes:
        frames: Lines that state nothing of a zone.
        computed: Comparisons, with the groups `larger`, `larger_zone`, `smaller`, `smaller_zone`, `statement`
            and `references`.
        computed_equal: Those of them that call two figures the same.
        quotes: Lines with the groups `zone`, `quote` and `references`, a row of any number of them.
        author: A line with the groups `byline`, `headline`, `zone` and `number`.
        detail: The line below a written item, with the group `quote`.
        no_zone: What stands for a zone where none is named.
        sources: The line after which sources are only listed again.
        remarks: What is remarked in brackets.
        remark_openings: How remarks begin that have words of their own, up to the bracket's end.
    """

    frames: tuple[re.Pattern[str], ...]
    computed: tuple[re.Pattern[str], ...]
    computed_equal: tuple[re.Pattern[str], ...]
    quotes: tuple[re.Pattern[str], ...]
    author: re.Pattern[str]
    detail: re.Pattern[str]
    no_zone: str
    sources: str
    remarks: tuple[str, ...]
    remark_openings: tuple[str, ...]


@cache
def load_frame(language: str) -> AnswerFrame:
    """Read how answers of a language, `en` or `zh`, are framed."""
    words = load_wording(language, "answer")
    equal = tuple(_compile_computed(words[key]) for key in _EQUAL)
    return AnswerFrame(
        frames=tuple(_compile(words[key]) for key in _FRAMES),
        computed=(*(_compile_computed(words[key]) for key in _LARGER), *equal),
        computed_equal=equal,
        quotes=tuple(_compile_quote(words[key]) for key in ("list_item", "quote")),
        author=_compile(words["author"]),
        detail=_compile(words["written_detail"]),
        no_zone=words["no_zone"],
        sources=words["sources"],
        remarks=tuple(words[key] for key in _REMARKS),
        remark_openings=tuple(words[key].partition("{")[0] for key in _REMARKS_WITH_WORDS),
    )


def _compile(template: str) -> re.Pattern[str]:
    return re.compile(_make_pattern(template))


def _compile_quote(template: str) -> re.Pattern[str]:
    """Take a whole row of references where the wording has one: what is read is anybody's text."""
    return re.compile(_make_pattern(template).replace(_NUMBER, _ROW))


def _compile_computed(template: str) -> re.Pattern[str]:
    """Part the bold statement from its references and from the remark on how it was computed."""
    head, _, tail = template.rpartition("**")
    remark = _REFERENCE.sub("", tail).strip()
    return re.compile(rf"(?P<statement>{_make_pattern(head)}\*\*)(?P<references>.*?)\s*{re.escape(remark)}")


def _make_pattern(template: str) -> str:
    """Give the pattern of a text with placeholders, each of which stands for at least one character."""
    return "".join(
        re.escape(words) + (f"(?P<{name}>.+?)" if name else "")
        for words, name, _, _ in Formatter().parse(template)
    )
