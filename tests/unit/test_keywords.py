from itertools import chain
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.keywords import (
    CHARACTER_WEIGHT,
    HEADLINE_WEIGHT,
    INNER_WORD_WEIGHT,
    K1,
    B,
    KeywordIndex,
    PassagePieces,
    tabulate_parts,
    weigh_pieces,
)

VOCABULARY = ("[PAD]", "铜", "管", "铜管", "▁copper", "，", "煤", "化工", "煤化工")
PAD, COPPER, TUBE, COPPER_TUBE, ENGLISH_COPPER, COMMA, COAL, CHEMICALS, COAL_CHEMICALS = range(9)


def _index(passages: list[list[int]], headlines: list[list[int]] | None = None) -> KeywordIndex:
    """Index passages of one sentence each, every one of an article of its own."""
    headlines = headlines or [[] for _ in passages]
    texts = PassagePieces(
        passage_articles=np.arange(len(passages), dtype=np.int32),
        passage_sentences=np.arange(len(passages) + 1),
        sentence_pieces=np.cumsum([0, *map(len, passages)]),
        pieces=np.fromiter(chain.from_iterable(passages), dtype=np.int32),
        headline_starts=np.cumsum([0, *map(len, headlines)]),
        headline_pieces=np.fromiter(chain.from_iterable(headlines), dtype=np.int32),
    )
    table = tabulate_parts(VOCABULARY)
    return KeywordIndex(weigh_pieces(texts, VOCABULARY, table), table, passages=len(passages))


def _bm25(tf: float, length: float, mean: float, *, found_in: int, of: int) -> float:
    idf = log(1 + (of - found_in + 0.5) / (found_in + 0.5))
    return idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / mean))


def test_scores_are_the_formula() -> None:
    keywords = _index([[COAL, COAL, ENGLISH_COPPER], [COAL], [ENGLISH_COPPER]])

    mean = (3 + 1 + 1) / 3
    expected = [_bm25(2, 3, mean, found_in=2, of=3), _bm25(1, 1, mean, found_in=2, of=3), 0]
    np.testing.assert_allclose(keywords.scores({COAL: 1.0}), expected, rtol=1e-6)


def test_a_longer_piece_counts_its_characters_a_little() -> None:
    keywords = _index([[COPPER_TUBE], [COAL]])

    length, mean = 1 + 2 * CHARACTER_WEIGHT, (1 + 2 * CHARACTER_WEIGHT + 1) / 2
    expected = _bm25(CHARACTER_WEIGHT, length, mean, found_in=1, of=2)
    np.testing.assert_allclose(keywords.scores({COPPER: 1.0}), [expected, 0], rtol=1e-6)


def test_a_word_within_a_longer_one_is_found_and_counts_more_than_a_character() -> None:
    keywords = _index([[COAL_CHEMICALS], [CHEMICALS], [COPPER]])

    whole = 1 + INNER_WORD_WEIGHT + CHARACTER_WEIGHT  # 煤 is the one character of it that has a piece
    mean = (whole + 1 + 1) / 3
    within = _bm25(INNER_WORD_WEIGHT, whole, mean, found_in=2, of=3)
    itself = _bm25(1, 1, mean, found_in=2, of=3)
    np.testing.assert_allclose(keywords.scores({CHEMICALS: 1.0}), [within, itself, 0], rtol=1e-6)
    assert CHARACTER_WEIGHT < INNER_WORD_WEIGHT < 1


def test_the_headline_counts_in_the_passage_but_less_than_its_own_words() -> None:
    keywords = _index([[COAL], [ENGLISH_COPPER]], headlines=[[ENGLISH_COPPER], []])

    length, mean = 1 + HEADLINE_WEIGHT, (1 + HEADLINE_WEIGHT + 1) / 2
    in_headline = _bm25(HEADLINE_WEIGHT, length, mean, found_in=2, of=2)
    in_text = _bm25(1, 1, mean, found_in=2, of=2)
    np.testing.assert_allclose(keywords.scores({ENGLISH_COPPER: 1.0}), [in_headline, in_text], rtol=1e-6)
    assert in_headline < in_text


def test_punctuation_and_padding_are_not_words() -> None:
    keywords = _index([[COMMA, COAL], [PAD, COMMA]])

    assert keywords.scores({COMMA: 1.0}).tolist() == [0, 0]
    assert keywords.idfs[COMMA] == 0
    assert keywords.idfs[COAL] == pytest.approx(log(1 + 1.5 / 1.5))


@pytest.mark.parametrize("piece", [-1, len(VOCABULARY), 1_000_000])
def test_a_piece_that_is_not_in_the_vocabulary_adds_nothing(piece: int) -> None:
    keywords = _index([[COAL]])

    assert keywords.scores({piece: 1.0}).tolist() == [0]


def test_a_query_is_expanded_as_the_passages_were() -> None:
    keywords = _index([[COPPER], [COAL]])

    expanded = keywords.expand({COPPER_TUBE: 2.0, COPPER: 1.0})

    assert expanded == pytest.approx(
        {COPPER_TUBE: 2.0, COPPER: 1.0 + 2 * CHARACTER_WEIGHT, TUBE: 2 * CHARACTER_WEIGHT}
    )
    assert keywords.scores({COPPER_TUBE: 1.0}).tolist() == [0, 0]
    assert keywords.scores(keywords.expand({COPPER_TUBE: 1.0}))[0] > 0


def test_no_passages_have_no_scores() -> None:
    assert _index([]).scores({COAL: 1.0}).shape == (0,)


passages_of_pieces = st.lists(st.lists(st.integers(1, 6), max_size=6), min_size=1, max_size=8)
weights_of_pieces = st.dictionaries(st.integers(1, 6), st.floats(0.1, 3), max_size=6)


@given(passages=passages_of_pieces, weights=weights_of_pieces)
@settings(max_examples=60, deadline=None)
def test_a_weighted_query_is_the_weighted_sum_of_its_terms(
    passages: list[list[int]], weights: dict[int, float]
) -> None:
    keywords = _index(passages)

    parts = [weight * keywords.scores({piece: 1.0}) for piece, weight in weights.items()]
    expected = np.sum(parts, axis=0) if parts else np.zeros(len(passages))
    np.testing.assert_allclose(keywords.scores(weights), expected, rtol=1e-4, atol=1e-6)


@given(passages=passages_of_pieces)
@settings(max_examples=40, deadline=None)
def test_a_score_is_above_zero_exactly_where_the_piece_stands(passages: list[list[int]]) -> None:
    scores = _index(passages).scores({COAL: 1.0})

    assert [score > 0 for score in scores] == [COAL in passage for passage in passages]
