"""Pages that a reader brings, over the whole application: found, asked about, taken out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import MARKS, Visit, measure_overflow, open_visit
from tests.browser.whole_page import (
    READERS,
    SLOW_MS,
    ask,
    assert_kept_to_itself,
    await_page,
    serve_whole,
    words_of,
)

pytestmark = MARKS

PAGE = """白石经开区玻璃企业复产

本刊讯 近日，白石经济技术开发区总投资3.5亿元的玻璃项目复产，年产玻璃瓶2亿只。
全区现有玻璃企业11家，带动就业2400人。
（李四）
"""
QUESTION = "白石经开区的玻璃项目投资多少？"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Serve an index of a test's own: what one adds, the next must not find."""
    with serve_whole(tmp_path) as served:
        yield served


@pytest.fixture
def reader(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    with open_visit(browser, url, **getattr(request, "param", {})) as opened:
        await_page(opened)
        yield opened


def show_tab(visit: Visit, name: str) -> None:
    visit.page.get_by_role("tab", name=words_of(visit)[name], exact=True).click()


def bring(visit: Visit, files: dict[str, bytes]) -> None:
    """Choose files to add."""
    payloads = [
        {"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files.items()
    ]
    visit.page.locator("#zw-files input[type=file]").set_input_files(payloads)  # type: ignore[arg-type]


@READERS
def test_a_page_is_added_asked_about_and_taken_out_again(reader: Visit) -> None:
    page, words = reader.page, words_of(reader)
    before = ask(reader, QUESTION)
    assert "3.5" not in before.inner_text()
    show_tab(reader, "tab_pages")
    bring(reader, {"2024-07-02_03.txt": PAGE.encode("gb18030"), "broken.txt": b"\xff\xfe\x00\x81\x00"})
    findings = page.locator("#zw-findings")
    expect(findings.locator("tbody tr")).to_have_count(2, timeout=SLOW_MS)
    good, bad = findings.locator("tbody tr").all()
    expect(good).to_contain_text("2024-07-02")
    expect(good).to_contain_text("白石")
    expect(good).to_contain_text("白石经开区玻璃企业复产")
    expect(bad).to_contain_text("broken.txt")
    expect(bad).to_contain_text(words["pages_refused"].partition("{")[0].strip())
    expect(page.locator("#zw-title")).to_contain_text("9", timeout=SLOW_MS)
    assert measure_overflow(reader) == 0
    show_tab(reader, "tab_ask")
    after = ask(reader, QUESTION)
    expect(after).to_contain_text("3.5")
    after.locator("a.zw-cite").first.click()
    expect(page.locator("#zw-panel")).to_contain_text("2024-07-02_03.txt", timeout=SLOW_MS)
    expect(page.locator("#zw-panel .zw-body mark")).to_contain_text("总投资3.5亿元")
    if page.locator(".zw-back").is_visible():
        page.locator(".zw-back").click()
    show_tab(reader, "tab_pages")
    page.locator("#zw-undo").click()
    gone = words["pages_removed"].format(pages="2024-07-02_03.txt")
    expect(findings).to_contain_text(gone, timeout=SLOW_MS)
    show_tab(reader, "tab_ask")
    assert "3.5" not in ask(reader, QUESTION).inner_text()
    assert_kept_to_itself(reader)


def test_the_same_page_twice_is_there_once(reader: Visit) -> None:
    show_tab(reader, "tab_pages")
    rows = reader.page.locator("#zw-findings tbody tr")
    bring(reader, {"first.txt": PAGE.encode()})
    expect(rows).to_contain_text("白石", timeout=SLOW_MS)
    bring(reader, {"second.txt": PAGE.encode()})
    known = words_of(reader)["pages_known"].format(source="added/first.txt")
    expect(rows).to_contain_text(known, timeout=SLOW_MS)
    expect(reader.page.locator("#zw-title")).to_contain_text("Searching 9 articles")


def test_pages_are_chosen_after_a_word_that_none_was(reader: Visit) -> None:
    show_tab(reader, "tab_pages")
    page, words = reader.page, words_of(reader)
    bring(reader, {"page.txt": PAGE.encode()})
    expect(page.locator("#zw-findings tbody tr")).to_contain_text("白石", timeout=SLOW_MS)
    page.locator("#zw-remove").click()
    expect(page.locator(".toast-body")).to_contain_text(words["pages_none_chosen"], timeout=SLOW_MS)
    page.locator("#zw-added input").check()
    page.locator("#zw-remove").click()
    gone = words["pages_removed"].format(pages="page.txt")
    expect(page.locator("#zw-findings")).to_contain_text(gone, timeout=SLOW_MS)
    assert_kept_to_itself(reader)


def test_another_reader_asks_on_while_a_page_is_added_and_then_finds_it(
    browser: Browser, url: str, reader: Visit
) -> None:
    with open_visit(browser, url) as other:
        await_page(other)
        show_tab(reader, "tab_pages")
        bring(reader, {"page.txt": PAGE.encode()})
        assert "运城" in ask(other, "Which zones process copper?").inner_text()
        expect(reader.page.locator("#zw-findings tbody tr")).to_contain_text("白石", timeout=SLOW_MS)
        expect(ask(other, QUESTION)).to_contain_text("3.5")
        assert_kept_to_itself(other)


def test_a_file_of_another_kind_is_refused_with_a_word(reader: Visit) -> None:
    show_tab(reader, "tab_pages")
    bring(reader, {"picture.png": b"\x89PNG\r\n"})
    page = reader.page
    told = page.locator("#zw-findings").or_(page.get_by_role("alert")).or_(page.locator(".toast-body"))
    expect(told.filter(has_text=".png").or_(told.filter(has_text="png")).first).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("#zw-title")).to_contain_text("Searching 8 articles")
