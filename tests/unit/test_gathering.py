"""Gathered pieces are those of the texts that were asked for, in the order asked for."""

import numpy as np

from index.blocks import describe_article
from index.embedding import StaticEncoder
from index.gathering import gather_headline_pieces, gather_passage_pieces, gather_sentence_pieces
from index.store import Index


def test_passages(long_index: Index, encoder: StaticEncoder) -> None:
    numbers = np.arange(long_index.n_passages)[::-1].copy()
    pieces, bounds = gather_passage_pieces(long_index, numbers)
    for row, number in enumerate(numbers.tolist()):
        passage = long_index.passage(number)
        body = long_index.article(int(long_index.passage_articles[number])).body
        split = np.concatenate(encoder.split([body[start:end] for start, end in passage.sentences]))
        assert pieces[bounds[row] : bounds[row + 1]].tolist() == split.tolist()


def test_sentences(long_index: Index, encoder: StaticEncoder) -> None:
    numbers = np.array([long_index.n_sentences - 1, 0])
    pieces, bounds = gather_sentence_pieces(long_index, numbers)
    for row, number in enumerate(numbers.tolist()):
        start, end = long_index.sentence_spans[number].tolist()
        passage = int(long_index.sentence_passages[number])
        body = long_index.article(int(long_index.passage_articles[passage])).body
        (split,) = encoder.split([body[start:end]])
        assert pieces[bounds[row] : bounds[row + 1]].tolist() == split.tolist()


def test_headlines(long_index: Index, encoder: StaticEncoder) -> None:
    numbers = np.arange(long_index.n_articles)[::-1].copy()
    pieces, bounds = gather_headline_pieces(long_index, numbers)
    split = encoder.split([describe_article(long_index.article(number)) for number in numbers.tolist()])
    assert [part.tolist() for part in np.split(pieces, bounds[1:-1])] == [part.tolist() for part in split]
