"""Which zones speak of a theme, by the keyword index: no text is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Pieces
from index.lexicon import Lexicon
from index.store import Index
from rag.pipeline import Pipeline
from rag.suggestions.themes import Theme, load_themes

_ZONES_READ = 8
_PASSAGES_READ = 3


Passages = NDArray[np.int64]


def find_passages(theme: Theme, index: Index, lexicon: Lexicon) -> Passages:
    """Give the passages that have all pieces of a theme's Chinese name and are about a zone, in order.

    The pieces need not stand side by side, so that some of them do not name the theme; none that does is
    missed but where the encoder cuts the name in another way within its sentence.
    """
    (pieces,) = lexicon.encoder.split([theme.chinese])
    return _find(pieces, index, index.article_zones[index.passage_articles] >= 0)


def find_all_passages(
    themes: Sequence[Theme], index: Index, lexicon: Lexicon
) -> Iterable[tuple[Theme, Passages]]:
    """Give each theme that is met at all with its passages; see `find_passages`.

    Themes whose name is not in the encoder's vocabulary but as characters are left out: 大 and 门 stand in
    many passages that have no 大门.
    """
    has_zone, vocabulary = index.article_zones[index.passage_articles] >= 0, lexicon.encoder.vocabulary
    for theme, pieces in zip(themes, lexicon.encoder.split([theme.chinese for theme in themes]), strict=True):
        is_word = len(pieces) > 0 and all(len(vocabulary[piece]) > 1 for piece in pieces.tolist())
        if is_word and (index.keywords.idfs[pieces] > 0).all():
            yield theme, _find(pieces, index, has_zone)


def count_by_zone(passages: Passages, index: Index) -> Passages:
    """Count passages by zone: `(n_zones,)` int64."""
    zones = index.article_zones[index.passage_articles[passages]]
    return np.bincount(zones, minlength=len(index.zones)).astype(np.int64)


def is_told(theme: Theme, pipeline: Pipeline, *, least: int) -> bool:
    """Say whether a look at a few passages finds so many zones that deal in a theme."""
    index = pipeline.index
    passages = find_passages(theme, index, pipeline.resources.lexicon)
    zones = index.article_zones[index.passage_articles[passages]]
    found = 0
    for zone in np.unique(zones)[:_ZONES_READ].tolist():
        some = passages[zones == zone][:_PASSAGES_READ].tolist()
        found += any(load_themes().is_trade(theme, _read(number, index)) for number in some)
        if found == least:
            return True
    return False


def _read(number: int, index: Index) -> str:
    start, end = index.passage_spans[number].tolist()
    return index.article(int(index.passage_articles[number])).body[start:end]


def _find(pieces: Pieces, index: Index, among: NDArray[np.bool_]) -> Passages:
    has_all = among.copy()
    for piece in pieces.tolist():
        has_all &= index.keywords.scores({piece: 1.0}) > 0
    return np.flatnonzero(has_all).astype(np.int64)
