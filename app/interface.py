"""The chat page: built, and mounted in an application. Only this and `app/page/` know gradio.

What is shown is decided in `app/conversation.py` and drawn in `app/views/`.
"""

from __future__ import annotations

import gradio as gr
from fastapi import FastAPI

from app.page.asking import wire_asking
from app.page.bringing import wire_bringing
from app.page.keeping import wire_keeping
from app.page.layout import lay_out
from app.page.narrowing import wire_narrowing
from app.page.offering import offer_programs
from app.page.showing import make_view
from app.page.theme import make_theme, write_head
from app.page.translating import wire_translating
from app.programs.answering import Programs
from app.services import Services
from index.reading import MAX_PAGE_BYTES

MAX_SESSIONS = 1_000
"""Conversations held in memory; the one unused for longest goes first."""
UPLOADS_KEPT_S = 3_600
"""How long gradio keeps a file that was uploaded and never read."""


def build_page(services: Services, programs: Programs | None = None) -> gr.Blocks:
    """Build the page over what stands behind it; `programs` are offered as gradio's endpoints too."""
    limits = services.limits
    view = make_view(services, "en")
    blocks = gr.Blocks(
        title=view.wording["title"],
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(UPLOADS_KEPT_S, UPLOADS_KEPT_S),
    )
    with blocks:
        parts = lay_out(view, takes_pages=services.shelf is not None)
        wire_asking(parts, services)
        wire_narrowing(parts, services)
        wire_keeping(parts)
        bringing = None
        if parts.pages is not None and services.shelf is not None:
            bringing = wire_bringing(parts, parts.pages, services.shelf, services)
        wire_translating(blocks, parts, services, bringing)
        if programs is not None:
            offer_programs(programs, answers_at_once=limits.answers)
    blocks.state_session_capacity = MAX_SESSIONS
    blocks.queue(max_size=limits.waiting, default_concurrency_limit=limits.answers, api_open=False)
    return blocks


def mount_page(app: FastAPI, blocks: gr.Blocks, *, root_path: str | None = None) -> None:
    """Put the page at the root of an application; everything it loads comes from there.

    Args:
        app: The application.
        blocks: The page.
        root_path: Where a proxy shows the application, such as `/zonewise`; without one, at the proxy's root.
    """
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        root_path=root_path,
        theme=make_theme(),
        head=write_head(),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        show_error=False,
        max_file_size=MAX_PAGE_BYTES,
    )
    # gradio takes files of the host by any path until a page was launched, and a mounted one never is.
    blocks.has_launched = True
