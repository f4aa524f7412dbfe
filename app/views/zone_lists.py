"""The list of zones as a table; the page's script makes it sort and filter, and without it all is shown."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from app.overview import CityCount, Overview, ZoneCount
from app.views.zone_names import link_zone, name_city, name_period, name_zone, sound_zone
from index.documents import Dated
from prompts.loading import load_wording

_COLUMNS = (
    ("column_zone", "text"),
    ("column_city", "text"),
    ("column_articles", "number"),
    ("column_first", "date"),
    ("column_last", "date"),
    ("column_sources", "number"),
)
_ALWAYS_SHOWN = ("column_zone", "column_articles")
"""In a narrow place, the other columns fold into the first."""


def render_zone_list(overview: Overview, language: str) -> str:
    """Give the HTML of the list, its filter hidden until the script is there to work it."""
    words = load_wording(language, "overview")
    head = "".join(_render_heads(language))
    rows = "".join(_render_row(count, language) for count in overview.zones)
    return (
        f'<section class="zw-part zw-list-part" data-count="{escape(words["list_count"])}"'
        f' data-none="{escape(words["list_none"])}"><h3>{escape(words["list_heading"])}</h3>'
        f"{_render_filter(overview, language)}"
        f'<table class="zw-list"><caption class="zw-unseen">{escape(words["list_caption"])}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _render_filter(overview: Overview, language: str) -> str:
    words = load_wording(language, "overview")
    options = "".join(_render_option(city, language) for city in overview.cities)
    orders = "".join(
        f'<option value="{number}">{escape(words[key])}</option>' for number, (key, _) in enumerate(_COLUMNS)
    )
    return (
        '<div class="zw-filter" hidden>'
        f'<label class="zw-find">{escape(words["filter_label"])}'
        f'<input type="search" maxlength="100" autocomplete="off" spellcheck="false"'
        f' placeholder="{escape(words["filter_hint"])}"></label>'
        f'<label class="zw-city-choice">{escape(words["city_label"])}<select>'
        f'<option value="*">{escape(words["city_all"])}</option>{options}</select></label>'
        f'<label class="zw-order-choice">{escape(words["sort_label"])}<select>{orders}</select></label>'
        '<p class="zw-count" role="status" aria-live="polite"></p></div>'
    )


def _render_option(city: CityCount, language: str) -> str:
    words = load_wording(language, "overview")
    name = name_city(city.city, city.city_english, language) or words["city_unknown"]
    text = words["city_option"].format(city=name, zones=city.zones)
    return f'<option value="{escape(city.city)}">{escape(text)}</option>'


def _render_heads(language: str) -> Iterator[str]:
    words = load_wording(language, "overview")
    for key, kind in _COLUMNS:
        name = escape(words[key])
        sorted_by = ' aria-sort="descending"' if key == "column_articles" else ""
        folds = "" if key in _ALWAYS_SHOWN else " zw-folds"
        yield f'<th scope="col" class="zw-{kind}{folds}" data-kind="{kind}"{sorted_by}>{name}</th>'


def _render_row(count: ZoneCount, language: str) -> str:
    """Give one row; Chinese names sort by their pinyin as we know it: a browser reads 长治 as Zhangzhi."""
    zone, tally = count.zone, count.tally
    words = load_wording(language, "overview")
    city = name_city(zone.city, zone.city_english, language)
    files = words["files_count"].format(files=f"{len(tally.sources):,}")
    period = name_period(tally.first, tally.last, language)
    parts = (escape(city or words["city_unknown"]), escape(period), escape(files))
    folded = " ".join(f'<span class="zw-whole">{part}</span>' for part in parts)
    sound = sound_zone(zone)
    finds = (zone.short, zone.name, zone.english, zone.city, zone.city_english, sound)
    by_name = sound if language == "zh" else zone.english or sound
    by_city = escape(zone.city_english or zone.city)
    link = escape(link_zone(zone.short, language))
    return (
        f'<tr data-find="{escape(" ".join(filter(None, finds)))}" data-city="{escape(zone.city)}">'
        f'<th scope="row" data-sort="{escape(by_name)}">'
        f'<a class="zw-inside" href="{link}">{name_zone(zone, language)}</a>'
        f'<span class="zw-folded">{folded}</span></th>'
        f'<td class="zw-town zw-folds" data-sort="{by_city}">{escape(city or "–")}</td>'
        f'<td class="zw-number" data-sort="{tally.articles}">{tally.articles:,}</td>'
        f"{_render_date(tally.first)}{_render_date(tally.last)}"
        f'<td class="zw-number zw-folds" data-sort="{len(tally.sources)}">{len(tally.sources):,}</td></tr>'
    )


def _render_date(date: Dated) -> str:
    return f'<td class="zw-date zw-folds" data-sort="{date}">{date}</td>' if date.year else _NO_DATE


_NO_DATE = '<td class="zw-date zw-folds" data-sort="">–</td>'
