"""The answerer with no language model: the sentences that answer, word for word, best first."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers import Evidence

LEAST_ODDS_SHARE = 0.2


def choose_quotes(
    evidence: Sequence[Evidence], *, threshold: float, most: int, odds_share: float = LEAST_ODDS_SHARE
) -> tuple[Evidence, ...]:
    """Choose the sentences to quote.

    Args:
        evidence: Judged sentences.
        threshold: The least probability, 0 to 1.
        most: How many at most.
        odds_share: What share of the best sentence's odds a further one must have.

    Returns:
        The surest, best first, none twice in the same words; each not much less sure than the best one, so
        that a good answer is not followed by loosely related ones.
    """
    ordered = sorted(evidence, key=lambda item: (-item.score, item.article.source, item.start))
    chosen: list[Evidence] = []
    for item in ordered:
        if item.score < threshold or len(chosen) == most:
            break
        if chosen and _odds(item.score) < _odds(chosen[0].score) * odds_share:
            break
        if all(item.text != other.text for other in chosen):
            chosen.append(item)
    return tuple(chosen)


def _odds(probability: float) -> float:
    return probability / max(1e-6, 1 - probability)
