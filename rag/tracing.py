"""The trace of an answer: what each stage made of the question, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answers import Evidence, Hit, Json, Query, Trace
from rag.drafts import Draft
from rag.searching import Found

_EVIDENCE_SHOWN = 12


def trace_answer(
    query: Query, found: Sequence[Found], draft: Draft, *, rewriting: Mapping[str, Json]
) -> Trace:
    """Tell why the answer is what it is.

    Args:
        query: As understood.
        found: What each side of it found.
        draft: How the answer was made, and what a language model did.
        rewriting: What a language model made of a follow-up; empty where none was asked.
    """
    stages: list[tuple[str, dict[str, Json]]] = [("understanding", describe_query(query))]
    is_narrowed = not query.narrowing.is_empty
    if rewriting:
        stages.append(("rewriting", dict(rewriting)))
    for side in found:
        stages.append(
            (
                "searching",
                {
                    "topic": side.query.topic,
                    "zones": list(side.query.zones),
                    **({"articles": side.articles} if is_narrowed else {}),
                    "passages": side.passages,
                    "hits": [_describe_hit(hit) for hit in side.hits],
                },
            )
        )
        stages.append(
            (
                "judging",
                {
                    "sentences": side.judged,
                    "best": [_describe_evidence(item) for item in side.evidence[:_EVIDENCE_SHOWN]],
                },
            )
        )
    stages.append(("answering", {"form": draft.form, "threshold": draft.threshold, "model": draft.model}))
    if draft.work:
        stages.append(("writing", dict(draft.work)))
    return Trace(tuple(stages))


def describe_query(query: Query) -> dict[str, Json]:
    """Give the query as plain values."""
    return {
        "standalone": query.standalone,
        "topic": query.topic,
        "language": query.language,
        "concepts": [
            {"words": c.surface, "looked_for": [*c.alternatives, *c.guesses], "weight": round(c.weight, 2)}
            for c in query.concepts
        ],
        "zones": list(query.zones),
        "cities": list(query.cities),
        "years": list(query.years),
        "is_list": query.is_list,
        "expects": query.expects,
        **({} if query.narrowing.is_empty else {"narrowing": query.narrowing.as_json()}),
    }


def _describe_hit(hit: Hit) -> dict[str, Json]:
    return {
        "source": hit.article.source,
        "zone": hit.article.zone,
        "headline": hit.article.headline,
        "score": round(hit.score, 3),
        **dict(hit.paths),
    }


def _describe_evidence(item: Evidence) -> dict[str, Json]:
    return {
        "zone": item.zone,
        "sentence": item.text,
        "probability": round(item.score, 3),
        **dict(item.features),
    }
