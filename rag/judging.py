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

from index.documents import Article
from index.embedding import StaticEncoder
from index.lexicon import Lexicon
from index.matching import gather_stretches, join_pieces
from index.store import Index
from rag.answers import Concept, Query
from rag.covering import ConceptCoverage, cover_concepts
from rag.sectioning import find_sections, locate_section

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
_NOTHING = 0.02
_ASK_SHARE = 0.4
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
    own = cover_concepts(query.concepts, texts, *own_pieces, encoder, weigh)
    headlines = [f"{article.zone} {article.headline}" for article in articles]
    titles = cover_concepts(query.concepts, headlines, *title_pieces, encoder, weigh)
    heads, of_section = _find_heads(owners, spans)
    head_pieces = join_pieces(encoder.split(heads))
    under = cover_concepts(query.concepts, heads, *head_pieces, encoder, weigh).any_means
    context = _widen(own.any_means, titles.any_means[of_passage], under[of_section], of_section)
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

    @cache
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
    over the concepts that the question is about. Where several things are asked for, the best covered one
    counts.
    """
    nothing = np.zeros(len(context), dtype=np.float32)
    covered, in_context, least, named = nothing, nothing, nothing, nothing
    if not concepts:
        return covered, in_context, least, named
    groups, group_weights, asks = _group_concepts(concepts, weights)
    by_any, by_name, around = (
        _best_of_groups(values, groups) for values in (own.any_means, own.by_name, context)
    )
    for chosen in _choose_asks(asks, group_weights):
        shares = group_weights[chosen] / group_weights[chosen].sum()
        key = group_weights[chosen] >= _KEY_SHARE * group_weights[chosen].max()
        trust = float(group_weights[chosen].max() / group_weights.max()) ** _TRUST_POWER
        covered = np.maximum(covered, trust * (by_any[:, chosen] @ shares))
        in_context = np.maximum(
            in_context, trust * np.exp(np.log(np.maximum(around[:, chosen], _NOTHING)) @ shares)
        )
        least = np.maximum(least, trust * around[:, chosen][:, key].min(axis=1))
        named = np.maximum(named, trust * (by_name[:, chosen] @ shares))
    return covered, in_context, least, named


def _group_concepts(
    concepts: Sequence[Concept], weights: Table
) -> tuple[list[tuple[NDArray[np.int64], Table]], Table, NDArray[np.int64]]:
    """Give the members of each group of alternatives with their trust, the groups' weights, and their asks.

    An alternative that means little ("or parts for it") is trusted less than one that means much.
    """
    numbers = np.array([concept.group for concept in concepts])
    groups, group_weights, asks = [], [], []
    for number in np.unique(numbers):
        members = np.flatnonzero(numbers == number)
        most = weights[members].max()
        groups.append((members, (weights[members] / most) ** np.float32(_TRUST_POWER)))
        group_weights.append(most)
        asks.append(concepts[int(members[0])].ask)
    return groups, np.array(group_weights, dtype=np.float32), np.array(asks)


def _best_of_groups(values: Table, groups: Sequence[tuple[NDArray[np.int64], Table]]) -> Table:
    return np.column_stack([(values[:, members] * trust).max(axis=1) for members, trust in groups])


def _choose_asks(asks: NDArray[np.int64], weights: Table) -> list[NDArray[np.int64]]:
    """Give the groups of each thing asked for that names something of weight, and all together."""
    heavy = weights.max() * _ASK_SHARE
    chosen = [np.flatnonzero(asks == ask) for ask in np.unique(asks)]
    chosen = [groups for groups in chosen if weights[groups].max() >= heavy]
    return [np.arange(len(asks)), *chosen] if len(chosen) > 1 else [np.arange(len(asks))]


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
