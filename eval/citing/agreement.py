"""How far two judges agree, beyond what chance would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two judges over the same things.

    Attributes:
        n: How many things.
        observed: Share on which they agree.
        kappa: Cohen's kappa, at most 1, 0 for no more than chance; none where both always say one and the
            same, so that chance alone would let them agree on everything.
    """

    n: int
    observed: float
    kappa: float | None


def measure_agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> Agreement:
    """Compute Cohen's kappa of two judges' labels.

    `(p_o - p_e) / (1 - p_e)`, with `p_o` the share of equal labels and `p_e = Σ_l p_1(l) p_2(l)`, what chance
    would give two judges who use the labels as often as these (Cohen, A coefficient of agreement for nominal
    scales, Educational and Psychological Measurement 20, 1960).

    Args:
        first: One judge's label of each thing.
        second: The other's, in the same order.

    Raises:
        ValueError: They are not of one length, or there is none.
    """
    if len(first) != len(second) or not first:
        raise ValueError(
            f"agreement needs the same things judged twice, at least one, not {len(first)} and {len(second)}"
        )
    n = len(first)
    agreed = sum(one == other for one, other in zip(first, second, strict=True))
    counts, others = Counter(first), Counter(second)
    by_chance = sum(counts[label] * others[label] for label in counts)
    # Whole numbers, so that "always the same label" is exact: p_e = by_chance / n².
    kappa = None if by_chance == n * n else (agreed * n - by_chance) / (n * n - by_chance)
    return Agreement(n, agreed / n, kappa)
