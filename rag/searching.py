"""One query through retrieval, the second stage and judging: its hits, and the sentences that may answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.answers import Evidence, Hit, Query
from rag.citing import quote_verbatim
from rag.judging import JudgedSentences, judge_passages, make_weigher
from rag.narrowing import admits_zone, find_allowed_articles
from rag.resources import Resources
from rag.retrieving import (
    PassageScores,
    PathWeights,
    allow_zones,
    score_passages,
    standardise,
    take_best,
    take_best_of_each_zone,
)
from rag.shortlisting import shortlist_passages
from rag.weighing import weigh_evidence

T = TypeVar("T")
Numbers = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """What one query found.

    Attributes:
        query: The query, or one side of a comparison.
        hits: The best passages, best first.
        evidence: The judged sentences, best first.
        passages: How many passages the filter left to search.
        judged: How many sentences were judged.
        articles: Of how many articles these passages are.
    """

    query: Query
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
    passages: int
    judged: int
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates in order: passages, their final scores and those of late interaction."""

    passages: Numbers
    total: Scores
    late: Scores


def search_query(query: Query, resources: Resources) -> Found:
    """Find what may answer one query."""
    scores = score_query(query, resources)
    ranking = rank_candidates(query, scores, resources)
    judged = judge_candidates(query, scores, ranking, resources)
    evidence = weigh_evidence(
        query,
        judged,
        model=resources.models.choose(is_list=query.is_list),
        index=resources.index,
        gazetteer=resources.gazetteer,
    )
    left = np.isfinite(scores.fused)
    return Found(
        query=query,
        hits=choose_hits(scores, ranking, resources),
        evidence=tuple(keep_zones(query, evidence, resources)),
        passages=int(left.sum()),
        judged=len(judged.articles),
        articles=int(np.count_nonzero(np.bincount(resources.index.passage_articles[left]))),
    )


def find_hits(query: Query, resources: Resources) -> tuple[Hit, ...]:
    """Find the best passages for a query, best first, without judging what they say."""
    scores = score_query(query, resources)
    return choose_hits(scores, rank_candidates(query, scores, resources), resources)


def join_hits(found: Sequence[Found], most: int) -> tuple[Hit, ...]:
    """Give the hits of all sides in turn, the best of each first, none twice, at most `most`."""
    joined: dict[int, Hit] = {}
    for hit in take_turns([side.hits for side in found]):
        joined.setdefault(hit.passage_index, hit)
    return tuple(joined.values())[:most]


def take_turns(rankings: Sequence[Sequence[T]]) -> Iterator[T]:
    """Give the best of each ranking, then the second best of each, and so on."""
    for turn in zip_longest(*rankings):
        yield from (one for one in turn if one is not None)


def keep_zones(query: Query, evidence: Sequence[Evidence], resources: Resources) -> Sequence[Evidence]:
    """Leave out of a list what is said of other zones than those that the reader has narrowed it to.

    An article about one of these may speak of another zone, which is not to be listed for it.
    """
    narrowing = query.narrowing
    if not query.is_list or not (narrowing.zones or narrowing.cities):
        return evidence

    def fits(item: Evidence) -> bool:
        zone = resources.gazetteer.get(item.zone)
        return item.zone == item.article.zone or (zone is not None and admits_zone(narrowing, zone))

    return [item for item in evidence if fits(item)]


def score_query(query: Query, resources: Resources) -> PassageScores:
    """Score every passage that the question's zones, and what the reader has narrowed it to, leave."""
    return score_within(query, resources, find_allowed(query, resources))


def find_allowed(query: Query, resources: Resources) -> NDArray[np.bool_] | None:
    """Give the filter `(n_passages,)` of a question's zones and cities and of its narrowing; none without."""
    index = resources.index
    cities = {zone.short: zone.city for zone in index.zones}
    named = allow_zones(query, index, cities)
    if query.narrowing.is_empty:
        return named
    articles = find_allowed_articles(query.narrowing, index.catalogue)
    if articles is None:
        return named
    narrowed: NDArray[np.bool_] = articles[index.passage_articles]
    return narrowed if named is None else named & narrowed


def score_within(
    query: Query, resources: Resources, allowed: NDArray[np.bool_] | None = None
) -> PassageScores:
    """Score every passage that a filter leaves; all when it is `None`."""
    settings = resources.settings
    return score_passages(
        query,
        index=resources.index,
        encoder=resources.encoder,
        lexicon=resources.lexicon,
        allowed=allowed,
        path_weights=PathWeights(settings.dense_weight, settings.keyword_weight),
    )


def rank_candidates(query: Query, scores: PassageScores, resources: Resources) -> Ranking:
    """Put the best candidates of the first stage in order by the second."""
    candidates = take_best(scores.fused, resources.settings.candidates)
    late = resources.reranker.score(query, candidates, resources.index)
    everyone = np.ones(len(candidates), dtype=bool)
    total = scores.fused[candidates] + resources.settings.late_weight * standardise(late, everyone)
    order = np.argsort(-total, kind="stable")
    return Ranking(candidates[order], total[order], late[order])


def judge_candidates(
    query: Query, scores: PassageScores, ranking: Ranking, resources: Resources
) -> JudgedSentences:
    """Judge the sentences of the best passages; for a list, those of the best passages of every zone."""
    index, lexicon, settings = resources.index, resources.lexicon, resources.settings
    weigh = make_weigher(index, lexicon.encoder)
    passages, most = ranking.passages, settings.judged_passages
    if query.is_list:
        of_zones = take_best_of_each_zone(scores.fused, index, settings.passages_of_zone)
        passages = np.concatenate([passages, np.setdiff1d(of_zones, passages)])
        most = settings.judged_passages_of_list
    passages = shortlist_passages(query, passages, index=index, lexicon=lexicon, weigh=weigh, most=most)
    return judge_passages(query, passages, index=index, lexicon=lexicon, weigh=weigh)


def choose_hits(scores: PassageScores, ranking: Ranking, resources: Resources) -> tuple[Hit, ...]:
    """Give the best passages, with at most some of one article."""
    index, settings = resources.index, resources.settings
    hits: list[Hit] = []
    of_article: dict[int, int] = {}
    for row, number in enumerate(ranking.passages.tolist()):
        article_number = int(index.passage_articles[number])
        if len(hits) == settings.hits:
            break
        if of_article.get(article_number, 0) >= settings.hits_of_article:
            continue
        of_article[article_number] = of_article.get(article_number, 0) + 1
        paths = {
            "dense": round(float(scores.dense[number]), 4),
            "keyword": round(float(scores.keyword[number]), 4),
            "fused": round(float(scores.fused[number]), 4),
            "late": round(float(ranking.late[row]), 4),
        }
        article = index.article(article_number)
        passage = index.passage(number)
        verbatim = quote_verbatim(article, passage.start, passage.end, index.page(article.source))
        hits.append(Hit(number, passage, article, float(ranking.total[row]), verbatim, paths))
    return tuple(hits)
