"""Articles to passages: whole sentences, usually some 120 to 400 characters, never across articles.

Sentences end at 。！？； and the like with the quotation marks and brackets that close after them, and at the
end of a paragraph. Within quotation marks, brackets and 《》 a mark does not end a sentence unless the quoted
text is long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.documents import Article, OffsetMap, Passage

MAX_SENTENCE = 300
"""A sentence is a quotation at most as long as this, in characters of the page."""
_LONG_QUOTE = 80
_TOKEN = re.compile(
    r"(?P<open>[“‘（《「『【(])|(?P<close>[”’）》」』】)])|(?P<end>[。！？；!?;]+|…+|\.(?=\s|$))|(?P<line>\n)"
)
_CLOSERS = re.compile(r"[。！？；!?;…]*[”’）》」』】)\"]+[。！？；!?;…]*|[。！？；!?;…]+")
_SOFT = "，、,：:———"
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|Co|Ltd|Inc|vs|e\.g|i\.e|approx)$")


@dataclass(frozen=True, slots=True)
class PassageSizes:
    """How long passages are, in characters of the article.

    Attributes:
        least: Shorter ones are joined to what stands beside them; with 0 nothing is.
        most: A further sentence goes into a passage only up to here, or up to `most + least` where it would
            be too short without; with 0, each sentence is a passage.
    """

    least: int = 120
    most: int = 400

    def __post_init__(self) -> None:
        """Refuse sizes that no passage can have."""
        if not 0 <= self.least <= self.most:
            raise ValueError(
                f"passages of {self.least} to {self.most} characters cannot be; give 0 <= least <= most"
            )

    @property
    def top(self) -> int:
        """What a passage of several sentences is never longer than."""
        return self.least + self.most


USUAL_SIZES = PassageSizes()


def split_sentences(text: str, *, offsets: OffsetMap | None = None) -> list[tuple[int, int]]:
    """Split a text into sentences.

    Args:
        text: Mended text.
        offsets: Its map to the page; with it, the length of a sentence is counted on the page, where line
            breaks within it count too.

    Returns:
        The sentences' `[start, end)` in order, without white space around them, together covering all else;
        each at most `MAX_SENTENCE` characters.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*_find_ends(text), len(text)]:
        first, last = _trim(text, start, end)
        if first < last:
            spans.extend(_cut_long(text, first, last, offsets))
        start = end
    return spans


def _find_ends(text: str) -> list[int]:
    """Give the places after which a sentence ends."""
    ends: list[int] = []
    depth = opened = done = 0
    for match in _TOKEN.finditer(text):
        place = match.start()
        if place < done:
            continue
        kind = match.lastgroup
        if kind == "line":
            ends.append(match.end())
            depth = 0
        elif kind == "open":
            opened = place if depth == 0 else opened
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        else:
            done = _end_sentence(text, match, depth=depth, opened=opened)
            if done:
                ends.append(done)
                depth = 0 if done > match.end() else depth
    return ends


def _end_sentence(text: str, match: re.Match[str], *, depth: int, opened: int) -> int:
    """Give the place after which the sentence ends, 0 where this mark ends none."""
    if match.group() == "." and _ABBREVIATION.search(text[max(0, match.start() - 8) : match.start()]):
        return 0
    closing = _CLOSERS.match(text, match.end()) if depth else None
    if depth and closing is None and match.end() - opened <= _LONG_QUOTE:
        return 0
    return closing.end() if closing else match.end()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return start + lead, max(start + lead, start + len(piece.rstrip()))


def _cut_long(text: str, start: int, end: int, offsets: OffsetMap | None) -> list[tuple[int, int]]:
    """Cut what is longer than a quotation may be, after a comma in its second half where there is one."""
    spans: list[tuple[int, int]] = []
    while _measure(start, end, offsets) > MAX_SENTENCE:
        limit = _fit(start, end, offsets)
        soft = max(text.rfind(mark, start + (limit - start) // 2, limit) for mark in _SOFT)
        cut = soft + 1 if soft >= 0 else limit
        first, last = _trim(text, start, cut)
        if first < last:
            spans.append((first, last))
        start, _ = _trim(text, cut, end)
    return [*spans, (start, end)] if start < end else spans


def _measure(start: int, end: int, offsets: OffsetMap | None) -> int:
    """Give the length of a stretch in characters of the page."""
    return end - start if offsets is None else int(offsets[end - 1, 1] - offsets[start, 0])


def _fit(start: int, end: int, offsets: OffsetMap | None) -> int:
    """Give the largest end for which the stretch is short enough, at least one character on."""
    low, high = start + 1, min(end, start + MAX_SENTENCE)
    while low < high:
        middle = (low + high + 1) // 2
        if _measure(start, middle, offsets) <= MAX_SENTENCE:
            low = middle
        else:
            high = middle - 1
    return low


def chunk_article(article: Article, sizes: PassageSizes = USUAL_SIZES) -> tuple[Passage, ...]:
    """Put an article's sentences together to passages.

    A passage ends at the end of a paragraph once it is long enough; short paragraphs share one, long ones are
    divided, and what is left over at the end joins the passage before it.

    Args:
        article: Any.
        sizes: How long passages are to be.
    """
    sentences = split_sentences(article.body, offsets=article.offsets)
    groups: list[list[tuple[int, int]]] = []
    for sentence in sentences:
        if groups and _belongs(article.body, groups[-1], sentence, sizes):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    if len(groups) > 1 and _length(groups[-1]) < sizes.least:
        joined = [*groups[-2], *groups[-1]]
        if _length(joined) <= sizes.top:
            groups[-2:] = [joined]
    return tuple(
        Passage(article_id=article.id, start=group[0][0], end=group[-1][1], sentences=tuple(group))
        for group in groups
    )


def _length(group: list[tuple[int, int]]) -> int:
    return group[-1][1] - group[0][0]


def _belongs(body: str, group: list[tuple[int, int]], sentence: tuple[int, int], sizes: PassageSizes) -> bool:
    """Tell whether a sentence goes into the passage before it."""
    length = _length(group)
    if sentence[1] - group[0][0] > sizes.most:
        return length < sizes.least and sentence[1] - group[0][0] <= sizes.top
    if length < sizes.least:
        return True
    return "\n" not in body[group[-1][1] : sentence[0]]
