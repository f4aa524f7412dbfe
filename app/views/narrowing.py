"""What a reader may narrow the search to, and what is left of it, in words."""

from __future__ import annotations

from app.views.answers import View
from app.views.markdown import escape_text
from index.catalogue import Catalogue
from rag.answers import Narrowing, Scope


def list_zone_choices(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Give each zone that articles are about as what is shown and its short name, by pinyin."""
    zones = sorted(catalogue.zones, key=lambda zone: (zone.place_english or zone.short, zone.short))
    return [(f"{zone.short} {zone.place_english}".strip(), zone.short) for zone in zones]


def list_city_choices(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Give each city of a zone as what is shown and its name in Chinese, by pinyin."""
    ordered = sorted(catalogue.city_names.items(), key=lambda city: (city[1] or city[0], city[0]))
    return [(f"{name} {english}".strip(), name) for name, english in ordered]


def render_narrowed(narrowing: Narrowing, left: Scope, view: View) -> str:
    """Say how many articles and zones are left to search."""
    words = view.wording
    key = "narrow_none" if narrowing.is_empty else "narrow_told" if left.articles else "narrow_empty"
    told = words[key].format(
        articles=left.articles, zones=left.zones, all_articles=view.scope.articles, all_zones=view.scope.zones
    )
    return f'<p class="zw-hint" role="status">{escape_text(told)}</p>'


def render_wrong_choice(reason: str) -> str:
    """Say why the choice cannot be used."""
    return f'<p class="zw-notice zw-wrong" role="alert">{escape_text(reason)}</p>'
