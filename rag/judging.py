"""Sentence by sentence: does this sentence answer the question, and how surely?

A sentence is held against each concept of the question, in the sentence itself and, for less, in its
headline, the head of its section and the section's other sentences. A logistic model over a few such features
gives the probability; there is one for lists and one for quotes. `eval/fitting.py` fits them on half of the
sample's industries and tests them on the other half.
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

from index.blocks import describe_article
from index.documents import Article
from index.embedding import StaticEncoder
from index.gathering import gather_headline_pieces, gather_passage_pieces, gather_sentence_pieces
from index.lexicon import Lexicon
from index.matching import join_pieces, locate_stretches
from index.store import Index
from rag.answers import Concept, Query
from rag.covering import ConceptCoverage, cover_concepts
from rag.sectioning import find_sections, locate_section
from rag.summarising import summarise_coverage

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
_SECTION_SHARE = 0.6
_USUAL_WORDS = 2
_LEAST_WEIGHT = 0.02


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
        coverage: `(n, n_concepts)` float32: how far each concept is covered in context; for a close look.
    """

    articles: Sequence[Article]
    spans: NDArray[np.int32]
    features: Table
    coverage: Table


def judge_passages(
    query: Query, passages: Numbers, *, index: Index, lexicon: Lexicon, weigh: Callable[[Concept], float]
) -> JudgedSentences:
    """Hold every sentence of some passages against the question.

    Args:
        query: As understood.
        passages: Numbers of the passages.
        index: Where they stand.
        lexicon: Holds the bundled encoder.
        weigh: Gives a concept's weight.
    """
    passages = np.unique(passages)
    if not len(passages):
        return _judge_nothing(query)
    encoder = lexicon.encoder
    candidates = _list_candidates(passages, index)
    own, context = _cover_sentences(query, candidates, index=index, encoder=encoder, weigh=weigh)
    weights = np.array([weigh(concept) for concept in query.concepts], dtype=np.float32)
    topic = encoder.encode_queries([query.topic])[0]
    of_sentences = encoder.pool(*gather_sentence_pieces(index, candidates.sentences)) @ topic
    of_passages = encoder.pool(*gather_passage_pieces(index, passages)) @ topic
    features = np.column_stack(
        [
            *summarise_coverage(query.concepts, weights, own, context),
            of_sentences,
            of_passages[candidates.of_passage],
            np.full(len(candidates.sentences), float(query.language == "en")),
        ]
    )
    return JudgedSentences(candidates.articles, candidates.spans, features.astype(np.float32), context)


def _judge_nothing(query: Query) -> JudgedSentences:
    return JudgedSentences(
        [],
        np.empty((0, 2), np.int32),
        np.empty((0, len(FEATURES)), np.float32),
        np.empty((0, len(query.concepts)), np.float32),
    )


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The sentences of some passages.

    Attributes:
        passage_articles: `(n_passages,)` int64: the article of each passage.
        of_passage: `(n,)` int64: the passage of each sentence, counted from 0.
        sentences: `(n,)` int64: the sentences' numbers in the index.
        spans: `(n, 2)` int32: where each stands in its article's body.
        articles: The article of each sentence, `n` of them.
    """

    passage_articles: Numbers
    of_passage: Numbers
    sentences: Numbers
    spans: NDArray[np.int32]
    articles: Sequence[Article]


def _list_candidates(passages: Numbers, index: Index) -> _Candidates:
    sentences, bounds = locate_stretches(
        index.passage_sentences[passages], index.passage_sentences[passages + 1]
    )
    of_passage = np.repeat(np.arange(len(passages)), np.diff(bounds))
    numbers = np.asarray(index.passage_articles[passages], dtype=np.int64)
    return _Candidates(
        passage_articles=numbers,
        of_passage=of_passage,
        sentences=sentences,
        spans=np.asarray(index.sentence_spans[sentences]),
        articles=index.articles(numbers[of_passage].tolist()),
    )


def _cover_sentences(
    query: Query,
    candidates: _Candidates,
    *,
    index: Index,
    encoder: StaticEncoder,
    weigh: Callable[[Concept], float],
) -> tuple[ConceptCoverage, Table]:
    """Give how far each sentence covers the concepts by itself, and how far in its context."""
    spans = zip(candidates.articles, candidates.spans.tolist(), strict=True)
    texts = [article.body[start:end] for article, (start, end) in spans]
    own_pieces = gather_sentence_pieces(index, candidates.sentences)
    own = cover_concepts(query.concepts, texts, *own_pieces, encoder, weigh)
    articles = index.articles(candidates.passage_articles.tolist())
    headlines = [describe_article(article) for article in articles]
    title_pieces = gather_headline_pieces(index, candidates.passage_articles)
    titles = cover_concepts(query.concepts, headlines, *title_pieces, encoder, weigh).any_means
    heads, of_section = _find_heads(candidates.articles, candidates.spans)
    under = cover_concepts(
        query.concepts, heads, *join_pieces(encoder.split(heads)), encoder, weigh
    ).any_means
    context = _widen(own.any_means, titles[candidates.of_passage], under[of_section], of_section)
    return own, context


def make_weigher(index: Index, encoder: StaticEncoder) -> Callable[[Concept], float]:
    """Give a function that weighs a concept: how much it means, times how rare its usual words are here."""
    rarest = float(np.log1p((index.n_passages + 0.5) / 0.5))
    idfs = index.keywords.idfs

    @cache
    def weigh(concept: Concept) -> float:
        words = encoder.split(concept.alternatives[:_USUAL_WORDS])
        of_words = [
            max((float(idfs[piece]) or rarest for piece in word.tolist()), default=rarest) for word in words
        ]
        return max(_LEAST_WEIGHT, concept.weight * min(of_words, default=rarest) / rarest)

    return weigh


def _find_heads(articles: Sequence[Article], spans: NDArray[np.int32]) -> tuple[list[str], NDArray[np.int64]]:
    """Give the heads of the sections that the sentences stand in, and each sentence's number among them.

    Sentences of one passage under different heads are kept apart: "产值56亿元" under the third head says
    nothing of what the second is about.
    """
    unique = {article.id: article for article in articles}
    sections = {name: find_sections(article) for name, article in unique.items()}
    numbers: dict[tuple[str, int], int] = {}
    heads: list[str] = []
    of_section = np.empty(len(articles), dtype=np.int64)
    for row, (article, start) in enumerate(zip(articles, spans[:, 0].tolist(), strict=True)):
        number = locate_section(sections[article.id], start)
        key = (article.id, number)
        if key not in numbers:
            numbers[key] = len(heads)
            heads.append(sections[article.id][number].head)
        of_section[row] = numbers[key]
    return heads, of_section


def _widen(own: Table, titles: Table, heads: Table, of_section: NDArray[np.int64]) -> Table:
    """Give each sentence, for less, what its headline, its head or another sentence of its section covers.

    All are `(n_sentences, n_concepts)`.
    """
    around = np.zeros((int(of_section.max()) + 1, own.shape[1]), dtype=np.float32)
    np.maximum.at(around, of_section, own)
    widened: Table = np.maximum.reduce(
        [own, _HEADLINE_SHARE * titles, _HEADLINE_SHARE * heads, _SECTION_SHARE * around[of_section]]
    )
    return widened
