"""Narrowing the search over the whole application: what is chosen is all that is searched, and it is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import MARKS, Visit, measure_overflow, open_visit
from tests.browser.whole_page import (
    COPPER,
    READERS,
    SLOW_MS,
    ask,
    assert_kept_to_itself,
    await_page,
    language_of,
    serve_whole,
    words_of,
)

pytestmark = MARKS


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_whole(tmp_path_factory.mktemp("narrowing")) as served:
        yield served


@pytest.fixture
def reader(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    with open_visit(browser, url, **getattr(request, "param", {})) as opened:
        await_page(opened)
        opened.page.locator("#zw-narrow button").first.click()
        expect(opened.page.locator("#zw-narrow-zones input")).to_be_visible(timeout=SLOW_MS)
        yield opened


def choose(visit: Visit, part: str, text: str, option: str) -> None:
    """Type into a choice and take the option, by keyboard; the list of options closes."""
    field = visit.page.locator(f"#zw-narrow-{part} input").first
    field.click()
    field.fill(text)
    offered = visit.page.get_by_role("option", name=option)
    expect(offered.first).to_be_visible(timeout=SLOW_MS)
    field.press("ArrowDown")
    field.press("Enter")
    field.press("Escape")
    field.blur()


def expect_searched(visit: Visit, articles: int) -> None:
    """Wait until the heading says how many of the eight articles are searched."""
    heading = words_of(visit)["narrow_heading_on"].format(articles=articles, all_articles=8)
    expect(visit.page.locator("#zw-narrow button").first).to_contain_text(heading, timeout=SLOW_MS)


@READERS
def test_a_zone_is_chosen_and_nothing_else_is_found(reader: Visit) -> None:
    page = reader.page
    choose(reader, "zones", "yun", "Yuncheng")
    expect_searched(reader, 1)
    assert measure_overflow(reader) == 0
    answer = ask(reader, COPPER[language_of(reader)])
    expect(answer).to_contain_text("运城")
    assert "垣曲" not in answer.inner_text()
    links = answer.locator("a.zw-cite").evaluate_all("all => all.map((one) => one.title)")
    assert links
    assert all("运城" in title for title in links)
    page.locator("#zw-trace-box button").first.click()
    expect(page.locator("#zw-trace")).to_contain_text(words_of(reader)["field_narrowing"])
    expect(page.locator("#zw-trace")).to_contain_text("运城")
    page.locator("#zw-narrow-clear").click()
    expect(page.locator("#zw-narrow button").first).to_contain_text(
        words_of(reader)["narrow_heading"].format(all_articles=8), timeout=SLOW_MS
    )
    assert "垣曲" in ask(reader, COPPER[language_of(reader)]).inner_text()
    assert_kept_to_itself(reader)


@READERS
def test_a_file_and_a_month_narrow_together_and_an_answer_outside_is_refused(reader: Visit) -> None:
    page = reader.page
    page.fill("#zw-narrow-source textarea, #zw-narrow-source input", "2024-05-21")
    page.keyboard.press("Enter")
    expect_searched(reader, 3)
    choose(reader, "since", "2024-05", "2024-05")
    expect_searched(reader, 3)
    refused = ask(reader, "长治高新区的光伏组件项目投资多少？")
    assert "12 亿" not in refused.locator(".zw-text").inner_text()
    expect(refused).to_have_class("zw-answer zw-abstained")
    assert "运城" in ask(reader, COPPER["zh"]).inner_text()
    assert_kept_to_itself(reader)


@READERS
def test_a_choice_that_fits_nothing_says_so_before_and_after_asking(reader: Visit) -> None:
    page, words = reader.page, words_of(reader)
    page.fill("#zw-narrow-source textarea, #zw-narrow-source input", "no-such-file")
    page.keyboard.press("Enter")
    expect(page.locator("#zw-narrow-told")).to_contain_text(words["narrow_empty"], timeout=SLOW_MS)
    answer = ask(reader, COPPER[language_of(reader)])
    expect(answer).to_have_class("zw-answer zw-abstained")
    assert answer.locator("a.zw-cite").count() == 0
    assert_kept_to_itself(reader)


@READERS
def test_the_first_that_fits_is_taken_by_enter_alone(reader: Visit) -> None:
    field = reader.page.locator("#zw-narrow-zones input").first
    field.click()
    field.press_sequentially("yun")
    expect(reader.page.get_by_role("option", name="Yuncheng")).to_be_visible(timeout=SLOW_MS)
    field.press("Enter")
    expect_searched(reader, 1)
    assert_kept_to_itself(reader)


@READERS
def test_a_month_that_is_none_is_told_in_the_pages_language_and_nothing_is_asked(reader: Visit) -> None:
    page, wrong = reader.page, words_of(reader)["narrow_wrong_since"]
    field = page.locator("#zw-narrow-since input").first
    field.fill("2024-99")
    field.press("Enter")
    field.blur()
    expect(page.locator("#zw-narrow-told")).to_contain_text(wrong, timeout=SLOW_MS)
    reader.ask(COPPER[language_of(reader)])
    expect(page.locator(".toast-body")).to_contain_text(wrong, timeout=SLOW_MS)
    page.wait_for_timeout(2_000)  # by when a question that waits would have said so
    assert page.locator(".toast-body").count() == 1
    assert page.locator("#zw-say").inner_text() == ""
    assert page.locator("#zw-chat .zw-question").count() == 0
    expect(page.locator("#zw-box textarea")).to_have_value(COPPER[language_of(reader)])
    assert_kept_to_itself(reader)
