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
from index.embedding import StaticEncoder
from index.lexicon import Lexicon
from index.matching import gather_stretches
from index.store import Index
from rag.answers import Concept, Query
from rag.covering import ConceptCoverage, cover_concepts

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
_USUAL_WORDS = 2
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
    own = cover_concepts(query.concepts, texts, *own_pieces, encoder)
    titles = cover_concepts(
        query.concepts, [f"{article.zone} {article.headline}" for article in articles], *title_pieces, encoder
    )
    context = _widen(own.any_means, titles.any_means, of_passage)
    weakest = _widen(own.weakest_part, titles.weakest_part, of_passage)
    topic = encoder.encode_queries([query.topic])[0]
    passage_vectors = encoder.pool(
        *gather_stretches(index.pieces, index.sentence_pieces[first], index.sentence_pieces[last])
    )
    features = np.column_stack(
        [
            *summarise_coverage(weigh_concepts(query.concepts, index, encoder), own, context, weakest),
            encoder.pool(*own_pieces) @ topic,
            (passage_vectors @ topic)[of_passage],
            np.full(len(texts), float(query.language == "en")),
        ]
    )
    return JudgedSentences(owners, spans, features.astype(np.float32), context)


def weigh_concepts(concepts: Sequence[Concept], index: Index, encoder: StaticEncoder) -> Table:
    """Give each concept's weight: how much it means, times how rare its usual words are in the index."""
    rarest = float(np.log1p((index.n_passages + 0.5) / 0.5))

    def rarity(concept: Concept) -> float:
        words = encoder.split(concept.alternatives[:_USUAL_WORDS])
        values = index.keywords.idfs
        of_words = [
            max((float(values[piece]) or rarest for piece in word.tolist()), default=rarest) for word in words
        ]
        return min(of_words, default=rarest) / rarest

    return np.array([concept.weight * rarity(concept) for concept in concepts], dtype=np.float32)


def summarise_coverage(
    weights: Table, own: ConceptCoverage, context: Table, weakest: Table
) -> tuple[Table, Table, Table, Table]:
    """Give, for each sentence, the weighted coverage by itself, in context, at its worst, and by name.

    The worst is taken over the concepts that the question is about, in context.
    """
    if not len(weights):
        nothing = np.zeros(len(context), dtype=np.float32)
        return nothing, nothing, nothing, nothing
    shares = weights / weights.sum()
    key = weights >= _KEY_SHARE * weights.max()
    return own.any_means @ shares, context @ shares, weakest[:, key].min(axis=1), own.by_name @ shares


def _widen(own: Table, titles: Table, of_passage: NDArray[np.int64]) -> Table:
    """Give each sentence, for less, what its headline or another sentence of its passage covers."""
    around = np.zeros_like(titles)
    np.maximum.at(around, of_passage, own)
    widened: Table = np.maximum.reduce(
        [own, _HEADLINE_SHARE * titles[of_passage], _PASSAGE_SHARE * around[of_passage]]
    )
    return widened
