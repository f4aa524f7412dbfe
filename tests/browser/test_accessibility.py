"""Nothing serious in our own elements, by axe-core, in each state of the page; gradio's own are listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import load_gradio_findings, prepare_scan, scan_page
from tests.browser.conftest import MARKS, PHONE, Visit

pytestmark = MARKS
SLOW_MS = 20_000
"""Scans take what processors there are."""

READERS = pytest.mark.parametrize(
    "visit",
    [
        {},
        {"locale": "zh-CN", "color_scheme": "dark"},
        {"viewport": PHONE, "color_scheme": "dark"},
        {"viewport": PHONE, "locale": "zh-CN"},
    ],
    indirect=True,
    ids=["desktop en light", "desktop zh dark", "phone en dark", "phone zh light"],
)
"""Each two of width, language and scheme together in one of them."""


def show_citation(visit: Visit) -> None:
    visit.ask("Which zones invest in copper processing?")
    expect(visit.page.locator("#zw-chat .zw-foot")).to_have_count(1, timeout=SLOW_MS)
    visit.page.locator("#zw-chat a.zw-cite").first.click()
    expect(visit.page.locator("#zw-panel .zw-article")).to_be_visible(timeout=SLOW_MS)


def show_abstention(visit: Visit) -> None:
    visit.ask("nothing here")
    expect(visit.page.locator("#zw-chat .zw-abstained")).to_be_visible(timeout=SLOW_MS)


def show_struck_statements(visit: Visit) -> None:
    visit.ask("a written answer")
    expect(visit.page.locator("#zw-chat .zw-done del")).to_have_count(2, timeout=SLOW_MS)


def show_failure(visit: Visit) -> None:
    visit.ask("broken question")
    expect(visit.page.locator("#zw-chat .zw-failed")).to_be_visible(timeout=SLOW_MS)


def show_open_turn(visit: Visit) -> None:
    visit.ask("slow question")
    expect(visit.page.locator("#zw-chat .zw-streaming")).to_be_visible(timeout=SLOW_MS)


def open_trace(visit: Visit) -> None:
    visit.page.locator("#zw-trace-box button").first.click()
    expect(visit.page.locator("#zw-trace")).to_be_visible(timeout=SLOW_MS)


def open_choice(visit: Visit) -> None:
    visit.page.locator("#zw-narrow button").first.click()
    expect(visit.page.locator("#zw-narrow-source")).to_be_visible(timeout=SLOW_MS)


def open_sources_and_comment(visit: Visit) -> None:
    done = visit.page.locator("#zw-chat .zw-done").first
    done.locator(".zw-sources summary").click()
    done.locator("button[aria-pressed]").last.click()
    expect(done.locator(".zw-comment textarea")).to_be_visible(timeout=SLOW_MS)


def show_zones(visit: Visit) -> None:
    visit.page.locator("#zw-tabs [role=tab]").nth(1).click()
    expect(visit.page.locator("#zw-zones-box table").first).to_be_visible(timeout=SLOW_MS)


STATES: dict[str, Callable[[Visit], None]] = {
    "empty": lambda _: None,
    "citation": show_citation,
    "trace": open_trace,
    "sources and comment": open_sources_and_comment,
    "narrowing": open_choice,
    "abstention": show_abstention,
    "struck": show_struck_statements,
    "failure": show_failure,
    "answering": show_open_turn,
    "zones": show_zones,
}
"""In the order in which one reader comes to them."""


@pytest.fixture
def scanned(visit: Visit) -> Visit:
    """Open the page with axe-core in it."""
    prepare_scan(visit.page)
    return visit


@READERS
def test_nothing_serious_that_is_not_gradios_own(scanned: Visit) -> None:
    found: dict[str, list[str]] = {}
    for state, reach in STATES.items():
        reach(scanned)
        found[state] = [str(one) for one in scan_page(scanned.page) if one.known < 0]
    assert {state: these for state, these in found.items() if these} == {}


def test_what_is_listed_as_gradios_own_is_found(scanned: Visit) -> None:
    found = {one.known for one in scan_page(scanned.page)}
    listed = load_gradio_findings()
    assert [one.selector for number, one in enumerate(listed) if number not in found] == []


def test_the_list_names_nothing_that_we_draw() -> None:
    ours = [one.selector for one in load_gradio_findings() if ".zw-" in one.selector]
    assert ours == []
