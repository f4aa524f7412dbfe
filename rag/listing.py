"""Every zone that fits: each judged by its own best sentences, so that none is lost to a top k."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rag.answers import Evidence

FLOOR_SHARE = 0.7
NEAR_BEST_SHARE = 0.8


def lower_threshold(threshold: float, best: float) -> float:
    """Give the probability that is enough for a question whose best evidence has probability `best`.

    A question with many words is seldom covered whole. Where nothing reaches the threshold, what is nearly as
    sure as the best is listed, down to a floor under which the pages do not say.
    """
    return min(threshold, max(FLOOR_SHARE * threshold, NEAR_BEST_SHARE * best))


def settle_threshold(evidence: Sequence[Evidence], threshold: float) -> float:
    """Give the probability that is enough for a list from this evidence; see `lower_threshold`."""
    return lower_threshold(threshold, max((item.score for item in evidence if item.zone), default=0.0))


def list_zones(
    evidence: Sequence[Evidence], *, threshold: float, most_each: int = 2
) -> list[tuple[str, tuple[Evidence, ...]]]:
    """Choose the zones whose best sentence is sure enough.

    Args:
        evidence: Judged sentences of all zones.
        threshold: The probability that is enough, 0 to 1; see `settle_threshold`.
        most_each: How many sentences a zone is shown with; further ones must pass the threshold too.

    Returns:
        Short name and sentences of each zone, the surest zone first; the sentences best first.
    """
    by_zone: defaultdict[str, list[Evidence]] = defaultdict(list)
    for item in evidence:
        if item.zone and item.score >= threshold:
            by_zone[item.zone].append(item)
    listed = [
        (zone, tuple(sorted(items, key=lambda item: -item.score)[:most_each]))
        for zone, items in by_zone.items()
    ]
    return sorted(listed, key=lambda pair: (-pair[1][0].score, pair[0]))
