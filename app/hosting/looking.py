"""What a reader looks at besides answers, as small pages: an article, the zones, one zone.

Each is a whole page by itself; the chat page takes its `main`. An index may change while it is served, so a
browser asks each time whether what it holds is still right, and gets no body where it is.
"""

from __future__ import annotations

import hashlib
from html import escape
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from fastapi.responses import HTMLResponse, Response

from app.library import ArticleLibrary
from app.overview import summarise_catalogue
from app.views.articles import Quoted, QuoteOutsideError, render_article
from app.views.overview import render_overview
from app.views.zone_articles import render_zone
from index.catalogue import Catalogue
from prompts.loading import load_wording

ARTICLE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
"""Content Security Policy of these pages: nothing but our own style sheets is loaded, nothing runs."""

Language = Literal["en", "zh"]
KnownTag = Annotated[str, Header(alias="if-none-match")]


class _Overviews:
    """Remembers the *Zones* tab of one catalogue: it is drawn once for each index and language."""

    def __init__(self, library: ArticleLibrary) -> None:
        self._library = library
        self._kept: tuple[Catalogue, dict[str, str]] | None = None

    def draw(self, language: str) -> str:
        """Give the tab's HTML for the index as it is now; two readers at once may draw it twice."""
        catalogue, kept = self._library.catalogue(), self._kept
        if kept is None or kept[0] is not catalogue:
            kept = self._kept = (catalogue, {})
        if language not in kept[1]:
            kept[1][language] = render_overview(summarise_catalogue(catalogue), language)
        return kept[1][language]


def make_looking_router(library: ArticleLibrary) -> APIRouter:
    """Give the routes `/article`, `/zones` and `/zone`."""
    router = APIRouter()
    overviews = _Overviews(library)

    @router.get("/article")
    def show_article(
        article_id: Annotated[str, Query(alias="id", max_length=500)],
        start: Annotated[int | None, Query(ge=0)] = None,
        end: Annotated[int | None, Query(ge=1)] = None,
        number: Annotated[int, Query(ge=0)] = 0,
        focus: Annotated[str, Query(max_length=300)] = "",
        lang: Language = "en",
    ) -> Response:
        is_whole = start is None and end is None
        quoted = None if is_whole else Quoted(start or 0, end or 0, number, focus)
        return _show_article(library, article_id, quoted, lang)

    @router.get("/zones")
    def show_zones(lang: Language = "en", known: KnownTag = "") -> Response:
        return _wrap(overviews.draw(lang), lang, known=known)

    @router.get("/zone")
    def show_zone(
        name: Annotated[str, Query(max_length=200)],
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
        lang: Language = "en",
        known: KnownTag = "",
    ) -> Response:
        return _show_zone(library.catalogue(), name, page, lang, known)

    return router


def _show_article(library: ArticleLibrary, article_id: str, quoted: Quoted | None, language: str) -> Response:
    wording = load_wording(language, "page")
    try:
        article = library.article(article_id)
        page = library.page(article.source)
        zone = library.catalogue().zone(article.zone)
        html = render_article(article, page, quoted, wording, zone, language)
    except LookupError:
        return _refuse(wording["article_missing"], language, status=404)
    except QuoteOutsideError:
        return _refuse(wording["article_outside"], language, status=400)
    return _wrap(html, language)


def _show_zone(catalogue: Catalogue, name: str, page: int, language: str, known: str) -> Response:
    zone = catalogue.zone(name) if name else None
    if zone is None and name:
        return _refuse(load_wording(language, "overview")["zone_missing"], language, status=404)
    entries = [entry for entry in catalogue.entries if entry.zone == name]
    return _wrap(render_zone(zone, entries, page, language), language, known=known)


def _refuse(text: str, language: str, *, status: int) -> Response:
    return _wrap(f'<p class="zw-notice">{escape(text)}</p>', language, status=status)


def _wrap(html: str, language: str, *, status: int = 200, known: str = "") -> Response:
    """Give a whole small page, so that its address also works by itself; the chat page takes `main`."""
    document = (
        f'<!doctype html><html lang="{language}" class="zw-alone"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Zonewise</title>'
        '<link rel="stylesheet" href="own/page.css"><link rel="stylesheet" href="own/zones.css">'
        f"</head><body><main>{html}</main></body></html>"
    )
    tag = f'"{hashlib.sha256(document.encode()).hexdigest()[:32]}"'
    headers = {"content-security-policy": ARTICLE_POLICY, "cache-control": "private, no-cache", "etag": tag}
    if status == 200 and tag in known:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(document, status, headers=headers)
