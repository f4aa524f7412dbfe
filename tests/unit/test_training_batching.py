"""Packed texts and batches: every pair in its share, no text twice in a batch."""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import islice, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from training.batching import PairPool, plan_batches, pool_pairs
from training.errors import RecipeError
from training.packing import PackedPairs, PieceCutter, Texts, load_pairs, save_pairs
from training.pairs import Pair
from training.recipe import Weights

WORDS = ["[PAD]", "[UNK]", "▁", *"abcdefgh", "."]
SIDE = st.text("abcdefgh", min_size=1, max_size=6)


def make_cutter() -> PieceCutter:
    tokenizer = Tokenizer(models.Unigram([(word, -1.0) for word in WORDS], unk_id=1, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return PieceCutter(tokenizer)


CUTTER = make_cutter()


def pack(*sides: tuple[str, str]) -> PackedPairs:
    return CUTTER.pack_pairs(Pair(left, right, "mine") for left, right in sides)


def spell(texts: Texts) -> list[str]:
    pieces, offsets = texts.gather(np.arange(len(texts)), longest=99)
    return ["".join(WORDS[piece] for piece in text) for text in np.split(pieces, offsets[1:])]


def make_pool(packed: PackedPairs, **weights: float) -> PairPool:
    return pool_pairs({"kind": packed}, Weights({"kind": weights.get("kind", 1.0)}, weights))


@given(st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=20))
def test_texts_come_back_from_their_pieces(sides: list[tuple[str, str]]) -> None:
    packed = pack(*sides)
    assert spell(packed.left) == [left for left, _ in sides]
    assert spell(packed.right) == [right for _, right in sides]
    same = [[left == other for other, _ in sides] for left, _ in sides]
    assert (packed.left.keys[:, None] == packed.left.keys[None, :]).tolist() == same


def test_what_says_nothing_has_no_piece() -> None:
    packed = pack(("a.b", "c"), (".", "d"), ("z", "e"), ("f", "g"))
    assert spell(packed.left) == ["ab", "f"]
    assert spell(packed.right) == ["c", "g"]
    assert packed.sources.tolist() == [0, 0]


def test_long_texts_are_cut_when_they_are_gathered() -> None:
    pieces, offsets = pack(("abcdef", "a"), ("gh", "b")).left.gather(np.array([1, 0, 1]), longest=3)
    assert "".join(WORDS[piece] for piece in pieces) == "ghabcgh"
    assert offsets.tolist() == [0, 2, 5]


def test_saved_pairs_are_the_same() -> None:
    packed = CUTTER.pack_pairs([Pair("ab", "c", "one"), Pair("d", "ef", "other")])
    with tempfile.TemporaryDirectory() as folder:
        save_pairs(Path(folder) / "deep" / "pairs.npz", packed)
        loaded = load_pairs(Path(folder) / "deep" / "pairs.npz")
    assert (spell(loaded.left), spell(loaded.right)) == (["ab", "d"], ["c", "ef"])
    assert loaded.names == ("one", "other")
    assert loaded.sources.tolist() == [0, 1]
    assert loaded.left.keys.tolist() == packed.left.keys.tolist()


def test_kinds_are_put_together_with_their_weights() -> None:
    words = CUTTER.pack_pairs([Pair("a", "b", "loose"), Pair("c", "d", "good")])
    texts = CUTTER.pack_pairs([Pair("ef", "gh", "good")])
    weights = Weights({"words": 2.0, "texts": 0.5}, {"good": 3.0}, {"texts": 2.0})
    pool = pool_pairs({"words": words, "texts": texts}, weights)
    assert spell(pool.left) == ["a", "c", "ef"]
    assert spell(pool.right) == ["b", "d", "gh"]
    assert pool.weights.tolist() == [2.0, 6.0, 1.0], "a source counts no more in texts than two"
    assert pool.mark_kinds(["words"]).tolist() == [True, True, False]


@given(st.lists(st.tuples(SIDE, SIDE), min_size=4, max_size=60), st.integers(2, 8), st.integers(0, 99))
def test_no_text_stands_twice_in_a_batch(sides: list[tuple[str, str]], size: int, seed: int) -> None:
    pool = make_pool(pack(*sides))
    try:
        plan = plan_batches(pool, batch_size=size, epochs=2, seed=seed)
    except RecipeError:
        assert min(len({left for left, _ in sides}), len({right for _, right in sides})) < 2 * size
        return
    for batch in plan:
        assert len(set(pool.left.keys[batch])) == size
        assert len(set(pool.right.keys[batch])) == size
    assert Counter(plan.ravel().tolist()).most_common(1)[0][1] <= 2, "once an epoch"


def list_texts(number: int) -> list[str]:
    return ["".join(letters) for letters in islice(product("abcdefgh", repeat=3), number)]


def test_a_pair_is_drawn_as_often_as_it_weighs() -> None:
    texts = list_texts(256)
    packed = CUTTER.pack_pairs(
        Pair(text, text, "twice" if number % 2 else "rare") for number, text in enumerate(texts)
    )
    plan = plan_batches(make_pool(packed, twice=2.0, rare=0.25), batch_size=16, epochs=40, seed=3)
    twice = np.count_nonzero(plan % 2) / (40 * 128)
    rare = np.count_nonzero(plan % 2 == 0) / (40 * 128)
    # Of 288 pairs an epoch, what fills no batch is left out.
    assert twice == pytest.approx(2.0, abs=0.1)
    assert rare == pytest.approx(0.25, abs=0.03)


def test_doubles_wait_for_the_next_batches() -> None:
    texts = list_texts(96)
    headwords = ["a"] * 16 + texts[16:]
    plan = plan_batches(make_pool(pack(*zip(headwords, texts, strict=True))), batch_size=4, epochs=1, seed=1)
    assert len(plan) >= 22, "hardly anything is left over"
    assert np.count_nonzero(plan < 16) == 16, "none of them is lost"


def test_too_large_a_batch_is_refused() -> None:
    with pytest.raises(RecipeError, match="batch_size is 3, too large for 4 pairs"):
        plan_batches(
            make_pool(pack(("a", "b"), ("a", "c"), ("d", "b"), ("d", "c"))), batch_size=3, epochs=1, seed=1
        )
