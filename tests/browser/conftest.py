"""The chat page over a scripted answerer, in a real Chromium that may reach this machine only."""

from __future__ import annotations

import shutil
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.hosting.serving import create_app, listen, make_server
from app.library import Library
from app.services import Limits, Services
from app.writer import QUOTED, Writer
from tests.scripted_answerer import ScriptedAnswerer

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MARKS = [
    pytest.mark.browser,
    # gradio's own bookkeeping of questions uses what pandas will change.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Served:
    """The running page and the answerer behind it."""

    url: str
    answerer: ScriptedAnswerer


@dataclass
class Visit:
    """A browser page, and what it did meanwhile: requests, errors."""

    page: Page
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def foreign_requests(self) -> list[str]:
        """Give the addresses that are not of this machine."""
        own = {"127.0.0.1", None}
        return [url for url in self.requests if urlsplit(url).hostname not in own]

    def ask(self, question: str) -> None:
        """Type a question and send it."""
        self.page.fill("#zw-box textarea", question)
        self.page.keyboard.press("Enter")


def measure_overflow(visit: Visit) -> int:
    """Give by how many pixels the page is wider than the window."""
    return int(visit.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@contextmanager
def serve_page(
    library: Library, *, question_chars: int = 200, writer: Writer = QUOTED, **services: Any
) -> Iterator[str]:
    """Serve the page on a free port, and give its address; `services` are fields of `Services`."""
    with warnings.catch_warnings():
        # gradio's own modules warn of what they will change; nothing of ours is built in this block.
        warnings.simplefilter("ignore")
        import gradio  # noqa: F401
    from app.interface import build_page, mount_page

    app = create_app(library)
    limits = Limits(question_chars=question_chars)
    mount_page(app, build_page(Services(library, limits, writer, **services)))
    listener = listen("127.0.0.1", 0)
    ready = threading.Event()
    server = make_server(app, log_level="error", when_ready=ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener.socket]})
    thread.start()
    assert ready.wait(60)
    yield listener.url
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive(), "the server did not stop"


@contextmanager
def open_visit(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:
    """Open the page as a reader whose browser context has these options (`viewport`, `locale` …)."""
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-US", **options})
    page = context.new_page()
    visit = Visit(page)
    page.on("request", lambda sent: visit.requests.append(sent.url))
    page.on("pageerror", lambda error: visit.problems.append(str(error)))
    page.on("console", lambda said: visit.problems.append(said.text) if said.type == "error" else None)
    page.goto(url)
    page.wait_for_selector("#zw-box textarea")
    page.wait_for_function("document.documentElement.dataset.zonewise === 'ready'")
    yield visit
    context.close()


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Serve the page over the scripted answerer."""
    answerer = ScriptedAnswerer()
    with serve_page(answerer) as url:
        yield Served(url, answerer)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium, or skip with the reason."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        pytest.skip("no chromium on the PATH (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open the page; parametrise indirectly with what `open_visit` takes."""
    served.answerer.gate.clear()
    served.answerer.closed.clear()
    served.answerer.asked.clear()
    with open_visit(browser, served.url, **getattr(request, "param", {})) as opened:
        yield opened
        served.answerer.gate.set()
