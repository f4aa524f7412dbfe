"""What the references of a text point to: the quote or the file that the text itself gives for `[n]`.

Three forms are read, those of our own answers and the usual ones of others: a quote with its reference
behind it (`「…」 [2]`, the file's name on the next line after a dash), a quote on a line of its own below the
statement that refers to it, and a list of sources, a line each (`[2] 「…」`, `[2]: page.txt`, or `2. 「…」`
below a heading that says so). In such a list `“…”` and `"…"` are quotes too; within a text they may be mere
words or titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from prompts.loading import load_wording

LEAST_QUOTE_CHARS = 6

_QUOTED = r"[「『]([^「」『』\n]{2,600})[」』]"
_QUOTE = re.compile(_QUOTED + r"|“((?:[^“”\n]|“[^“”\n]*”){6,600})”" + r'|"([^"\n]{6,600})"')
"""In a list of sources any marks are those of a quote; curly ones may stand within curly ones."""
_QUOTE_CITED = re.compile(_QUOTED + r"[\s。.,，;；*_]*\[(\d{1,3})\]")
_QUOTE_BELOW = re.compile(r"^\s+" + _QUOTED + r"\s*[—–-]{1,2}\s")
_REFERENCE = re.compile(r"\[\^?(\d{1,3})\]")
_FILE = re.compile(r"(?<![\w/.-])([\w./-]*[\w-]\.(?:txt|md))(?!\w)", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*(?:[-*]\s+)?\[\^?(\d{1,3})\]\s*[:：]?\s*(.+)$")
_NUMBERED_ENTRY = re.compile(r"^\s*(\d{1,3})[.)、．]\s*(.+)$")
_DETAILS = re.compile(r"^\s+[—–-]{1,2}\s.*\s·\s")
_HEADING = re.compile(
    r"^\W*(?:sources?|references?|citations?|quotations?|notes?|来源|资料来源|出处|引文|引用|参考文献|参考资料|注释?)\W*$",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~])")
_STRUCK = re.compile(
    r"~~(?=\S).+?~~(?:\s*\[\d{1,3}\])*(?:\s*[（(](?:[^\n（）()]|[（(][^\n（）()]*[)）])*[)）])?"
)
_FRAME = (
    "list_one", "list_many", "abstained", "abstained_zone", "nearest", "sources", "silent", "fallback",
    "written_list_one", "written_list_many", "written_list_none",
    "abstained_empty", "abstained_elsewhere", "narrowed",
)  # fmt: skip
_SEARCHED_ONE = ("searched_one_zone", "searched_one_article")
_NAME = re.compile(r"\\\{(\w+)\\\}")
_COUNTS = frozenset({"count", "articles", "zones", "judged"})
_REMARKS = ("unconfirmed", "found_for_it", "kept_unjudged", "kept_unchecked")
_COMPARED = ("larger", "equal", "larger_written", "equal_written")


@dataclass(frozen=True, slots=True)
class Source:
    """What a text says that `[n]` is.

    Attributes:
        quote: The words quoted, without their marks; or empty.
        file: The name of a page's file; or empty.
    """

    quote: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class ReferencedText:
    """A text with its sources taken apart.

    Attributes:
        text: Without the lines that only name sources, without what was struck out (`~~…~~`), and without
            the lines and remarks in which an answer of ours speaks of itself.
        sources: By their number.
        unchecked_lines: How many lines were taken out whole; what they say is not checked.
        withdrawn: How many stretches were struck out.
    """

    text: str
    sources: dict[int, Source]
    unchecked_lines: int = 0
    withdrawn: int = 0


def read_references(text: str) -> ReferencedText:
    """Take the sources of a text apart from what it says."""
    text, withdrawn = _STRUCK.subn("", text)
    reader = _LineReader()
    lines = text.split("\n")
    kept = [_drop_remarks(line) for line in lines if not reader.take(line)]
    return ReferencedText("\n".join(kept), reader.sources, len(lines) - len(kept), withdrawn)


class _LineReader:
    """Reads the sources off line after line.

    Attributes:
        sources: Those read so far, by number.
    """

    def __init__(self) -> None:
        self.sources: dict[int, Source] = {}
        self._is_list = False
        self._quoted: int | None = None
        self._referred: list[int] = []

    def take(self, line: str) -> bool:
        """Read a line; say whether it holds nothing but sources, or what an answer says of itself."""
        plain = _ESCAPED.sub(r"\1", line)
        if not plain.strip():
            return False
        entry = _read_entry(plain, is_numbered=self._is_list)
        if entry is not None:
            self.sources.setdefault(*entry)
            return True
        if self._take_quote_below(plain) or self._take_details(plain):
            return True
        self._is_list = bool(_HEADING.match(plain))
        self._quoted = None
        for number, quote in _read_cited_quotes(plain):
            self.sources.setdefault(number, Source(quote=quote))
            self._quoted = number
        self._referred = [int(number) for number in _REFERENCE.findall(plain)]
        return self._is_list or _is_frame(plain)

    def _take_quote_below(self, line: str) -> bool:
        """Read a quote on its own line as that of the next reference of the statement above it."""
        quote = _QUOTE_BELOW.match(line)
        if quote is None or _REFERENCE.search(line) or not self._referred:
            return False
        file = _FILE.search(line, quote.end())
        self.sources.setdefault(self._referred.pop(0), Source(_trim(quote[1]), file[1] if file else ""))
        return True

    def _take_details(self, line: str) -> bool:
        """Read headline, date and file below a quote, or below a statement that quotes nothing."""
        file = _FILE.search(line) if _DETAILS.match(line) else None
        number = self._quoted if self._quoted is not None else next(iter(self._referred), None)
        if file is None or number is None:
            return False
        self.sources[number] = replace(self.sources.get(number, Source()), file=file[1])
        self._quoted = None
        self._referred = []
        return True


def _read_entry(line: str, *, is_numbered: bool) -> tuple[int, Source] | None:
    """Read a line of a list of sources: it names a quote or a file, and refers to nothing further."""
    match = _ENTRY.match(line) or (_NUMBERED_ENTRY.match(line) if is_numbered else None)
    if match is None or _REFERENCE.search(match[2]):
        return None
    quote, file = _QUOTE.search(match[2]), _FILE.search(match[2])
    if quote is None and file is None:
        return None
    words = next(filter(None, quote.groups())) if quote else ""
    return int(match[1]), Source(_trim(words), file[1] if file else "")


def _read_cited_quotes(line: str) -> Iterator[tuple[int, str]]:
    for match in _QUOTE_CITED.finditer(line):
        if len(quote := _trim(match[1])) >= LEAST_QUOTE_CHARS:
            yield int(match[2]), quote


def _trim(quote: str) -> str:
    """Take off what is no word of the page: marks of bold, and dots where the quote was cut."""
    return re.sub(r"\*\*|^[…\s.]+|[…\s]+$|\.{3,}$", "", quote)


def _is_frame(line: str) -> bool:
    """Say whether a line is one in which an answer of ours speaks of itself, such as of what was searched."""
    words = _count_many(line.replace("*", "").strip())
    while words:
        spoken = next(filter(None, (pattern.match(words) for pattern in _load_patterns(_FRAME))), None)
        if spoken is None:
            return False
        words = words[spoken.end() :].strip()
    return True


def _count_many(line: str) -> str:
    """Give a line that speaks of one article or zone searched as one that speaks of several."""
    searched = ((one, language) for language in ("en", "zh") for one in _SEARCHED_ONE)
    for key, language in searched:
        words = load_wording(language, "answer")
        pattern = _NAME.sub(_match_name, re.escape(words[key]))
        told, found = re.subn(pattern, words["searched"].format(articles=1, zones=1), line)
        if found:
            return told
    return line


def _drop_remarks(line: str) -> str:
    for pattern in _load_patterns(_REMARKS):
        line = pattern.sub("", line)
    for remark in _load_comparing_remarks():
        line = line.replace(remark, "")
    return line


@cache
def _load_comparing_remarks() -> frozenset[str]:
    """Give what an answer of ours says of how it has compared two figures, behind the comparison itself."""
    texts = [load_wording(language, "answer")[key] for language in ("en", "zh") for key in _COMPARED]
    return frozenset(
        remark for text in texts if (remark := _REFERENCE.sub("", text.rpartition("**")[2]).strip())
    )


@cache
def _load_patterns(keys: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Give what matches some texts of `prompts/*/answer.toml`, with counts and words for their `{names}`.

    Only counts may be numbers, so that no figure of a text goes unchecked by being put in such a line.
    """
    texts = [
        load_wording(language, "answer")[key].replace("*", "") for language in ("en", "zh") for key in keys
    ]
    # Only from where blanks begin: else a long run of them is read again from each of its places.
    blanks = r"(?<![ \t])[ \t]*"
    return tuple(re.compile(blanks + _NAME.sub(_match_name, re.escape(text))) for text in texts)


def _match_name(name: re.Match[str]) -> str:
    if name[1] == "parts":
        return _match_parts()
    return r"[\d,]{1,12}" if name[1] in _COUNTS else r"[^\d\n]{0,200}?"


@cache
def _match_parts() -> str:
    """Give what matches to what a search was narrowed; its only numbers are dates, counts and file names."""
    more = [load_wording(language, "answer")["narrowed_more"] for language in ("en", "zh")]
    counts = "|".join(_NAME.sub(_match_name, re.escape(text)) for text in more)
    date = r"(?<![\d.,-])\d{4}(?:-\d\d){0,2}(?![\d.,-]*\d)"
    return rf"(?:{counts}|{date}|“[\w ./\\-]{{1,300}}”|[^\d\n“])*"
