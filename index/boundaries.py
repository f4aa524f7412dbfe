"""Where one article of a page ends and the next begins.

The anchors are the dateline at an article's start, the byline at its end, the zone's name on a line of its
own, and markdown's marks. A short line without these is a subhead, unless the page has no anchors at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.documents import MendedText
from index.headlines import TitleGroup, parse_titles
from index.paragraphs import Kind, Paragraph
from index.zones import Gazetteer

_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}[、.是]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.])|———"
)
_LEAD_CHARS = 160


@dataclass(slots=True)
class Draft:
    """An article being put together.

    Attributes:
        group: The lines before it.
        parts: Its paragraphs, subheads included.
        titles: The headline that was given to it.
    """

    group: list[Paragraph]
    parts: list[Paragraph] = field(default_factory=list)
    titles: TitleGroup = field(default_factory=TitleGroup)

    @property
    def first(self) -> Paragraph:
        """Its first paragraph."""
        return self.parts[0]

    @property
    def text(self) -> str:
        """Its paragraphs' text."""
        return "".join(part.text for part in self.parts)

    @property
    def is_signed(self) -> bool:
        """Its last paragraph ends with, or is, a byline."""
        return self.parts[-1].byline is not None

    @property
    def byline(self) -> str:
        """The last byline within it."""
        return next(
            (part.byline.names for part in reversed(self.parts) if part.byline and part.byline.names), ""
        )


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Which anchors a page uses.

    Attributes:
        head_level: The most `#` that a headline has on this page.
        is_signed_above: The author stands above the headline.
        has_anchors: Some article of the page has a dateline, byline or zone line.
    """

    head_level: int
    is_signed_above: bool
    has_anchors: bool


def find_articles(
    paragraphs: list[Paragraph], mended: MendedText, page_text: str, gazetteer: Gazetteer
) -> tuple[list[Draft], list[Paragraph]]:
    """Put paragraphs together to articles.

    Returns:
        The articles with the lines before each, and the lines after the last.
    """
    marks = read_marks(paragraphs)
    drafts: list[Draft] = []
    group: list[Paragraph] = []
    for number, paragraph in enumerate(paragraphs):
        if _closes_article(paragraphs, number, drafts, group, marks):
            drafts[-1].parts.append(paragraph)  # the byline stands on a line of its own under its article
            continue
        if paragraph.kind is not Kind.BODY:
            group.append(paragraph)
            continue
        titles = parse_titles(group, mended, page_text, gazetteer) if group else TitleGroup()
        rest = paragraphs[number:]
        if not drafts or _begins_article(drafts[-1], titles, rest, marks, gazetteer):
            drafts.append(Draft(group=group))
        else:
            drafts[-1].parts.extend(part for part in group if part.kind is Kind.TITLE)
        drafts[-1].parts.append(paragraph)
        group = []
    return drafts, group


def _closes_article(
    paragraphs: list[Paragraph], number: int, drafts: list[Draft], group: list[Paragraph], marks: PageMarks
) -> bool:
    """Tell whether a byline on its own line stands under an article, not above the next headline."""
    if paragraphs[number].kind is not Kind.BYLINE or group or not drafts or drafts[-1].is_signed:
        return False
    following = paragraphs[number + 1].kind if number + 1 < len(paragraphs) else None
    return not (marks.is_signed_above and following is Kind.TITLE)


def read_marks(paragraphs: list[Paragraph]) -> PageMarks:
    """Find out which anchors a page uses."""
    levels = [paragraph.level for paragraph in paragraphs if paragraph.level]
    kinds = [paragraph.kind for paragraph in paragraphs if paragraph.kind is not Kind.OTHER]
    return PageMarks(
        is_signed_above=kinds[:2] == [Kind.BYLINE, Kind.TITLE],
        head_level=max(min(levels, default=0), 2),
        has_anchors=any(paragraph.dateline or paragraph.byline for paragraph in paragraphs),
    )


def _begins_article(
    before: Draft, titles: TitleGroup, rest: list[Paragraph], marks: PageMarks, gazetteer: Gazetteer
) -> bool:
    """Tell whether the body paragraph `rest[0]`, with these titles above it, begins an article."""
    if rest[0].dateline:
        return True
    if not titles.lines and not titles.byline:
        return before.is_signed and not _is_signed_again(before.byline, rest)
    if before.is_signed or titles.byline or titles.zone_text:
        return True
    if titles.level and not _NUMBERED.search(titles.headline):
        return titles.level <= marks.head_level
    return _titles_begin_article(before, titles, rest[0], marks, gazetteer)


def _titles_begin_article(
    before: Draft, titles: TitleGroup, first: Paragraph, marks: PageMarks, gazetteer: Gazetteer
) -> bool:
    """Tell a headline from a subhead where neither a zone line nor a byline nor a mark tells them."""
    if _NUMBERED.search(titles.headline):
        return False
    if _changes_zone(before, titles, first, gazetteer):
        return True
    return not marks.has_anchors and _looks_like_headline(before, titles, first)


def _is_signed_again(names: str, rest: list[Paragraph]) -> bool:
    """Tell whether the same byline ends a later paragraph before the next headline or dateline."""
    for number, paragraph in enumerate(rest):
        if number and (paragraph.kind is not Kind.BODY or paragraph.dateline):
            return False
        if paragraph.byline:
            return paragraph.byline.names == names
    return False


def _changes_zone(before: Draft, titles: TitleGroup, first: Paragraph, gazetteer: Gazetteer) -> bool:
    """Tell whether what follows begins with a zone that the article before never names."""
    after = {mention.zone.short for mention in gazetteer.find(titles.text + "\n" + first.text[:_LEAD_CHARS])}
    if not after:
        return False
    named = {mention.zone.short for mention in gazetteer.find(before.text)}
    return not after & named if named else bool(gazetteer.find(titles.text))


def _looks_like_headline(before: Draft, titles: TitleGroup, first: Paragraph) -> bool:
    """Tell a headline from a subhead on a page that has no other marks: long, between long texts."""
    return len(titles.headline) >= 10 and len(before.text) >= 150 and len(first.text) >= 60
