"""The events that keep a conversation: saved as Markdown or as JSON, in a file of the reader's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from app.conversation import Conversation
from app.exporting import export_json, export_markdown, name_file
from app.page.parts import Parts


def write_markdown(conversation: Conversation, language: str) -> str:
    """Give the file's name, kind and text, as JSON for `own/saving.js`."""
    moment = datetime.now(UTC)
    text = export_markdown(conversation, language, exported=moment)
    return _pack(name_file(conversation, moment, "md"), "text/markdown", text)


def write_json(conversation: Conversation) -> str:
    """Give the file's name, kind and text, as JSON for `own/saving.js`."""
    moment = datetime.now(UTC)
    text = export_json(conversation, exported=moment)
    return _pack(name_file(conversation, moment, "json"), "application/json", text)


def wire_keeping(parts: Parts) -> None:
    """Connect the buttons that save."""
    quick: dict[str, Any] = {
        "outputs": parts.ask.saved,
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    for event in (
        parts.ask.save_markdown.click(write_markdown, parts.now, **quick),
        parts.ask.save_json.click(write_json, parts.conversation, **quick),
    ):
        event.then(None, parts.ask.saved, js="zonewise.save", api_visibility="private")


def _pack(name: str, kind: str, text: str) -> str:
    return json.dumps({"name": name, "kind": kind, "text": text}, ensure_ascii=False)
