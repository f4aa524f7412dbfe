"""The models of `verifying_meaning` fitted: what sentences bear out, learnt from their translations.

A translation is borne out by its sentence; a neighbour's or the nearest other sentence's is not. The files
are JSON lines (or .gz) of `en` and `zh` in the order of their documents; every fourth block of rows is left
out of the fitting, and what the models do there is printed. Nothing of the sample pages takes part.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.fitting import make_loss
from index.lexicon import Lexicon
from rag.answers import Language
from rag.checking.measuring_meaning import FEATURES, MeaningMeasure
from rag.checking.verifying_meaning import MeaningModel, MeaningModels

Table = NDArray[np.float64]

ALLOWED = 0.01
"""Share of right statements that the threshold may strike; figures, names and denials take their part of the
0.03 that the whole check is allowed."""
THRESHOLD = 0.5
_BLOCK, _BLOCKS = 40, 4
_SAME_COSINE = 0.9
"""Sentences nearer than this may well say the same."""
_FAR = range(3, 8)
_SYNONYM_SHARE, _NEAR_WORD_SHARE, _DROPPED_SHARE = 0.8, 0.6, 0.4
_DROPPED = frozenset("的了已将把在也还并就对为由与和")
_LEAST_CLAUSE = {"en": 20, "zh": 6}
_CLAUSES = {"en": re.compile(r"[,;]\s"), "zh": re.compile(r"[，；。]")}


@dataclass(frozen=True, slots=True)
class ParallelRow:
    """A sentence and its translation."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class MeaningPair:
    """A statement beside sentences.

    Attributes:
        statement: In either language.
        sources: Chinese sentences.
        is_right: They bear it out.
        kind: How it was made.
    """

    statement: str
    sources: tuple[str, ...]
    is_right: bool
    kind: str


@dataclass(frozen=True, slots=True)
class KindShare:
    """How many statements of one kind fall below the threshold."""

    kind: str
    is_right: bool
    n: int
    struck: float


def is_for_testing(row: int) -> bool:
    """Say whether a row of a file is in a block that is left out of the fitting."""
    return (row // _BLOCK) % _BLOCKS == _BLOCKS - 1


def make_pairs(
    rows: Sequence[ParallelRow], language: Language, lexicon: Lexicon, *, seed: int = 0
) -> Iterator[MeaningPair]:
    """Make right and wrong statements of neighbouring sentences; the same for the same seed."""
    writer = _Writer(lexicon, language, random.Random(seed))  # noqa: S311  # no secret depends on it
    encoder = lexicon.encoder
    chinese = encoder.encode_passages([row.zh for row in rows])
    own = encoder.encode_queries([row.en for row in rows]) if language == "en" else chinese
    for number, row in enumerate(rows):
        same = chinese @ chinese[number] > _SAME_COSINE
        nearest = int(np.where(same, -1.0, chinese @ own[number]).argmax())
        yield from writer.write_right(row)
        yield MeaningPair(writer.say(row), (rows[nearest].zh,), is_right=False, kind="nearest")
        after = number + 1 if number + 1 < len(rows) else number - 1
        if not same[after]:
            yield MeaningPair(writer.say(row), (rows[after].zh,), is_right=False, kind="neighbour")
            both = ParallelRow(f"{row.en} {rows[after].en}", row.zh + rows[after].zh)
            yield MeaningPair(writer.say(both), (row.zh, rows[after].zh), is_right=True, kind="two")
        yield from writer.write_added(row, rows[(number + writer.draw(_FAR)) % len(rows)])


class _Writer:
    """Writes statements in one language."""

    def __init__(self, lexicon: Lexicon, language: Language, chance: random.Random) -> None:
        self._lexicon = lexicon
        self._language = language
        self._chance = chance

    def draw(self, choices: range) -> int:
        return self._chance.choice(choices)

    def say(self, row: ParallelRow) -> str:
        """Give the translation, or the sentence in other words."""
        return row.en if self._language == "en" else self._reword(row.zh)

    def write_right(self, row: ParallelRow) -> Iterator[MeaningPair]:
        yield MeaningPair(self.say(row), (row.zh,), is_right=True, kind="whole")
        clauses = self._cut(row)
        if len(clauses) > 1:
            part = clauses[0] if self._language == "en" else self._reword(self._chance.choice(clauses))
            yield MeaningPair(part, (row.zh,), is_right=True, kind="part")
        if len(clauses) > 2 and self._language == "zh":
            self._chance.shuffle(clauses)
            yield MeaningPair(
                self._reword("，".join(clauses[:-1])), (row.zh,), is_right=True, kind="reordered"
            )

    def write_added(self, row: ParallelRow, other: ParallelRow) -> Iterator[MeaningPair]:
        clauses = self._cut(other)
        if clauses and self._language == "en":
            more = f"{row.en.rstrip('. ')}, and {clauses[-1]}"
            yield MeaningPair(more, (row.zh,), is_right=False, kind="added")
        elif clauses:
            more = f"{self._reword(row.zh).rstrip('。')}，{self._reword(clauses[-1])}"
            yield MeaningPair(more, (row.zh,), is_right=False, kind="added")

    def _cut(self, row: ParallelRow) -> list[str]:
        text = row.en if self._language == "en" else row.zh
        clauses = [clause.strip() for clause in _CLAUSES[self._language].split(text)]
        return [clause for clause in clauses if len(clause) >= _LEAST_CLAUSE[self._language]]

    def _reword(self, sentence: str) -> str:
        """Put synonyms of the glossary and near words of the encoder in a sentence, and drop particles."""
        pieces: list[str] = []
        at = 0
        for start, end in self._lexicon.find_chinese_terms(sentence):
            others = self._lexicon.find_synonyms(sentence[start:end])
            is_changed = bool(others) and self._chance.random() < _SYNONYM_SHARE
            pieces += [
                self._reword_rest(sentence[at:start]),
                self._chance.choice(others) if is_changed else sentence[start:end],
            ]
            at = end
        return "".join([*pieces, self._reword_rest(sentence[at:])])

    def _reword_rest(self, text: str) -> str:
        encoder = self._lexicon.encoder
        found: list[str] = []
        at = 0
        ids, spans = encoder.split_with_spans(text)
        for piece, (start, end) in zip(ids.tolist(), spans.tolist(), strict=True):
            found += [text[at:start], self._reword_piece(piece, text[start:end])]
            at = end
        return "".join([*found, text[at:]])

    def _reword_piece(self, piece: int, word: str) -> str:
        if word in _DROPPED:
            return "" if self._chance.random() < _DROPPED_SHARE else word
        if len(word) < 2 or word.isascii() or self._chance.random() >= _NEAR_WORD_SHARE:
            return word
        others = [other for other, _ in self._lexicon.translate_piece(piece) if other != piece]
        return self._lexicon.encoder.vocabulary[others[0]] if others else word


def fit_model(features: Table, is_right: NDArray[np.bool_]) -> MeaningModel:
    """Fit a logistic model, right and wrong weighing the same, and move its intercept to the threshold.

    What speaks for a statement has no negative coefficient; only a long statement speaks against itself.
    """
    weights = _fit_weights(features, is_right)
    logits = features @ weights[:-1] + weights[-1]
    intercept = weights[-1] - np.quantile(logits[is_right], ALLOWED)
    named = {name: round(float(weight), 3) for name, weight in zip(FEATURES, weights[:-1], strict=True)}
    return MeaningModel(named, round(float(intercept), 3))


def _fit_weights(features: Table, is_right: NDArray[np.bool_]) -> Table:
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    importance = np.where(is_right, 0.5 / is_right.mean(), 0.5 / (1 - is_right.mean()))
    bounds = [(None, 0) if name == "length" else (0, None) for name in FEATURES]
    start = np.zeros(len(FEATURES) + 1)
    loss = make_loss(features, is_right.astype(float), importance)
    weights: Table = minimize(loss, start, jac=True, bounds=[*bounds, (None, None)]).x
    return weights


def measure_pairs(pairs: Sequence[MeaningPair], measure: MeaningMeasure) -> Table:
    """Give `(len(pairs), len(FEATURES))` float64."""
    return np.array([measure.measure(pair.statement, pair.sources) for pair in pairs])


def share_struck(pairs: Sequence[MeaningPair], features: Table, model: MeaningModel) -> list[KindShare]:
    """Give what the threshold strikes of each kind, the right kinds first."""
    struck = np.array([model.predict(row) < THRESHOLD for row in features])
    kinds = sorted({(not pair.is_right, pair.kind) for pair in pairs})
    found = []
    for is_wrong, kind in kinds:
        rows = [
            number for number, pair in enumerate(pairs) if (not pair.is_right, pair.kind) == (is_wrong, kind)
        ]
        found.append(KindShare(kind, not is_wrong, len(rows), float(struck[rows].mean())))
    return found


def format_models(models: MeaningModels) -> str:
    """Give the model file's text."""
    lines = ["# Fitted by `python -m eval --fit-statements`; do not edit by hand."]
    lines += [f'encoder = "{models.encoder}"', f"threshold = {models.threshold}"]
    for language, model in models.by_language.items():
        lines += ["", f"[{language}]", f"intercept = {model.intercept}", "", f"[{language}.coefficients]"]
        lines += [f"{feature} = {value}" for feature, value in model.coefficients.items()]
    return "\n".join(lines) + "\n"
