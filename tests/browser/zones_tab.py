"""The *Zones* tab on a small page of its own, without gradio, and what its colours are held against."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Browser, expect

from app.hosting.looking import make_looking_router
from app.hosting.serving import OWN_FILES
from app.views.answers import View
from app.views.layout import render_panel, render_zones_place
from prompts.loading import load_wording
from rag.answers import Scope
from tests.browser.conftest import DESKTOP, Visit
from tests.scripted_library import ScriptedLibrary

CONTRAST = """() => {
  const read = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].reduce((sum, value, at) => {
    const share = value / 255;
    const linear = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    return sum + linear * [0.2126, 0.7152, 0.0722][at];
  }, 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = read(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("#zw-zones *, #zw-panel *")) {
    const said = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!said || !element.checkVisibility() || element.closest(".zw-unseen, title, desc")) continue;
    const style = getComputedStyle(element);
    const ink = element.closest("svg") ? style.fill : style.color;
    const [one, other] = [light(read(ink)), light(ground(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) weak.push(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
  }
  return weak;
}"""
"""Gives the elements whose letters stand out too little from their ground, by the measure of WCAG 2."""

IS_WITHIN = """(names) => {
  const [inner, outer] = names.map((name) => document.querySelector(name).getBoundingClientRect());
  return inner.top >= outer.top && inner.bottom <= outer.bottom;
}"""


@dataclass
class Tab:
    """The served tab and the library behind it."""

    url: str
    library: ScriptedLibrary


def make_shell(language: str) -> str:
    view = View(language, load_wording(language, "page"), Scope(1, 1))
    names = ("page", "zones")
    head = "".join(f'<link rel="stylesheet" href="own/{name}.css">' for name in names)
    scripts = "".join(f'<script src="own/{name}.js"></script>' for name in names)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>tab</title>{head}'
        '<link rel="icon" href="data:,">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        '<body class="gradio-container"><div id="zw-main" style="display: flex">'
        f'<div id="zw-left" style="flex: 7; min-width: 0">{render_zones_place(view)}</div>'
        f'<div id="zw-right" style="flex: 5"><div id="zw-panel">{render_panel(view)}</div></div></div>'
        f"{scripts}</body></html>"
    )


@contextmanager
def serve_tab(library: ScriptedLibrary) -> Iterator[str]:
    app = FastAPI()
    app.include_router(make_looking_router(library))
    app.mount("/own", StaticFiles(directory=OWN_FILES))
    app.add_api_route("/", lambda lang="en": HTMLResponse(make_shell(lang)))
    config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1)
    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            ready.set()

    server = Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(20)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@contextmanager
def open_tab(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:
    """Open the tab once it is filled; in the end nothing has failed and no other machine was asked."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    page = context.new_page()
    visit = Visit(page)
    page.on("request", lambda sent: visit.requests.append(sent.url))
    page.on("pageerror", lambda error: visit.problems.append(str(error)))
    page.on("console", lambda said: visit.problems.append(said.text) if said.type == "error" else None)
    page.goto(url)
    expect(page.locator(".zw-overview .zw-list")).to_be_visible()
    yield visit
    assert visit.problems == []
    assert visit.foreign_requests() == []
    context.close()


def names(visit: Visit) -> list[str]:
    """Give the Chinese names of the rows that are shown, in order."""
    return visit.page.locator(".zw-list tbody tr:visible .zw-hanzi").all_inner_texts()


def order_by(visit: Visit, head: str) -> None:
    """Sort by the column, as a reader on a desk or on a phone does."""
    button = visit.page.locator(".zw-list thead").get_by_role("button", name=head)
    if button.is_visible():
        button.click()
    else:
        visit.page.locator(".zw-order-choice select").select_option(label=head)
