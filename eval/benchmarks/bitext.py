"""Sentences and their translations: does each find its own, by the encoder alone?

Accuracy at 1: the share of sentences whose nearest neighbour in the other language is their translation, both
ways (Artetxe and Schwenk, Massively multilingual sentence embeddings for zero-shot cross-lingual transfer and
beyond, TACL 2019, section 4.3, where it is the error rate on Tatoeba).
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.benchmarks.adapting import SentencePair
from index.embedding import TextEncoder
from index.vectors import VectorIndex


def match_translations(pairs: Sequence[SentencePair], encoder: TextEncoder) -> dict[str, list[float]]:
    """Tell of each sentence, for either direction, whether the nearest is its translation: 1, else 0.

    A sentence that stands twice in the other language counts as found whichever of the two is nearest.

    Returns:
        By direction, `en → zh` and `zh → en`, one value a pair.
    """
    english, chinese = [pair.en for pair in pairs], [pair.zh for pair in pairs]
    return {
        "en → zh": _match(english, chinese, encoder),
        "zh → en": _match(chinese, english, encoder),
    }


def _match(asked: Sequence[str], wanted: Sequence[str], encoder: TextEncoder) -> list[float]:
    vectors = VectorIndex(encoder.encode_passages(wanted))
    nearest, _ = vectors.search(encoder.encode_queries(asked), 1)
    return [float(wanted[found] == own) for found, own in zip(nearest[:, 0].tolist(), wanted, strict=True)]
