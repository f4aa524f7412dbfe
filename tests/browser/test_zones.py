"""The *Zones* tab in a real browser: it sorts, filters, folds, opens, by keyboard, on a phone, in Chinese.

The tab stands on a page of its own here, without gradio: what is tried is our own routes, scripts and styles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessibility import prepare_scan, scan_page
from tests.browser.conftest import DESKTOP, PHONE, Visit, measure_overflow
from tests.browser.zones_tab import CONTRAST, IS_WITHIN, Tab, names, open_tab, order_by, serve_tab
from tests.scripted_answerer import HOSTILE, ZONE
from tests.scripted_library import RIVER, ScriptedLibrary, make_many_zones

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    library = ScriptedLibrary()
    with serve_tab(library) as url:
        yield Tab(url, library)


Opening = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture
def visiting(tab: Tab, browser: Browser) -> Opening:
    tab.library.now = make_many_zones(40)

    def visit_tab(language: str = "en", path: str = "", **options: Any) -> AbstractContextManager[Visit]:
        return open_tab(browser, f"{tab.url}/{path or f'?lang={language}'}", **options)

    return visit_tab


@SIZES
@LANGUAGES
def test_the_tab_fills_itself_and_nothing_is_wider_than_the_page(
    visiting: Opening, viewport: dict[str, int], language: str
) -> None:
    with visiting(language, viewport=viewport) as visit:
        page = visit.page
        counted = {"en": "45 of 45 zones", "zh": "45/45 个开发区"}[language]
        expect(page.locator(".zw-count")).to_have_text(counted)
        assert names(visit)[:3] == ["青泉经开区", "青泉高新区", "安河经开区"]
        assert page.locator(".zw-heat tbody tr:visible").count() == 31
        widths = [measure_overflow(visit)]
        page.locator(".zw-unfold").click()
        assert page.locator(".zw-heat tbody tr:visible").count() == 46
        expect(page.locator(".zw-unfold")).to_have_attribute("aria-expanded", "true")
        page.locator(".zw-list tbody a").first.click()
        expect(page.locator("#zw-panel .zw-entries li")).to_have_count(7)
        widths.append(measure_overflow(visit))
        page.locator("#zw-panel .zw-entries a").first.click()
        expect(page.locator("#zw-panel .zw-body")).to_contain_text("该区重点发展铜加工产业")
        expect(page.locator("#zw-panel")).to_contain_text("Qingzhou")
        assert page.locator("#zw-panel mark").count() == 0
        page.locator("#zw-panel summary").click()
        expect(page.locator("#zw-panel .zw-printed pre")).to_be_in_viewport()
        assert page.evaluate(IS_WITHIN, ["#zw-panel .zw-printed", "#zw-panel .zw-panel"])
        widths.append(measure_overflow(visit))
        assert widths == [0, 0, 0]
        page.locator("#zw-panel .zw-zone a").click()
        expect(page.locator("#zw-panel .zw-entries li")).to_have_count(7)


@SIZES
def test_the_list_sorts_by_sound_by_number_and_by_date(visiting: Opening, viewport: dict[str, int]) -> None:
    with visiting("zh", viewport=viewport) as visit:
        order_by(visit, "开发区")
        shown = names(visit)
        at = [
            shown.index(name)
            for name in ("安河经开区", "长治经开区", "甲2经开区", "甲10经开区", "青泉高新区")
        ]
        assert at == sorted(at), "by pinyin, numbers as numbers"
        sorted_by = visit.page.locator(".zw-list th[aria-sort]")
        expect(sorted_by).to_have_attribute("aria-sort", "ascending")
        order_by(visit, "城市")
        assert names(visit)[-1] == HOSTILE, "an unknown city comes last"
        order_by(visit, "最早")
        assert names(visit)[0] == HOSTILE
        order_by(visit, "文章")
        assert names(visit)[:3] == ["青泉经开区", "青泉高新区", "安河经开区"]
        expect(sorted_by).to_have_attribute("aria-sort", "descending")


def test_a_second_press_turns_the_order_and_the_unknown_stays_last(visiting: Opening) -> None:
    with visiting("en") as visit:
        order_by(visit, "City")
        assert names(visit)[0] == "安河经开区"
        order_by(visit, "City")
        assert names(visit)[0] != "安河经开区"
        assert names(visit)[-1] == HOSTILE
        order_by(visit, "Articles")
        order_by(visit, "Articles")
        assert names(visit)[-1] == "青泉经开区"


@SIZES
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("青泉", ["青泉经开区", "青泉高新区"]),
        ("qing QUAN", ["青泉经开区", "青泉高新区"]),
        ("qingquangaoxinqu", ["青泉高新区"]),
        ("high-tech qingquan", ["青泉高新区"]),
        ("chángzhì", ["长治经开区"]),
        ("baizhou", ["安河经开区"]),
        ("<IMG", [HOSTILE]),
        ("zhangzhi", []),
    ],
)
def test_the_list_is_filtered_by_any_name(
    visiting: Opening, viewport: dict[str, int], typed: str, found: list[str]
) -> None:
    with visiting("en", viewport=viewport) as visit:
        visit.page.locator(".zw-find input").fill(typed)
        said = f"{len(found)} of 45 zones" if found else "No zone fits."
        expect(visit.page.locator(".zw-count")).to_have_text(said)
        assert names(visit) == found
        visit.page.locator(".zw-find input").fill("")
        expect(visit.page.locator(".zw-count")).to_have_text("45 of 45 zones")


def test_the_list_is_filtered_by_city(visiting: Opening) -> None:
    with visiting("en") as visit:
        page = visit.page
        city = page.locator(".zw-city-choice select")
        city.select_option("青州")
        assert names(visit) == ["青泉经开区", "青泉高新区"]
        page.locator(".zw-find input").fill("high")
        assert names(visit) == ["青泉高新区"]
        page.locator(".zw-cities").get_by_role("button", name="Baizhou").click()
        assert names(visit) == ["安河经开区"]
        expect(city).to_be_focused()
        city.select_option(label="City unknown (1)")
        assert names(visit) == [HOSTILE]


def test_everything_is_reached_by_keyboard(visiting: Opening) -> None:
    with visiting("en") as visit:
        page = visit.page
        page.locator(".zw-city-choice select").focus()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Zone", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".zw-list th").first).to_have_attribute("aria-sort", "ascending")
        expect(page.get_by_role("button", name="Zone", exact=True)).to_be_focused()
        for _ in range(6):
            page.keyboard.press("Tab")
        first = page.locator(".zw-list tbody a").first
        expect(first).to_be_focused()
        assert names(visit)[0] == "安河经开区"
        page.keyboard.press("Enter")
        expect(page.locator("#zw-panel h2")).to_contain_text("Anhe")
        expect(page.locator("#zw-panel h2")).to_be_focused()
        page.keyboard.press("Escape")
        expect(first).to_be_focused()
        page.locator(".zw-heat-box").focus()
        expect(page.locator(".zw-heat-box")).to_be_focused()


def test_names_from_pages_do_not_act(visiting: Opening) -> None:
    with visiting("en") as visit:
        page = visit.page
        page.locator(".zw-list tbody tr", has_text=HOSTILE).locator("a").click()
        expect(page.locator("#zw-panel h2")).to_contain_text(HOSTILE)
        expect(page.locator("#zw-panel .zw-entries li")).to_have_count(1)
        assert page.locator("img, a[href^='http']").count() == 0
        assert page.evaluate("window.hacked") is None


def test_a_question_about_the_zone_is_handed_to_the_page(visiting: Opening) -> None:
    with visiting("zh") as visit:
        page = visit.page
        page.evaluate("window.zonewise.ask = (...told) => { window.asked = told; }")
        page.locator(".zw-list tbody a").first.click()
        page.get_by_role("button", name="就这个开发区提问").click()
        assert page.evaluate("window.asked") == [f"{ZONE.short}发展哪些产业？"]


def test_the_tab_follows_the_page_s_language(visiting: Opening) -> None:
    with visiting("en") as visit:
        page = visit.page
        page.locator(".zw-find input").fill("qingquan")
        page.evaluate("document.documentElement.lang = 'zh'")
        expect(page.locator(".zw-count")).to_have_text("2/45 个开发区")
        expect(page.locator(".zw-find input")).to_have_value("qingquan")
        expect(page.locator(".zw-overview h2")).to_have_text("开发区")


def test_what_was_added_to_the_index_is_there_when_the_tab_is_seen_again(visiting: Opening, tab: Tab) -> None:
    with visiting("en") as visit:
        page = visit.page
        page.locator(".zw-list").evaluate("(list) => (list.dataset.old = 'yes')")
        for count, is_drawn_anew in ((40, False), (41, True)):
            tab.library.now = make_many_zones(count)
            page.locator("#zw-left").evaluate("(place) => (place.hidden = true)")
            with page.expect_response("**/zones?lang=en") as answered:
                page.locator("#zw-left").evaluate("(place) => (place.hidden = false)")
            answered.value.finished()
            old = page.locator(".zw-list[data-old]")
            expect(page.locator(".zw-count")).to_have_text(f"{count + 5} of {count + 5} zones")
            expect(old).to_have_count(0 if is_drawn_anew else 1)


def test_without_scripts_all_is_shown_and_opens_as_pages(visiting: Opening) -> None:
    with visiting(path="zones?lang=en", java_script_enabled=False, viewport=PHONE) as visit:
        page = visit.page
        assert page.locator(".zw-list tbody tr:visible").count() == 45
        assert page.locator(".zw-heat tbody tr:visible").count() == 46
        expect(page.locator(".zw-filter")).to_be_hidden()
        page.locator(".zw-list tbody a", has_text=RIVER.short).click()
        expect(page.locator(".zw-entries li")).to_have_count(2)
        expect(page.locator("[data-ask]")).to_be_hidden()
        page.locator(".zw-entries a").first.click()
        expect(page.locator(".zw-body")).to_contain_text("铜箔项目")


@SIZES
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_every_text_stands_out_and_axe_finds_nothing_serious(
    visiting: Opening, viewport: dict[str, int], is_dark: bool
) -> None:
    with visiting("en", viewport=viewport) as visit:
        page = visit.page
        page.locator("body").evaluate("(body, dark) => body.classList.toggle('dark', dark)", is_dark)
        page.locator(".zw-list tbody a").first.click()
        expect(page.locator("#zw-panel .zw-entries")).to_be_visible()
        cells = page.locator(".zw-heat tbody td:not(:empty)")
        for shade in range(1, 6):
            cells.nth(shade).evaluate("(cell, shade) => (cell.className = `zw-h${shade}`)", shade)
        assert page.evaluate(CONTRAST) == []
        prepare_scan(page)
        assert [str(one) for one in scan_page(page)] == []
        page.locator("#zw-panel .zw-entries a").first.click()
        expect(page.locator("#zw-panel .zw-article")).to_be_visible()
        assert page.evaluate(CONTRAST) == []
        assert [str(one) for one in scan_page(page)] == []
