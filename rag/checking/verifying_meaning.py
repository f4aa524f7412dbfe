"""Whether the cited sentences bear out what a statement says, by likeness: the last part of the check.

A table of words cannot read. It tells how much of a statement has a counterpart in the sentences, and a
logistic model, one for each language, makes a probability of it; `python -m eval --fit-statements` fits them
on sentences with their translations. What turns a statement into its opposite is looked for by rule.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from index.lexicon import Lexicon, load_lexicon
from index.zones import Gazetteer, load_gazetteer
from rag.answers import Citation, Language, Problem
from rag.checking.measuring_meaning import FEATURES, Features, MeaningMeasure
from rag.checking.statement_units import tell_language
from rag.checking.verifying_polarity import find_reversal
from rag.checking.verifying_siblings import find_sibling

MODEL_FILE = Path(__file__).parent / "verifying_model.toml"


class MeaningModelError(ValueError):
    """The fitted numbers are not of this encoder; the message says how to fit them anew."""


@dataclass(frozen=True, slots=True)
class MeaningModel:
    """A logistic model over `rag.checking.measuring_meaning.FEATURES`.

    Attributes:
        coefficients: By the feature's name.
        intercept: The constant term, so placed that the threshold strikes as many right statements as
            fitting allowed; the probability is one of a like mixture of right and wrong.
    """

    coefficients: Mapping[str, float]
    intercept: float

    def predict(self, features: Features) -> float:
        """Give the probability of one statement's features."""
        weights = np.array([self.coefficients[name] for name in FEATURES])
        return float(1 / (1 + np.exp(-(features @ weights + self.intercept))))


@dataclass(frozen=True, slots=True)
class MeaningModels:
    """What fitting gave.

    Attributes:
        by_language: The model of each language of statements.
        threshold: A statement below it is not borne out.
        encoder: Digest of the encoder that the models are fitted for.
    """

    by_language: Mapping[Language, MeaningModel]
    threshold: float
    encoder: str


class MeaningJudge:
    """Judges the meaning of statements; safe to share between threads.

    Attributes:
        threshold: A statement whose support is below it is not borne out.
    """

    def __init__(self, measure: MeaningMeasure, models: MeaningModels) -> None:
        """Judge by fitted models.

        Raises:
            MeaningModelError: They were fitted for another encoder.
        """
        digest = measure.encoder.digest
        if models.encoder != digest:
            raise MeaningModelError(
                f"{MODEL_FILE.name} is fitted for the encoder {models.encoder}, this one is {digest};"
                " run python -m eval --fit-statements"
            )
        self._measure = measure
        self._models = models
        self.threshold = models.threshold

    def support(self, statement: str, sources: Sequence[Citation]) -> float:
        """Give the probability, 0 to 1, that sentences together bear a statement out; 0 without any."""
        if not sources:
            return 0.0
        model = self._models.by_language[tell_language(statement)]
        texts = [source.text for source in sources]
        headlines = [f"{source.zone} {source.headline}".strip() for source in sources]
        return model.predict(self._measure.measure(statement, texts, headlines))

    def negation(self, statement: str, sources: Sequence[Citation]) -> Problem | None:
        """Give what says the opposite of the sentences, a plan as done, or another thing of a kind."""
        texts = [source.text for source in sources]
        if not texts:
            return None
        pairs = self._measure.pair_clauses(statement, texts)
        language = tell_language(statement)
        page = "\n".join([*texts, *(f"{source.zone} {source.headline}" for source in sources)])
        reversal = find_reversal(statement, language, "\n".join(texts), pairs)
        return reversal or find_sibling(statement, language, page)


@cache
def load_meaning_models(path: Path = MODEL_FILE) -> MeaningModels:
    """Read the fitted models that ship with the project."""
    table = tomllib.loads(path.read_text("utf-8"))
    return MeaningModels(
        by_language={"en": _read_model(table["en"]), "zh": _read_model(table["zh"])},
        threshold=float(table["threshold"]),
        encoder=str(table["encoder"]),
    )


def _read_model(table: Mapping[str, Any]) -> MeaningModel:
    return MeaningModel(
        coefficients={name: float(table["coefficients"][name]) for name in FEATURES},
        intercept=float(table["intercept"]),
    )


def load_meaning_judge(lexicon: Lexicon | None = None, gazetteer: Gazetteer | None = None) -> MeaningJudge:
    """Make the judge that ships, over the bundled encoder.

    Args:
        lexicon: The bundled one unless given.
        gazetteer: Knows zones whose names are left out of the comparison; the bundled one unless given.
    """
    measure = MeaningMeasure(lexicon or load_lexicon(), gazetteer or load_gazetteer())
    return MeaningJudge(measure, load_meaning_models())
