"""Sentence by sentence: does this sentence answer the question, and how surely?

A sentence is held against each concept of the question, in the sentence itself and, for less, in its
headline and passage. A logistic model over a few such features gives the probability. Its coefficients are
fitted on half of the industries of the sample's questions and tested on the other half.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
_LEAST_WEIGHT = 0.02
_NOTHING = 0.02
_SIDE_SHARE = 0.4
_TRUST_POWER = 0.7
_KEY_SHARE = 0.75
"""Concepts with at least this share of the greatest weight are what the question is about."""


@dataclass(frozen=True, slots=True)
class JudgingModel:
    """A logistic model over `FEATURES`.

    Attributes:
        coefficients: By the feature's name.
        intercept: The constant term.
        threshold: A sentence answers, or its zone fits, when its probability is at least this.
    """

    coefficients: Mapping[str, float]
    intercept: float
    threshold: float

    def predict(self, features: Table) -> Table:
        """Give the probability of each row of `(n, len(FEATURES))` features."""
        weights = np.array([self.coefficients[name] for name in FEATURES], dtype=np.float32)
        logits = features @ weights + np.float32(self.intercept)
        probabilities: Table = (1 / (1 + np.exp(-logits))).astype(np.float32)
        return probabilities


@dataclass(frozen=True, slots=True)
class JudgingModels:
    """The model for lists, where a zone must only be about it, and that for quotes, which must answer."""

    for_lists: JudgingModel
    for_quotes: JudgingModel

    def choose(self, *, is_list: bool) -> JudgingModel:
        """Give the model for a question."""
        return self.for_lists if is_list else self.for_quotes


@cache
def load_judging_models(path: Path = MODEL_FILE) -> JudgingModels:
    """Read the fitted models that ship with the project."""
    tables = tomllib.loads(path.read_text("utf-8"))
    return JudgingModels(for_lists=_read_model(tables["lists"]), for_quotes=_read_model(tables["quotes"]))


def _read_model(table: Mapping[str, Any]) -> JudgingModel:
    return JudgingModel(
        coefficients={name: float(table["coefficients"][name]) for name in FEATURES},
        intercept=float(table["intercept"]),
        threshold=float(table["threshold"]),
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
    weigh = make_weigher(index, encoder)
    own = cover_concepts(query.concepts, texts, *own_pieces, encoder, weigh)
    headlines = [f"{article.zone} {article.headline}" for article in articles]
    titles = cover_concepts(query.concepts, headlines, *title_pieces, encoder, weigh)
    context = _widen(own.any_means, titles.any_means, of_passage)
    weights = np.array([weigh(concept) for concept in query.concepts], dtype=np.float32)
    topic = encoder.encode_queries([query.topic])[0]
    passage_vectors = encoder.pool(
        *gather_stretches(index.pieces, index.sentence_pieces[first], index.sentence_pieces[last])
    )
    features = np.column_stack(
        [
            *summarise_coverage(query.concepts, weights, own, context),
            encoder.pool(*own_pieces) @ topic,
            (passage_vectors @ topic)[of_passage],
            np.full(len(texts), float(query.language == "en")),
        ]
    )
    return JudgedSentences(owners, spans, features.astype(np.float32), context)


def make_weigher(index: Index, encoder: StaticEncoder) -> Callable[[Concept], float]:
    """Give a function that weighs a concept: how much it means, times how rare its usual words are here."""
    rarest = float(np.log1p((index.n_passages + 0.5) / 0.5))
    idfs = index.keywords.idfs

    def weigh(concept: Concept) -> float:
        words = encoder.split(concept.alternatives[:_USUAL_WORDS])
        of_words = [
            max((float(idfs[piece]) or rarest for piece in word.tolist()), default=rarest) for word in words
        ]
        return max(_LEAST_WEIGHT, concept.weight * min(of_words, default=rarest) / rarest)

    return weigh


def summarise_coverage(
    concepts: Sequence[Concept], weights: Table, own: ConceptCoverage, context: Table
) -> tuple[Table, Table, Table, Table]:
    """Give, for each sentence, how it covers the question by itself, in context, at its worst, and by name.

    By itself and by name are weighted means, in context is a weighted geometric mean, the worst is taken
    over the concepts that the question is about. Of the sides of an "or" the best one counts.
    """
    nothing = np.zeros(len(context), dtype=np.float32)
    covered, in_context, least, named = nothing, nothing, nothing, nothing
    for chosen in _choose_sides(concepts, weights):
        shares = weights[chosen] / weights[chosen].sum()
        key = weights[chosen] >= _KEY_SHARE * weights[chosen].max()
        logs = np.log(np.maximum(context[:, chosen], _NOTHING))
        # A side that names little ("or parts for it") must not stand for the whole question.
        trust = float(weights[chosen].max() / weights.max()) ** _TRUST_POWER
        covered = np.maximum(covered, trust * (own.any_means[:, chosen] @ shares))
        in_context = np.maximum(in_context, trust * np.exp(logs @ shares))
        least = np.maximum(least, trust * context[:, chosen][:, key].min(axis=1))
        named = np.maximum(named, trust * (own.by_name[:, chosen] @ shares))
    return covered, in_context, least, named


def _choose_sides(concepts: Sequence[Concept], weights: Table) -> list[NDArray[np.int64]]:
    """Give the concepts of each side of an "or" that names something of weight, and all together."""
    if not concepts:
        return []
    segments = np.array([concept.segment for concept in concepts])
    heavy = weights.max() * _SIDE_SHARE
    sides = [np.flatnonzero(segments == segment) for segment in np.unique(segments)]
    sides = [side for side in sides if weights[side].max() >= heavy]
    return [np.arange(len(concepts)), *sides] if len(sides) > 1 else [np.arange(len(concepts))]


def _widen(own: Table, titles: Table, of_passage: NDArray[np.int64]) -> Table:
    """Give each sentence, for less, what its headline or another sentence of its passage covers."""
    around = np.zeros_like(titles)
    np.maximum.at(around, of_passage, own)
    widened: Table = np.maximum.reduce(
        [own, _HEADLINE_SHARE * titles[of_passage], _PASSAGE_SHARE * around[of_passage]]
    )
    return widened
