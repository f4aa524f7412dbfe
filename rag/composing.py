"""The words of an answer: verbatim quotes in a frame in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.documents import Zone
from prompts.loading import load_wording
from rag.answers import Citation, Language, Problem, Query, Scope, Statement

_ACTIVE = re.compile(r"([\\`*_\[\]<>#|~])")


def compose_list(query: Query, groups: Sequence[tuple[Zone | None, Sequence[Citation]]], scope: Scope) -> str:
    """Give the answer that lists zones, each with its quotes."""
    wording = load_wording(query.language, "answer")
    key = "list_one" if len(groups) == 1 else "list_many"
    lines = [tell_searched(wording[key], query, scope, count=len(groups)), ""]
    for zone, citations in groups:
        for citation in citations:
            lines += _quote_lines("list_item", zone, citation, query.language)
    return "\n".join(lines)


def compose_quotes(query: Query, quotes: Sequence[tuple[Zone | None, Citation]], *, lead: str = "") -> str:
    """Give the answer made of quotes, after an opening statement where there is one."""
    blocks = [lead] if lead else []
    blocks += ["\n".join(_quote_lines("quote", zone, citation, query.language)) for zone, citation in quotes]
    return "\n\n".join(blocks)


def compose_author(query: Query, quotes: Sequence[tuple[Zone | None, Citation]]) -> str:
    """Give the answer that names the authors of articles."""
    wording = load_wording(query.language, "answer")
    return "\n\n".join(
        wording["author"].format(
            byline=escape_markdown(citation.byline),
            headline=escape_markdown(citation.headline),
            zone=name_zone(zone, query.language),
            number=citation.number,
        )
        + "\n"
        + _source_line(citation, query.language)
        for zone, citation in quotes
    )


def compose_abstention(
    query: Query,
    nearest: Sequence[tuple[Zone | None, Citation]],
    scope: Scope,
    *,
    missing: Sequence[str] = (),
    is_elsewhere: bool = False,
) -> str:
    """Say that the articles do not say, with what was found nearest.

    Args:
        query: As understood.
        nearest: What came nearest.
        scope: What was searched; nothing where no article fits what the search was narrowed to.
        missing: Zones asked for of which no article was searched.
        is_elsewhere: The index has articles about some of them all the same.
    """
    wording = load_wording(query.language, "answer")
    if not scope.articles and not query.narrowing.is_empty:
        text = wording["abstained_empty"]
    elif missing:
        key = "abstained_elsewhere" if is_elsewhere else "abstained_zone"
        text = wording[key].format(missing=wording["separator"].join(missing))
    else:
        text = tell_searched(wording["abstained"], query, scope)
    if not nearest:
        return text
    return compose_quotes(query, nearest, lead=f"{text} {wording['nearest']}")


def tell_searched(template: str, query: Query, scope: Scope, **counts: int) -> str:
    """Fill a text that says how much was searched, in the singular where a narrowed search is of one.

    Args:
        template: A text of the wording with `{articles}` and `{zones}`.
        query: As understood.
        scope: What was searched.
        counts: Whatever else the text counts.
    """
    text = template.format(articles=scope.articles, zones=scope.zones, **counts)
    if query.narrowing.is_empty or (scope.articles != 1 and scope.zones != 1):
        return text
    wording = load_wording(query.language, "answer")
    one = wording["searched_one_article" if scope.articles == 1 else "searched_one_zone"]
    many = wording["searched"].format(articles=scope.articles, zones=scope.zones)
    return text.replace(many, one.format(articles=scope.articles))


def pair_names(english: str, chinese: str, language: Language) -> str:
    """Give a name in both scripts, the reader's first."""
    if not english:
        return chinese
    return f"{english} ({chinese})" if language == "en" else f"{chinese}（{english}）"


def name_zone(zone: Zone | None, language: Language) -> str:
    """Give a zone's name in both scripts, the reader's first."""
    if zone is None:
        return load_wording(language, "answer")["no_zone"]
    return pair_names(zone.english, zone.short if language == "en" and zone.english else zone.name, language)


def escape_markdown(text: str) -> str:
    """Put a backslash before each character that Markdown would act on: pages are data."""
    return _ACTIVE.sub(r"\\\1", text)


def render_statement(statement: Statement, language: Language, mode: str) -> str:
    """Give a checked statement as a reader may see it: plain text, then its references.

    Args:
        statement: With the numbers of its citations as the reader sees them.
        language: Of the reasons.
        mode: What becomes of one that fails: `strike`, or `remove`, which gives an empty text.
    """
    wording = load_wording(language, "answer")
    text = escape_markdown(" ".join(statement.text.split()))
    references = "".join(f" [{number}]" for number in statement.citations)
    if not statement.holds:
        if mode == "remove":
            return ""
        problems = statement.problems or (Problem("meaning"),)
        reasons = wording["reason_separator"].join(tell_problem(one, language) for one in problems)
        return f"{statement.prefix}~~{text}~~{references} {wording['reasons'].format(reasons=reasons)}"
    marks = []
    if statement.unconfirmed:
        names = wording["separator"].join(escape_markdown(name) for name in statement.unconfirmed)
        marks.append(wording["unconfirmed"].format(names=names))
    if not statement.is_cited and statement.citations:
        marks.append(wording["found_for_it"])
    return f"{statement.prefix}{text}{references}" + "".join(f" {mark}" for mark in marks)


def compose_sources(quotes: Sequence[tuple[Zone | None, Citation]], language: Language) -> str:
    """Give the sentences that an answer in prose rests on, word for word, by their numbers."""
    wording = load_wording(language, "answer")
    lines = [
        wording["source_item"].format(
            number=citation.number,
            zone=name_zone(zone, language),
            quote=_mark_focus(citation),
            details=_join_details(citation, language),
        )
        for zone, citation in quotes
    ]
    return "\n".join([wording["sources"], "", *lines])


def compose_written_item(zone: str, statement: str, used: Sequence[Citation], language: Language) -> str:
    """Give one zone of a list that a model wrote: its statement, and below it the sentences it rests on."""
    wording = load_wording(language, "answer")
    lines = [wording["written_item"].format(zone=zone, statement=statement)]
    lines += [
        wording["written_detail"].format(
            quote=_mark_focus(citation), details=_join_details(citation, language)
        )
        for citation in used
    ]
    return "\n".join(lines)


def tell_problem(problem: Problem, language: Language, *, is_cited: bool = True) -> str:
    """Say why a statement fails: what it says, and what the sentence has in its place, as far as there are.

    Args:
        problem: To be told.
        language: Of the reader.
        is_cited: The statement cites the sentence itself; otherwise it was found for it.

    The wording is the fullest that there is of `problem_<kind>_instead`, `problem_<kind>_said` and
    `problem_<kind>`.
    """
    wording = load_wording(language, "answer")
    keys = [f"problem_{problem.kind}"]
    keys += [f"problem_{problem.kind}_said"] if problem.said else []
    keys += [f"problem_{problem.kind}_instead"] if problem.instead else []
    text = next(wording[key] for key in reversed(keys) if key in wording)
    return text.format(
        sentence=wording["sentence_cited" if is_cited else "sentence_found"],
        said=escape_markdown(problem.said),
        instead=escape_markdown(problem.instead),
    )


def _quote_lines(key: str, zone: Zone | None, citation: Citation, language: Language) -> list[str]:
    wording = load_wording(language, "answer")
    line = wording[key].format(
        zone=name_zone(zone, language), quote=_mark_focus(citation), number=citation.number
    )
    return [line, _source_line(citation, language)]


def _source_line(citation: Citation, language: Language) -> str:
    wording = load_wording(language, "answer")
    return wording["source_line"].format(details=_join_details(citation, language))


def _join_details(citation: Citation, language: Language) -> str:
    wording = load_wording(language, "answer")
    details = [citation.headline, citation.published or wording["unknown_date"], citation.source]
    return " · ".join(escape_markdown(detail) for detail in details if detail)


def _mark_focus(citation: Citation) -> str:
    if citation.text_focus is None:
        return escape_markdown(citation.text)
    start, end = citation.text_focus
    before, focus, after = citation.text[:start], citation.text[start:end], citation.text[end:]
    return f"{escape_markdown(before)}**{escape_markdown(focus)}**{escape_markdown(after)}"
