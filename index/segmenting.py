"""A page to its articles: body, headline, byline, dateline, zone and date of each.

The page is mended, its lines are told apart (`paragraphs`), put together to articles by their anchors
(`boundaries`), and each article gets the headline before or after it (`attaching`).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.attaching import attach_titles
from index.boundaries import Draft, find_articles
from index.bylines import find_dateline_names
from index.cleaning import clean_page
from index.dating import date_article, date_page
from index.documents import Article, Dated, MendedText, OffsetMap, Page
from index.paragraphs import Kind, Paragraph, read_paragraphs
from index.zones import Gazetteer, load_gazetteer

_LEAD_CHARS = 200
_TEASER_CHARS = 300
_ZONE_HINT = re.compile(r"[发开新范改业园税保贸]区|经开|高新|综改|[Zz]one")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page with all that its articles share."""

    page: Page
    mended: MendedText
    published: Dated
    gazetteer: Gazetteer


def segment_page(page: Page, gazetteer: Gazetteer | None = None) -> tuple[Article, ...]:
    """Split a page into its articles, in the order of the page.

    Args:
        page: The page as read.
        gazetteer: Finds zones; the one that ships by default.

    Returns:
        The articles; one with `is_whole_page` where nothing told them apart; none where the page holds
        nothing that can be seen.
    """
    gazetteer = gazetteer or load_gazetteer()
    mended = clean_page(page.text)
    paragraphs = read_paragraphs(mended, page.text)
    if not paragraphs:
        return ()
    sheet = _Sheet(page, mended, date_page(mended.text, page.source), gazetteer)
    drafts, last = find_articles(paragraphs, mended, page.text, gazetteer)
    attach_titles(drafts, last, mended, page.text, gazetteer)
    drafts = _drop_teasers(drafts)
    is_split = any(draft.titles.lines or draft.byline or draft.first.dateline for draft in drafts)
    if not is_split:
        return (_make_article(sheet, Draft(group=[], parts=_all_text(paragraphs)), 0, is_whole_page=True),)
    return tuple(_make_article(sheet, draft, number) for number, draft in enumerate(drafts))


def _all_text(paragraphs: list[Paragraph]) -> list[Paragraph]:
    return [part for part in paragraphs if part.kind is not Kind.OTHER] or paragraphs


def _drop_teasers(drafts: list[Draft]) -> list[Draft]:
    """Leave out short texts without any mark that say again what an article of the page says."""
    return [draft for draft in drafts if len(drafts) == 1 or not _is_teaser(draft, drafts)]


def _is_teaser(draft: Draft, drafts: list[Draft]) -> bool:
    text = draft.text
    if draft.titles.lines or draft.byline or draft.first.dateline or len(text) > _TEASER_CHARS:
        return False
    pairs = {text[place : place + 3] for place in range(len(text) - 2)}
    others = [other.text for other in drafts if other is not draft]
    return any(sum(pair in other for pair in pairs) >= 0.5 * len(pairs) for other in others)


def _make_article(sheet: _Sheet, draft: Draft, ordinal: int, *, is_whole_page: bool = False) -> Article:
    body, offsets = _take_body(sheet.mended, draft)
    dateline = draft.first.text[: draft.first.dateline]
    pieces = [*draft.group, *draft.parts]
    start = min(piece.start for piece in pieces)
    end = max(piece.end for piece in pieces)
    page_start, page_end = sheet.mended.locate(start, end)
    return Article(
        id=_make_id(sheet.page.source, ordinal, body),
        source=sheet.page.source,
        ordinal=ordinal,
        zone=_find_zone(sheet.gazetteer, draft, body),
        headline=draft.titles.headline,
        byline=draft.byline or draft.titles.byline or find_dateline_names(dateline),
        dateline=dateline,
        published=date_article(sheet.published, body),
        body=body,
        offsets=offsets,
        page_start=page_start,
        page_end=page_end,
        is_whole_page=is_whole_page,
    )


def _take_body(mended: MendedText, draft: Draft) -> tuple[str, OffsetMap]:
    """Take an article's paragraphs without dateline and bylines, each with its line feed but the last."""
    spans: list[tuple[int, int]] = []
    for number, part in enumerate(draft.parts):
        start = part.start + (part.dateline if number == 0 else 0)
        end = part.byline.start if part.byline else part.end
        while start < end and mended.text[start] in " :：":
            start += 1
        if start < end:
            spans.append((start, end))
    texts: list[str] = []
    rows: list[OffsetMap] = []
    for number, (start, end) in enumerate(spans):
        texts.append(mended.text[start:end])
        rows.append(mended.offsets[start:end])
        if number + 1 < len(spans):
            feed = mended.text.index("\n", end)
            texts.append("\n")
            rows.append(mended.offsets[feed : feed + 1])
    empty = np.empty((0, 2), dtype=np.int32)
    return "".join(texts), np.concatenate(rows) if rows else empty


def _find_zone(gazetteer: Gazetteer, draft: Draft, body: str) -> str:
    """Find the zone of an article: by its own line, its headline, its first sentences, then all of it."""
    titles = draft.titles
    if titles.zone_text and not _is_named(gazetteer, titles.zone_text, body):
        headed = gazetteer.find(titles.headline)
        if headed and _is_named(gazetteer, titles.headline, body):
            return headed[0].zone.short
    lines = [part.text for part in draft.group if part.kind is Kind.TITLE]
    for text in (titles.zone_text, titles.headline, *lines, body[:_LEAD_CHARS]):
        mentions = gazetteer.find(text) if text else []
        if mentions and not _is_visited(text, mentions[0].start, gazetteer, body):
            return mentions[0].zone.short
    zone = _find_place_zone(gazetteer, titles.zone_text) or _count_zones(gazetteer, titles.headline, body)
    return zone or _find_park(gazetteer, (titles.headline, *lines, body[:_LEAD_CHARS]))


def _find_park(gazetteer: Gazetteer, texts: Sequence[str]) -> str:
    """Give the industrial park that the first of some texts begins with, for an article of no other zone."""
    parks = (gazetteer.find_park(text) for text in texts if text)
    return next((park.short for park in parks if park is not None), "")


def _count_zones(gazetteer: Gazetteer, headline: str, body: str) -> str:
    """Give the zone that a body names most often; where it names none, that of the county it speaks of."""
    if not _ZONE_HINT.search(body):
        return ""
    counts = Counter(mention.zone.short for mention in gazetteer.find(body))
    if counts:
        return counts.most_common(1)[0][0]
    lead = body[:_LEAD_CHARS]
    return _find_place_zone(gazetteer, lead) if "开发区" in headline + lead else ""


def _is_visited(text: str, start: int, gazetteer: Gazetteer, body: str) -> bool:
    """Tell whether a headline's zone is only where those of another zone went (`赴…考察`)."""
    if start == 0 or text[start - 1] != "赴" or text == body[:_LEAD_CHARS]:
        return False
    return bool(gazetteer.find(body[:_LEAD_CHARS]))


def _is_named(gazetteer: Gazetteer, text: str, body: str) -> bool:
    """Tell whether the first zone that a line names is also named at the article's beginning."""
    named = {mention.zone.short for mention in gazetteer.find(body[: 2 * _LEAD_CHARS])}
    mentions = gazetteer.find(text)
    return bool(mentions) and mentions[0].zone.short in named


def _find_place_zone(gazetteer: Gazetteer, zone_text: str) -> str:
    """Give the one zone of the county that stands where a zone's name would."""
    if not zone_text:
        return ""
    zones = [
        zone.short
        for place in gazetteer.find_places(zone_text)
        for zone in gazetteer.zones_of_place(place.place)
    ]
    return next((short for short in zones if len(zones) == 1 or short.endswith("经开区")), "")


def _make_id(source: str, ordinal: int, body: str) -> str:
    digest = hashlib.sha256(f"{source}\n{ordinal}\n{body}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
