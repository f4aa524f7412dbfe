"""Rows at the start and in the end: near their translations, small where nothing was learnt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.composing import compose_pieces
from training.recipe import load_recipe
from training.starting import draw_rows, fold_rows, scale_rows
from training.word_tables import PieceProbabilities

pytest.importorskip("snowballstemmer", reason="needs the extra `training` (snowballstemmer)")

PIECES = ["铜", "矿", "铜矿", "▁copper", "▁mine", "▁mines", "罕"]
COPPER, MINE = PIECES.index("▁copper"), PIECES.index("▁mine")
SETTINGS = replace(load_recipe().train, dimensions=64)
COMPOSITION = compose_pieces(PIECES, 1.0)
GLOSSES = PieceProbabilities(
    np.array([0, 1, 2, 4, 4, 4, 4, 4]),
    np.array([COPPER, MINE, COPPER, MINE], dtype=np.int32),
    np.array([1.0, 1.0, 0.75, 0.25], dtype=np.float32),
)


def compare(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def test_a_chinese_row_starts_near_its_translations_with_its_own_norm() -> None:
    alone = draw_rows(COMPOSITION, GLOSSES, replace(SETTINGS, translated_start=0.0), seed=3)
    before = COMPOSITION.fold(alone)
    rows = COMPOSITION.fold(draw_rows(COMPOSITION, GLOSSES, replace(SETTINGS, translated_start=1.0), seed=3))
    np.testing.assert_allclose(rows[[3, 4, 5, 6]], before[[3, 4, 5, 6]])
    assert compare(rows[0], rows[COPPER]) > 0.99
    # 铜矿 is moved by its own row alone, then its parts move as well.
    assert compare(rows[2], 0.75 * rows[COPPER] + 0.25 * rows[MINE]) > 0.6
    assert np.linalg.norm(rows[0]) == pytest.approx(np.linalg.norm(before[0]), rel=1e-4)


def test_the_seed_alone_decides() -> None:
    one, same, other = (draw_rows(COMPOSITION, GLOSSES, SETTINGS, seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, same)
    assert not np.allclose(one, other)


def test_rows_that_nothing_looked_up_are_small_and_by_chance() -> None:
    table = draw_rows(COMPOSITION, GLOSSES, SETTINGS, seed=3) + 1
    seen = np.array([piece in {"铜矿", "▁copper", "▁mine"} for piece in PIECES])
    rows = fold_rows(table, COMPOSITION, seen, unseen_norm=0.5, seed=3)
    median = np.median(np.linalg.norm(rows[seen], axis=1))
    assert np.linalg.norm(rows[PIECES.index("罕")]) == pytest.approx(0.5 * median, rel=1e-4)
    np.testing.assert_allclose(rows[0], table[0], err_msg="a hanzi is learnt in the words that hold it")
    stem = table[COMPOSITION.rows[COMPOSITION.starts[MINE] + 1]]
    np.testing.assert_allclose(rows[PIECES.index("▁mines")], stem, err_msg="its own row was not learnt")
    np.testing.assert_allclose(rows[seen], COMPOSITION.fold(table)[seen], rtol=1e-5)


def test_norms_of_each_script_are_scaled_by_one_number_to_the_median_of_the_seen() -> None:
    rows = np.diag([1.0, 2.0, 4.0, 100.0, 0.0, 6.0, 12.0]).astype(np.float32)
    seen = np.array([True, True, True, False, True, True, True])
    chinese = np.array([True, True, True, True, True, False, False])
    scaled = scale_rows(rows, seen, chinese, 3.0)
    np.testing.assert_allclose(np.diagonal(scaled), [1.5, 3.0, 6.0, 150.0, 0.0, 2.0, 4.0])
