"""Passages for programs: the search of an answer without the answer, as plain values."""

from __future__ import annotations

from dataclasses import replace

from app.programs.refusing import RefusedError
from app.programs.requests import SearchRequest
from rag.answers import Hit, Json, Query
from rag.contract import passage_as_json
from rag.narrowing import check_narrowing, count_scope
from rag.resources import Resources
from rag.searching import find_hits
from rag.understanding import understand_question

PASSAGES_OF_ARTICLE = 3
"""Of one article at most, as an answer's hits have it."""


def search_passages(request: SearchRequest, resources: Resources) -> dict[str, Json]:
    """Find the passages that may answer a query, best first.

    Args:
        request: What is searched for.
        resources: Of the pipeline.

    Raises:
        RefusedError: The query is empty, too long or no text.
        rag.narrowing.NarrowingError: The search cannot be narrowed so.
    """
    text = _check_query(request.query, resources.settings.question_chars)
    index, gazetteer = resources.index, resources.gazetteer
    narrowing = check_narrowing(request.narrowing.as_narrowing(), index.catalogue, gazetteer)
    query = understand_question(text, gazetteer=gazetteer, lexicon=resources.lexicon)
    query = replace(query, narrowing=narrowing)
    scope = count_scope(narrowing, index)
    return {
        "query": request.query,
        "language": query.language,
        "passages": [passage_as_json(hit) for hit in _find_hits(query, resources, request.most)],
        "narrowing": narrowing.as_json(),
        "scope": {"articles": scope.articles, "zones": scope.zones},
    }


def _check_query(query: str, limit: int) -> str:
    if not query.strip():
        raise RefusedError("query: it is empty; give words or a question")
    if len(query) > limit:
        raise RefusedError(f"query: it has {len(query):,} characters; give at most {limit:,}")
    return query.strip()


def _find_hits(query: Query, resources: Resources, most: int) -> tuple[Hit, ...]:
    settings = replace(resources.settings, hits=most, hits_of_article=PASSAGES_OF_ARTICLE)
    return find_hits(query, replace(resources, settings=settings))
