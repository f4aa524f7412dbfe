"""Asking over the whole application: citations turn after turn, what to ask next, files to keep."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, Locator, Route, expect

from tests.browser.conftest import MARKS, Visit, measure_overflow, open_visit
from tests.browser.whole_page import (
    COPPER,
    COPPER_ZONES,
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
    with serve_whole(tmp_path_factory.mktemp("asking")) as served:
        yield served


@pytest.fixture
def reader(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    with open_visit(browser, url, **getattr(request, "param", {})) as opened:
        await_page(opened)
        yield opened


def read_marked(visit: Visit, citation: Locator) -> str:
    """Open a citation, and give what is marked in its article."""
    citation.click()
    mark = visit.page.locator("#zw-panel .zw-body mark")
    expect(mark).to_be_visible(timeout=SLOW_MS)
    expect(mark).to_be_in_viewport()
    return mark.inner_text()


@READERS
def test_an_answer_opens_the_sentences_it_quotes_also_after_other_turns(reader: Visit) -> None:
    language, page = language_of(reader), reader.page
    first = ask(reader, COPPER[language])
    for zone in COPPER_ZONES:
        expect(first).to_contain_text(zone)
    cites = first.locator(".zw-text a.zw-cite")
    opened = {}
    for number in range(cites.count()):
        opened[number] = read_marked(reader, cites.nth(number))
        assert opened[number] in first.inner_text()
        if page.locator(".zw-back").is_visible():
            page.locator(".zw-back").click()
    assert len(set(opened.values())) == cites.count() >= 2
    ask(reader, "长治高新区的光伏组件项目投资多少？")
    page.locator("#zw-retry").click()
    expect(page.locator("#zw-chat .zw-answer:has(.zw-foot)")).to_have_count(2, timeout=SLOW_MS)
    assert read_marked(reader, cites.nth(1)) == opened[1]
    assert measure_overflow(reader) == 0
    assert_kept_to_itself(reader)


@READERS
def test_what_to_ask_next_is_asked_by_a_press(reader: Visit) -> None:
    page = reader.page
    ask(reader, COPPER[language_of(reader)])
    offered = page.locator("#zw-next button:visible")
    expect(offered.first).to_be_visible(timeout=SLOW_MS)
    question = offered.first.inner_text().strip()
    offered.first.click()
    expect(page.locator("#zw-chat .zw-question").last).to_have_text(question, timeout=SLOW_MS)
    done = page.locator("#zw-chat .zw-answer:has(.zw-foot)")
    expect(done).to_have_count(2, timeout=SLOW_MS)
    expect(done.last).not_to_have_class(re.compile("zw-abstained"))
    assert measure_overflow(reader) == 0
    assert_kept_to_itself(reader)


@READERS
def test_an_edited_question_takes_the_place_of_the_last_and_is_what_is_remembered(reader: Visit) -> None:
    page = reader.page
    ask(reader, "How much is invested in the copper foil project in Yuncheng?")
    page.locator("#zw-edit").click()
    box = page.locator("#zw-box textarea")
    expect(box).to_have_value("How much is invested in the copper foil project in Yuncheng?", timeout=SLOW_MS)
    expect(box).to_be_focused()
    box.fill("How much is invested in the photovoltaic project in Changzhi High-tech?")
    page.keyboard.press("Enter")
    questions = page.locator("#zw-chat .zw-question")
    expect(questions).to_have_count(1, timeout=SLOW_MS)
    expect(questions).to_contain_text("Changzhi", timeout=SLOW_MS)
    expect(page.locator("#zw-chat .zw-answer:has(.zw-foot)")).to_contain_text("12", timeout=SLOW_MS)
    follow_up = ask(reader, "And how much do they make there a year?")
    expect(follow_up.locator(".zw-understood")).to_contain_text("Changzhi")
    assert "Yuncheng" not in follow_up.inner_text()
    assert_kept_to_itself(reader)


@READERS
def test_a_conversation_is_saved_with_its_citations(reader: Visit, tmp_path: Path) -> None:
    page, words = reader.page, words_of(reader)
    answer = ask(reader, COPPER[language_of(reader)])
    marked = read_marked(reader, answer.locator("a.zw-cite").first)
    if page.locator(".zw-back").is_visible():
        page.locator(".zw-back").click()
    saved = {}
    for name in ("save_markdown", "save_json"):
        with page.expect_download(timeout=SLOW_MS) as download:
            page.get_by_role("button", name=words[name]).click()
        saved[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[name])
    assert marked in saved["save_markdown"].read_text("utf-8")
    told = json.loads(saved["save_json"].read_text("utf-8"))
    assert marked in json.dumps(told, ensure_ascii=False)
    assert {path.suffix for path in saved.values()} == {".md", ".json"}
    assert_kept_to_itself(reader)


def test_a_word_of_an_input_method_is_ended_by_enter_without_asking(reader: Visit) -> None:
    page = reader.page
    devtools = page.context.new_cdp_session(page)
    page.locator("#zw-box textarea").focus()
    devtools.send(
        "Input.imeSetComposition", {"text": "tongjiagong", "selectionStart": 11, "selectionEnd": 11}
    )
    key = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    devtools.send("Input.insertText", {"text": "哪些开发区有铜加工企业？"})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    expect(page.locator("#zw-box textarea")).to_have_value("哪些开发区有铜加工企业？")
    assert page.locator("#zw-chat .zw-question").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator("#zw-chat .zw-question")).to_have_text("哪些开发区有铜加工企业？", timeout=SLOW_MS)


def test_a_question_asked_before_the_page_has_heard_from_the_server_stays(browser: Browser, url: str) -> None:
    """The reply to the page's first event is held back until the answer is there."""
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        held: list[tuple[Route, APIResponse]] = []

        def hold(route: Route) -> None:
            held.append((route, route.fetch()))

        page.route("**/gradio_api/run/**", hold, times=1)
        page.goto(url)
        page.wait_for_function("document.documentElement.dataset.zonewise === 'ready'")
        page.fill("#zw-box textarea", COPPER["zh"])
        page.keyboard.press("Enter")
        done = page.locator("#zw-chat .zw-answer:has(.zw-foot)")
        expect(done).to_have_count(1, timeout=SLOW_MS)
        assert held, "the page's first event takes another way now; hold that back"
        for route, reply in held:
            route.fulfill(response=reply)
        expect(page.locator("#zw-box textarea")).to_have_attribute("placeholder", re.compile("提问"))
        expect(done).to_have_count(1)
        page.fill("#zw-box textarea", "其中哪个在运城？")
        page.keyboard.press("Enter")
        expect(done).to_have_count(2, timeout=SLOW_MS)
