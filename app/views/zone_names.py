"""Zones, cities, dates and addresses as the page names them: in the page's language first, then the other."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from index.documents import Dated, Zone
from prompts.loading import load_wording


def link_zone(short: str, language: str, page: int = 1) -> str:
    """Give the address, relative to the page, of a zone's articles; an empty name is for those without."""
    further = {"page": page} if page > 1 else {}
    return f"zone?{urlencode({'name': short, **further, 'lang': language})}"


def link_whole_article(article_id: str, language: str) -> str:
    """Give the address, relative to the page, of an article without a quote."""
    return f"article?{urlencode({'id': article_id, 'lang': language})}"


def name_zone(zone: Zone, language: str) -> str:
    """Give the HTML of a zone's two names, each marked with its language.

    Args:
        zone: The zone.
        language: Of the page; the name in it comes first.
    """
    hanzi = f'<span class="zw-hanzi" lang="zh">{escape(zone.short)}</span>'
    if not zone.english:
        return hanzi
    names = (hanzi, _name_in_english(zone))
    return " ".join(names if language == "zh" else reversed(names))


def _name_in_english(zone: Zone) -> str:
    """Give the English name, its kind apart, so that a narrow column may leave that out."""
    place = zone.place_english
    if not place or not zone.english.startswith(f"{place} "):
        return f'<span class="zw-latin" lang="en">{escape(zone.english)}</span>'
    kind = zone.english[len(place) :]
    return (
        f'<span class="zw-latin" lang="en">{escape(place)}<span class="zw-kind">{escape(kind)}</span></span>'
    )


def name_city(city: str, city_english: str, language: str) -> str:
    """Give a city's two names as plain text, `Yuncheng 运城`; empty where it is unknown."""
    names = (city, city_english) if language == "zh" else (city_english, city)
    return " ".join(filter(None, names))


def name_period(first: Dated, last: Dated, language: str) -> str:
    """Give `2023-08 to 2024-06`, or one date where both are the same, or that it is unknown."""
    words = load_wording(language, "overview")
    if first.year is None:
        return words["date_unknown"]
    return str(first) if first == last else words["period"].format(first=first, last=last)


def sound_zone(zone: Zone) -> str:
    """Give a zone's short name in pinyin without spaces, `yuanqujingkaiqu`, for readers who type it so."""
    from pypinyin import lazy_pinyin

    kind = zone.short.removeprefix(zone.place)
    return f"{zone.place_english or ''.join(lazy_pinyin(zone.place))}{''.join(lazy_pinyin(kind))}".lower()
