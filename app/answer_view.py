"""A turn of the conversation as HTML: its stage line, its text with links to what is cited, its notices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.conversation import Status, Turn
from app.markdown import escape_text, render_markdown
from rag.answers import Answer, Citation
from rag.composing import Scope

Wording = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class View:
    """What the drawing needs besides the turn.

    Attributes:
        language: `en` or `zh`, the language of the page (an answer keeps the question's).
        wording: The page's texts in that language.
        scope: What is searched.
    """

    language: str
    wording: Wording
    scope: Scope


def link_citation(citation: Citation, language: str) -> str:
    """Give the address, relative to the page, that shows a citation in its article."""
    target = {
        "id": citation.article_id,
        "start": citation.article_start,
        "end": citation.article_end,
        "number": citation.number,
        "lang": language,
    }
    if citation.text_focus is not None:
        target["focus"] = citation.text[slice(*citation.text_focus)]
    return f"article?{urlencode(target)}"


def render_question(turn: Turn) -> str:
    """Give the HTML of the question: its own characters and line breaks, nothing else."""
    lines = "<br>".join(escape_text(line) for line in turn.question.splitlines())
    return f'<div class="zw-question">{lines}</div>'


def render_turn(turn: Turn, view: View) -> str:
    """Give the HTML of all that has been said to a question so far, on one line.

    One line, begun by a block element: a Markdown reader passes it on untouched.
    """
    if turn.answer is not None and turn.status is Status.DONE:
        return _render_answer(turn.answer, view)
    parts = [f'<div class="zw-text">{render_markdown(turn.text, _render_number)}</div>'] if turn.text else []
    if turn.is_open:
        parts.append(_render_stage(turn, view))
    else:
        notice = escape_text(view.wording[f"notice_{turn.status.value}"])
        parts.append(f'<p class="zw-notice">{notice}</p>')
    return f'<div class="zw-answer zw-{turn.status.value}">{"".join(parts)}</div>'


def describe_scope(view: View) -> str:
    """Say what is searched, in the page's language."""
    return view.wording["scope"].format(articles=view.scope.articles, zones=view.scope.zones)


def _render_stage(turn: Turn, view: View) -> str:
    wording = view.wording.get(f"stage_{turn.stage}", view.wording["stage_other"])
    text = wording.format(articles=view.scope.articles, zones=view.scope.zones)
    dot = '<span class="zw-dot" aria-hidden="true"></span>'
    return f'<p class="zw-stage" role="status">{dot}{escape_text(text)}</p>'


def _render_number(number: int) -> str:
    """A reference that cannot be followed yet, or that refers to nothing."""
    return f'<span class="zw-cite zw-idle">{number}</span>'


def _render_answer(answer: Answer, view: View) -> str:
    known = {citation.number: citation for citation in answer.citations}

    def link(number: int) -> str:
        citation = known.get(number)
        return _render_number(number) if citation is None else _render_link(citation, view)

    body = f'<div class="zw-text">{render_markdown(answer.text, link)}</div>'
    mentioned = {int(number) for number in re.findall(r"\[(\d{1,3})\]", answer.text)}
    rest = [citation for citation in answer.citations if citation.number not in mentioned]
    heading = "nearest" if answer.abstained else "also_cited"
    kind = "zw-answer zw-abstained" if answer.abstained else "zw-answer zw-done"
    foot = f'<p class="zw-foot">{escape_text(_describe_sources(answer, view))}</p>'
    return f'<div class="{kind}">{body}{_render_rest(rest, heading, view)}{foot}</div>'


def _render_link(citation: Citation, view: View) -> str:
    title = " · ".join(filter(None, (citation.zone, citation.headline, citation.published)))
    label = escape_text(view.wording["open_citation"])
    return (
        f'<a class="zw-cite" href="{escape_text(link_citation(citation, view.language))}"'
        f' title="{escape_text(title)}"><span class="zw-unseen">{label} </span>{citation.number}</a>'
    )


def _render_rest(citations: list[Citation], heading: str, view: View) -> str:
    if not citations:
        return ""
    items = "".join(
        f"<li>{_render_link(citation, view)} <strong>{escape_text(citation.zone)}</strong> "
        f"<span>{escape_text(citation.text)}</span></li>"
        for citation in citations
    )
    return f'<h4>{escape_text(view.wording[heading])}</h4><ul class="zw-nearest">{items}</ul>'


def _describe_sources(answer: Answer, view: View) -> str:
    articles = len({citation.article_id for citation in answer.citations})
    key = "foot_abstained" if answer.abstained else "foot_answered"
    return view.wording[key].format(
        citations=len(answer.citations),
        cited=articles,
        seconds=f"{answer.seconds:.2f}",
    )
