"""Glosses: English pieces for Chinese ones, as often as they translate them."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from training.aligning import Alignment
from training.glosses import GlossSettings, list_owners, load_glosses, make_glosses, save_glosses
from training.glossing import Glosser
from training.word_tables import PieceProbabilities

SIZE = 8
ALIGNMENT = Alignment(
    english=np.array([0, 0, 1, 1, 2, 3], dtype=np.int32),
    chinese=np.array([4, 5, 4, 6, 4, 5], dtype=np.int32),
    counts=np.array([6.0, 3.0, 3.0, 0.2, 1.0, 9.0]),
    english_counts=np.full(SIZE, 20.0),
    chinese_counts=np.full(SIZE, 20.0),
    log_likelihoods=(),
)


def make(most: int = 8, least_share: float = 0.03) -> PieceProbabilities:
    return make_glosses(ALIGNMENT, GlossSettings(most, least_share, least_links=0.5))


def test_glosses_of_a_piece_sum_to_one_best_first() -> None:
    glosses = make()
    found = list(zip(list_owners(glosses).tolist(), glosses.pieces.tolist(), strict=True))
    assert found == [(4, 0), (4, 1), (4, 2), (5, 3), (5, 0)]
    assert glosses.probabilities.tolist() == pytest.approx([0.6, 0.3, 0.1, 0.75, 0.25])


def test_rare_and_further_glosses_are_left_out() -> None:
    assert make(most=1).pieces.tolist() == [0, 3]
    kept = make(least_share=0.2)
    assert kept.pieces.tolist() == [0, 1, 3, 0]
    assert kept.probabilities[:2].tolist() == pytest.approx([2 / 3, 1 / 3]), "they sum to one again"


def test_saved_glosses_are_the_same() -> None:
    with tempfile.TemporaryDirectory() as folder:
        save_glosses(Path(folder) / "deep" / "glosses.npz", make())
        loaded = load_glosses(Path(folder) / "deep" / "glosses.npz")
    for name in ("starts", "pieces", "probabilities"):
        assert getattr(loaded, name).tolist() == getattr(make(), name).tolist()


def test_glosses_are_drawn_as_often_as_they_translate() -> None:
    glosser = Glosser(make())
    drawn = Counter(glosser.draw(np.full(4000, 4, dtype=np.int32), np.random.default_rng(1)).tolist())
    assert [drawn[piece] / 4000 for piece in (0, 1, 2)] == pytest.approx([0.6, 0.3, 0.1], abs=0.03)
    assert set(drawn) == {0, 1, 2}


def test_a_piece_without_a_gloss_stays() -> None:
    drawn = Glosser(make()).draw(np.array([7, 5, 6, 0], dtype=np.int32), np.random.default_rng(1)).tolist()
    assert [drawn[0], drawn[2], drawn[3]] == [7, 6, 0]
    assert drawn[1] in {0, 3}


def test_without_any_gloss_all_stay() -> None:
    nothing = np.empty(0, dtype=np.int32)
    empty = PieceProbabilities(np.zeros(SIZE + 1, dtype=np.int64), nothing, nothing.astype(np.float32))
    assert Glosser(empty).draw(np.array([4, 5], dtype=np.int32), np.random.default_rng(1)).tolist() == [4, 5]
