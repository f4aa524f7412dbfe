"""The word table that comes with an encoder: the Chinese pieces that an English one stands for, with shares.

A piece may also stand for itself: Chinese pages print 2023 and iPhone as they are, and "led" seldom. The
table is a safetensors file beside the encoder's own, made from pairs of texts (`training/word_tables.py`).
Its numbers are pieces of one vocabulary, whose digest it remembers: with any other they would mean other
words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderFolderError

WORD_TABLE_FILE = "word_table.safetensors"
WORD_TABLE_FORMAT = "zonewise-word-table-1"
"""Ends in a number that grows when the file changes its meaning."""
SHARE_STEPS = 255
"""A share of 1 as it is stored."""

Translations = tuple[tuple[int, float], ...]
"""Chinese pieces and their shares, best first; the shares sum to 1 at most, and to less when unsure."""

_TYPES = {
    "english": np.int32,
    "own": np.uint8,
    "starts": np.int32,
    "chinese": np.int32,
    "shares": np.uint8,
}


@dataclass(frozen=True, slots=True)
class PieceTranslations:
    """What an English piece stands for.

    Attributes:
        own: The share of the piece itself.
        chinese: Of Chinese pieces, and their shares; none when it translates nothing, as "the" does.
    """

    own: float
    chinese: Translations


@dataclass(frozen=True, slots=True)
class WordTable:
    """Translations of English pieces.

    Attributes:
        english: `(n,)` int32: the pieces that the table knows, rising.
        own: `(n,)` uint8: the share of each piece itself, in 255ths.
        starts: `(n + 1,)` int32: piece `english[i]` has the entries `[starts[i], starts[i + 1])`, or none.
        chinese: `(entries,)` int32: Chinese pieces, the best of each English one first.
        shares: `(entries,)` uint8: their shares in 255ths; with its own those of a piece sum to 255 at most.
        vocabulary_digest: Of the vocabulary that the pieces are numbered by; see `digest_vocabulary`.
    """

    english: NDArray[np.int32]
    own: NDArray[np.uint8]
    starts: NDArray[np.int32]
    chinese: NDArray[np.int32]
    shares: NDArray[np.uint8]
    vocabulary_digest: str

    def find(self, piece: int) -> PieceTranslations | None:
        """Give what a piece stands for; `None` when the table does not know it."""
        at = int(np.searchsorted(self.english, piece))
        if at == len(self.english) or self.english[at] != piece:
            return None
        entries = slice(int(self.starts[at]), int(self.starts[at + 1]))
        shares = (self.shares[entries] / SHARE_STEPS).tolist()
        chinese = tuple(zip(self.chinese[entries].tolist(), shares, strict=True))
        return PieceTranslations(int(self.own[at]) / SHARE_STEPS, chinese)


def digest_vocabulary(vocabulary: Sequence[str]) -> str:
    """Give the first 16 hex digits of a SHA-256 over the pieces in their order."""
    return hashlib.sha256("\0".join(vocabulary).encode()).hexdigest()[:16]


def read_word_table(path: Path, vocabulary: Sequence[str]) -> WordTable:
    """Read the word table of an encoder.

    Args:
        path: The file.
        vocabulary: The piece of each row of the encoder.

    Raises:
        EncoderFolderError: The file cannot be read, or does not belong to this vocabulary.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
    except (OSError, SafetensorError, TypeError, ValueError) as error:
        raise EncoderFolderError(f"{path} cannot be read as a word table ({error})") from error
    if metadata.get("format") != WORD_TABLE_FORMAT:
        raise EncoderFolderError(
            f"{path} has the format {metadata.get('format')!r}, and this program reads {WORD_TABLE_FORMAT!r};"
            " take a word table and a program that go together"
        )
    if metadata.get("vocabulary") != digest_vocabulary(vocabulary):
        raise EncoderFolderError(
            f"{path} was made for another tokenizer than the one beside it; take both from one encoder, or"
            " remove the word table, and words are translated by the encoder's rows alone"
        )
    types = {name: tensor.dtype for name, tensor in tensors.items()}
    if types != _TYPES or any(tensor.ndim != 1 for tensor in tensors.values()):
        raise EncoderFolderError(f"{path} is no word table: it holds {_describe(types)}")
    table = WordTable(**tensors, vocabulary_digest=metadata["vocabulary"])
    fault = _find_fault(table, len(vocabulary))
    if fault:
        raise EncoderFolderError(f"{path} is damaged: {fault}")
    return table


def _describe(types: dict[str, np.dtype[np.generic]]) -> str:
    return ", ".join(f"{name} ({kind})" for name, kind in sorted(types.items())) or "nothing"


def _find_fault(table: WordTable, vocabulary: int) -> str:
    """Say what is wrong with the numbers of a table; nothing when all is well."""
    lengths = (len(table.english), len(table.starts) - 1, len(table.chinese))
    if lengths != (len(table.own), len(table.own), len(table.shares)):
        return "its parts differ in length"
    bounds = (int(table.starts[0]), int(table.starts[-1]))
    if bounds != (0, len(table.chinese)) or (np.diff(table.starts) < 0).any():
        return "the entries of its pieces do not follow each other"
    for pieces in (table.english, table.chinese):
        if len(pieces) and not (pieces.min() >= 0 and pieces.max() < vocabulary):
            return f"it has pieces that are no rows of a table of {vocabulary}"
    if (np.diff(table.english) <= 0).any():
        return "its English pieces do not rise"
    sums = np.concatenate([[0], np.cumsum(table.shares, dtype=np.int64)])
    if (table.own + np.diff(sums[table.starts]) > SHARE_STEPS).any():
        return "shares of one piece sum to more than 1"
    return ""
