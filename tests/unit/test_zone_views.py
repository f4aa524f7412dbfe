"""The *Zones* tab as HTML: the right numbers in the right cells, both languages, hostile names as text."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from app.overview import summarise_catalogue
from app.views.overview import render_overview
from app.views.zone_articles import ARTICLES_A_PAGE, render_zone
from app.views.zone_names import name_period, sound_zone
from app.views.zone_tables import SHADES, choose_shade
from index.documents import Dated
from tests.scripted_answerer import HOSTILE, ZONE
from tests.scripted_library import DOUBLE, ROWS, WILD, ZONES, make_catalogue, make_entry, make_many_zones

OVERVIEW = summarise_catalogue(make_catalogue(ROWS))
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


class Tags(HTMLParser):
    """Collects the tags, and complains of those that are not closed in order."""

    VOID = frozenset({"input", "line", "rect", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop() == tag


def read_rows(html: str, table: str) -> list[list[str]]:
    inner = re.findall(rf'<table class="{table}">(.*?)</table>', html, re.DOTALL)[0]
    rows = re.findall(r"<tr.*?>(.*?)</tr>", inner, re.DOTALL)
    cells = (re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
    return [[unescape(re.sub(r"<.*?>", "", cell)).strip() for cell in row] for row in cells]


def test_the_heat_table_has_each_count_in_its_month() -> None:
    years, months, *rows = read_rows(render_overview(OVERVIEW, "en"), "zw-heat")
    assert years == ["Zone", "2023", "2024", "No date", "Articles"]
    assert months == ["Dec", "?month not known", "Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    assert rows[0] == [
        "Qingquan Economic and Technological Development Zone 青泉经开区",
        "", "1", "1", "2", "1", "", "1", "", "1", "7",
    ]  # fmt: skip
    assert rows[-2] == ["No zone named", "", "", "", "", "", "", "", "1", "1", "2"]
    assert rows[-1] == ["All articles", "3", "1", "1", "2", "2", "2", "1", "2", "2", "16"]


def test_the_list_has_a_row_for_each_zone_in_both_languages() -> None:
    head, *rows = read_rows(render_overview(OVERVIEW, "zh"), "zw-list")
    assert head == ["开发区", "城市", "文章", "最早", "最近", "文件"]
    assert len(rows) == len(ZONES)
    name, *others = rows[3]
    assert name.startswith("长治经开区 Changzhi Economic and Technological Development Zone")
    assert others == ["长治 Changzhi", "1", "2024-03", "2024-03", "1"]


@LANGUAGES
def test_headers_have_scopes_and_tables_a_name(language: str) -> None:
    html = render_overview(OVERVIEW, language)
    tags = Tags(html).seen
    assert all("scope" in attributes for tag, attributes in tags if tag == "th")
    assert html.count("<caption") == html.count("<table") == 2
    box = next(attributes for _, attributes in tags if attributes.get("class") == "zw-heat-box")
    assert box["tabindex"] == "0"
    assert box["aria-label"]


@LANGUAGES
def test_names_from_pages_stay_text(language: str) -> None:
    whole = render_overview(OVERVIEW, language)
    entries = [make_entry(1, WILD.short, headline=HOSTILE)]
    one = render_zone(WILD, entries, 1, language)
    for html in (whole, one):
        assert HOSTILE in unescape(html)
        assert {tag for tag, _ in Tags(html).seen}.isdisjoint({"img", "script"})
        assert not any(name.startswith("on") for _, attributes in Tags(html).seen for name in attributes)


def test_the_drawing_has_its_numbers_as_text_and_says_what_it_leaves_out() -> None:
    html = unescape(render_overview(OVERVIEW, "en"))
    assert "Articles over time, 2023-12 to 2024-06-30" in html
    assert "2023 Dec: 3; 2024 Jan: 1; 2024 Feb: 2; 2024 Mar: 2; 2024 Apr: 2; 2024 May: 1; 2024 Jun: 2" in html
    assert "Not drawn: 1 of which only the year is known, 2 without a date." in html


def test_no_style_attribute_is_needed() -> None:
    tags = Tags(render_overview(OVERVIEW, "en")).seen
    assert not any("style" in attributes for _, attributes in tags)


@LANGUAGES
def test_an_empty_index_says_so(language: str) -> None:
    html = render_overview(summarise_catalogue(make_catalogue((), ())), language)
    assert "<table" not in html
    assert "zw-hint" in html


def test_an_index_without_dates_draws_no_bars() -> None:
    html = render_overview(summarise_catalogue(make_catalogue([(ZONE.short, Dated())])), "en")
    assert "<svg" not in html
    assert "Date unknown" in html


def test_the_shades_grow_with_the_count() -> None:
    shades = [choose_shade(count, 100) for count in range(101)]
    assert shades == sorted(shades)
    assert (shades[0], shades[1], shades[100]) == (0, 1, SHADES)
    assert choose_shade(1, 1) == 1
    assert choose_shade(2, 2) < SHADES


def test_a_zone_lists_its_articles_newest_first_and_offers_a_question() -> None:
    entries = [
        make_entry(1, ZONE.short), make_entry(2, ZONE.short, Dated(2023)),
        make_entry(3, ZONE.short, Dated(2024, 6, 2)), make_entry(4, ZONE.short, Dated(2024, 6)),
    ]  # fmt: skip
    html = render_zone(ZONE, entries, 1, "en")
    assert re.findall(r"id=id(\d)", html) == ["3", "4", "2", "1"]
    button = next(attributes for tag, attributes in Tags(html).seen if tag == "button")
    assert ZONE.english in str(button["data-ask"])
    assert "青州" in html
    assert "Qingzhou" in html
    figures = next(one for _, one in Tags(html).seen if one.get("class") == "zw-zone-figures")
    assert "hidden" in figures


def test_a_zone_of_many_articles_is_parted_into_pages() -> None:
    entries = [make_entry(number, ZONE.short) for number in range(ARTICLES_A_PAGE + 3)]
    first, last = (render_zone(ZONE, entries, page, "zh") for page in (1, 99))
    assert first.count("<li>") == ARTICLES_A_PAGE
    assert last.count("<li>") == 3
    assert "page=2" in first
    assert "page=2" not in last
    assert "更新的文章" in last


@LANGUAGES
def test_the_articles_without_a_zone_have_a_page_too(language: str) -> None:
    html = render_zone(None, [make_entry(1)], 1, language)
    assert "data-ask" not in html
    assert html.count("<li>") == 1


def test_names_are_found_by_their_sound() -> None:
    assert sound_zone(DOUBLE) == "changzhijingkaiqu"


def test_periods_in_words() -> None:
    assert name_period(Dated(), Dated(), "zh") == "日期未知"
    assert name_period(Dated(2024), Dated(2024), "en") == "2024"
    assert name_period(Dated(2023, 1), Dated(2024), "zh") == "2023-01 至 2024"


def test_rows_beyond_the_top_are_there_for_the_script_to_fold() -> None:
    html = render_overview(summarise_catalogue(make_many_zones(40)), "en")
    assert len(read_rows(html, "zw-list")) == 46
    assert 'data-top="30"' in html
    assert "Show all 45 zones" in html
