"""Pairs of texts whose pieces are given one text at a time, as the aligner takes them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.matching import join_pieces
from training.linking import ParallelPieces


def join_texts(
    english: Sequence[NDArray[np.int32]], chinese: Sequence[NDArray[np.int32]], weights: Sequence[float]
) -> ParallelPieces:
    """Join both sides; how much each pair counts is given beside them."""
    return ParallelPieces(*join_pieces(english), *join_pieces(chinese), np.array(weights, dtype=np.float32))
