"""What a reader does while an answer is on its way: stops, asks on, changes the language, scrolls, leaves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import MARKS, PHONE, Served, Visit, open_visit
from tests.browser.whole_page import SLOW_MS

pytestmark = MARKS

SIZES = pytest.mark.parametrize("visit", [{}, {"viewport": PHONE}], indirect=True, ids=["desktop", "phone"])
STREAMING = "#zw-chat .zw-streaming"


def begin_slow(visit: Visit, number: int = 1) -> None:
    """Ask what is answered slowly, and wait for its first words."""
    expect(visit.page.locator("#zw-box .submit-button")).to_be_visible(timeout=SLOW_MS)
    visit.ask(f"slow question {number}")
    expect(visit.page.locator(STREAMING)).to_contain_text("1 zone", timeout=SLOW_MS)


@SIZES
def test_stopped_again_and_again_the_page_goes_on(visit: Visit) -> None:
    page = visit.page
    stopped = page.locator("#zw-chat .zw-stopped")
    for number in range(1, 5):
        begin_slow(visit, number)
        page.locator("#zw-box .stop-button").click()
        expect(stopped).to_have_count(number, timeout=SLOW_MS)
    visit.ask("and now?")
    expect(page.locator("#zw-chat .zw-done")).to_have_count(1, timeout=SLOW_MS)
    assert visit.problems == []


def test_escape_stops_and_the_box_keeps_the_focus(visit: Visit, served: Served) -> None:
    begin_slow(visit)
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#zw-chat .zw-stopped")).to_have_count(1, timeout=SLOW_MS)
    expect(visit.page.locator("#zw-box textarea")).to_be_focused()
    assert served.answerer.closed.wait(10), "the pipeline's stream was not closed"


def test_a_new_conversation_ends_the_answer_under_way_for_good(visit: Visit, served: Served) -> None:
    page = visit.page
    begin_slow(visit)
    page.locator("#zw-clear").click()
    expect(page.locator("#zw-chat .zw-answer")).to_have_count(0, timeout=SLOW_MS)
    assert served.answerer.closed.wait(10), "the pipeline's stream was not closed"
    visit.ask("and now?")
    expect(page.locator("#zw-chat .zw-done")).to_have_count(1, timeout=SLOW_MS)
    assert page.locator("#zw-chat .zw-answer").count() == 1
    assert served.answerer.asked[-1] == ("and now?", ())


def test_a_change_of_language_neither_loses_nor_ends_the_answer(visit: Visit, served: Served) -> None:
    page = visit.page
    begin_slow(visit)
    page.locator("#zw-language").get_by_text("中文").click()
    expect(page.locator("#zw-title")).to_contain_text("检索范围", timeout=SLOW_MS)
    served.answerer.gate.set()
    done = page.locator("#zw-chat .zw-done")
    expect(done).to_have_count(1, timeout=SLOW_MS)
    expect(done.locator(".zw-foot")).to_have_count(1, timeout=SLOW_MS)
    visit.ask("再问一次")
    expect(done).to_have_count(2, timeout=SLOW_MS)
    assert served.answerer.asked[-1] == ("再问一次", ("slow question 1",))
    assert visit.problems == []


@SIZES
def test_who_scrolls_up_is_left_there(visit: Visit, served: Served) -> None:
    page = visit.page
    served.answerer.gate.set()
    for number in range(1, 4):
        visit.ask(f"question {number}")
        expect(page.locator("#zw-chat .zw-done")).to_have_count(number, timeout=SLOW_MS)
    served.answerer.gate.clear()
    begin_slow(visit)
    box = page.locator("#zw-chat .bubble-wrap")
    box.hover()
    page.mouse.wheel(0, -5000)
    page.wait_for_function("document.querySelector('#zw-chat .bubble-wrap').scrollTop === 0", timeout=SLOW_MS)
    grown = f"document.querySelector('{STREAMING}')?.innerText.length > {len(page.inner_text(STREAMING))}"
    page.wait_for_function(grown, timeout=SLOW_MS)
    assert box.evaluate("one => one.scrollTop") == 0


def test_a_reader_who_leaves_frees_the_place(browser: Browser, visit: Visit, served: Served) -> None:
    with open_visit(browser, served.url) as leaving:
        begin_slow(leaving)
    assert served.answerer.closed.wait(20), "the answer went on for nobody"
    visit.ask("and now?")
    expect(visit.page.locator("#zw-chat .zw-done")).to_have_count(1, timeout=SLOW_MS)
