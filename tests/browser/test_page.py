"""The chat page as a reader meets it: ask, watch, stop, follow a citation, on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MARKS, PHONE, Served, Visit, measure_overflow
from tests.scripted_answerer import HOSTILE, QUOTE, SECOND_QUOTE

pytestmark = MARKS

QUESTION = "Which zones invest in copper processing?"
SIZES = pytest.mark.parametrize("visit", [{}, {"viewport": PHONE}], indirect=True, ids=["desktop", "phone"])


@SIZES
def test_an_answer_its_citation_and_its_article(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    answer = page.locator("#zw-chat .zw-done")
    expect(answer).to_contain_text(QUOTE)
    expect(answer.locator(".zw-foot")).to_contain_text("Sentences quoted: 2")
    answer.locator(".zw-text a.zw-cite", has_text="1").click()
    panel = page.locator("#zw-panel")
    mark = panel.locator(".zw-body mark")
    expect(mark).to_have_text(QUOTE)
    expect(mark).to_be_in_viewport()
    expect(panel.locator("h2")).to_have_text("铜箔项目开工")
    expect(panel).to_contain_text("报纸/2024-06.txt")
    printed = panel.locator("pre mark").inner_text()
    assert "\n\n" in printed
    assert printed.replace("\n", "") == QUOTE
    answer.locator(".zw-text a.zw-cite", has_text="2").click()
    expect(mark).to_have_text(SECOND_QUOTE)
    assert visit.page.url.endswith("/")
    assert visit.foreign_requests() == []
    assert visit.problems == []


@SIZES
def test_nothing_is_wider_than_the_page(visit: Visit) -> None:
    page = visit.page
    widths = [measure_overflow(visit)]
    visit.ask(QUESTION)
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    widths.append(measure_overflow(visit))
    page.locator("a.zw-cite").first.click()
    expect(page.locator("#zw-panel .zw-article")).to_be_visible()
    widths.append(measure_overflow(visit))
    page.locator("#zw-trace-box button").first.click()
    expect(page.locator("#zw-trace")).to_be_visible()
    widths.append(measure_overflow(visit))
    assert widths == [0, 0, 0, 0]


def test_text_grows_and_stop_stops_the_pipeline(visit: Visit, served: Served) -> None:
    page = visit.page
    visit.ask("slow question")
    open_turn = page.locator("#zw-chat .zw-streaming")
    expect(open_turn).to_contain_text("1 zone fits")
    expect(open_turn.locator(".zw-stage")).to_have_text("Searching 37 articles…")
    first = len(open_turn.inner_text())
    page.wait_for_function(f"document.querySelector('#zw-chat .zw-streaming').innerText.length > {first}")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#zw-chat .zw-stopped .zw-notice")).to_contain_text("Stopped")
    assert served.answerer.closed.wait(5), "the pipeline's stream was not closed"
    given = served.answerer.given
    page.wait_for_timeout(600)
    assert served.answerer.given == given
    visit.ask("and now?")
    expect(page.locator("#zw-chat .zw-done")).to_have_count(1)
    assert served.answerer.asked[-1] == ("and now?", ())
    expect(page.locator("#zw-chat .zw-stopped")).to_have_count(1)


def test_ask_again_and_new_conversation(visit: Visit, served: Served) -> None:
    page = visit.page
    visit.ask(QUESTION)
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_timeout(500)
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    assert served.answerer.asked == [(QUESTION, ()), (QUESTION, ())]
    page.locator("#zw-chat a.zw-cite").first.click()
    expect(page.locator("#zw-panel .zw-article")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(0)
    expect(page.locator("#zw-panel")).to_contain_text("Press a number")
    visit.ask("another")
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    assert served.answerer.asked[-1] == ("another", ())


@pytest.mark.parametrize("visit", [{}, {"viewport": PHONE}], indirect=True, ids=["desktop", "phone"])
def test_an_article_opened_by_keyboard_is_read_and_left_by_keyboard(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    link = page.locator("#zw-chat a.zw-cite").first
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#zw-panel h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


@pytest.mark.parametrize("number", [0, 2], ids=["own language", "other language"])
def test_an_example_is_asked_by_a_click(visit: Visit, served: Served, number: int) -> None:
    example = visit.page.locator("#zw-chat button.example").nth(number)
    text = example.inner_text().strip()
    example.click()
    expect(visit.page.locator("#zw-chat .zw-foot")).to_have_count(1)
    assert served.answerer.asked == [(text, ())]
    assert bool(re.search("[\u4e00-\u9fff]", text)) == (number == 2)


def test_a_refusal_to_answer_looks_different_and_lists_the_nearest(visit: Visit) -> None:
    visit.ask("nothing here")
    answer = visit.page.locator("#zw-chat .zw-abstained")
    expect(answer).to_contain_text("The articles do not say.")
    expect(answer.locator(".zw-nearest li")).to_have_count(2)
    answer.locator(".zw-nearest a.zw-cite").last.click()
    expect(visit.page.locator("#zw-panel .zw-body mark")).to_have_text(SECOND_QUOTE)


def test_a_broken_pipeline_says_so_and_the_next_question_works(visit: Visit) -> None:
    visit.ask("broken question")
    expect(visit.page.locator("#zw-chat .zw-failed .zw-notice")).to_contain_text("Something went wrong")
    visit.ask(QUESTION)
    expect(visit.page.locator("#zw-chat .zw-done")).to_have_count(1)


def test_text_of_pages_and_readers_never_acts(visit: Visit) -> None:
    page = visit.page
    visit.ask(f"{HOSTILE} [link](http://evil.example/)")
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    page.locator("#zw-chat a.zw-cite").nth(1).click()
    expect(page.locator("#zw-panel .zw-body")).to_contain_text(HOSTILE)
    page.locator("#zw-trace-box button").first.click()
    expect(page.locator("#zw-trace")).to_contain_text(HOSTILE)
    expect(page.locator("#zw-chat .zw-question")).to_contain_text(HOSTILE)
    assert page.locator("#zw-chat img, #zw-panel img, #zw-trace img").count() == 0
    assert page.locator("a[href*=evil]").count() == 0
    assert page.evaluate("window.hacked") is None
    assert visit.foreign_requests() == []


@pytest.mark.parametrize(
    ("question", "words"), [("   ", "Type a question first"), ("x" * 201, "201 characters; at most 200")],
    ids=["empty", "long"],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_says_why(
    visit: Visit, served: Served, question: str, words: str
) -> None:
    visit.ask(question)
    expect(visit.page.get_by_text(words)).to_be_visible()
    assert visit.page.input_value("#zw-box textarea") == question
    assert served.answerer.asked == []


def test_the_trace_is_behind_its_heading(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    expect(page.locator("#zw-trace")).not_to_be_visible()
    page.get_by_role("button", name="How this answer was found").click()
    expect(page.locator("#zw-trace")).to_contain_text("The question as understood")
    expect(page.locator("#zw-trace")).to_contain_text("copper processing")


def test_the_language_switch_changes_the_page_and_is_remembered(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    page.locator("#zw-chat a.zw-cite").first.click()
    expect(page.locator("#zw-panel h3")).to_have_text("The article")
    page.locator("#zw-language").get_by_text("中文").click()
    expect(page.locator("#zw-title")).to_contain_text("检索范围：37 篇文章")
    expect(page.locator("#zw-chat .zw-foot")).to_contain_text("引文 2 处")
    expect(page.get_by_role("button", name="新对话")).to_be_visible()
    expect(page.locator("#zw-panel h3")).to_have_text("全文")
    assert page.evaluate("document.documentElement.lang") == "zh"
    page.reload()
    expect(page.locator("#zw-title")).to_contain_text("检索范围")
    expect(page.locator("#zw-chat button.example").first).to_contain_text("开发区")


@pytest.mark.parametrize("visit", [{"locale": "zh-CN"}], indirect=True, ids=["zh-CN"])
def test_a_chinese_browser_gets_the_chinese_page(visit: Visit) -> None:
    expect(visit.page.locator("#zw-title")).to_contain_text("检索范围：37 篇文章")
    expect(visit.page.get_by_role("button", name="提问", exact=True)).to_be_visible()


@pytest.mark.parametrize("visit", [{"color_scheme": "dark"}], indirect=True, ids=["dark"])
def test_a_dark_browser_gets_a_dark_page_with_readable_text(visit: Visit) -> None:
    visit.ask(QUESTION)
    expect(visit.page.locator("#zw-chat .zw-foot")).to_have_count(1)
    style = "getComputedStyle(document.querySelector('{}')).{}"
    ink, paper = (
        visit.page.evaluate(style.format(*of))
        for of in (("#zw-chat .zw-text", "color"), ("#zw-chat", "backgroundColor"))
    )
    light, dark = (sum(int(part) for part in re.findall(r"\d+", colour)[:3]) for colour in (ink, paper))
    assert light > 600
    assert dark < 200


def test_the_page_itself_names_no_other_host(served: Served, visit: Visit) -> None:
    html = visit.page.request.get(served.url).text()
    assert "fonts.googleapis" not in html
    assert "cdn" not in html.lower().replace("cdnjs", "cdn").split("<body")[0]
    assert visit.foreign_requests() == []


@pytest.mark.parametrize("visit", [{"viewport": PHONE}], indirect=True, ids=["phone"])
def test_on_a_phone_the_article_comes_into_view_and_a_button_leads_back(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    expect(page.locator("#zw-panel")).not_to_be_visible()
    page.locator("#zw-chat a.zw-cite").first.click()
    expect(page.locator("#zw-panel h2")).to_be_in_viewport()
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#zw-chat a.zw-cite").first).to_be_in_viewport()
    expect(page.locator("#zw-chat a.zw-cite").first).to_be_focused()


def test_a_new_question_stands_at_the_top_of_the_conversation(visit: Visit) -> None:
    page = visit.page
    for number in range(1, 6):
        visit.ask(f"question {number}")
        expect(page.locator("#zw-chat .zw-foot")).to_have_count(number)
    chat = page.locator("#zw-chat .bubble-wrap")
    expect(page.locator("#zw-chat .user-row").last).to_be_in_viewport()
    assert chat.evaluate("box => box.scrollTop") > 0


def test_an_edit_goes_on_in_the_other_language(visit: Visit, served: Served) -> None:
    page = visit.page
    visit.ask(QUESTION)
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    page.locator("#zw-edit").click()
    expect(page.locator("#zw-edit")).to_have_text("Leave it as it was")
    page.locator("#zw-language").get_by_text("中文").click()
    expect(page.locator("#zw-edit")).to_have_text("保持原样")
    visit.ask("and in place of it?")
    expect(page.locator("#zw-chat .zw-question")).to_have_text("and in place of it?")
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1)
    expect(page.locator("#zw-edit")).to_have_text("修改问题")
    assert served.answerer.asked[-1] == ("and in place of it?", ())
