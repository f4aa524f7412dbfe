"""Which headline belongs to which article: the one before it or the one after it.

A page keeps to one order. It is told by where the page begins and ends, by the zones that headline and
articles name, and by how many of a headline's character pairs stand in the article on either side.
"""

from __future__ import annotations

from index.boundaries import Draft
from index.documents import MendedText
from index.headlines import TitleGroup, parse_titles, split_group
from index.paragraphs import Kind, Paragraph
from index.zones import Gazetteer

_FLIP = 0.6
_LEAD_CHARS = 400


def attach_titles(
    drafts: list[Draft], last: list[Paragraph], mended: MendedText, page_text: str, gazetteer: Gazetteer
) -> None:
    """Give every article its headline, and its `group` the lines that it was taken from; other lines go.

    Args:
        drafts: The articles in order, each with the lines before it; changed in place.
        last: The lines after the last article.
        mended: The mended page.
        page_text: The page as read.
        gazetteer: Finds zones.
    """
    groups = [draft.group for draft in drafts] + [last]
    parsed = [parse_titles(group, mended, page_text, gazetteer) for group in groups]
    leanings = [
        _lean(
            titles,
            drafts[place - 1] if place else None,
            drafts[place] if place < len(drafts) else None,
            gazetteer,
        )
        for place, titles in enumerate(parsed)
    ]
    is_before = _stands_before(groups, parsed, leanings)
    for draft in drafts:
        draft.group = []
    for place, group in enumerate(groups):
        if not parsed[place].lines and not parsed[place].byline:
            continue
        first, second = split_group(group, gazetteer)
        if second and 0 < place < len(drafts):
            drafts[place - 1].group, drafts[place].group = first, second
            continue
        target = _choose(place, len(drafts), is_before=is_before, lean=leanings[place])
        if target is not None and not drafts[target].group:
            drafts[target].group = group
    for draft in drafts:
        draft.titles = parse_titles(draft.group, mended, page_text, gazetteer)


def _choose(place: int, count: int, *, is_before: bool, lean: float) -> int | None:
    """Give the number of the article that the lines at `place` belong to."""
    before_it, after_it = place - 1, place
    wanted = after_it if is_before else before_it
    if is_before and lean <= -_FLIP:
        wanted = before_it
    if not is_before and lean >= _FLIP:
        wanted = after_it
    return wanted if 0 <= wanted < count else None


def _stands_before(groups: list[list[Paragraph]], parsed: list[TitleGroup], leanings: list[float]) -> bool:
    """Tell whether a page's headlines stand before their articles."""
    opens = _has_title(groups[0])
    closes = _has_title(groups[-1])
    score = 2.0 * (opens - (not opens)) - 2.0 * (closes - (not closes))
    score += 3.0 * sum(leanings[1:-1])
    score += 1.0 if any(titles.level for titles in parsed) else 0.0
    return score >= 0


def _has_title(group: list[Paragraph]) -> bool:
    return any(paragraph.kind is Kind.TITLE for paragraph in group)


def _lean(titles: TitleGroup, before: Draft | None, after: Draft | None, gazetteer: Gazetteer) -> float:
    """Give how much better a headline fits the article after it (to 1) than the one before it (to -1)."""
    if before is None or after is None or not titles.text:
        return 0.0
    zones = {mention.zone.short for mention in gazetteer.find(titles.text)}
    return (
        _fit(titles, zones, after.text[:_LEAD_CHARS], gazetteer)
        - _fit(titles, zones, before.text[:_LEAD_CHARS], gazetteer)
    ) / 2


def _fit(titles: TitleGroup, zones: set[str], text: str, gazetteer: Gazetteer) -> float:
    words = titles.headline or titles.zone_text
    pairs = {words[place : place + 2] for place in range(len(words) - 1)}
    overlap = sum(pair in text for pair in pairs) / max(1, len(pairs))
    named = {mention.zone.short for mention in gazetteer.find(text)} if zones else set()
    return overlap + (1.0 if zones & named else 0.0)
