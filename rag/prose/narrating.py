"""An answer in prose: what the model is given, what it wrote, and what of it is shown."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from prompts.loading import load_wording
from rag.answering import find_zone
from rag.answers import AnswerEvent, Json, Query, StageStarted, TextAdded
from rag.composing import compose_sources
from rag.drafts import Draft
from rag.prose.numbering import Numbering
from rag.prose.prompting import Prompt, prompt_for_prose
from rag.prose.reverting import revert_to_quotes, state_silence, tell_silence
from rag.prose.sourcing import source_prose
from rag.prose.writing import Desk, Writing, describe_writing, write_statements
from rag.resources import Resources
from rag.searching import Found


def narrate_answer(
    query: Query, found: Sequence[Found], draft: Draft, resources: Resources, desk: Desk
) -> Generator[AnswerEvent, None, Draft]:
    """Let the model write from the sentences found, and return its answer, or the quoted one.

    What the code has computed (which side of a comparison is larger) opens the answer.
    """
    yield StageStarted("writing")
    first = draft.citations if draft.form == "comparison" else draft.citations[:1]
    prompt = prompt_for_prose(
        query,
        source_prose(query, found, draft, resources),
        count_tokens=desk.model.count_tokens,
        most_tokens=resources.settings.model_evidence_tokens,
        least=len(first),
    )
    writing = Writing(Numbering(prompt.offered, first=first if draft.lead else ()))
    if draft.lead:
        yield TextAdded(f"{draft.lead}\n\n")
    yield from write_statements(prompt, writing, query, desk)
    work = _describe(prompt, writing, desk)
    reason = find_reason(query, writing, is_computed=bool(draft.lead))
    if reason:
        streamed = f"{draft.lead}{writing.text}"
        return (yield from revert_to_quotes(query, draft, reason=reason, work=work, streamed=streamed))
    if not writing.has_support:
        silent = replace(draft, model=desk.model.name, work=work)
        statement = state_silence(query, resources)
        return (yield from tell_silence(query, silent, resources, statement=statement, streamed=writing.text))
    return (yield from _finish(query, draft, resources, writing, desk.model.name, work))


def find_reason(query: Query, writing: Writing, *, is_computed: bool) -> str:
    """Give why the quoted answer takes over; nothing where a statement holds, or where none answers."""
    wording = load_wording(query.language, "answer")
    if writing.failure is not None:
        return writing.failure.tell(query.language)
    if writing.has_support:
        return ""
    if writing.is_silent:
        return wording["reason_silent"] if is_computed else ""
    return wording["reason_unsupported" if writing.checked else "reason_empty"]


def _finish(
    query: Query, draft: Draft, resources: Resources, writing: Writing, model: str, work: dict[str, Json]
) -> Generator[AnswerEvent, None, Draft]:
    citations = writing.numbering.citations
    quotes = [(find_zone(citation.zone, resources.gazetteer), citation) for citation in citations]
    sources = compose_sources(quotes, query.language)
    yield TextAdded(f"\n\n{sources}")
    zones = draft.zones if draft.lead else ()
    return replace(
        draft,
        text="\n\n".join(filter(None, [draft.lead, writing.text, sources])),
        zones=tuple(dict.fromkeys([*zones, *writing.zones])),
        citations=citations,
        form="written_comparison" if draft.form == "comparison" else "written",
        model=model,
        statements=tuple(writing.statements),
        removed_references=writing.removed_references,
        work=work,
    )


def _describe(prompt: Prompt, writing: Writing, desk: Desk) -> dict[str, Json]:
    return {
        **desk.model.as_json(),
        "offered": len(prompt.offered),
        "left_out": [citation.text for citation in prompt.left_out],
        **describe_writing(writing),
    }
