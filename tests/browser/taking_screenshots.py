"""Takes the pictures of `docs/images/`; `make screenshots` does.

The page is the real one over the sample, served by `python -m app`; each picture has a fixed size.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from eval.benchmarks.serving_page import serve_measured
from index.building import build_index
from rag.settings import SAMPLE_PAGES
from tests.browser.conftest import CHROMIUM_ARGUMENTS, DESKTOP, PHONE, open_visit

QUESTION = "Which zones invest in copper processing?"
QUESTION_ZH = "哪些开发区发展铜加工？"
_WAIT_MS = 60_000
_SETTLE_MS = 600
"""For colours and scrolling that take their time."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown, to whom.

    Attributes:
        show: Brings the page to what is shown.
        options: Of the browser's context: width, language, scheme.
    """

    show: Callable[[Page], None]
    options: Mapping[str, Any] = field(default_factory=lambda: {"viewport": DESKTOP})


def show_citation(page: Page, question: str = QUESTION) -> None:
    """Ask, and open what the answer cites first."""
    page.fill("#zw-box textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1, timeout=_WAIT_MS)
    page.locator("#zw-chat a.zw-cite").first.click()
    expect(page.locator("#zw-panel .zw-body mark").first).to_be_visible(timeout=_WAIT_MS)


def show_answer_on_phone(page: Page) -> None:
    """Ask in Chinese; the answer alone fills a phone."""
    page.fill("#zw-box textarea", QUESTION_ZH)
    page.keyboard.press("Enter")
    expect(page.locator("#zw-chat .zw-foot")).to_have_count(1, timeout=_WAIT_MS)


def show_zones(page: Page) -> None:
    """Open the tab of the zones."""
    page.get_by_role("tab", name="Zones").click()
    expect(page.locator("#zw-zones-box table").first).to_be_visible(timeout=_WAIT_MS)


PICTURES: Mapping[str, Picture] = {
    "chat-page.png": Picture(show_citation),
    "zones-tab.png": Picture(show_zones),
    "phone.png": Picture(
        show_answer_on_phone,
        {"viewport": PHONE, "locale": "zh-CN", "device_scale_factor": 2, "is_mobile": True},
    ),
}


def take_pictures(folder: Path) -> list[Path]:
    """Take all pictures into a folder, and give their files.

    Raises:
        RuntimeError: There is no Chromium.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise RuntimeError("no chromium on the PATH (Debian: apt-get install chromium fonts-noto-cjk)")
    with tempfile.TemporaryDirectory(prefix="zonewise-pictures-") as place:
        # To the index that `python -m app` keeps for the sample, pages may have been added.
        build_index(SAMPLE_PAGES, Path(place) / "index")
        with serve_measured(Path(place) / "index") as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
            url = f"http://{server.form.host}"
            return [_take(browser, url, picture, folder / name) for name, picture in PICTURES.items()]


def _take(browser: Browser, url: str, picture: Picture, to: Path) -> Path:
    with open_visit(browser, url, **picture.options) as visit:
        expect(visit.page.locator("#zw-narrow button").first).not_to_contain_text("{", timeout=_WAIT_MS)
        picture.show(visit.page)
        visit.page.mouse.move(0, 0)
        visit.page.wait_for_timeout(_SETTLE_MS)
        visit.page.screenshot(path=to, animations="disabled", caret="hide")
        if foreign := visit.foreign_requests():
            raise RuntimeError(f"the page asked for {foreign[0]}: nothing may leave this machine")
    return to


def main() -> int:
    """Run the command and give its exit status."""
    if len(sys.argv) != 2:
        print("usage: python -m tests.browser.taking_screenshots DIR", file=sys.stderr)
        return 2
    for path in take_pictures(Path(sys.argv[1])):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
