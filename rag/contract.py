"""Answers as JSON: the contract that other programs rely on, described in `docs/json-contract.md`."""

from __future__ import annotations

from rag.answers import Answer, Citation, Hit, Json, Statement

VERSION = 1


def answer_as_json(answer: Answer) -> dict[str, Json]:
    """Give an answer as plain values, in the contract's fields and order."""
    return {
        "version": VERSION,
        "question": answer.query.question,
        "standalone": answer.query.standalone,
        "language": answer.query.language,
        "narrowing": answer.query.narrowing.as_json(),
        "scope": {"articles": answer.scope.articles, "zones": answer.scope.zones},
        "text": answer.text,
        "abstained": answer.abstained,
        "model": answer.model,
        "fallback": answer.fallback,
        "statements": [statement_as_json(statement) for statement in answer.statements],
        "removed_references": answer.removed_references,
        "zones": [
            {"name": zone.name, "short": zone.short, "english": zone.english, "city": zone.city}
            for zone in answer.zones
        ],
        "citations": [citation_as_json(citation) for citation in answer.citations],
        "hits": [_hit_as_json(hit) for hit in answer.hits],
        "trace": answer.trace.as_json(),
        "seconds": round(answer.seconds, 4),
    }


def statement_as_json(statement: Statement) -> dict[str, Json]:
    """Give a checked statement as plain values, in the contract's fields and order."""
    return {
        "text": statement.text,
        "citations": list(statement.citations),
        "verdict": statement.verdict,
        "problems": [
            {"kind": problem.kind, "said": problem.said, "instead": problem.instead}
            for problem in statement.problems
        ],
        "unconfirmed": list(statement.unconfirmed),
        "support": round(statement.support, 4),
        "is_cited": statement.is_cited,
    }


def error_as_json(message: str, question: str | None = None) -> dict[str, Json]:
    """Give what stands in the place of an answer that could not be made."""
    return {"version": VERSION, "question": question, "error": message}


def citation_as_json(citation: Citation) -> dict[str, Json]:
    """Give a citation as plain values; the check of a text gives the same."""
    return {
        "number": citation.number,
        "quote": citation.quote,
        "focus": list(citation.focus) if citation.focus else None,
        "zone": citation.zone,
        "headline": citation.headline,
        "byline": citation.byline,
        "published": citation.published,
        "source": citation.source,
        "start": citation.start,
        "end": citation.end,
    }


def passage_as_json(hit: Hit) -> dict[str, Json]:
    """Give a passage with its place on the page as read: what programs that only search get."""
    article = hit.article
    start, end = article.locate(hit.passage.start, hit.passage.end)
    return {
        "text": hit.verbatim,
        "zone": article.zone,
        "headline": article.headline,
        "byline": article.byline,
        "published": str(article.published),
        "source": article.source,
        "start": start,
        "end": end,
        "article_id": article.id,
        "score": round(hit.score, 4),
    }


def _hit_as_json(hit: Hit) -> dict[str, Json]:
    return {
        "text": hit.verbatim,
        "zone": hit.article.zone,
        "headline": hit.article.headline,
        "byline": hit.article.byline,
        "source": hit.article.source,
        "score": round(hit.score, 4),
    }
