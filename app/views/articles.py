"""A cited article as HTML: its head, the quoted words in the page's own characters, its body with a mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from index.documents import Article, Page

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


def render_article(article: Article, page: Page, quoted: Quoted, wording: Mapping[str, str]) -> str:
    """Give the HTML of the panel that shows a citation.

    Raises:
        QuoteOutsideError: `quoted` is empty or reaches beyond the article's body.
    """
    if not 0 <= quoted.start < quoted.end <= len(article.body):
        raise QuoteOutsideError(
            f"characters {quoted.start} to {quoted.end} do not lie in article {article.id}, "
            f"which has {len(article.body)} characters"
        )
    body = "".join(_render_body(article.body, quoted))
    return (
        f'<article class="zw-article">{_render_head(article, quoted, wording)}'
        f"{_render_compared(article, page, quoted, wording)}"
        f"<h3>{escape(wording['article_heading'])}</h3>"
        f'<div class="zw-body" lang="zh" tabindex="0">{body}</div></article>'
    )


def _render_head(article: Article, quoted: Quoted, wording: Mapping[str, str]) -> str:
    number = f'<span class="zw-cite zw-idle">{quoted.number}</span> ' if quoted.number else ""
    zone = (
        f'<span lang="zh">{escape(article.zone)}</span>' if article.zone else escape(wording["zone_unknown"])
    )
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
    return f'<p class="zw-zone">{number}{zone}</p><h2>{headline}</h2><dl class="zw-facts">{rows}</dl>{whole}'


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
