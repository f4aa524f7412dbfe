"""The whole application, as `python -m app` serves it, over eight articles, and readers of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from eval.benchmarks.serving_page import serve_measured
from prompts.loading import load_wording
from tests.browser.conftest import PHONE, Visit
from tests.small_pages import build_small_index

SLOW_MS = 30_000
"""The longest wait of a test: a machine that runs many tests is slow, and that is no fault of the page."""
READERS = pytest.mark.parametrize(
    "reader",
    [{}, {"viewport": PHONE, "locale": "zh-CN"}],
    indirect=True,
    ids=["desktop en", "phone zh"],
)
COPPER = {"en": "Which zones process copper?", "zh": "哪些开发区有铜加工企业？"}
COPPER_ZONES = ("垣曲", "运城")


@contextmanager
def serve_whole(folder: Path) -> Iterator[str]:
    """Serve an index of its own in a folder; what readers say is kept there, too."""
    index_dir = build_small_index(folder)
    with serve_measured(index_dir, "--feedback", str(folder / "feedback.jsonl"), "--uploads", "on") as server:
        yield f"http://{server.form.host}"


def language_of(visit: Visit) -> str:
    """Give the language that the page has chosen."""
    return str(visit.page.evaluate("document.documentElement.lang"))


def words_of(visit: Visit) -> dict[str, str]:
    """Give the page's words in the language that it has chosen."""
    return dict(load_wording(language_of(visit), "page"))


def await_page(visit: Visit) -> None:
    """Wait until the server has put the page into the reader's language and said what is indexed."""
    placeholder = words_of(visit)["question_placeholder"]
    expect(visit.page.locator("#zw-box textarea")).to_have_attribute(
        "placeholder", placeholder, timeout=SLOW_MS
    )
    expect(visit.page.locator("#zw-narrow button").first).to_contain_text("8", timeout=SLOW_MS)


def ask(visit: Visit, question: str) -> Locator:
    """Ask, and give the finished answer."""
    answers = visit.page.locator("#zw-chat .zw-answer:has(.zw-foot)")
    before = answers.count()
    expect(visit.page.locator("#zw-box .submit-button")).to_be_visible(timeout=SLOW_MS)
    visit.ask(question)
    expect(answers).to_have_count(before + 1, timeout=SLOW_MS)
    return answers.nth(before)


def assert_kept_to_itself(visit: Visit) -> None:
    """Nothing left this machine, and the browser found nothing wrong."""
    assert visit.foreign_requests() == []
    assert visit.problems == []
