"""Evidence to the messages of a chat model; the wording stands in `prompts/`.

What comes from a page stands in one block between two marks, cleaned, so that no page can end the block, hide
words in it or number a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.documents import Zone
from prompts.loading import load_wording
from rag.answers import Citation, Language, Query
from rag.checking.ordering import gives_order
from rag.checking.unmarking import drop_hidden
from rag.models.generating import Message

OPENING, CLOSING = "<<<PAGES", "PAGES>>>"
"""The marks around what comes from pages."""
_MARKS = re.compile(r"[<>＜＞]{2,}")
_NUMBER = re.compile(r"[\[［【]\s*(\d{1,3})\s*[\]］】]")
_BAR = re.compile(r"[|｜]")
_SPACES = re.compile(r"\s+")

Quote = tuple[Zone | None, Citation]
"""A citation with its zone."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one call of a model is asked.

    Attributes:
        messages: In order.
        offered: The citations that it may refer to, by the numbers in the text.
        left_out: The citations that did not fit in the budget.
    """

    messages: tuple[Message, ...]
    offered: tuple[Citation, ...]
    left_out: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneQuotes:
    """The sentences of one zone that a model judges, under the handle that it answers with."""

    handle: str
    quotes: tuple[Quote, ...]

    @property
    def short(self) -> str:
        """The zone's short name."""
        return self.quotes[0][1].zone


def clean_evidence(text: str) -> str:
    """Give words of a page as one line in which nothing is hidden and nothing acts on the prompt.

    Characters that draw nothing (zero-width, those that turn the direction, tags, variants, controls) are
    dropped, line breaks become spaces, runs of angle brackets become one, numbers in square brackets get
    round ones, and bars become slashes.
    """
    unmarked = _MARKS.sub(lambda match: "‹" if match[0][0] in "<＜" else "›", drop_hidden(text))
    unnumbered = _NUMBER.sub(r"(\1)", unmarked)
    return _SPACES.sub(" ", _BAR.sub("/", unnumbered)).strip()


def prompt_for_prose(
    query: Query,
    quotes: Sequence[Quote],
    *,
    count_tokens: Callable[[str], int],
    most_tokens: int,
    least: int = 1,
) -> Prompt:
    """Give what asks for an answer from numbered sentences, and from nothing else.

    Args:
        query: As understood.
        quotes: The sentences, those first that must not be left out; they are offered in this order.
        count_tokens: Counts as the model does.
        most_tokens: Tokens that the sentences may take; those that would go over it are left out.
        least: How many of the first sentences are never left out.
    """
    wording = load_wording(query.language, "generation")
    lines = [_describe_quote("evidence", quote, query.language) for quote in quotes]
    kept = fit_lines(lines, count_tokens=count_tokens, most_tokens=most_tokens, least=least)
    messages = _make_messages(
        wording["system"], wording["question"], query, [lines[at] for at in kept], wording
    )
    return Prompt(
        messages=messages,
        offered=tuple(quotes[at][1] for at in kept),
        left_out=tuple(citation for at, (_, citation) in enumerate(quotes) if at not in kept),
    )


def prompt_for_zones(query: Query, zones: Sequence[ZoneQuotes]) -> Prompt:
    """Give what asks, of some zones, whether each fits, in one line a zone."""
    wording = load_wording(query.language, "generation")
    lines = [line for zone in zones for line in describe_zone(zone, query.language)]
    handles = ", ".join(zone.handle for zone in zones)
    messages = _make_messages(
        wording["map_system"], wording["map_question"], query, lines, {**wording, "handles": handles}
    )
    return Prompt(
        messages=messages,
        offered=tuple(citation for zone in zones for _, citation in zone.quotes),
    )


def describe_zone(zone: ZoneQuotes, language: Language) -> list[str]:
    """Give the lines of one zone: its handle and name, then its sentences."""
    wording = load_wording(language, "generation")
    name = _name_zone(zone.quotes[0][0], wording)
    head = wording["map_zone"].format(handle=zone.handle, zone=name)
    return [head, *(_describe_quote("map_evidence", quote, language) for quote in zone.quotes)]


def fit_lines(
    lines: Sequence[str], *, count_tokens: Callable[[str], int], most_tokens: int, least: int
) -> list[int]:
    """Give the numbers of the lines that fit in a budget, in order; one that is too long is passed over."""
    kept: list[int] = []
    used = 0
    for number, line in enumerate(lines):
        tokens = count_tokens(line)
        if number >= least and used + tokens > most_tokens:
            continue
        kept.append(number)
        used += tokens
    return kept


def _make_messages(
    system: str, question: str, query: Query, lines: Sequence[str], values: Mapping[str, str]
) -> tuple[Message, ...]:
    marks = {"opening": OPENING, "closing": CLOSING}
    asked = question.format(
        **marks,
        evidence="\n".join(lines),
        question=_SPACES.sub(" ", query.standalone).strip(),
        **({"handles": values["handles"]} if "handles" in values else {}),
    )
    told = system.format(**marks, nothing=values["nothing"])
    return Message("system", told.strip()), Message("user", asked.strip())


def _describe_quote(key: str, quote: Quote, language: Language) -> str:
    wording = load_wording(language, "generation")
    zone, citation = quote
    return wording[key].format(
        number=citation.number,
        zone=_name_zone(zone, wording),
        headline=_name_headline(citation.headline) or wording["no_headline"],
        published=citation.published or wording["unknown_date"],
        sentence=clean_evidence(citation.text),
    )


def _name_headline(headline: str) -> str:
    """Give a headline, unless it gives orders to whoever reads it."""
    return "" if gives_order(headline) else clean_evidence(headline)


def _name_zone(zone: Zone | None, wording: Mapping[str, str]) -> str:
    if zone is None or gives_order(zone.name):
        return wording["no_zone"]
    if not zone.english:
        return clean_evidence(zone.name)
    return clean_evidence(wording["zone_names"].format(name=zone.name, english=zone.english))
