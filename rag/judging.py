"""Sentence by sentence: does this sentence answer the question, and how surely?

A sentence is held against each concept of the question, in the sentence itself and, for less, in its
headline and passage. A logistic model over a few such features gives the probability. Its coefficients are
fitted on half of the industries of the sample's questions and tested on the other half.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.documents import Article
from index.lexicon import Lexicon
from index.matching import gather_stretches
from index.store import Index
from rag.answers import Concept, Query
from rag.covering import cover_concepts

MODEL_FILE = Path(__file__).parent / "judging_model.toml"

Table = NDArray[np.float32]
Numbers = NDArray[np.int64]

FEATURES = (
    "covered",
    "covered_in_context",
    "least_covered",
    "named",
    "sentence_cosine",
    "passage_cosine",
    "is_english",
)
_HEADLINE_SHARE = 0.85
_PASSAGE_SHARE = 0.6
_KEY_SHARE = 0.75
"""Concepts with at least this share of the greatest weight are what the question is about."""


@dataclass(frozen=True, slots=True)
class JudgingModel:
    """A logistic model over `FEATURES`.

    Attributes:
        coefficients: By the feature's name.
        intercept: The constant term.
        list_threshold: A zone fits when its best sentence's probability is at least this.
        quote_threshold: A sentence answers when its probability is at least this.
    """

    coefficients: Mapping[str, float]
    intercept: float
    list_threshold: float
    quote_threshold: float

    def predict(self, features: Table) -> Table:
        """Give the probability of each row of `(n, len(FEATURES))` features."""
        weights = np.array([self.coefficients[name] for name in FEATURES], dtype=np.float32)
        logits = features @ weights + np.float32(self.intercept)
        probabilities: Table = (1 / (1 + np.exp(-logits))).astype(np.float32)
        return probabilities


@cache
def load_judging_model(path: Path = MODEL_FILE) -> JudgingModel:
    """Read the fitted model that ships with the project."""
    table = tomllib.loads(path.read_text("utf-8"))
    return JudgingModel(
        coefficients={name: float(table["coefficients"][name]) for name in FEATURES},
        intercept=float(table["intercept"]),
        list_threshold=float(table["list_threshold"]),
        quote_threshold=float(table["quote_threshold"]),
    )


@dataclass(frozen=True, slots=True)
class JudgedSentences:
    """Candidate sentences with their features.

    Attributes:
        articles: The article of each sentence, `n` of them.
        spans: `(n, 2)` offsets in the article's body.
        features: `(n, len(FEATURES))` float32.
        coverage: `(n, n_concepts)` float32: how far each concept is covered in context.
    """

    articles: Sequence[Article]
    spans: NDArray[np.int32]
    features: Table
    coverage: Table


def judge_passages(query: Query, passages: Numbers, *, index: Index, lexicon: Lexicon) -> JudgedSentences:
    """Hold every sentence of some passages against the question.

    Args:
        query: As understood.
        passages: Numbers of the passages.
        index: Where they stand.
        lexicon: Holds the bundled encoder.
    """
    encoder = lexicon.encoder
    passages = np.unique(passages)
    if not len(passages):
        return JudgedSentences(
            [],
            np.empty((0, 2), np.int32),
            np.empty((0, len(FEATURES)), np.float32),
            np.empty((0, len(query.concepts)), np.float32),
        )
    first = np.asarray(index.passage_sentences[passages])
    last = np.asarray(index.passage_sentences[passages + 1])
    of_passage = np.repeat(np.arange(len(passages)), last - first)
    sentences = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
    numbers = np.asarray(index.passage_articles[passages])
    articles = index.articles(numbers.tolist())
    spans = np.asarray(index.sentence_spans[sentences])
    owners = [articles[i] for i in of_passage.tolist()]
    texts = [owner.body[start:end] for owner, (start, end) in zip(owners, spans.tolist(), strict=True)]
    own_pieces = gather_stretches(
        index.pieces, index.sentence_pieces[sentences], index.sentence_pieces[sentences + 1]
    )
    title_pieces = gather_stretches(
        index.headline_pieces,
        index.headline_pieces_starts[numbers],
        index.headline_pieces_starts[numbers + 1],
    )
    own, named = cover_concepts(query.concepts, texts, *own_pieces, encoder)
    titles, _ = cover_concepts(
        query.concepts, [f"{article.zone} {article.headline}" for article in articles], *title_pieces, encoder
    )
    around = _best_of_each(own, of_passage, len(passages))
    context = np.maximum.reduce(
        [own, _HEADLINE_SHARE * titles[of_passage], _PASSAGE_SHARE * around[of_passage]]
    )
    topic = encoder.encode_queries([query.topic])[0]
    passage_vectors = encoder.pool(
        *gather_stretches(index.pieces, index.sentence_pieces[first], index.sentence_pieces[last])
    )
    features = np.column_stack(
        [
            *summarise_coverage(query.concepts, own, context, named),
            encoder.pool(*own_pieces) @ topic,
            (passage_vectors @ topic)[of_passage],
            np.full(len(texts), float(query.language == "en")),
        ]
    )
    return JudgedSentences(owners, spans, features.astype(np.float32), context)


def summarise_coverage(
    concepts: Sequence[Concept], own: Table, context: Table, named: Table
) -> tuple[Table, Table, Table, Table]:
    """Give, for each sentence, the weighted coverage by itself, in context, at its worst, and by name.

    The worst is taken over the concepts that the question is about, in context.
    """
    if not concepts:
        nothing = np.zeros(len(own), dtype=np.float32)
        return nothing, nothing, nothing, nothing
    weights = np.array([concept.weight for concept in concepts], dtype=np.float32)
    shares = weights / weights.sum()
    key = weights >= _KEY_SHARE * weights.max()
    return own @ shares, context @ shares, context[:, key].min(axis=1), named @ shares


def _best_of_each(values: Table, groups: NDArray[np.int64], count: int) -> Table:
    best = np.zeros((count, values.shape[1]), dtype=np.float32)
    np.maximum.at(best, groups, values)
    return best
