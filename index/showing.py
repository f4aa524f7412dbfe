"""What was found on a page, for people to check: one block an article."""

from __future__ import annotations

from index.documents import Article, Page

_EDGE_CHARS = 24


def show_page(page: Page, articles: tuple[Article, ...]) -> str:
    """Describe what segmenting found on a page.

    Args:
        page: The page as read.
        articles: What `segment_page` made of it.

    Returns:
        Some lines: the page, then of each article zone, headline, byline, dateline, date, size, and its first
        and last words; a line says so when the page could not be split.
    """
    blocks = [
        f"{page.source} ({page.encoding}, {len(page.text):,} characters): {_count(len(articles), 'article')}"
    ]
    if any(article.is_whole_page for article in articles):
        blocks.append(
            "The page could not be split: no headline, dateline or byline tells its articles apart, "
            "so it is kept as one article."
        )
    blocks.extend(_show_article(article) for article in articles)
    return "\n\n".join(blocks) + "\n"


def _show_article(article: Article) -> str:
    rows = {
        "zone": article.zone,
        "headline": article.headline,
        "byline": article.byline,
        "dateline": article.dateline,
        "published": str(article.published),
        "characters": f"{len(article.body):,} (page {article.page_start:,} to {article.page_end:,})",
        "begins": article.body[:_EDGE_CHARS].replace("\n", " "),
        "ends": article.body[-_EDGE_CHARS:].replace("\n", " "),
    }
    lines = [f"   {name:<11}{value or '-'}" for name, value in rows.items()]
    return "\n".join([f"{article.ordinal + 1}. {article.id}", *lines])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
