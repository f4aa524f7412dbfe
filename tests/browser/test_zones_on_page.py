"""The *Zones* tab where readers find it: on the chat page, among gradio's own styles."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MARKS, PHONE, Served, Visit, measure_overflow
from tests.browser.zones_tab import CONTRAST
from tests.scripted_answerer import ZONE

pytestmark = MARKS
READERS = pytest.mark.parametrize(
    "visit",
    [{}, {"viewport": PHONE, "locale": "zh-CN", "color_scheme": "dark"}],
    indirect=True,
    ids=["desktop en light", "phone zh dark"],
)


def open_zones(visit: Visit) -> None:
    visit.page.get_by_role("tab").nth(1).click()
    expect(visit.page.locator("#zw-zones .zw-list tbody tr")).not_to_have_count(0)


@READERS
def test_a_zone_and_its_article_are_reached_from_the_tab(visit: Visit) -> None:
    page = visit.page
    open_zones(visit)
    widths = [measure_overflow(visit)]
    assert page.evaluate(CONTRAST) == []
    page.locator("#zw-zones .zw-list a", has_text=ZONE.short).click()
    expect(page.locator("#zw-panel h2")).to_contain_text(ZONE.place_english)
    widths.append(measure_overflow(visit))
    page.locator("#zw-panel .zw-entries a").first.click()
    expect(page.locator("#zw-panel .zw-body")).to_contain_text("铜加工产业")
    widths.append(measure_overflow(visit))
    assert page.evaluate(CONTRAST) == []
    assert widths == [0, 0, 0]
    assert visit.foreign_requests() == []
    assert visit.problems == []


def test_the_tab_changes_its_language_with_the_page(visit: Visit) -> None:
    open_zones(visit)
    visit.page.locator("#zw-language label", has_text="中文").click()
    expect(visit.page.locator("#zw-zones .zw-overview h2")).to_have_text("开发区")
    expect(visit.page.locator("#zw-zones .zw-count")).to_contain_text("个开发区")


def test_a_question_about_a_zone_is_asked(visit: Visit, served: Served) -> None:
    page = visit.page
    open_zones(visit)
    page.locator("#zw-zones .zw-list a", has_text=ZONE.short).click()
    page.get_by_role("button", name="Ask about this zone").click()
    expect(page.locator("#zw-chat .zw-question")).to_contain_text(ZONE.english)
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    assert ZONE.english in str(served.answerer.asked[-1])
