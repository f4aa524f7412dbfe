"""A language model's answer as a reader meets it: what failed its check, what took over, what never acts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Locator, expect

from app.views.layout import LANGUAGES
from prompts.loading import load_wording
from tests.browser.conftest import MARKS, PHONE, Served, Visit, measure_overflow
from tests.scripted_answerer import HOSTILE, QUOTE, REASON

pytestmark = MARKS

EVERYWHERE = pytest.mark.parametrize(
    "visit",
    [
        {},
        {"locale": "zh-CN"},
        {"viewport": PHONE},
        {"viewport": PHONE, "locale": "zh-CN", "color_scheme": "dark"},
    ],
    indirect=True,
    ids=["desktop en", "desktop zh", "phone en", "dark phone zh"],
)


def language_of(visit: Visit) -> str:
    """Give the language that the page has chosen."""
    language = str(visit.page.evaluate("document.documentElement.lang"))
    assert language in {code for _, code in LANGUAGES}
    return language


def ask(visit: Visit, question: str) -> Locator:
    """Ask, and give the answer when it is finished."""
    visit.ask(question)
    answer = visit.page.locator("#zw-chat .zw-done").last
    expect(answer.locator(".zw-foot")).to_have_count(1)
    return answer


def is_struck(element: Locator) -> bool:
    """Whether the browser draws a line through the words."""
    line = "element => getComputedStyle(element).textDecorationLine"
    return "line-through" in str(element.evaluate(line))


@EVERYWHERE
def test_statements_that_failed_are_struck_and_say_why(visit: Visit) -> None:
    words = load_wording(language_of(visit), "page")
    answer = ask(visit, "a written answer")
    struck = answer.locator("del")
    expect(struck).to_have_count(2)
    assert all(is_struck(element) for element in struck.all())
    expect(struck.first).to_contain_text("It yields 12,000 tonnes of foil a year.")
    expect(struck.first).to_contain_text(words["struck"])
    first = answer.locator("li").first
    expect(first.locator(".zw-note")).to_contain_text("12,000 tonnes")
    expect(first.locator(".zw-note")).to_contain_text("8万吨")
    assert not is_struck(first.locator(".zw-note")), "the reason itself is to be read"
    whole = answer.locator(".zw-text p").first
    expect(whole).to_contain_text("costs 2.496 billion yuan.")
    assert not is_struck(whole)
    assert_says_what_is_unconfirmed(answer, words["explain_unconfirmed"])
    assert_says_who_wrote(answer, load_wording(language_of(visit), "remarks"))
    assert measure_overflow(visit) == 0
    assert (visit.foreign_requests(), visit.problems) == ([], [])


def assert_says_what_is_unconfirmed(answer: Locator, explanation: str) -> None:
    note = answer.locator(".zw-note", has_text="Sunrise Copper")
    expect(note).to_have_count(1)
    expect(note).to_have_attribute("title", explanation)


def assert_says_who_wrote(answer: Locator, words: Mapping[str, str]) -> None:
    understood = words["understood"].format(question="a written answer (in Qingquan)")
    expect(answer.locator(".zw-understood")).to_have_text(understood)
    written = words["written"].format(model="openai:scripted", held=3, checked=5)
    expect(answer.locator(".zw-foot")).to_contain_text(written)
    expect(answer.locator(".zw-foot")).to_contain_text(words["removed"].format(count=2))


def test_an_answer_in_chinese_tells_its_reasons_in_chinese(visit: Visit) -> None:
    answer = ask(visit, "请用语言模型回答")
    note = answer.locator("li").first.locator(".zw-note")
    expect(note).to_contain_text("已划去：所引句子")
    expect(note).to_contain_text("12,000 tonnes")
    expect(note).to_contain_text("8万吨")


def test_a_citation_of_a_struck_statement_still_opens_its_sentence(visit: Visit) -> None:
    answer = ask(visit, "a written answer")
    answer.locator("li", has=visit.page.locator("del")).first.locator("a.zw-cite").click()
    expect(visit.page.locator("#zw-panel .zw-body mark")).to_have_text(QUOTE)


@EVERYWHERE
def test_where_the_model_is_down_the_quotes_stand_below_a_notice(visit: Visit) -> None:
    answer = ask(visit, "the model down")
    notice = answer.locator(".zw-notice")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text(REASON)
    expect(answer.locator(".zw-text")).to_contain_text(QUOTE)
    expect(answer.locator(".zw-text")).not_to_contain_text("cannot be reached")
    above, below = notice.bounding_box(), answer.locator(".zw-text").bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    assert measure_overflow(visit) == 0
    visit.ask("and then?")
    expect(visit.page.locator("#zw-chat .zw-foot")).to_have_count(2)


@EVERYWHERE
def test_words_of_a_model_never_act(visit: Visit) -> None:
    page = visit.page
    answer = ask(visit, f"a written answer {HOSTILE}")
    expect(answer).to_contain_text(
        f"Read more at {HOSTILE} <javascript:alert(1)> &lt;img&gt; ~~really~~ **now**"
    )
    expect(answer).to_contain_text(f"Standard factories come too {HOSTILE}.")
    answer.locator("a.zw-cite").nth(2).click()
    expect(page.locator("#zw-panel .zw-article")).to_be_visible()
    assert (
        page.locator("#zw-chat :is(img, script, iframe, svg image, form, object), #zw-panel img").count() == 0
    )
    hrefs = page.locator("#zw-chat a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert hrefs
    assert all(href.startswith("article?") for href in hrefs)
    assert page.evaluate("window.hacked") is None
    assert visit.foreign_requests() == []


def test_zones_are_counted_while_they_are_judged(visit: Visit, served: Served) -> None:
    visit.ask("count the zones")
    stage = visit.page.locator("#zw-chat .zw-stage")
    expect(stage).to_contain_text("judging the zones one by one… 2 of 9")
    assert stage.locator("progress").evaluate("bar => bar.position") == pytest.approx(2 / 9)
    served.answerer.gate.set()
    expect(visit.page.locator("#zw-chat .zw-foot")).to_have_count(1)
    expect(visit.page.locator("#zw-chat progress")).to_have_count(0)


def test_stop_is_heard_while_a_model_is_waited_for(visit: Visit, served: Served) -> None:
    visit.ask("count the zones")
    expect(visit.page.locator("#zw-chat .zw-stage")).to_contain_text("2 of 9")
    visit.page.get_by_role("button", name="Stop").click()
    expect(visit.page.locator("#zw-chat .zw-stopped .zw-notice")).to_contain_text("Stopped")
    assert served.answerer.closed.wait(5), "the pipeline's stream was not closed"
