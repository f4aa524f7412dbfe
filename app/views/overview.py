"""The *Zones* tab as HTML: what the index holds in numbers, in two pictures, and zone by zone."""

from __future__ import annotations

from html import escape

from app.overview import Overview
from app.views.zone_lists import render_zone_list
from app.views.zone_names import name_city, name_period
from app.views.zone_tables import render_heat_table
from app.views.zone_timelines import render_timeline
from prompts.loading import load_wording


def render_overview(overview: Overview, language: str) -> str:
    """Give the HTML of the tab in a language; `own/zones.js` makes its list sort and filter."""
    words = load_wording(language, "overview")
    heading = f"<h2>{escape(words['zones_heading'])}</h2>"
    if not overview.all.articles:
        return (
            f'<div class="zw-overview">{heading}<p class="zw-hint">{escape(words["zones_empty"])}</p></div>'
        )
    parts = (
        _render_totals(overview, language),
        render_heat_table(overview, language),
        render_timeline(overview, language),
        _render_cities(overview, language),
        render_zone_list(overview, language),
    )
    return f'<div class="zw-overview">{heading}{"".join(parts)}</div>'


def _render_totals(overview: Overview, language: str) -> str:
    words = load_wording(language, "overview")
    cities = sum(bool(city.city) for city in overview.cities)
    totals = {
        "total_articles": f"{overview.all.articles:,}",
        "total_zones": f"{len(overview.zones):,}",
        "total_cities": f"{cities:,}",
        "total_sources": f"{len(overview.all.sources):,}",
        "total_dates": name_period(overview.all.first, overview.all.last, language),
    }
    if overview.nowhere.articles:
        totals["total_nowhere"] = f"{overview.nowhere.articles:,}"
    if overview.all.undated:
        totals["total_undated"] = f"{overview.all.undated:,}"
    rows = "".join(
        f"<div><dt>{escape(words[key])}</dt><dd>{escape(value)}</dd></div>" for key, value in totals.items()
    )
    return f'<dl class="zw-totals">{rows}</dl>'


def _render_cities(overview: Overview, language: str) -> str:
    words = load_wording(language, "overview")
    items = []
    for city in overview.cities:
        name = name_city(city.city, city.city_english, language) or words["city_unknown"]
        counted = words["city_counted"].format(zones=f"{city.zones:,}", articles=f"{city.articles:,}")
        items.append(
            f'<li><span class="zw-city" data-city="{escape(city.city)}">{escape(name)}</span> '
            f'<span class="zw-city-count">{escape(counted)}</span></li>'
        )
    heading = escape(words["cities_heading"])
    return f'<section class="zw-part"><h3>{heading}</h3><ul class="zw-cities">{"".join(items)}</ul></section>'
