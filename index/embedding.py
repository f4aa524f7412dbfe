"""Texts to vectors: the `TextEncoder` seam, and the bundled static encoder behind it.

The bundled encoder is a sentence-transformers `StaticEmbedding` folder: one table of rows, looked up and
averaged. It is read here with `tokenizers` and numpy, so that nothing of torch is needed at run time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
Pieces = NDArray[np.int32]

BUNDLED_NAME = "zonewise-static-v1"
BUNDLED_FOLDER = Path(__file__).parent / "bundled" / "encoder"
_NORM_FLOOR = 1e-12


class EncoderFolderError(ValueError):
    """The folder is not a static encoder that can be read; the message says what is missing."""


class TextEncoder(Protocol):
    """What turns texts into vectors of unit length, one way for questions and one for passages."""

    @property
    def name(self) -> str:
        """The name that the index remembers."""
        ...

    @property
    def digest(self) -> str:
        """Changes when the vectors would."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Give `(n, dimensions)` float32, unit length; an empty text gives zeros."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Give `(n, dimensions)` float32, unit length; an empty text gives zeros."""
        ...


class StaticEncoder:
    """A table of rows and its tokenizer: a text is the unit-length mean of the rows of its pieces.

    Attributes:
        name: The folder's name for the index.
        digest: The first 16 hex digits of the SHA-256 of weights and tokenizer.
        rows: `(vocabulary, dimensions)` float32; pieces that carry no meaning have zero rows.
        vocabulary: The piece of each row; a word of English starts with `▁`.
    """

    def __init__(self, *, name: str, digest: str, rows: Vectors, tokenizer: Tokenizer) -> None:
        self.name = name
        self.digest = digest
        self.rows = rows
        self._tokenizer = tokenizer
        self.norms: NDArray[np.float32] = np.linalg.norm(rows, axis=1).astype(np.float32)
        # The table has a few rows for bare punctuation ("?"); they would match every question.
        has_word = np.array([any(map(str.isalnum, piece)) for piece in self.vocabulary])
        self._silent = (self.norms == 0) | ~has_word

    @classmethod
    def load(cls, folder: Path, *, name: str | None = None) -> StaticEncoder:
        """Read a `StaticEmbedding` folder (`model.safetensors`, `tokenizer.json`).

        Raises:
            EncoderFolderError: A file is missing or is not what it should be.
        """
        from safetensors.numpy import load_file

        weights, spelling = folder / "model.safetensors", folder / "tokenizer.json"
        for path in (weights, spelling):
            if not path.is_file():
                raise EncoderFolderError(f"{folder} is no static encoder: {path.name} is missing")
        tensors = load_file(weights)
        if set(tensors) != {"embedding.weight"} or tensors["embedding.weight"].ndim != 2:
            raise EncoderFolderError(
                f"{weights} holds {sorted(tensors)}; a static encoder holds one table, embedding.weight"
            )
        tokenizer = Tokenizer.from_file(str(spelling))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        rows = np.ascontiguousarray(tensors["embedding.weight"], dtype=np.float32)
        if tokenizer.get_vocab_size() != len(rows):
            raise EncoderFolderError(
                f"{folder}: the tokenizer knows {tokenizer.get_vocab_size()} pieces and the table has"
                f" {len(rows)} rows; they are not of one encoder"
            )
        digest = _digest_files(weights, spelling)
        return cls(name=name or folder.name, digest=digest, rows=rows, tokenizer=tokenizer)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.rows.shape[1])

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The piece of each row."""
        return tuple(self._tokenizer.id_to_token(piece) or "" for piece in range(len(self.rows)))

    def split(self, texts: Sequence[str]) -> list[Pieces]:
        """Give the pieces of each text that have a row; punctuation and unknown characters have none."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        everything = [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]
        return [pieces[~self._silent[pieces]] for pieces in everything]

    def split_with_spans(self, text: str) -> tuple[Pieces, NDArray[np.int32]]:
        """Give the pieces of one text that have a row, and their `(n, 2)` characters in the text."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        pieces = np.array(encoding.ids, dtype=np.int32)
        spans = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
        kept = ~self._silent[pieces]
        return pieces[kept], spans[kept]

    def pool(self, pieces: Pieces, starts: NDArray[np.int64]) -> Vectors:
        """Average rows over stretches of a flat array of pieces, to unit length.

        Args:
            pieces: All pieces, one stretch after the other.
            starts: `(n + 1,)`: stretch `i` is `pieces[starts[i]:starts[i + 1]]`; an empty one gives zeros.
        """
        pooled = np.zeros((len(starts) - 1, self.dimensions), dtype=np.float32)
        for row, (start, end) in enumerate(pairwise(starts.tolist())):
            if end > start:
                np.add.reduce(self.rows.take(pieces[start:end], axis=0), axis=0, out=pooled[row])
        norms = np.linalg.norm(pooled, axis=1, keepdims=True)
        pooled /= np.maximum(norms, _NORM_FLOOR)
        return pooled

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Give `(n, dimensions)` float32, unit length; an empty text gives zeros."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Give `(n, dimensions)` float32, unit length; an empty text gives zeros."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        split = self.split(texts)
        starts = np.concatenate([[0], np.cumsum([len(pieces) for pieces in split])]).astype(np.int64)
        flat = np.concatenate(split) if split else np.empty(0, dtype=np.int32)
        return self.pool(flat, starts)


def _digest_files(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


@cache
def load_bundled_encoder() -> StaticEncoder:
    """Read the encoder that ships with the project, once a process."""
    return StaticEncoder.load(BUNDLED_FOLDER, name=BUNDLED_NAME)
