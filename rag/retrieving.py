"""Passages by meaning and by keyword, fused: which passages may answer, best first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import TextEncoder
from index.lexicon import Lexicon
from index.sounding import list_hanzi
from index.store import Index
from rag.answers import Query

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]

_HANZI_BY_SOUND_WEIGHT = 0.3
_WORD_BY_WORD_WEIGHT = 2.0
"""Of an English question's words as the word table has them; a concept has some 0.2 to 1."""
_KEYWORD_SHARE = {"en": 0.5, "zh": 1.5}
"""Of the standardised keyword score against the dense one at 1, as measured on XQuAD; see the decision."""


@dataclass(frozen=True, slots=True)
class PathWeights:
    """How much each path counts in the fused score; one of 0 is switched off, and finds nothing.

    Attributes:
        dense: Of the standardised cosine.
        keyword: Of the standardised BM25, on top of the share that it has in each language.
    """

    dense: float = 1.0
    keyword: float = 1.0


BOTH_PATHS = PathWeights()


@dataclass(frozen=True, slots=True)
class PassageScores:
    """The scores of every passage of the index by each path.

    Attributes:
        dense: `(n_passages,)` float32 cosine of question and passage.
        keyword: `(n_passages,)` float32 BM25 over words of both languages.
        fused: `(n_passages,)` float32 both standardised, weighted and added; `-inf` where the filter or the
            want of any match shuts a passage out.
    """

    dense: Scores
    keyword: Scores
    fused: Scores


def weigh_keywords(query: Query, *, lexicon: Lexicon) -> dict[int, float]:
    """Give the weighted pieces that keyword search looks for.

    Each concept shares its weight among the pieces of its alternatives, the best first. An English question
    is translated word by word besides: the word table knows more translations than the glossary.
    """
    weights: dict[int, float] = {}
    for concept in query.concepts:
        words = (*concept.alternatives, *concept.guesses)
        shares = np.array([0.6**rank for rank in range(len(words))])
        shares *= concept.weight / shares.sum()
        for share, pieces in zip(shares, lexicon.encoder.split(words), strict=True):
            _add_weights(weights, lexicon.weigh_terms(pieces), float(share))
        if concept.is_name:
            for hanzi in list_hanzi(concept.surface):
                for pieces in lexicon.encoder.split(tuple(hanzi)):
                    for piece in pieces.tolist():
                        weights[piece] = max(weights.get(piece, 0.0), _HANZI_BY_SOUND_WEIGHT)
    if query.language == "en":
        (pieces,) = lexicon.encoder.split([query.topic or query.standalone])
        _add_weights(weights, lexicon.weigh_terms(pieces), _WORD_BY_WORD_WEIGHT)
    return weights


def _add_weights(weights: dict[int, float], added: Mapping[int, float], share: float) -> None:
    for piece, weight in added.items():
        weights[piece] = weights.get(piece, 0.0) + share * weight


def score_passages(
    query: Query,
    *,
    index: Index,
    encoder: TextEncoder,
    lexicon: Lexicon,
    allowed: NDArray[np.bool_] | None = None,
    path_weights: PathWeights = BOTH_PATHS,
) -> PassageScores:
    """Score every passage by both paths.

    A passage whose fused score rests on nothing (no keyword, and a cosine of zero or less) is shut out; what
    only a path of weight 0 finds is nothing too.

    Args:
        query: As understood.
        index: What is searched.
        encoder: The index's own.
        lexicon: For keyword search across languages.
        allowed: `(n_passages,)` bool: the filter by zone; all when `None`.
        path_weights: How much each path counts.
    """
    dense = index.vectors.scores(encoder.encode_queries([query.topic or query.standalone])[0])
    weights = weigh_keywords(query, lexicon=lexicon)
    if query.language == "en":
        weights = index.keywords.expand(weights)
    keyword = index.keywords.scores(weights)
    mask = _find_matches(dense, keyword, path_weights)
    if allowed is not None:
        mask &= allowed
    keyword_weight = path_weights.keyword * _KEYWORD_SHARE[query.language]
    fused = path_weights.dense * standardise(dense, mask) + keyword_weight * standardise(keyword, mask)
    fused[~mask] = -np.inf
    return PassageScores(dense=dense, keyword=keyword, fused=fused)


def _find_matches(dense: Scores, keyword: Scores, path_weights: PathWeights) -> NDArray[np.bool_]:
    found = np.zeros(len(dense), dtype=bool)
    for scores, weight in ((dense, path_weights.dense), (keyword, path_weights.keyword)):
        if weight > 0:
            found |= scores > 0
    return found


def standardise(scores: Scores, mask: NDArray[np.bool_]) -> Scores:
    """Give `(score - mean) / deviation` with both taken over the mask."""
    kept = scores[mask]
    if len(kept) < 2:
        return np.zeros_like(scores)
    deviation = float(kept.std())
    if deviation == 0:
        return np.zeros_like(scores)
    standard: Scores = ((scores - kept.mean()) / np.float32(deviation)).astype(np.float32)
    return standard


def take_best(fused: Scores, most: int) -> Numbers:
    """Give the numbers of the best passages, best first, at most `most`; those shut out never."""
    count = min(most, int(np.isfinite(fused).sum()))
    if count == 0:
        return np.empty(0, dtype=np.int64)
    best: Numbers = np.argpartition(-fused, count - 1)[:count].astype(np.int64)
    return best[np.argsort(-fused[best], kind="stable")]


def take_best_of_each_zone(fused: Scores, index: Index, most: int) -> Numbers:
    """Give the numbers of the best passages of each zone, so that no zone is lost to a top k."""
    order = np.argsort(-fused, kind="stable").astype(np.int64)
    order = order[np.isfinite(fused[order])]
    if not len(order):
        return order
    zones = index.article_zones[index.passage_articles[order]]
    by_zone = np.argsort(zones, kind="stable")
    grouped = zones[by_zone]
    starts = np.flatnonzero(np.concatenate([[True], grouped[1:] != grouped[:-1]]))
    sizes = np.diff(np.concatenate([starts, [len(order)]]))
    rank = np.arange(len(order)) - np.repeat(starts, sizes)
    chosen: Numbers = order[by_zone[rank < most]]
    return chosen


def allow_zones(query: Query, index: Index, zone_cities: Mapping[str, str]) -> NDArray[np.bool_] | None:
    """Give the filter that the question's zones and cities make, or `None` when it names none.

    Args:
        query: As understood.
        index: Whose passages are filtered.
        zone_cities: The city of each zone's short name.
    """
    # In "which zones visited Qinyuan?" the zone is what is looked for in the words, no filter.
    zones = () if query.is_list else query.zones
    if not zones and not query.cities:
        return None
    wanted = set(zones) | {short for short, city in zone_cities.items() if city in query.cities}
    numbers = [number for number, short in enumerate(index.zone_names) if short in wanted]
    allowed: NDArray[np.bool_] = np.isin(index.article_zones, numbers)[index.passage_articles]
    return allowed
