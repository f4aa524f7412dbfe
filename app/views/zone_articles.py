"""One zone: its names and city, and its articles in order, each of which opens whole."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.overview import Tally, sort_newest_first, tally_entries
from app.views.zone_names import link_whole_article, link_zone, name_city, name_period, name_zone
from index.catalogue import ArticleEntry
from index.documents import Zone
from prompts.loading import load_wording

ARTICLES_A_PAGE = 200
"""A zone's articles beyond these are on further pages."""


def render_zone(zone: Zone | None, entries: Sequence[ArticleEntry], page: int, language: str) -> str:
    """Give the HTML of a zone.

    Args:
        zone: The zone, none for the articles that are about no zone.
        entries: Its articles, in any order.
        page: Which of the pages of articles, from 1; one beyond the last is the last.
        language: Of the page.
    """
    head = _render_head(zone, tally_entries(entries), language)
    return (
        f'<article class="zw-one-zone">{head}{_render_figures(zone, language)}'
        f"{_render_articles(zone, entries, page, language)}</article>"
    )


def _render_head(zone: Zone | None, tally: Tally, language: str) -> str:
    words = load_wording(language, "overview")
    facts = {
        "total_articles": f"{tally.articles:,}",
        "total_sources": f"{len(tally.sources):,}",
        "total_dates": name_period(tally.first, tally.last, language),
    }
    if zone is None:
        return f"<h2>{escape(words['no_zone'])}</h2>{_render_facts(facts, language)}"
    city = name_city(zone.city, zone.city_english, language) or words["city_unknown"]
    named = {"zone_full_name": zone.name, "column_city": city, **facts}
    question = words["ask_question"].format(zone=zone.english if language == "en" else zone.short)
    return (
        f"<h2>{name_zone(zone, language)}</h2>{_render_facts(named, language)}"
        f'<p class="zw-deeds"><button type="button" data-ask="{escape(question)}">'
        f"{escape(words['ask_zone'])}</button></p>"
    )


def _render_facts(facts: dict[str, str], language: str) -> str:
    words = load_wording(language, "overview")
    rows = "".join(
        f"<div><dt>{escape(words[key])}</dt><dd>{escape(value)}</dd></div>" for key, value in facts.items()
    )
    return f'<dl class="zw-facts">{rows}</dl>'


def _render_figures(zone: Zone | None, language: str) -> str:
    """Give the place of the zone's facts and figures; it is hidden until something stands in it."""
    if zone is None:
        return ""
    name = load_wording(language, "overview")["zone_figures"]
    return f'<section class="zw-zone-figures" aria-label="{escape(name)}" hidden></section>'


def _render_articles(zone: Zone | None, entries: Sequence[ArticleEntry], page: int, language: str) -> str:
    words = load_wording(language, "overview")
    newest = sort_newest_first(entries)
    pages = max(1, -(-len(newest) // ARTICLES_A_PAGE))
    page = min(page, pages)
    first = (page - 1) * ARTICLES_A_PAGE
    shown = newest[first : first + ARTICLES_A_PAGE]
    heading = words["zone_articles"]
    if pages > 1:
        heading = words["zone_articles_part"].format(
            first=first + 1, last=first + len(shown), articles=len(newest)
        )
    items = "".join(_render_entry(entry, language) for entry in shown)
    short = zone.short if zone else ""
    return (
        f'<section class="zw-zone-articles"><h3>{escape(heading)}</h3><ol class="zw-entries">{items}</ol>'
        f"{_render_turning(short, page, pages, language)}</section>"
    )


def _render_entry(entry: ArticleEntry, language: str) -> str:
    words = load_wording(language, "overview")
    headline = (
        f'<span lang="zh">{escape(entry.headline)}</span>'
        if entry.headline
        else escape(words["headline_missing"])
    )
    date = str(entry.published) or words["date_unknown"]
    return (
        f'<li><a class="zw-inside" href="{escape(link_whole_article(entry.id, language))}">{headline}</a>'
        f'<span class="zw-entry-facts">{escape(date)} · {escape(entry.source)}</span></li>'
    )


def _render_turning(short: str, page: int, pages: int, language: str) -> str:
    """Give the links to the pages before and after, where there are any."""
    words = load_wording(language, "overview")
    turns = (("zone_newer", page - 1), ("zone_older", page + 1))
    links = " ".join(
        f'<a class="zw-inside" href="{escape(link_zone(short, language, other))}">{escape(words[key])}</a>'
        for key, other in turns
        if 1 <= other <= pages
    )
    return f'<p class="zw-turning">{links}</p>' if links else ""
