"""The second stage: the best candidates in order by late interaction, or by a cross-encoder.

Either gives scores between 0 and 1. What counts of them is how far they stand above or below the other
candidates': the search standardises them (mean 0, deviation 1 over the candidates) and adds them with
`late_weight` to the fused score of the first stage.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.blocks import describe_passage
from index.embedding import StaticEncoder
from index.gathering import gather_passage_pieces
from index.matching import match_best
from index.model_folders import ModelFolderError, find_model_folder, require_models_extra
from index.sentence_encoding import BATCH, read_model
from index.store import Index
from rag.answers import Query

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]

_FULL_NORM = 3.0
_MOST_WEIGHT = 1.3
SUGGESTED_RERANKER = "BAAI/bge-reranker-v2-m3"


class Reranker(Protocol):
    """What scores candidates against a question."""

    @property
    def name(self) -> str:
        """For the trace."""
        ...

    def score(self, query: Query, passages: Numbers, index: Index) -> Scores:
        """Give `(len(passages),)` float32; larger is better."""
        ...


class LateInteraction:
    """MaxSim over the encoder's rows: for each piece of the question its best cosine in the passage.

    Weighted by the length of the question piece's row, at most `1.3`, and divided by the weights' sum, so
    that a score is at most 1.
    """

    name = "late interaction"

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder

    def score(self, query: Query, passages: Numbers, index: Index) -> Scores:
        """Give `(len(passages),)` float32 between 0 and 1."""
        surfaces = [concept.surface for concept in query.concepts] or [query.topic]
        pieces = np.unique(np.concatenate(self._encoder.split(surfaces)))
        if not len(pieces) or not len(passages):
            return np.zeros(len(passages), dtype=np.float32)
        norms = self._encoder.norms[pieces]
        weights = np.minimum(norms / _FULL_NORM, _MOST_WEIGHT)
        queries = self._encoder.rows[pieces] / norms[:, None]
        best = match_best(queries, *gather_passage_pieces(index, passages), self._encoder)
        scores: Scores = ((best * weights).sum(axis=1) / weights.sum()).astype(np.float32)
        return scores


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers: it reads the question together with each passage.

    What it reads of a passage is what is embedded of it: zone and headline, a line break, the text.
    """

    def __init__(self, *, name: str, model: CrossEncoder) -> None:
        """Take a model that gives one score for a pair.

        Raises:
            ModelFolderError: It gives several.
        """
        if model.num_labels != 1:
            raise ModelFolderError(
                f"{name!r} tells {model.num_labels} classes apart and gives no score; choose a reranker, such"
                f" as {SUGGESTED_RERANKER}"
            )
        self.name = name
        self._model = model
        self._lock = Lock()  # the tokenizer sets its padding at each call, which two threads must not

    def score(self, query: Query, passages: Numbers, index: Index) -> Scores:
        """Give `(len(passages),)` float32 between 0 and 1: the sigmoid of what the model says.

        Raises:
            ModelFolderError: The model gave numbers that are not finite.
        """
        from torch import nn

        if not len(passages):
            return np.zeros(0, dtype=np.float32)
        pairs = [(query.standalone, _read_passage(index, number)) for number in passages.tolist()]
        with self._lock:
            given = self._model.predict(
                pairs, batch_size=BATCH, activation_fn=nn.Sigmoid(), show_progress_bar=False
            )
        scores: Scores = np.asarray(given, dtype=np.float32)
        if not np.isfinite(scores).all():
            raise ModelFolderError(
                f"the reranker {self.name!r} gave numbers that are not finite (NaN or infinity); its files"
                " may be damaged: choose another, or none"
            )
        return scores


def load_reranker(name: str, encoder: StaticEncoder) -> Reranker:
    """Give the reranker of a name; late interaction over the bundled encoder for an empty name.

    Args:
        name: A cross-encoder of the hub that is in the local cache, or a folder.
        encoder: The bundled one.

    Raises:
        index.model_folders.ModelFolderError: The cross-encoder is not here or cannot be used, or the extra
            `models` is missing.
    """
    return _load_cross_encoder(name.strip()) if name.strip() else LateInteraction(encoder)


@cache
def _load_cross_encoder(name: str) -> CrossEncoderReranker:
    require_models_extra(name)
    folder = find_model_folder(name)
    if not _is_cross_encoder(folder):
        # The libraries would give it a head of random weights, and random scores.
        raise ModelFolderError(
            f"{name!r} is no cross-encoder: it was not made to score pairs of texts; choose one, such as"
            f" {SUGGESTED_RERANKER}"
        )
    from sentence_transformers import CrossEncoder

    return CrossEncoderReranker(name=name, model=read_model(CrossEncoder, name, folder))


def _is_cross_encoder(folder: Path) -> bool:
    own = _read_json(folder / "config_sentence_transformers.json").get("model_type")
    architectures = _read_json(folder / "config.json").get("architectures") or [""]
    return own == "CrossEncoder" or (
        own is None and str(architectures[0]).endswith("ForSequenceClassification")
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    except ValueError as error:
        raise ModelFolderError(f"{path} cannot be read ({error}); fetch the model again") from error
    return values if isinstance(values, dict) else {}


def _read_passage(index: Index, number: int) -> str:
    return describe_passage(index.article(int(index.passage_articles[number])), index.passage(number))
