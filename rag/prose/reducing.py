"""What a model said of each zone to the list: zones that fit, each with its checked statement or a quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from prompts.loading import load_wording
from rag.answers import Citation, Json, Query, Scope, Statement
from rag.checking.stating import split_statements
from rag.composing import compose_written_item, name_zone, tell_searched
from rag.prose.mapping import ZoneReply
from rag.prose.prompting import ZoneQuotes
from rag.prose.writing import Desk, Writing, check_claim, show_statement


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of one zone.

    Attributes:
        zone: With its sentences.
        outcome: `written`: it fits, in the model's words; `kept_wordless`: it stays with its quote, as the
            model said yes and no more; `kept_unchecked`: as the model's words failed; `kept_unjudged`: as
            the model said nothing of it; `dropped`: the model said no; `refused`: the model said yes, but
            without words that hold, and the quoted answer would not list it; `unjudged`: as that, and the
            model said nothing.
        statements: What the model said of it, as checked.
    """

    zone: ZoneQuotes
    outcome: str
    statements: tuple[Statement, ...] = ()

    @property
    def is_listed(self) -> bool:
        """Whether the zone stands in the list."""
        return self.outcome == "written" or self.outcome.startswith("kept_")


def rule_zone(
    zone: ZoneQuotes, reply: ZoneReply | None, writing: Writing, *, query: Query, desk: Desk, is_quoted: bool
) -> Ruling:
    """Decide on one zone.

    Args:
        zone: With the sentences that the model was given for it; only they bear out what it says.
        reply: What it said, if it said anything.
        writing: Counts and keeps what is checked.
        query: As understood.
        desk: What checks.
        is_quoted: The quoted answer lists the zone.
    """
    if reply is None:
        return Ruling(zone, "kept_unjudged" if is_quoted else "unjudged")
    if not reply.fits:
        return Ruling(zone, "dropped")
    offered = [citation for _, citation in zone.quotes]
    statements = tuple(
        check_claim(replace(claim, prefix=""), offered, writing, query=query, desk=desk)
        for claim in split_statements(reply.text)
    )
    if any(statement.verdict == "supported" for statement in statements):
        return Ruling(zone, "written", statements)
    kept = "kept_unchecked" if statements else "kept_wordless"
    return Ruling(zone, kept if is_quoted else "refused", statements)


def compose_rulings(
    rulings: Sequence[Ruling], writing: Writing, *, query: Query, desk: Desk, scope: Scope, judged: int
) -> str:
    """Give the list's text, and number its citations in order."""
    wording = load_wording(query.language, "answer")
    listed = [ruling for ruling in rulings if ruling.is_listed]
    key = {0: "written_list_none", 1: "written_list_one"}.get(len(listed), "written_list_many")
    head = tell_searched(wording[key], query, scope, count=len(listed), judged=judged)
    items = [_compose_item(ruling, writing, query=query, desk=desk, wording=wording) for ruling in listed]
    return "\n".join([head, "", *items]) if items else head


def describe_rulings(rulings: Sequence[Ruling]) -> list[Json]:
    """Give the rulings for the trace."""
    return [
        {"zone": ruling.zone.short, "outcome": ruling.outcome, "sentences": len(ruling.zone.quotes)}
        for ruling in rulings
    ]


def _compose_item(
    ruling: Ruling, writing: Writing, *, query: Query, desk: Desk, wording: Mapping[str, str]
) -> str:
    """Give one zone's line and below it the sentences that it rests on."""
    zone, first = ruling.zone.quotes[0]
    is_written = ruling.outcome == "written"
    kept = [] if is_written else [writing.numbering.use(first)]
    shown = [
        show_statement(statement, writing, query=query, desk=desk)
        for statement in ruling.statements
        if statement.verdict != "framing"
    ]
    used = kept or _find_used(ruling, writing)
    opening = [f"[{citation.number}] {wording[ruling.outcome]}" for citation in kept]
    statement = " ".join(filter(None, [*opening, *shown]))
    return compose_written_item(name_zone(zone, query.language), statement, used, query.language)


def _find_used(ruling: Ruling, writing: Writing) -> list[Citation]:
    """Give the citations of the zone's statements that hold, with the reader's numbers, each once."""
    offered = {citation.number: citation for _, citation in ruling.zone.quotes}
    numbers = dict.fromkeys(
        number for statement in ruling.statements if statement.holds for number in statement.citations
    )
    return [writing.numbering.use(offered[number]) for number in numbers if number in offered]
