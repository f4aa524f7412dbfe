"""A turn of the conversation as HTML: its stage line, its text with links to what is cited, its notices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from app.conversation import Status, Turn
from app.views.markdown import Drawing, escape_text, render_markdown
from app.views.sources import render_sources, render_tools
from app.writer import QUOTED, Writer
from prompts.loading import load_wording
from rag.answers import Answer, Citation, Language, Scope, Statement
from rag.composing import escape_markdown, render_statement
from rag.remarks import tell_check, tell_understood

Wording = Mapping[str, str]
KEY_PREFIX = "zw-key-"
"""Stands before the key of a turn in the id of its answer, where `own/keeping.js` finds it."""


@dataclass(frozen=True, slots=True)
class View:
    """What the drawing needs besides the turn.

    Attributes:
        language: `en` or `zh`, the language of the page (an answer keeps the question's).
        wording: The page's texts in that language.
        scope: What is searched.
        writer: Who writes the answers.
    """

    language: str
    wording: Wording
    scope: Scope
    writer: Writer = QUOTED


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
        return _render_answer(turn.answer, view, turn.key)
    parts = [_render_text(turn.text, _draw(_render_number, view))] if turn.text else []
    if turn.is_open:
        parts.append(_render_stage(turn, view))
    else:
        is_bare = turn.status is Status.STOPPED and not turn.text
        name = "stopped_early" if is_bare else turn.status.value
        parts.append(_render_notice(view.wording[f"notice_{name}"]))
    return f'<div class="zw-answer zw-{turn.status.value}">{"".join(parts)}</div>'


def describe_scope(view: View) -> str:
    """Say what is searched, in the page's language."""
    return view.wording["scope"].format(articles=view.scope.articles, zones=view.scope.zones)


def _render_text(text: str, drawing: Drawing) -> str:
    return f'<div class="zw-text">{render_markdown(text, drawing)}</div>'


def _render_notice(text: str) -> str:
    return f'<p class="zw-notice">{escape_text(text)}</p>'


def _draw(link: Callable[[int], str], view: View, notes: Mapping[str, str] | None = None) -> Drawing:
    words = view.wording
    return Drawing(link, struck=words["struck"], struck_title=words["explain_struck"], notes=notes or {})


def _render_stage(turn: Turn, view: View) -> str:
    wording = view.wording.get(f"stage_{turn.stage}", view.wording["stage_other"])
    text = wording.format(articles=view.scope.articles, zones=view.scope.zones)
    bar = ""
    if turn.total:
        text = view.wording["stage_progress"].format(stage=text, done=turn.done, total=turn.total)
        bar = f'<progress value="{turn.done}" max="{turn.total}" aria-hidden="true"></progress>'
    dot = '<span class="zw-dot" aria-hidden="true"></span>'
    return f'<p class="zw-stage" role="status">{dot}{escape_text(text)}{bar}</p>'


def _render_number(number: int) -> str:
    """A reference that cannot be followed yet, or that refers to nothing."""
    return f'<span class="zw-cite zw-idle">{number}</span>'


def _render_answer(answer: Answer, view: View, key: str) -> str:
    known = {citation.number: citation for citation in answer.citations}

    def link(number: int) -> str:
        citation = known.get(number)
        return _render_number(number) if citation is None else _render_link(citation, view)

    drawing = _draw(link, view, _explain_notes(answer, view))
    notice, text = _part_notice(answer)
    head = _render_understood(answer, view)
    if notice:
        head += f'<div class="zw-notice zw-fallback">{render_markdown(notice, drawing)}</div>'
    body = _render_text(text, drawing)
    mentioned = {int(number) for number in re.findall(r"\[(\d{1,3})\]", answer.text)}
    rest = [citation for citation in answer.citations if citation.number not in mentioned]
    heading = "nearest" if answer.abstained else "also_cited"
    kind = "zw-answer zw-abstained" if answer.abstained else "zw-answer zw-done"
    tail = _render_rest(rest, heading, view)
    tail += render_sources(answer, view.language, partial(_render_link, view=view))
    tail += _render_foot(answer, view) + render_tools(view.language, can_rate=bool(key))
    # gradio keeps an id, and takes the attributes out that would be the place for this.
    name = f' id="{KEY_PREFIX}{escape_text(key)}"' if key else ""
    return f'<div class="{kind}"{name}>{head}{body}{tail}</div>'


def _render_understood(answer: Answer, view: View) -> str:
    told = tell_understood(answer.query, view.language)
    return f'<p class="zw-understood">{escape_text(told)}</p>' if told else ""


def _part_notice(answer: Answer) -> tuple[str, str]:
    """Give the paragraph that says why a language model did not write this answer, and the rest of its text.

    Where the text does not open with it, the reason alone is the notice.
    """
    if not answer.fallback or answer.model:
        return "", answer.text
    reason = escape_markdown(answer.fallback)
    first, _, rest = answer.text.partition("\n\n")
    return (first, rest) if reason in first else (reason, answer.text)


def _explain_notes(answer: Answer, view: View) -> dict[str, str]:
    """Give what is said of each statement or zone, as it stands in the text, and what it means."""
    said = load_wording(answer.query.language, "answer")
    notes = {said["kept_unjudged"]: "", said["kept_unchecked"]: ""} if answer.model else {}
    for statement in answer.statements:
        if note := _read_note(statement, answer.query.language):
            is_marked = statement.holds and statement.unconfirmed
            notes[note] = view.wording["explain_unconfirmed"] if is_marked else ""
    return notes


def _read_note(statement: Statement, language: Language) -> str:
    """Give what the answer's text says after a statement and its references: why it failed, or its marks."""
    unmarked = replace(statement, verdict="framing", unconfirmed=(), is_cited=True)
    bare = len(render_statement(unmarked, language, "strike")) + (0 if statement.holds else len("~~~~"))
    return render_statement(statement, language, "strike")[bare:].strip()


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


def _render_foot(answer: Answer, view: View) -> str:
    lines = filter(None, (tell_check(answer, view.language), _describe_sources(answer, view)))
    return f'<p class="zw-foot">{"<br>".join(escape_text(line) for line in lines)}</p>'


def _describe_sources(answer: Answer, view: View) -> str:
    articles = len({citation.article_id for citation in answer.citations})
    key = "foot_abstained" if answer.abstained else "foot_answered"
    return view.wording[key].format(
        citations=len(answer.citations),
        cited=articles,
        seconds=f"{answer.seconds:.2f}",
    )
