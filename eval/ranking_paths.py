"""A question's passages in order, by each path of the search by itself, searched as answering does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answers import Query
from rag.comparing import list_sides
from rag.resources import Resources
from rag.retrieving import take_best
from rag.searching import Numbers, Scores, find_allowed, rank_candidates, score_within, take_turns

DENSE, KEYWORD, FUSED, RERANKED = "dense", "keyword", "fused", "reranked"
PATHS = (DENSE, KEYWORD, FUSED, RERANKED)


def rank_query(
    query: Query, resources: Resources, *, paths: Sequence[str] = PATHS
) -> dict[str, tuple[int, ...]]:
    """Rank passages for a question as it was understood, within its zones; a comparison's sides in turn.

    Args:
        query: As understood; a follow-up as completed from what was asked before.
        resources: The index and what reads it.
        paths: Some of `PATHS`.

    Returns:
        By path the numbers of passages, best first, none twice, at most `settings.candidates`.
    """
    most = resources.settings.candidates
    sides = [
        rank_passages(side, resources, paths=paths, allowed=find_allowed(side, resources))
        for side in list_sides(query, gazetteer=resources.gazetteer, lexicon=resources.lexicon)
    ]
    return {path: join_rankings([side[path] for side in sides], most) for path in paths}


def rank_passages(
    query: Query,
    resources: Resources,
    *,
    paths: Sequence[str] = PATHS,
    allowed: NDArray[np.bool_] | None = None,
) -> dict[str, tuple[int, ...]]:
    """Rank passages for one search.

    Args:
        query: What is searched.
        resources: The index and what reads it.
        paths: Some of `PATHS`: `dense` (vectors), `keyword` (words across languages; only passages that
            have one of them), `fused` (both), `reranked` (the second stage on top of `fused`).
        allowed: `(n_passages,)` bool: the filter; all passages when `None`.

    Returns:
        By path the numbers of passages, best first, none twice, at most `settings.candidates`.
    """
    most = resources.settings.candidates
    scores = score_within(query, resources, allowed)
    orders: dict[str, Callable[[], Numbers]] = {
        DENSE: lambda: take_best(_keep(scores.dense, allowed), most),
        KEYWORD: lambda: take_best(_keep(_keep(scores.keyword, scores.keyword > 0), allowed), most),
        FUSED: lambda: take_best(scores.fused, most),
        RERANKED: lambda: rank_candidates(query, scores, resources).passages,
    }
    return {path: tuple(orders[path]().tolist()) for path in paths}


def join_rankings(rankings: Sequence[Sequence[int]], most: int) -> tuple[int, ...]:
    """Join rankings in turn, the best of each first, none twice, at most `most`."""
    return tuple(dict.fromkeys(take_turns(rankings)))[:most]


def _keep(scores: Scores, kept: NDArray[np.bool_] | None) -> Scores:
    """Shut out, by a score of `-inf`, what is not kept."""
    return scores if kept is None else np.where(kept, scores, np.float32(-np.inf))
