"""How many passages a second the bundled encoder encodes, in this process, with the cores that it has."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import islice

from eval.benchmarks.naive_retrieval import PIECE_CHARACTERS, cut_pieces
from index.embedding import TextEncoder

_MOST_PASSAGES = 5_000
_RUNS = 3


def take_passages(texts: Iterable[str], *, most: int = _MOST_PASSAGES) -> list[str]:
    """Give the first passages of exactly `PIECE_CHARACTERS` characters.

    The rest of a text, and a text that is shorter, are left out.
    """
    pieces = (piece for text in texts for piece in cut_pieces(text) if len(piece) == PIECE_CHARACTERS)
    return list(islice(pieces, most))


def measure_encoding(encoder: TextEncoder, passages: Sequence[str], *, runs: int = _RUNS) -> float:
    """Give passages a second, of the fastest of some runs: the slower ones shared the cores with other work.

    Some passages are encoded before them, so that nothing is read or built within the time.

    Raises:
        ValueError: There is no passage.
    """
    if not passages:
        raise ValueError(f"no text has {PIECE_CHARACTERS} characters; give longer ones")
    encoder.encode_passages(passages[: len(passages) // 10 + 1])
    return len(passages) / min(_time_run(encoder, passages) for _ in range(runs))


def _time_run(encoder: TextEncoder, passages: Sequence[str]) -> float:
    start = time.perf_counter()
    encoder.encode_passages(passages)
    return time.perf_counter() - start
