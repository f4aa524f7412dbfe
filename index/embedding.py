"""Texts to vectors: the `TextEncoder` seam, and the bundled static encoder behind it.

The bundled encoder is a static one: one table of rows, looked up and averaged. It is read with `tokenizers`
and numpy (see `index.static_folders`), so that nothing of torch is needed at run time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.static_folders import read_static_folder

Vectors = NDArray[np.float32]
Pieces = NDArray[np.int32]

BUNDLED_NAME = "zonewise-static-v2"
BUNDLED_FOLDER = Path(__file__).parent / "bundled" / "encoder"
_BUNDLED_NAMES = re.compile(r"zonewise-static-v\d+")
_NORM_FLOOR = 1e-12
_FIRST_HANZI, _LAST_HANZI = "\u3400", "\u9fff"
_TEXTS_AT_ONCE = 1024
"""What the tokenizer gives of a text is large (10 KB for 200 characters) and is not kept for more texts."""


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
        digest: The first 16 hex digits of a SHA-256 over its files.
        rows: `(vocabulary, dimensions)` float32; pieces that carry no meaning have zero rows.
        vocabulary: The piece of each row; a word of English starts with `▁`.
    """

    def __init__(self, *, name: str, digest: str, rows: Vectors, tokenizer: Tokenizer) -> None:
        self.name = name
        self.digest = digest
        self.rows = rows
        self._tokenizer = tokenizer
        self.norms: NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        # The table has a few rows for bare punctuation ("?"); they would match every question.
        has_word = np.array([carries_word(piece) for piece in self.vocabulary])
        self._silent = (self.norms == 0) | ~has_word

    @classmethod
    def load(cls, folder: Path, *, name: str | None = None) -> StaticEncoder:
        """Read a float or a light folder; see `index.static_folders`.

        Raises:
            EncoderFolderError: A file is missing or is not what it should be.
        """
        read = read_static_folder(folder)
        return cls(name=name or folder.name, digest=read.digest, rows=read.rows, tokenizer=read.tokenizer)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.rows.shape[1])

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The piece of each row."""
        return tuple(list_vocabulary(self._tokenizer))

    def split(self, texts: Sequence[str]) -> list[Pieces]:
        """Give the pieces of each text that have a row; punctuation and unknown characters have none."""
        split: list[Pieces] = []
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            some = list(texts[start : start + _TEXTS_AT_ONCE])
            for encoding in self._tokenizer.encode_batch_fast(some, add_special_tokens=False):
                pieces = np.array(encoding.ids, dtype=np.int32)
                split.append(pieces[~self._silent[pieces]])
        return split

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
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            split = self.split(texts[start : start + _TEXTS_AT_ONCE])
            bounds = np.cumsum([0, *map(len, split)], dtype=np.int64)
            vectors[start : start + len(split)] = self.pool(np.concatenate(split), bounds)
        return vectors


def list_vocabulary(tokenizer: Tokenizer) -> list[str]:
    """Give the piece of each row."""
    return [tokenizer.id_to_token(row) or "" for row in range(tokenizer.get_vocab_size())]


def carries_word(piece: str) -> bool:
    """Tell whether a piece has a letter, hanzi or digit; one that has none is silent."""
    return piece[-1:].isalnum() or any(map(str.isalnum, piece))  # the last one mostly settles it


def mark_chinese(vocabulary: Sequence[str]) -> NDArray[np.bool_]:
    """Tell of each piece whether it begins with a hanzi: English ones begin with `▁` or a letter."""
    return np.array([_FIRST_HANZI <= piece[:1] <= _LAST_HANZI for piece in vocabulary], dtype=np.bool_)


def is_other_bundled(name: str) -> bool:
    """Tell whether a name is that of the bundled encoder of another version of Zonewise.

    Such an encoder is not here: an index made with it can only be built again.
    """
    return name != BUNDLED_NAME and _BUNDLED_NAMES.fullmatch(name) is not None


@cache
def load_bundled_encoder() -> StaticEncoder:
    """Read the encoder that ships with the project, once a process."""
    return StaticEncoder.load(BUNDLED_FOLDER, name=BUNDLED_NAME)
