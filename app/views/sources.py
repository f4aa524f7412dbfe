"""Below a finished answer: the list of what it cites, and the buttons that copy and rate it, as HTML.

gradio takes `data-*` and `aria-*` attributes out of what stands in its chat, so the words that
`own/keeping.js` says stand in a hidden element, and that script gives the buttons their state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.exporting import list_english_names
from app.views.markdown import escape_text
from prompts.loading import load_wording
from rag.answers import Answer, Citation

_COPY_WORDS = ("tools_label", "copied", "copy_failed")
_RATE_WORDS = (
    "rated",
    "rate_comment_up",
    "rate_comment_down",
    "rate_notice",
    "rate_send",
    "rate_close",
    "rate_sending",
    "rate_unknown",
    "rate_long",
    "rate_failed",
)


def render_sources(answer: Answer, language: str, link: Callable[[Citation], str]) -> str:
    """Give the list of an answer's citations, closed until a reader opens it; nothing where it cites nothing.

    Args:
        answer: The finished answer.
        language: Of the page.
        link: Gives the HTML of a citation's number, which opens its article.
    """
    if not answer.citations:
        return ""
    words = load_wording(language, "keeping")
    heading = words["sources_nearest" if answer.abstained else "sources_heading"]
    english = list_english_names(answer)
    items = "".join(
        f"<li>{link(citation)} {_render_facts(citation, english, words)}"
        f'<blockquote lang="zh">{_render_quote(citation)}</blockquote></li>'
        for citation in answer.citations
    )
    return (
        '<details class="zw-sources">'
        f"<summary>{escape_text(heading.format(count=len(answer.citations)))}</summary>"
        f'<ol class="zw-source-list">{items}</ol></details>'
    )


def render_tools(language: str, *, can_rate: bool) -> str:
    """Give the buttons below an answer.

    Args:
        language: Of the page.
        can_rate: The answer has a key by which it can be rated.
    """
    words = load_wording(language, "keeping")
    buttons = _render_button("zw-copy", words["copy"])
    said: tuple[str, ...] = _COPY_WORDS
    if can_rate:
        buttons += _render_button("zw-rate zw-rate-up", words["rate_up"])
        buttons += _render_button("zw-rate zw-rate-down", words["rate_down"])
        said += _RATE_WORDS
    hidden = "".join(f'<span class="zw-word-{name}">{escape_text(words[name])}</span>' for name in said)
    return (
        f'<div class="zw-tools" role="group">{buttons}<span class="zw-told" role="status"></span>'
        f'<span class="zw-words" hidden>{hidden}</span></div>'
    )


def _render_button(kind: str, label: str) -> str:
    return f'<button type="button" class="zw-tool {kind}">{escape_text(label)}</button>'


def _render_facts(citation: Citation, english: Mapping[str, str], words: Mapping[str, str]) -> str:
    name = english.get(citation.zone, "")
    facts = [
        f'<strong lang="zh">{escape_text(citation.zone)}</strong>' if citation.zone else "",
        f"<span>{escape_text(name)}</span>" if name else "",
        f'<span lang="zh">{escape_text(citation.headline)}</span>' if citation.headline else "",
        f"<span>{escape_text(citation.published or words['date_unknown'])}</span>",
        f'<span class="zw-file">{escape_text(citation.source)}</span>',
    ]
    return f'<span class="zw-source-facts">{" · ".join(filter(None, facts))}</span>'


def _render_quote(citation: Citation) -> str:
    text = citation.text
    if citation.text_focus is None:
        return escape_text(text)
    start, end = citation.text_focus
    return (
        f"{escape_text(text[:start])}<strong>{escape_text(text[start:end])}</strong>{escape_text(text[end:])}"
    )
