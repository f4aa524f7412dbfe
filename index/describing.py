"""What was found on pages that were added, read back from the generation that has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.additions import AddedPage
from index.database import PageRecord
from index.documents import Article
from index.keeping import name_source
from index.store import Index, open_generation


def describe_pages(names: Mapping[str, str], to: Path, generation: int) -> tuple[AddedPage, ...]:
    """Say what was found on added pages, in their order.

    Args:
        names: How each file was called when it was given, by the name under which it is kept.
        to: The index's folder.
        generation: One that has them.
    """
    if not names:
        return ()
    with open_generation(to, generation) as index:
        records = {record.source: record for record in index.pages()}
        return tuple(
            _describe_page(index, records[name_source(name)], shown) for name, shown in names.items()
        )


def _describe_page(index: Index, record: PageRecord, shown: str) -> AddedPage:
    articles = index.articles(range(record.first_article, record.end_article))
    return AddedPage(
        name=shown,
        source=record.source,
        articles=len(articles),
        zones=tuple(dict.fromkeys(article.zone for article in articles if article.zone)),
        headlines=tuple(article.headline for article in articles if article.headline),
        published=_describe_dates(articles),
        warning=record.warning,
        encoding=index.page(record.source).encoding,
    )


def _describe_dates(articles: Sequence[Article]) -> str:
    dates = sorted({str(article.published) for article in articles} - {""})
    return "/".join(dict.fromkeys([*dates[:1], *dates[-1:]]))
