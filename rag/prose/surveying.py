"""A list with a language model: it judges zone by zone, and the list is made of its rulings in code."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from prompts.loading import load_wording
from rag.answering import scope_of
from rag.answers import AnswerEvent, Json, Query, StageStarted
from rag.composing import escape_markdown
from rag.drafts import Draft
from rag.models.counting import CountedModel
from rag.models.generating import ModelCutShortError, ModelUnavailableError
from rag.prose.mapping import ZoneReply, plan_batches, read_replies
from rag.prose.numbering import Numbering
from rag.prose.prompting import ZoneQuotes, describe_zone, prompt_for_zones
from rag.prose.reducing import compose_rulings, describe_rulings, rule_zone
from rag.prose.reverting import revert_to_quotes, tell_silence, tell_text
from rag.prose.sourcing import source_zones
from rag.prose.writing import Desk, Writing, describe_writing
from rag.resources import Resources
from rag.searching import Found


@dataclass
class Survey:
    """What the model has said so far.

    Attributes:
        zones: All zones that may fit, the surest first.
        asked: The zones that were asked of, with the sentences that the model was given, by handle.
        replies: What it said of them, by handle.
        no_room: How many zones found no room in the calls and tokens of one question.
        failure: Why it broke off, if it did.
    """

    zones: Sequence[ZoneQuotes]
    asked: dict[str, ZoneQuotes] = field(default_factory=dict)
    replies: dict[str, ZoneReply] = field(default_factory=dict)
    no_room: int = 0
    failure: ModelUnavailableError | None = None


def survey_zones(
    query: Query, found: Found, draft: Draft, resources: Resources, desk: Desk
) -> Generator[AnswerEvent, None, Draft]:
    """Let the model judge every zone that may fit, and return the list, or the quoted one."""
    survey = Survey(source_zones(found, draft, resources, query=query))
    yield from _ask_all(survey, query, resources, desk)
    if not survey.replies:
        wording = load_wording(query.language, "answer")
        reason = survey.failure.tell(query.language) if survey.failure else wording["reason_unreadable"]
        work = _describe(survey, desk)
        return (yield from revert_to_quotes(query, draft, reason=reason, work=work))
    return (yield from _reduce(survey, query, draft, resources, desk))


def _ask_all(
    survey: Survey, query: Query, resources: Resources, desk: Desk
) -> Generator[AnswerEvent, None, None]:
    """Ask of all zones, some a call; a call that fails ends the asking, one cut short only itself."""
    model = desk.model
    batches, no_room = plan_batches(
        survey.zones,
        # With none left, the one call that is tried says why.
        calls=max(1, model.budget.calls_left),
        most_tokens=resources.settings.model_evidence_tokens,
        cost=lambda zone: model.count_tokens("\n".join(describe_zone(zone, query.language))),
    )
    survey.no_room = len(no_room)
    done = 0
    yield StageStarted("mapping", done, len(survey.zones))
    for batch in batches:
        with closing(_ask(survey, batch, query, model)) as signs:
            for _ in signs:
                yield StageStarted("mapping", done, len(survey.zones))
        done += len(batch)
        yield StageStarted("mapping", done, len(survey.zones))
        if survey.failure is not None and not isinstance(survey.failure, ModelCutShortError):
            return


def _ask(
    survey: Survey, batch: Sequence[ZoneQuotes], query: Query, model: CountedModel
) -> Generator[None, None, None]:
    """Ask of some zones, with a sign for each piece; a model that goes on after its last line is stopped."""
    survey.asked |= {zone.handle: zone for zone in batch}
    text = ""
    try:
        with closing(model.stream(prompt_for_zones(query, batch).messages)) as pieces:
            for piece in pieces:
                yield
                text += piece
                if "\n" in piece and _is_complete(text, batch):
                    break
    except ModelUnavailableError as error:
        survey.failure = error
        text = _drop_last_line(text)
    survey.replies |= read_replies(text, batch)


def _is_complete(text: str, batch: Sequence[ZoneQuotes]) -> bool:
    """Say whether the whole lines answer for every zone."""
    replies = read_replies(_drop_last_line(text), batch)
    return len(replies) == len(batch) and all(reply.text or not reply.fits for reply in replies.values())


def _drop_last_line(text: str) -> str:
    """Leave out the last line, which may be cut."""
    return text.rpartition("\n")[0]


def _reduce(
    survey: Survey, query: Query, draft: Draft, resources: Resources, desk: Desk
) -> Generator[AnswerEvent, None, Draft]:
    """Make the list of the rulings on all zones, or say that none fits."""
    writing = Writing(Numbering(citation for zone in survey.zones for _, citation in zone.quotes))
    rulings = [
        rule_zone(
            survey.asked.get(zone.handle, zone),
            survey.replies.get(zone.handle),
            writing,
            query=query,
            desk=desk,
            is_quoted=zone.short in draft.zones,
        )
        for zone in survey.zones
    ]
    scope = scope_of(resources, query.narrowing)
    listing = compose_rulings(
        rulings, writing, query=query, desk=desk, scope=scope, judged=len(survey.replies)
    )
    note = _tell_unjudged(survey, query)
    work = {
        **_describe(survey, desk),
        "rulings": describe_rulings(rulings),
        **describe_writing(writing),
    }
    listed = tuple(ruling.zone.short for ruling in rulings if ruling.is_listed)
    if not listed:
        silent = replace(draft, model=desk.model.name, work=work)
        statement = f"{listing} {note}".strip()
        return (yield from tell_silence(query, silent, resources, statement=statement))
    text = "\n\n".join(filter(None, [listing, note]))
    yield from tell_text(text)
    return replace(
        draft,
        text=text,
        zones=listed,
        citations=writing.numbering.citations,
        form="written_list",
        model=desk.model.name,
        fallback=survey.failure.tell(query.language) if survey.failure and note else "",
        statements=tuple(writing.statements),
        removed_references=writing.removed_references,
        work=work,
    )


def _tell_unjudged(survey: Survey, query: Query) -> str:
    """Say how many zones the model did not judge, and why; nothing where it judged all."""
    missing = len(survey.zones) - len(survey.replies)
    if not missing:
        return ""
    wording = load_wording(query.language, "answer")
    reason = wording["reason_no_room" if survey.no_room else "reason_left_out"]
    if survey.failure is not None:
        reason = survey.failure.tell(query.language)
    return wording["unjudged"].format(count=missing, reason=escape_markdown(reason))


def _describe(survey: Survey, desk: Desk) -> dict[str, Json]:
    asked = {citation.number for zone in survey.asked.values() for _, citation in zone.quotes}
    every = [citation for zone in survey.zones for _, citation in zone.quotes]
    return {
        **desk.model.as_json(),
        "offered": len(asked),
        "left_out": [citation.text for citation in every if citation.number not in asked],
        "zones_judged": len(survey.replies),
        "zones_not_judged": len(survey.zones) - len(survey.replies),
    }
