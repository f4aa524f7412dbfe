"""Composed rows: what a piece shares with others, and that folding gives the same vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.composing import Composition, compose_pieces

pytest.importorskip("snowballstemmer", reason="needs the extra `training` (snowballstemmer)")

PIECES = [
    "[PAD]",
    "▁",
    "工",
    "业",
    "园",
    "工业",
    "工业园区",
    "园区",
    "▁parks",
    "▁parking",
    "▁park",
    "ing",
    "▁of",
]


def name_parts(composition: Composition) -> dict[str, list[str]]:
    names = [*PIECES, *(f"stem {number}" for number in range(composition.size - len(PIECES)))]
    starts = composition.starts
    return {
        piece: [names[row] for row in composition.rows[starts[place] + 1 : starts[place + 1]]]
        for place, piece in enumerate(PIECES)
    }


def test_words_are_made_of_hanzi_of_inner_words_and_of_stems() -> None:
    parts = name_parts(compose_pieces(PIECES, 1.0))
    assert parts["工业"] == ["工", "业"]
    assert parts["工业园区"] == ["工", "业", "园", "工业", "园区"], "区 is no piece"
    assert parts["园区"] == ["园"]
    assert parts["▁parks"] == parts["▁parking"] == parts["▁park"] == ["stem 0"]
    assert all(not parts[piece] for piece in ("[PAD]", "▁", "工", "ing", "▁of"))


def test_parts_count_their_share_together() -> None:
    composition = compose_pieces(PIECES, 0.5)
    place = PIECES.index("工业")
    assert composition.rows[composition.starts[place]] == place
    stretch = slice(composition.starts[place], composition.starts[place + 1])
    assert composition.weights[stretch].tolist() == [1.0, 0.25, 0.25]


def test_without_a_share_pieces_are_themselves() -> None:
    composition = compose_pieces(PIECES, 0.0)
    assert composition.size == composition.pieces == len(PIECES)
    table = np.arange(len(PIECES) * 2, dtype=np.float32).reshape(-1, 2)
    np.testing.assert_array_equal(composition.fold(table), table)


@given(st.lists(st.lists(st.integers(0, len(PIECES) - 1), min_size=1, max_size=5), min_size=1, max_size=6))
def test_a_text_sums_to_the_same_expanded_or_folded(texts: list[list[int]]) -> None:
    composition = compose_pieces(PIECES, 0.7)
    table = np.random.default_rng(1).standard_normal((composition.size, 4)).astype(np.float32)
    pieces = np.array([piece for text in texts for piece in text])
    offsets = np.cumsum([0, *map(len, texts)])[:-1]
    expanded = composition.expand(pieces, offsets)
    whole = np.add.reduceat(expanded.weights[:, None] * table[expanded.rows], expanded.offsets)
    folded = np.add.reduceat(composition.fold(table)[pieces], offsets)
    np.testing.assert_allclose(whole, folded, atol=1e-5)
