"""Pieces that stand together in pairs of texts come to translate each other."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.joined_texts import join_texts
from training.aligning import AlignmentSettings, align_pieces
from training.linking import ParallelPieces

THE, HOUSE, BOOK, GREEN = range(4)
FANG, SHU, LU, EN = range(10, 14)
VOCABULARY = 20
PAIRS = [
    ([THE, HOUSE], [FANG]),
    ([THE, BOOK], [SHU]),
    ([THE, GREEN, HOUSE], [LU, FANG]),
    ([THE, GREEN, BOOK], [LU, SHU, EN]),
    ([THE, GREEN], [LU]),
]
NO_NULL = AlignmentSettings(free_rounds=6, agreeing_rounds=0, null_share=0.0)


def join(pairs: Sequence[tuple[list[int], list[int]]], weights: Sequence[float] = ()) -> ParallelPieces:
    english, chinese = ([np.array(pair[side], dtype=np.int32) for pair in pairs] for side in (0, 1))
    return join_texts(english, chinese, weights or [1.0] * len(pairs))


def best(pairs: Sequence[tuple[list[int], list[int]]], weights: Sequence[float] = ()) -> dict[int, int]:
    alignment = align_pieces(join(pairs, weights), vocabulary=VOCABULARY)
    order = np.argsort(alignment.counts)
    # The last one of an English piece wins: its best.
    return dict(zip(alignment.english[order].tolist(), alignment.chinese[order].tolist(), strict=True))


def test_pieces_that_go_together_are_linked() -> None:
    found = best(PAIRS * 3)
    assert {piece: found[piece] for piece in (HOUSE, BOOK, GREEN)} == {HOUSE: FANG, BOOK: SHU, GREEN: LU}


def test_a_piece_that_translates_nothing_has_few_links() -> None:
    alignment = align_pieces(join(PAIRS * 3), vocabulary=VOCABULARY)
    links = np.bincount(alignment.english, weights=alignment.counts, minlength=VOCABULARY)
    shares = links[:4] / alignment.english_counts[:4]
    assert shares[THE] < 0.25
    assert shares[[HOUSE, BOOK, GREEN]].min() > 0.5


def test_a_heavy_pair_outweighs_a_light_one() -> None:
    pairs = [([HOUSE], [FANG]), ([HOUSE], [SHU])]
    assert best(pairs, [1.0, 3.0])[HOUSE] == SHU
    assert best(pairs, [3.0, 1.0])[HOUSE] == FANG


def test_a_pair_of_no_weight_and_an_empty_text_are_left_out() -> None:
    alignment = align_pieces(
        join([([HOUSE], [FANG]), ([BOOK], [SHU]), ([GREEN], [])], [1.0, 0.0, 1.0]), vocabulary=VOCABULARY
    )
    assert alignment.english.tolist() == [HOUSE]
    assert alignment.chinese.tolist() == [FANG]


def test_only_the_head_of_a_long_text_is_read() -> None:
    short = AlignmentSettings(longest=2)
    alignment = align_pieces(join([([HOUSE, BOOK, GREEN], [FANG])]), vocabulary=VOCABULARY, settings=short)
    assert alignment.english.tolist() == [HOUSE, BOOK]


def test_nothing_to_align_is_said() -> None:
    with pytest.raises(ValueError, match="nothing to align"):
        align_pieces(join([([HOUSE], [])]), vocabulary=VOCABULARY)


def test_no_texts_at_all_are_nothing_to_align() -> None:
    with pytest.raises(ValueError, match="nothing to align"):
        align_pieces(join([]), vocabulary=VOCABULARY)


def test_sides_of_other_lengths_are_refused() -> None:
    text = np.zeros(1, dtype=np.int32)
    with pytest.raises(ValueError, match="2 English, 1 Chinese texts and 1 weights"):
        join_texts([text, text], [text], [1.0])


texts = st.lists(st.integers(0, 9), min_size=1, max_size=6)
corpora = st.lists(st.tuples(texts, texts), min_size=1, max_size=12)


@given(corpora)
@settings(deadline=None)
def test_free_rounds_never_lose_likelihood(pairs: list[tuple[list[int], list[int]]]) -> None:
    found = np.array(align_pieces(join(pairs), vocabulary=10, settings=NO_NULL).log_likelihoods)
    assert (np.diff(found, axis=0) >= -1e-3).all()


@given(corpora)
@settings(deadline=None)
def test_a_piece_has_no_more_links_than_places(pairs: list[tuple[list[int], list[int]]]) -> None:
    alignment = align_pieces(join(pairs), vocabulary=10)
    for pieces, most in (
        (alignment.english, alignment.english_counts),
        (alignment.chinese, alignment.chinese_counts),
    ):
        links = np.bincount(pieces, weights=alignment.counts, minlength=10)
        assert (links <= most + 1e-4).all()
    assert len(set(zip(alignment.english.tolist(), alignment.chinese.tolist(), strict=True))) == len(
        alignment.english
    )
