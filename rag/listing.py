"""Every zone that fits: each judged by its own best sentences, so that none is lost to a top k."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rag.answers import Evidence


def list_zones(
    evidence: Sequence[Evidence], *, threshold: float, most_each: int = 2
) -> list[tuple[str, tuple[Evidence, ...]]]:
    """Choose the zones whose best sentence is at least as sure as the threshold.

    Args:
        evidence: Judged sentences of all zones.
        threshold: The least probability, 0 to 1.
        most_each: How many sentences a zone is shown with; further ones must pass the threshold too, and
            stand in another article or say something else than the best.

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
