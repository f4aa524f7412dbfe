"""Encoders of other makers, by name, through sentence-transformers: `SentenceEncoder` behind `TextEncoder`.

Meaning only: words, late interaction and judging stay with the bundled encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embedding import BUNDLED_NAME, TextEncoder, Vectors, is_other_bundled, load_bundled_encoder
from index.model_folders import (
    ModelFolderError,
    digest_model,
    explain_unreadable,
    find_model_folder,
    require_models_extra,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Model = TypeVar("Model")

_NORM_FLOOR = np.float32(1e-12)
SUGGESTED_ENCODER = "Qwen/Qwen3-Embedding-0.6B"
BATCH = 32
"""Texts that go through a model at once."""


class SentenceEncoder:
    """A sentence-transformers model with its own prompts for queries and for passages.

    Where the model names no prompt, the text goes in as it is. A text beyond the model's longest input is
    read up to there.

    Attributes:
        name: As it was asked for.
        digest: Of its weights, tokenizer and settings, prompts among them.
    """

    def __init__(self, *, name: str, digest: str, model: SentenceTransformer) -> None:
        self.name = name
        self.digest = digest
        self._model = model
        self._lock = Lock()  # the tokenizer sets its padding at each call, which two threads must not
        self._dimensions = self._measure_dimensions()

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Give `(n, dimensions)` float32, unit length; an empty text gives zeros.

        Raises:
            ModelFolderError: The model gave numbers that are not finite.
        """
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Give `(n, dimensions)` float32, unit length; an empty text gives zeros.

        Raises:
            ModelFolderError: The model gave numbers that are not finite.
        """
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        said = [row for row, text in enumerate(texts) if text.strip()]
        if said:
            with self._lock:
                given = encode([texts[row] for row in said], batch_size=BATCH, show_progress_bar=False)
            vectors[said] = self._normalise(np.asarray(given, dtype=np.float32))
        return vectors

    def _normalise(self, vectors: NDArray[np.float32]) -> Vectors:
        norms = np.linalg.norm(vectors, axis=1, keepdims=True).astype(np.float32)
        if not np.isfinite(norms).all():
            raise ModelFolderError(
                f"the encoder {self.name!r} gave numbers that are not finite (NaN or infinity); its files may"
                " be damaged, or its number format does not suit this machine: choose another encoder"
            )
        unit: Vectors = vectors / np.maximum(norms, _NORM_FLOOR)
        return unit

    def _measure_dimensions(self) -> int:
        given = np.asarray(self._model.encode_query(["铜"], show_progress_bar=False))
        if given.ndim != 2:
            raise ModelFolderError(
                f"{self.name!r} gives no one vector for a text but an array of shape {given.shape[1:]};"
                " choose a model for sentence embeddings"
            )
        return int(given.shape[1])


@cache
def load_encoder(name: str) -> TextEncoder:
    """Give the encoder of a name, once a process: the bundled one for an empty name or its own.

    Args:
        name: A sentence-transformers model of the hub that is in the local cache, or a folder.

    Raises:
        ModelFolderError: It is not here or cannot be used, or the extra `models` is missing.
    """
    name = name.strip()
    if name in ("", BUNDLED_NAME):
        return load_bundled_encoder()
    if is_other_bundled(name):
        raise ModelFolderError(
            f"{name!r} is the bundled encoder of another version of Zonewise, and this one has"
            f" {BUNDLED_NAME!r}; leave out --encoder and ZONEWISE_ENCODER, and build the index again:"
            " python -m index PAGES_DIR --to INDEX_DIR"
        )
    require_models_extra(name)
    folder = find_model_folder(name)
    if not (folder / "modules.json").is_file():
        raise ModelFolderError(
            f"{name!r} is no sentence-transformers encoder ({folder} has no modules.json); choose one, such"
            f" as {SUGGESTED_ENCODER}"
        )
    from sentence_transformers import SentenceTransformer

    model = read_model(SentenceTransformer, name, folder)
    return SentenceEncoder(name=name, digest=digest_model(folder), model=model)


def read_model(make: Callable[..., Model], name: str, folder: Path) -> Model:
    """Let sentence-transformers read a folder: safetensors only, no code of the model's own, no network.

    Args:
        make: `SentenceTransformer` or `CrossEncoder`.
        name: For messages.
        folder: The model's.

    Raises:
        ModelFolderError: It cannot be read.
    """
    import torch
    from safetensors import SafetensorError
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would stand among a terminal's answers
    has_gpu = torch.cuda.is_available()
    try:
        return make(
            str(folder),
            device="cuda" if has_gpu else "cpu",
            trust_remote_code=False,
            local_files_only=True,
            # Half precision, in which many models are saved, is slow on a CPU.
            model_kwargs={"use_safetensors": True, "dtype": "auto" if has_gpu else torch.float32},
        )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        raise explain_unreadable(name, f"a {getattr(make, '__name__', make)}", error) from error
