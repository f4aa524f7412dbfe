"""What a step is made of: always the same texts, glossed questions, and the pieces of late interaction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

from training.batching import PairPool, pool_pairs
from training.glossing import Glosser
from training.making_batches import BatchMaker
from training.packing import FlatPieces, PackedPairs, PieceCutter, Starts
from training.pairs import Pair
from training.recipe import Weights, load_recipe
from training.word_tables import PieceProbabilities

WORDS = ["[PAD]", "[UNK]", "▁", *"abcdefgh", "."]
RECIPE = load_recipe().train
SETTINGS = replace(
    RECIPE, late=replace(RECIPE.late, kinds=("texts",), late_from=0.5, pairs=3, longest_pieces=4)
)


def make_cutter() -> PieceCutter:
    tokenizer = Tokenizer(models.Unigram([(word, -1.0) for word in WORDS], unk_id=1, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return PieceCutter(tokenizer)


def pack(*sides: tuple[str, str]) -> PackedPairs:
    return make_cutter().pack_pairs(Pair(left, right, "mine") for left, right in sides)


def make_pool(**kinds: PackedPairs) -> PairPool:
    return pool_pairs(kinds, Weights(dict.fromkeys(kinds, 1.0)))


def spell(pieces: FlatPieces, offsets: Starts) -> list[str]:
    return ["".join(WORDS[piece] for piece in text) for text in np.split(pieces, offsets[1:])]


TEXTS = pack(("abcdefgh", "a"), ("bcdefgha", "bb"), ("cdefghab", "cc"), ("dd", "d"))


def test_the_same_step_gives_the_same_batch() -> None:
    plan = np.array([[0, 1, 2], [3, 0, 1]])
    settings = replace(SETTINGS, longest_pieces=6, drop_pieces=0.5)
    maker = BatchMaker(make_pool(texts=TEXTS), plan, settings, seed=5)
    assert len(maker) == 2
    once, again = maker.make(0), maker.make(0)
    for (pieces, offsets), (others, places) in zip(once, again, strict=True):
        assert pieces.tolist() == others.tolist()
        assert offsets.tolist() == places.tolist()
    pieces, offsets = once[0]
    assert 3 <= len(pieces) < 18
    assert [WORDS[pieces[start]] for start in offsets] == ["a", "b", "c"], "no text loses its first piece"


def test_glossed_questions_are_glossed_and_no_other_text() -> None:
    questions = pack(("ab", "abc"), ("bba", "cd"))
    pool = make_pool(query_passage=questions, glossed_question=questions)
    a, b, g, h = (WORDS.index(word) for word in "abgh")
    starts = np.searchsorted([a, b], np.arange(len(WORDS) + 1))
    glosses = PieceProbabilities(starts, np.array([g, h], dtype=np.int32), np.ones(2, dtype=np.float32))
    maker = BatchMaker(pool, np.array([[0, 3, 2, 1]]), SETTINGS, seed=5, glosser=Glosser(glosses))
    left, right = maker.make(0)
    assert spell(*left) == ["ab", "hhg", "gh", "bba"]
    assert spell(*right) == ["abc", "cd", "abc", "cd"]


def test_late_pieces_are_those_of_the_first_pairs_of_their_kinds() -> None:
    pool = make_pool(words=pack(("g", "h"), ("h", "g")), texts=TEXTS)
    maker = BatchMaker(pool, np.array([[0, 1, 2, 3, 4, 5], [5, 0, 2, 1, 3, 4]]), SETTINGS, seed=5)
    assert maker.make_late(0) is None, "only in the second half of the steps"
    late = maker.make_late(1)
    assert late is not None
    assert len(set(late.pieces.tolist())) == len(late.pieces)
    lefts = [late.pieces[late.left[late.left_owners == text]] for text in range(3)]
    assert ["".join(WORDS[piece] for piece in text) for text in lefts] == ["dd", "abcd", "bcde"]
    assert spell(late.pieces[late.right], late.right_offsets) == ["d", "a", "bb"]


def test_late_pieces_need_two_pairs_and_a_weight() -> None:
    pool = make_pool(words=pack(("g", "h"), ("h", "g")), texts=TEXTS)
    assert BatchMaker(pool, np.array([[0, 1], [0, 2]]), SETTINGS, seed=5).make_late(1) is None
    unweighed = replace(SETTINGS, late=replace(SETTINGS.late, weight=0.0))
    assert BatchMaker(pool, np.array([[2, 3], [4, 5]]), unweighed, seed=5).make_late(1) is None


def test_pieces_of_batches_are_seen() -> None:
    seen = BatchMaker(make_pool(texts=TEXTS), np.array([[3], [3]]), SETTINGS, seed=5).mark_seen(len(WORDS))
    assert [WORDS[piece] for piece in np.flatnonzero(seen)] == ["d"]
