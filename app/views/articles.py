"""An article as HTML: its head, the quoted words in the page's own characters, its body with a mark.

An article that nothing is quoted from is shown whole, without a mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from app.views.zone_names import link_zone, name_city, name_zone
from index.documents import Article, Page, Zone
from prompts.loading import load_wording

CONTEXT_CHARS = 24
"""How much of the page is shown on either side of the quoted stretch."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Which words of an article are shown as quoted.

    Attributes:
        start: First character in the article's body.
        end: One past the last character in the article's body.
        number: The citation's number, 0 for none.
        focus: The figure or name asked for, within the quoted words; empty for none.
    """

    start: int
    end: int
    number: int = 0
    focus: str = ""


class QuoteOutsideError(ValueError):
    """The quoted stretch does not lie within the article's body."""


def render_article(
    article: Article,
    page: Page,
    quoted: Quoted | None,
    wording: Mapping[str, str],
    zone: Zone | None = None,
    language: str = "en",
) -> str:
    """Give the HTML of the panel that shows an article.

    Args:
        article: The article.
        page: The page it stands on.
        quoted: What is quoted from it; none for the article alone.
        wording: The page's texts.
        zone: What is known of the article's zone, so that it is named in both languages, with its city.
        language: Of the page, `en` or `zh`.

    Raises:
        QuoteOutsideError: `quoted` is empty or reaches beyond the article's body.
    """
    if quoted is not None and not 0 <= quoted.start < quoted.end <= len(article.body):
        raise QuoteOutsideError(
            f"characters {quoted.start} to {quoted.end} do not lie in article {article.id}, "
            f"which has {len(article.body)} characters"
        )
    number = f'<span class="zw-cite zw-idle">{quoted.number}</span> ' if quoted and quoted.number else ""
    place = _render_zone(article, zone, wording, language)
    compared = _render_compared(article, page, quoted, wording) if quoted else ""
    body = "".join(_render_body(article.body, quoted or _NOTHING))
    return (
        f'<article class="zw-article"><p class="zw-zone">{number}{place}</p>'
        f"{_render_head(article, wording)}{compared}"
        f"<h3>{escape(wording['article_heading'])}</h3>"
        f'<div class="zw-body" lang="zh" tabindex="0" role="group"'
        f' aria-label="{escape(wording["article_heading"])}">{body}</div>'
        f"{_render_printed(article, page, language)}</article>"
    )


_NOTHING = Quoted(start=0, end=0)


def _render_zone(article: Article, zone: Zone | None, wording: Mapping[str, str], language: str) -> str:
    """Give the zone's names, which lead to its articles, and its city."""
    if not article.zone:
        return escape(wording["zone_unknown"])
    if zone is None:
        return f'<span lang="zh">{escape(article.zone)}</span>'
    link = escape(link_zone(zone.short, language))
    title = escape(load_wording(language, "overview")["zone_all_articles"])
    city = name_city(zone.city, zone.city_english, language)
    where = f'<span class="zw-where"> · {escape(city)}</span>' if city else ""
    return f'<a class="zw-inside" href="{link}" title="{title}">{name_zone(zone, language)}</a>{where}'


def _render_head(article: Article, wording: Mapping[str, str]) -> str:
    headline = (
        f'<span lang="zh">{escape(article.headline)}</span>'
        if article.headline
        else escape(wording["headline_missing"])
    )
    facts = (
        ("fact_published", str(article.published) or wording["unknown"]),
        ("fact_byline", article.byline or wording["unknown"]),
        ("fact_source", article.source),
    )
    rows = "".join(
        f"<div><dt>{escape(wording[key])}</dt><dd>{escape(value)}</dd></div>" for key, value in facts
    )
    whole = f'<p class="zw-notice">{escape(wording["whole_page"])}</p>' if article.is_whole_page else ""
    return f'<h2>{headline}</h2><dl class="zw-facts">{rows}</dl>{whole}'


def _render_printed(article: Article, page: Page, language: str) -> str:
    """Give the article's stretch of the page as it was read, folded."""
    heading = escape(load_wording(language, "overview")["printed_page"])
    printed = escape(page.text[article.page_start : article.page_end])
    return (
        f'<details class="zw-printed"><summary>{heading}</summary>'
        f'<pre lang="zh" tabindex="0" role="group" aria-label="{heading}">{printed}</pre></details>'
    )


def _render_compared(article: Article, page: Page, quoted: Quoted, wording: Mapping[str, str]) -> str:
    mended = _render_focus(article.body[quoted.start : quoted.end].strip("\n"), quoted.focus)
    start, end = article.locate(quoted.start, quoted.end)
    before = page.text[max(0, start - CONTEXT_CHARS) : start]
    after = page.text[end : end + CONTEXT_CHARS]
    return (
        '<div class="zw-compared">'
        f"<figure><figcaption>{escape(wording['mended_heading'])}</figcaption>"
        f'<blockquote lang="zh">{mended}</blockquote></figure>'
        f"<figure><figcaption>{escape(wording['original_heading'])}</figcaption>"
        f'<pre lang="zh" tabindex="0"><span>{escape(before)}</span>'
        f"<mark>{escape(page.text[start:end])}</mark><span>{escape(after)}</span></pre></figure></div>"
    )


def _render_focus(text: str, focus: str) -> str:
    at = text.find(focus) if focus else -1
    if at < 0:
        return escape(text)
    return f"{escape(text[:at])}<b>{escape(focus)}</b>{escape(text[at + len(focus) :])}"


def _render_body(body: str, quoted: Quoted) -> Iterator[str]:
    """Give one `<p>` for each paragraph; a quote over several paragraphs is marked in each."""
    at = 0
    for paragraph in body.split("\n"):
        end = at + len(paragraph)
        if paragraph.strip():
            yield f"<p>{_render_paragraph(paragraph, at, quoted)}</p>"
        at = end + 1


def _render_paragraph(paragraph: str, at: int, quoted: Quoted) -> str:
    start, end = max(quoted.start - at, 0), min(quoted.end - at, len(paragraph))
    if start >= end:
        return escape(paragraph)
    inner = _render_focus(paragraph[start:end], quoted.focus)
    return f"{escape(paragraph[:start])}<mark>{inner}</mark>{escape(paragraph[end:])}"
