"""A text of a language model to the statements that it makes, each with the citations that it gives.

A sentence that cites nothing takes the references of the next sentence of its line that does, as is usual
where a model cites once for what it has just said (Gao et al., 2023, ALCE, score such text by the same rule).
A reference after the full stop belongs to the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.checking.sentence_ends import find_sentence_ends
from rag.checking.unmarking import LINE_ENDS, PlainLine, drop_hidden, take_inline_marks_off, take_marks_off

MAX_LINE_CHARS = 2000
"""A longer line is cut; a model that never ends its line is still read statement by statement."""
MAX_REFERENCES = 24
_LONGEST_RANGE = 20
_SPACE = " \t\u3000\u00a0"

_NUMBER = r"\^?\s*[0-9０-９]{1,3}"
_DASH = r"[-‐-―－~～至]"
_LABEL = r"(?:(?:sources?|sentences?|refs?|citations?|evidence|来源|资料|证据|文献|引文|句)\s*[:：]?\s*)?"
_REFERENCE = (
    rf"[\[【［]{{1,2}}\s*(?i:{_LABEL}){_NUMBER}(?:\s*(?:[,，、;；]|{_DASH})\s*(?i:{_LABEL}){_NUMBER})*"
    r"\s*(?:†[^\[\]【】\n]{0,40})?[\]】］]{1,2}"
)
_REFERENCES = re.compile(_REFERENCE)
_NUMBER_OR_RANGE = re.compile(rf"([0-9０-９]+)(?:\s*{_DASH}\s*\^?\s*([0-9０-９]+))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_CLOSING = r"[\"'”’」』）)*_~`]{0,6}"
_CITED_END = re.compile(
    rf"(?:[.!?。！？;；]{_CLOSING}[{_SPACE}]*(?:{_REFERENCE}[{_SPACE}]*)+"
    rf"|(?<![0-9０-９][\]］】])(?<![0-9０-９][\]］】][{_SPACE}])"
    rf"(?:{_REFERENCE}[{_SPACE}]*)++{_CLOSING}[.!?。！？;；]{_CLOSING}[{_SPACE}]*)"
    rf"(?=[^{_SPACE}\[【［(（.!?。！？;；,，:：\"'”’」』）)*_~`\]】］\\<|0-9])"
)
"""Where a cited sentence surely ends: the next character can be no part of it nor a further reference.

A row of references is read from its first on and never given back: a model in a loop writes hundreds.
"""
_TABLE_START = re.compile(rf"[{_SPACE}>]*\|")


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement as written, before it is checked.

    Attributes:
        text: Its plain words on one line, without Markdown and references.
        references: The numbers that it cites, in order, none twice.
        prefix: The mark of a list and its indent, such as `- ` or `  2. `, or nothing.
        is_heading: It stands as a heading.
        breaks: How many line ends stand before it: 0 within a line, 1 on a new line, 2 after a blank line.
    """

    text: str
    references: tuple[int, ...] = ()
    prefix: str = ""
    is_heading: bool = False
    breaks: int = 1


class StatementReader:
    """Reads a text that arrives in pieces, and gives each statement as soon as it is complete.

    However the text is cut into pieces, the statements are the same.
    """

    def __init__(self) -> None:
        self._waiting = ""
        self._breaks = 1
        self._is_line_start = True

    def feed(self, piece: str) -> list[Claim]:
        """Take the next piece, and give the statements that it completes."""
        self._waiting += drop_hidden(piece)
        return list(self._take_parts())

    def close(self) -> list[Claim]:
        """Give what is left at the text's end."""
        rest, self._waiting = self._waiting, ""
        return self._read_part(rest, ends_line=True)

    def _take_parts(self) -> Iterator[Claim]:
        at = 0
        while True:
            end, skip, ends_line = self._find_part(at)
            if end < 0:
                break
            yield from self._read_part(self._waiting[at:end], ends_line=ends_line)
            at = end + skip
        self._waiting = self._waiting[at:]

    def _find_part(self, start: int) -> tuple[int, int, bool]:
        """Give where the next part ends (-1: not yet known), what to skip, and whether it ends its line."""
        limit = min(len(self._waiting), start + MAX_LINE_CHARS)
        line_end = next((at for at in range(start, limit) if self._waiting[at] in LINE_ENDS), -1)
        stop = limit if line_end < 0 else line_end
        cited = None
        if not (self._is_line_start and _TABLE_START.match(self._waiting, start, stop)):
            cited = _CITED_END.search(self._waiting, start, stop)
        if cited:
            return cited.end(), 0, False
        if line_end >= 0:
            return line_end, 1, True
        return (limit, 0, True) if limit - start == MAX_LINE_CHARS else (-1, 0, False)

    def _read_part(self, part: str, *, ends_line: bool) -> list[Claim]:
        line = take_marks_off(part) if self._is_line_start else PlainLine(take_inline_marks_off(part))
        claims = list(_read_sentences(line, self._breaks))
        if claims:
            self._breaks = 0
        if ends_line:
            self._breaks = 1 if part.strip() else min(self._breaks + 1, 2)
        self._is_line_start = ends_line
        return claims


def split_statements(text: str) -> list[Claim]:
    """Give the statements of a whole text, in order."""
    reader = StatementReader()
    return [*reader.feed(text), *reader.close()]


def _read_sentences(line: PlainLine, breaks: int) -> Iterator[Claim]:
    """Give the sentences of a part of a line; those without references wait for the next that has some."""
    waiting: list[str] = []
    is_first = True
    for sentence in _split_line(line.text):
        references = _read_references(sentence)
        words = _drop_references(sentence)
        if words:
            waiting.append(words)
        if not references:
            continue
        for words in waiting:
            yield _make_claim(words, references, line, breaks if is_first else 0, is_first=is_first)
            is_first = False
        waiting = []
    for words in waiting:
        yield _make_claim(words, (), line, breaks if is_first else 0, is_first=is_first)
        is_first = False


def _make_claim(
    words: str, references: tuple[int, ...], line: PlainLine, breaks: int, *, is_first: bool
) -> Claim:
    return Claim(words, references, line.prefix if is_first else "", line.is_heading, breaks)


def _split_line(text: str) -> Iterator[str]:
    """Cut a line after its sentences, and after the references that follow them."""
    start = 0
    references = [match.span() for match in _REFERENCES.finditer(text)]
    for end in find_sentence_ends(text, references):
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _read_references(sentence: str) -> tuple[int, ...]:
    numbers: dict[int, None] = {}
    for match in _REFERENCES.finditer(sentence):
        for first, last in _NUMBER_OR_RANGE.findall(match[0].partition("†")[0].translate(_FULL_WIDTH)):
            upper = int(last) if last and int(first) <= int(last) <= int(first) + _LONGEST_RANGE else 0
            numbers.update(dict.fromkeys(range(int(first), (upper or int(first)) + 1)))
            if last and not upper:
                numbers[int(last)] = None
    return tuple(numbers)[:MAX_REFERENCES]


def _drop_references(sentence: str) -> str:
    words = _REFERENCES.sub(" ", sentence)
    words = re.sub(r"\s+([,.;:!?，。；：！？、）)])", r"\1", " ".join(words.split()))
    return words if any(character.isalnum() for character in words) else ""
