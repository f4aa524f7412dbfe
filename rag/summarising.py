"""The coverage of a question's concepts summed up in a few figures for each sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answers import Concept
from rag.covering import ConceptCoverage

Table = NDArray[np.float32]

_NOTHING = 0.02
_ASK_SHARE = 0.4
_TRUST_POWER = 0.7
_KEY_SHARE = 0.75
"""Concepts with at least this share of the greatest weight are what the question is about."""


def summarise_coverage(
    concepts: Sequence[Concept], weights: Table, own: ConceptCoverage, context: Table
) -> tuple[Table, Table, Table, Table]:
    """Give, for each sentence, how it covers the question by itself, in context, at its worst, and by name.

    By itself and by name are weighted means, in context is a weighted geometric mean, the worst is taken
    over the concepts that the question is about. Where several things are asked for, the best covered one
    counts.
    """
    nothing = np.zeros(len(context), dtype=np.float32)
    covered, in_context, least, named = nothing, nothing, nothing, nothing
    if not concepts:
        return covered, in_context, least, named
    groups, group_weights, asks = _group_concepts(concepts, weights)
    by_any, by_name, around = (
        _best_of_groups(values, groups) for values in (own.any_means, own.by_name, context)
    )
    for chosen in _choose_asks(asks, group_weights):
        shares = group_weights[chosen] / group_weights[chosen].sum()
        key = group_weights[chosen] >= _KEY_SHARE * group_weights[chosen].max()
        trust = float(group_weights[chosen].max() / group_weights.max()) ** _TRUST_POWER
        covered = np.maximum(covered, trust * (by_any[:, chosen] @ shares))
        in_context = np.maximum(
            in_context, trust * np.exp(np.log(np.maximum(around[:, chosen], _NOTHING)) @ shares)
        )
        least = np.maximum(least, trust * around[:, chosen][:, key].min(axis=1))
        named = np.maximum(named, trust * (by_name[:, chosen] @ shares))
    return covered, in_context, least, named


def _group_concepts(
    concepts: Sequence[Concept], weights: Table
) -> tuple[list[tuple[NDArray[np.int64], Table]], Table, NDArray[np.int64]]:
    """Give the members of each group of alternatives with their trust, the groups' weights, and their asks.

    An alternative that means little ("or parts for it") is trusted less than one that means much.
    """
    numbers = np.array([concept.group for concept in concepts])
    groups, group_weights, asks = [], [], []
    for number in np.unique(numbers):
        members = np.flatnonzero(numbers == number)
        most = weights[members].max()
        groups.append((members, (weights[members] / most) ** np.float32(_TRUST_POWER)))
        group_weights.append(most)
        asks.append(concepts[int(members[0])].ask)
    return groups, np.array(group_weights, dtype=np.float32), np.array(asks)


def _best_of_groups(values: Table, groups: Sequence[tuple[NDArray[np.int64], Table]]) -> Table:
    return np.column_stack([(values[:, members] * trust).max(axis=1) for members, trust in groups])


def _choose_asks(asks: NDArray[np.int64], weights: Table) -> list[NDArray[np.int64]]:
    """Give the groups of each thing asked for that names something of weight, and all together."""
    heavy = weights.max() * _ASK_SHARE
    chosen = [np.flatnonzero(asks == ask) for ask in np.unique(asks)]
    chosen = [groups for groups in chosen if weights[groups].max() >= heavy]
    return [np.arange(len(asks)), *chosen] if len(chosen) > 1 else [np.arange(len(asks))]
