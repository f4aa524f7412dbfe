"""The page as a host runs it, in a real Chromium: a password, a proxy's prefix, limits, its end."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.hosting.accounts import add_account
from app.hosting.passwords import Cost
from tests.browser.conftest import MARKS, open_visit
from tests.hosted_process import host_page
from tests.reverse_proxy import serve_proxy
from tests.scripted_answerer import QUOTE

pytestmark = MARKS

QUESTION = "Which zones invest in copper processing?"
WAIT_MS = 20_000
AUTH = {"username": "ann", "password": "password-1"}


@pytest.mark.parametrize("is_stripping", [True, False], ids=["stripping", "keeping"])
def test_with_a_password_behind_a_proxy_all_of_it_works(
    browser: Browser, tmp_path: Path, *, is_stripping: bool
) -> None:
    add_account(tmp_path / "accounts.txt", AUTH["username"], AUTH["password"], Cost(10, 1, 1))
    options = ("--auth", "accounts.txt", "--root-path", "/zonewise")
    with (
        host_page(tmp_path, *options) as hosted,
        serve_proxy(hosted.url, "/zonewise", is_stripping=is_stripping) as shown,
    ):
        with open_visit(browser, f"{shown}/", http_credentials=AUTH) as visit:
            visit.ask(QUESTION)
            answer = visit.page.locator("#zw-chat .zw-done")
            expect(answer).to_contain_text(QUOTE)
            answer.locator("a.zw-cite", has_text="1").first.click()
            expect(visit.page.locator("#zw-panel .zw-body mark")).to_have_text(QUOTE)
            own = [url for url in visit.requests if url.startswith(("http:", "https:"))]
            assert [url for url in own if not url.startswith(f"{shown}/")] == []
            assert visit.problems == []
        context = browser.new_context()
        assert context.request.get(f"{shown}/").status == 401
        context.close()


def test_beyond_a_limit_the_page_says_why_in_the_readers_language(browser: Browser, tmp_path: Path) -> None:
    with host_page(tmp_path, "--per-minute", "2") as hosted:
        with open_visit(browser, f"{hosted.url}/") as visit:
            for number in (1, 2):
                visit.ask(QUESTION)
                expect(visit.page.locator("#zw-chat .zw-foot")).to_have_count(number)
            visit.ask(QUESTION)
            expect(visit.page.get_by_text("You have asked 2 questions within a minute").first).to_be_visible()
        with open_visit(browser, f"{hosted.url}/", locale="zh-CN") as visit:
            visit.ask(QUESTION)
            expect(visit.page.get_by_text("您一分钟内已问了 2 个问题").first).to_be_visible()


def test_a_second_question_of_one_person_is_refused_until_the_first_is_answered(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        host_page(tmp_path, "--per-person", "1") as hosted,
        open_visit(browser, f"{hosted.url}/") as first,
        open_visit(browser, f"{hosted.url}/") as second,
    ):
        first.ask("slow copper")
        expect(first.page.locator("#zw-chat .user-row")).to_have_count(1)
        second.ask(QUESTION)
        expect(second.page.get_by_text("already have 1 questions under way").first).to_be_visible()
        expect(first.page.locator("#zw-chat .zw-foot")).to_have_count(1, timeout=WAIT_MS)
        second.ask(QUESTION)
        expect(second.page.locator("#zw-chat .zw-foot")).to_have_count(1)


def test_when_the_server_stops_an_answer_under_way_comes_to_its_end(browser: Browser, tmp_path: Path) -> None:
    with host_page(tmp_path) as hosted:
        with (
            open_visit(browser, f"{hosted.url}/") as first,
            open_visit(browser, f"{hosted.url}/") as second,
        ):
            first.ask("slow copper")
            expect(first.page.locator("#zw-chat .user-row")).to_have_count(1)
            hosted.process.send_signal(signal.SIGTERM)
            second.ask(QUESTION)
            expect(second.page.get_by_text("The server is being stopped").first).to_be_visible()
            expect(first.page.locator("#zw-chat .zw-done")).to_contain_text(QUOTE, timeout=WAIT_MS)
        assert hosted.end() == 0
        assert hosted.output.read_text("utf-8") == ""
