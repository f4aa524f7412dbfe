"""The page's fixed parts as HTML: its header, the empty conversation, the empty side panel."""

from __future__ import annotations

from html import escape

from app.views.answers import View, describe_scope
from app.writer import describe_writer

LANGUAGES = (("English", "en"), ("中文", "zh"))
"""The page's languages, each by its own name."""


def render_header(view: View) -> str:
    """Give the HTML of the title, what the page is for, what is searched, and who writes."""
    gap = "" if view.language == "zh" else " "
    about = gap.join((describe_scope(view), describe_writer(view.writer, view.wording)))
    return (
        f'<header class="zw-header"><h1>{escape(view.wording["title"])}</h1>'
        f"<p>{escape(view.wording['tagline'])}</p>"
        f'<p class="zw-scope">{escape(about)}</p></header>'
    )


def render_welcome(view: View) -> str:
    """Give the HTML that stands in the empty conversation, above the examples."""
    hint = view.wording["welcome_hint_written" if view.writer.model else "welcome_hint"]
    return f'<div class="zw-welcome"><h2>{escape(view.wording["welcome"])}</h2><p>{escape(hint)}</p></div>'


def render_panel(view: View) -> str:
    """Give the HTML of the empty side panel; `page.js` puts the cited article in `.zw-panel-content`."""
    words = view.wording
    return (
        f'<section class="zw-panel" aria-label="{escape(words["panel_heading"])}"'
        f' data-loading="{escape(words["panel_loading"])}" data-failed="{escape(words["panel_failed"])}"'
        f' data-heading="{escape(words["panel_heading"])}" data-empty="{escape(words["panel_empty"])}"'
        f' data-answering="{escape(words["still_answering"])}" data-waiting="{escape(words["waiting"])}"'
        f' data-ready="{escape(words["answer_ready"])}" data-editing="{escape(words["editing_hint"])}"'
        f' data-edit-end="{escape(words["edit_end"])}">'
        f'<button type="button" class="zw-back">{escape(words["panel_back"])}</button>'
        f'<div class="zw-panel-content" aria-live="polite">'
        f'<h2 class="zw-panel-title">{escape(words["panel_heading"])}</h2>'
        f'<p class="zw-hint">{escape(words["panel_empty"])}</p></div></section>'
    )


def render_zones_place(view: View) -> str:
    """Give the HTML that `zones.js` puts the overview of all zones into."""
    words = view.wording
    return (
        f'<div id="zw-zones" class="zw-zones" data-language="{escape(view.language)}"'
        f' data-loading="{escape(words["zones_loading"])}" data-failed="{escape(words["zones_failed"])}"'
        f'><p class="zw-hint">{escape(words["zones_loading"])}</p></div>'
    )


def list_examples(view: View) -> list[str]:
    """Give fixed questions to begin with, those in the page's language first."""
    other = "en" if view.language == "zh" else "zh"
    return [
        view.wording[f"example_{language}_{number}"]
        for language in (view.language, other)
        for number in (1, 2)
    ]
