"""How near a statement is in meaning to the sentences that it cites: the features of `verifying_meaning`.

The statement is cut into units (words, and terms of the glossary), each held against every piece and every
two neighbouring pieces of the sentences. Figures, zones and names in pinyin are left out: whether they
agree is not for likeness to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedding import StaticEncoder, Vectors
from index.figures import Figure, find_figures, same_figure
from index.lexicon import Lexicon
from index.zones import Gazetteer
from rag.checking.statement_units import Unit, UnitFinder, tell_language
from rag.checking.verifying_states import is_speech

Features = NDArray[np.float64]

FEATURES = (
    "covered",
    "least_covered",
    "least_clause",
    "cosine",
    "clause_cosine",
    "overlap",
    "length",
)
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_CLAUSE = re.compile(r"[,;:，；：。、]|\s(?:and|while|whereas|but|which)\s|并且?|而且")
_STATEMENT_CLAUSE = re.compile(r"[；：。，]|[,;:]\s")
_SOURCE_CLAUSE = re.compile(r"[，；：。;,]")
_RANK_LOSS, _VAGUE_SHARE = 0.04, 0.35
_HEADLINE_SHARE = 0.9
_LEAST_SHARE_OF_UNITS = 0.25
_LEAST_CLAUSE_WEIGHT = 1.0
_SHORTEST_CLAUSE = 3
_CLEARLY_NEARER = 0.1
_SOURCES_KEPT = 64
_TEXTS_KEPT = 2048


@dataclass(frozen=True, slots=True)
class Source:
    """A cited sentence made ready.

    Attributes:
        text: In lower case.
        rows: `(n, dimensions)`: unit vectors of its pieces and of each two neighbours.
        clauses: The clauses; the sentence itself where it has only one.
        whole: `(1 + clauses, dimensions)`: unit vectors of the sentence and of its clauses.
        figures: Of each clause.
        size: How many pieces it has.
    """

    text: str
    clauses: tuple[str, ...]
    rows: Vectors
    whole: Vectors
    figures: tuple[tuple[Figure, ...], ...]
    size: int


class MeaningMeasure:
    """Measures statements against sentences; keeps the last sentences that it saw."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        """Measure with the lexicon's encoder."""
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._units = UnitFinder(lexicon)
        self._read = lru_cache(maxsize=_SOURCES_KEPT)(self._read_source)
        self._blank = lru_cache(maxsize=_TEXTS_KEPT)(self._blank_text)
        self._encode = lru_cache(maxsize=_TEXTS_KEPT)(self._encode_text)

    @property
    def encoder(self) -> StaticEncoder:
        """What makes the vectors."""
        return self._lexicon.encoder

    def measure(self, statement: str, sentences: Sequence[str], headlines: Sequence[str] = ()) -> Features:
        """Give `(len(FEATURES),)` float64 for a statement and all sentences that it cites.

        Args:
            statement: In either language.
            sentences: At least one.
            headlines: Of the sentences; what stands only there counts for a little less.
        """
        language = tell_language(statement)
        plain = self._blank(statement)
        units = list(self._units.find(plain, language))
        sources = [self._read(sentence) for sentence in sentences]
        context = [self._read(headline) for headline in dict.fromkeys(headlines) if headline]
        vectors = self._encode(plain)[None]
        cosine, clause_cosine = self._compare_whole(vectors, sources)
        scores = self._cover(units, sources, context)
        weights = np.array([unit.weight for unit in units])
        size = sum(source.size for source in sources)
        return np.array(
            [
                *_summarise(scores, weights),
                _find_least_clause(plain, units, scores, weights),
                cosine,
                clause_cosine,
                _overlap(plain, sentences) if language == "zh" else 0.0,
                float(np.clip(np.log((len(units) + 1) / (size + 1)), -2.0, 1.0)),
            ]
        )

    def pair_clauses(self, statement: str, sentences: Sequence[str]) -> list[tuple[str, str]]:
        """Give each clause of a statement with the clause of the sentences that it seems to tell of.

        That is the nearest in meaning, and each that alone has a figure or date of the statement's.
        """
        sources = [self._read(sentence) for sentence in sentences]
        clauses = [clause for source in sources for clause in source.clauses]
        vectors = np.vstack([source.whole[1:] for source in sources])
        spoken = _cut_statement(statement)
        own = np.vstack([self._encode(self._blank(clause)) for clause in spoken])
        # Who speaks says nothing of what is said: such a clause is never the one meant.
        silent = np.array([[2.0 * is_speech(clause)] for clause in clauses])
        likeness = (vectors @ own.T - silent).T
        figures = [clause for source in sources for clause in source.figures]
        return [
            (clause, clauses[number])
            for clause, likes in zip(spoken, likeness, strict=True)
            for number in _choose_meant(likes, sorted(set(_find_sharing(clause, figures))))
        ]

    def _blank_text(self, statement: str) -> str:
        """Blank figures and names of zones."""
        spans = [(figure.start, figure.end) for figure in find_figures(statement)]
        spans += [(mention.start, mention.end) for mention in self._gazetteer.find(statement)]
        for start, end in spans:
            statement = statement[:start] + " " * (end - start) + statement[end:]
        return statement

    def _encode_text(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encoder.encode_queries([text])[0]
        return vector

    def _read_source(self, sentence: str) -> Source:
        pieces = self.encoder.split([sentence])[0]
        rows = self.encoder.rows[pieces]
        both = np.vstack([rows, rows[:-1] + rows[1:]]) if len(rows) else rows
        both = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-12)
        clauses = [clause for clause in _SOURCE_CLAUSE.split(sentence) if len(clause) > _SHORTEST_CLAUSE]
        clauses = clauses or [sentence]
        whole = self.encoder.encode_passages([sentence, *clauses])
        figures = tuple(tuple(find_figures(clause)) for clause in clauses)
        return Source(sentence.lower(), tuple(clauses), both, whole, figures, len(pieces))

    def _compare_whole(self, vectors: Vectors, sources: Sequence[Source]) -> tuple[float, float]:
        """Give the best cosine with a sentence (or with all of them together), and with a clause."""
        wholes = np.vstack([source.whole[0] for source in sources])
        joined = wholes.sum(axis=0)
        joined = joined / max(float(np.linalg.norm(joined)), 1e-12)
        clauses = np.vstack([source.whole for source in sources])
        best = float(max((wholes @ vectors[0]).max(), joined @ vectors[0]))
        return best, float((clauses @ vectors[0]).max())

    def _cover(self, units: Sequence[Unit], sources: Sequence[Source], context: Sequence[Source]) -> Features:
        """Give how far each unit is covered, by name or near in meaning, 0 to 1."""
        if not units:
            return np.zeros(0)
        own = np.array([max(_name(unit.words, source.text) for source in sources) for unit in units])
        vectors = np.vstack([self._encode(unit.words[0]) for unit in units])
        others = np.vstack([self._encode(unit.words[-1]) for unit in units])
        scores: Features = np.maximum(own, _match(vectors, others, sources))
        if context:
            there = [max(_name(unit.words, source.text) for source in context) for unit in units]
            scores = np.maximum(scores, _HEADLINE_SHARE * np.maximum(there, _match(vectors, others, context)))
        return scores


def _match(vectors: Vectors, others: Vectors, sources: Sequence[Source]) -> Features:
    rows = [source.rows for source in sources if len(source.rows)]
    if not rows:
        return np.zeros(len(vectors))
    together = np.vstack(rows).T
    best = np.maximum((vectors @ together).max(axis=1), (others @ together).max(axis=1))
    clipped: Features = np.clip(best, 0.0, 1.0).astype(np.float64)
    return clipped


def _name(words: Sequence[str], text: str) -> float:
    """Give how surely a text names one of some words: 1 for the best word, less for others."""
    for rank, word in enumerate(words):
        if word in text:
            return _VAGUE_SHARE if rank and len(word) == 1 else 1.0 - _RANK_LOSS * min(rank, 10)
    return 0.0


def _cut_statement(statement: str) -> list[str]:
    """Cut a statement in clauses of some length; the statement itself where it has only one."""
    clauses = [clause.strip() for clause in _STATEMENT_CLAUSE.split(statement)]
    return [clause for clause in clauses if len(clause) > _SHORTEST_CLAUSE] or [statement]


def _choose_meant(likeness: Features, sharing: Sequence[int]) -> list[int]:
    """Give the numbers of the clauses that are meant: those that share a figure, and the nearest.

    A clause whose figure stands in one place must be clearly nearer to another one to be of that one too.
    """
    nearest = int(likeness.argmax())
    if sharing and likeness[nearest] < max(likeness[number] for number in sharing) + _CLEARLY_NEARER:
        return list(sharing)
    return sorted({nearest, *sharing})


def _find_sharing(clause: str, figures: Sequence[Sequence[Figure]]) -> Iterator[int]:
    """Give the numbers of the clauses that alone have one of the figures of a statement's clause."""
    for figure in find_figures(clause):
        having = [
            number
            for number, others in enumerate(figures)
            if any(same_figure(figure, other) for other in others)
        ]
        if len(having) == 1:
            yield having[0]


def _summarise(scores: Features, weights: Features) -> tuple[float, float]:
    """Give the weighted mean, and the mean of the least covered quarter of the heavier half of the units."""
    if not len(scores) or not weights.sum():
        return 1.0, 1.0
    heavy = np.sort(scores[weights >= np.median(weights)])
    least = heavy[: max(1, round(len(heavy) * _LEAST_SHARE_OF_UNITS))]
    return float(scores @ weights / weights.sum()), float(least.mean())


def _find_least_clause(text: str, units: Sequence[Unit], scores: Features, weights: Features) -> float:
    """Give the coverage of the statement's clause that is covered least; clauses of a word or two join."""
    breaks = [match.start() for match in _CLAUSE.finditer(text)]
    clause_of = np.searchsorted(breaks, [unit.start for unit in units])
    means = []
    for clause in np.unique(clause_of):
        inside = clause_of == clause
        if weights[inside].sum() >= _LEAST_CLAUSE_WEIGHT:
            means.append(float(scores[inside] @ weights[inside] / weights[inside].sum()))
    return min(means, default=1.0)


def _overlap(statement: str, sentences: Sequence[str]) -> float:
    """Give the share of the statement's pairs of hanzi that stand in the sentences."""
    pairs = [run[0][at : at + 2] for run in _HANZI_RUN.finditer(statement) for at in range(len(run[0]) - 1)]
    together = "\n".join(sentences)
    return sum(pair in together for pair in pairs) / len(pairs) if pairs else 1.0
