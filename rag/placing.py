"""The places far away that a list question names: a zone fits where a sentence names them too.

"Which zones export to Japan?" weighs two things, and a sentence that has exports alone covers half of them:
enough for the judging model, and yet no answer.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from rag.answers import Query

_PLACES_FILE = Path(__file__).parent / "far_places.txt"
_QUERIES_KEPT = 64


def names_far_places(query: Query, sentence: str) -> bool:
    """Tell whether a sentence names every far place that a question asks about, of alternatives one."""
    return all(any(name in sentence for name in names) for names in _find_far_places(query))


@lru_cache(maxsize=_QUERIES_KEPT)
def _find_far_places(query: Query) -> tuple[tuple[str, ...], ...]:
    """Give the words for each far place asked about; those for places joined by "or" together."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for concept in query.concepts:
        if concept.alternatives[0] in _read_far_places():
            groups[concept.group] += concept.alternatives
    return tuple(tuple(names) for names in groups.values())


@cache
def _read_far_places() -> frozenset[str]:
    lines = _PLACES_FILE.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
