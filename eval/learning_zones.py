"""The gazetteer that also knows the zones of some pages which it does not list."""

from __future__ import annotations

from collections.abc import Iterable

from index.documents import Article
from index.zones import Gazetteer, load_gazetteer


def learn_zones(articles: Iterable[Article]) -> Gazetteer:
    """Give the gazetteer with the zones that articles are about."""
    gazetteer = load_gazetteer()
    zones = {
        mention.zone.short: mention.zone for article in articles for mention in gazetteer.find(article.zone)
    }
    return gazetteer.with_zones(zones.values())
