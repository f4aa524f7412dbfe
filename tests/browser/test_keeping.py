"""Below an answer: its sources, the copy of it, and what a reader says of it, in a real browser."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from app.feedback import FeedbackStore, IndexMark, RecentAnswers
from app.hosting.keeping import make_feedback_router
from app.hosting.serving import create_app, listen, make_server
from app.services import Services
from tests.browser.conftest import MARKS, PHONE, Visit, measure_overflow, open_visit
from tests.scripted_answerer import HOSTILE, QUOTE, SECOND_QUOTE, ZONE, ScriptedAnswerer

pytestmark = MARKS

QUESTION = "Which zones invest in copper processing?"
SIZES = pytest.mark.parametrize("kept", [{}, {"viewport": PHONE}], indirect=True, ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FeedbackStore, RecentAnswers]]:
    """Serve the page with the route that keeps feedback; give its address, file, and what is remembered."""
    from app.interface import build_page, mount_page

    store = FeedbackStore(tmp_path_factory.mktemp("kept") / "feedback.jsonl")
    recent = RecentAnswers(lambda: IndexMark(1, "scripted"))
    answerer = ScriptedAnswerer()
    app = create_app(answerer, routers=[make_feedback_router(recent, store)])
    mount_page(app, build_page(Services(answerer, remember=recent.remember)))
    listener = listen("127.0.0.1", 0)
    ready = threading.Event()
    running = make_server(app, log_level="error", when_ready=ready.set)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener.socket]})
    thread.start()
    assert ready.wait(60)
    yield listener.url, store, recent
    running.should_exit = True
    thread.join(30)


@pytest.fixture
def kept(
    browser: Browser, server: tuple[str, FeedbackStore, RecentAnswers], request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """Open the page, with nothing kept yet."""
    url, store, _ = server
    store.path.unlink(missing_ok=True)
    with open_visit(browser, url, **getattr(request, "param", {})) as opened:
        yield opened


def ask(kept: Visit, question: str = QUESTION) -> Locator:
    """Ask, and give the finished answer."""
    answers = kept.page.locator("#zw-chat .zw-answer:has(.zw-tools)")
    before = answers.count()
    kept.ask(question)
    expect(answers).to_have_count(before + 1)
    return answers.nth(before)


def read(server: tuple[str, FeedbackStore, RecentAnswers]) -> list[dict[str, Any]]:
    """Give what has been kept."""
    path: Path = server[1].path
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


@SIZES
def test_sources_open_below_the_answer_and_lead_to_the_article(kept: Visit) -> None:
    answer = ask(kept)
    sources = answer.locator(".zw-sources")
    expect(sources.locator("blockquote").first).not_to_be_visible()
    sources.locator("summary").focus()
    kept.page.keyboard.press("Enter")
    first = sources.locator("li").first
    expect(first).to_contain_text(
        f"{ZONE.short} · {ZONE.english} · 铜箔项目开工 · 2024-06 · 报纸/2024-06.txt"
    )
    expect(first.locator("blockquote")).to_have_text(QUOTE)
    assert measure_overflow(kept) == 0
    sources.locator("a.zw-cite").nth(1).click()
    expect(kept.page.locator("#zw-panel .zw-body mark")).to_have_text(SECOND_QUOTE)
    assert kept.foreign_requests() == []
    assert kept.problems == []


@SIZES
def test_a_conversation_is_saved_with_what_could_not_be_finished(kept: Visit) -> None:
    page = kept.page
    ask(kept)
    kept.ask("broken question")
    expect(page.locator("#zw-chat .zw-failed")).to_have_count(1)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as Markdown").click()
    assert re.fullmatch(r"zonewise-\d{8}-\d{4}-which-zones-invest[-a-z]*\.md", saved.value.suggested_filename)
    markdown = Path(saved.value.path()).read_text("utf-8")
    assert f"## 1. {QUESTION}\n" in markdown
    assert f"- [1] **{ZONE.short}** ({ZONE.english}) · 铜箔项目开工 · 2024-06 · 报纸/2024-06.txt" in markdown
    assert markdown.endswith("## 2. broken question\n\n*The answer could not be finished.*\n")
    assert "<img" not in markdown.replace("\\<img", "")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as JSON").click()
    value = json.loads(Path(saved.value.path()).read_text("utf-8"))
    assert [turn["status"] for turn in value["turns"]] == ["done", "failed"]
    assert value["turns"][0]["answer"]["citations"][0]["source"] == "报纸/2024-06.txt"
    assert kept.foreign_requests() == []
    assert kept.problems == []


COPIED = f"""1 zone fits.

- {ZONE.place_english} ({ZONE.short}), 2024-06:

{QUOTE} [1]

- {HOSTILE} {SECOND_QUOTE} [2] [9]

Sources: 2
[1] {ZONE.short} · {ZONE.english} · 铜箔项目开工 · 2024-06 · 报纸/2024-06.txt
    {QUOTE}
[2] {ZONE.short} · {ZONE.english} · 铜箔项目开工 · 2024-06 · 报纸/2024-06.txt
    {SECOND_QUOTE}

Sentences quoted: 2 · from articles: 1 · 0.03 s
"""


def test_an_answer_is_copied_with_its_sources(
    browser: Browser, server: tuple[str, FeedbackStore, RecentAnswers]
) -> None:
    with open_visit(browser, server[0], permissions=["clipboard-read", "clipboard-write"]) as kept:
        answer = ask(kept)
        answer.get_by_role("button", name="Copy with sources").click()
        expect(answer.get_by_role("status")).to_have_text("Copied.")
        assert kept.page.evaluate("navigator.clipboard.readText()") == COPIED
        assert kept.problems == []


def test_without_a_clipboard_the_text_is_marked_and_copied(kept: Visit) -> None:
    page = kept.page
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    page.evaluate(
        "document.addEventListener('copy', () => { window.copied = document.activeElement.value; })"
    )
    answer = ask(kept, "written question")
    button = answer.get_by_role("button", name="Copy with sources")
    button.click()
    expect(answer.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("window.copied")
    assert "- Struck out: It yields 12,000 tonnes of foil a year. [1] (struck out: " in copied
    assert "Understood as: written question (in Qingquan)" in copied
    assert "Source 1" not in copied
    expect(button).to_be_focused()
    page.evaluate("document.execCommand = () => false")
    button.click()
    expect(answer.get_by_role("status")).to_contain_text("copy it by hand")


@SIZES
def test_a_thumb_and_a_comment_are_kept_by_keyboard(
    kept: Visit, server: tuple[str, FeedbackStore, RecentAnswers]
) -> None:
    page = kept.page
    answer = ask(kept)
    down = answer.get_by_role("button", name="Not helpful")
    expect(down).to_have_attribute("aria-pressed", "false")
    down.focus()
    page.keyboard.press("Enter")
    box = answer.get_by_label("What is wrong or missing? (optional)")
    expect(box).to_be_focused()
    expect(answer.get_by_role("status")).to_have_text("Kept on this server. Thank you.")
    expect(down).to_have_attribute("aria-pressed", "true")
    assert measure_overflow(kept) == 0
    page.keyboard.type("the second zone is wrong")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box).to_have_count(0)
    expect(answer.get_by_role("status")).to_have_text("Kept on this server. Thank you.")
    expect(down).to_be_focused()
    first, last = read(server)
    assert (first["rating"], first["comment"]) == ("down", "")
    assert (last["rating"], last["comment"]) == ("down", "the second zone is wrong")
    assert (last["question"], last["zones"], last["answer"]) == (QUESTION, [ZONE.short], first["answer"])
    assert kept.problems == []


def test_escape_closes_the_form_and_the_other_thumb_changes_the_rating(
    kept: Visit, server: tuple[str, FeedbackStore, RecentAnswers]
) -> None:
    page = kept.page
    answer = ask(kept)
    up, down = (answer.get_by_role("button", name=name, exact=True) for name in ("Helpful", "Not helpful"))
    up.click()
    box = answer.locator(".zw-comment textarea")
    page.keyboard.type("nearly")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(up).to_be_focused()
    down.click()
    expect(box).to_have_value("nearly")
    expect(answer.locator(".zw-comment label")).to_have_text("What is wrong or missing? (optional)")
    expect(up).to_have_attribute("aria-pressed", "false")
    expect(answer.get_by_role("status")).to_have_text("Kept on this server. Thank you.")
    answer.get_by_role("button", name="Close").click()
    expect(box).to_have_count(0)
    assert [row["rating"] for row in read(server)] == ["up", "down"]


def test_a_rating_outlives_the_next_question_and_another_language(kept: Visit) -> None:
    page = kept.page
    answer = ask(kept)
    answer.get_by_role("button", name="Helpful", exact=True).click()
    page.keyboard.type("draft")
    ask(kept, "and nothing else?")
    expect(answer.locator(".zw-comment textarea")).to_have_value("draft")
    page.locator("#zw-language").get_by_text("中文").click()
    expect(answer.get_by_role("button", name="有帮助", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(answer.locator(".zw-comment textarea")).to_have_value("draft")
    expect(answer.get_by_role("status")).to_have_text("已保存在本服务器，谢谢。")


def test_an_answer_that_is_forgotten_and_a_server_that_is_gone_are_told(
    kept: Visit, server: tuple[str, FeedbackStore, RecentAnswers]
) -> None:
    answer = ask(kept)
    server[2]._answers.clear()
    answer.get_by_role("button", name="Helpful", exact=True).click()
    expect(answer.get_by_role("status")).to_contain_text("does not remember this answer")
    kept.page.route("**/feedback", lambda route: route.abort())
    answer.get_by_role("button", name="Not helpful").click()
    expect(answer.get_by_role("status")).to_contain_text("could not be kept")
    assert read(server) == []
