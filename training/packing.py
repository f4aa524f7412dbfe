"""Texts to pieces, once: flat arrays from which any batch is taken without cutting a text again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding import carries_word, list_vocabulary
from index.matching import locate_stretches
from training.pairs import Pair
from training.replacing import replace_file
from training.tokenizing import PAD, UNKNOWN

Starts = NDArray[np.int64]
FlatPieces = NDArray[np.int32]

_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts as pieces, one after the other.

    Attributes:
        pieces: All pieces of all texts; those without a letter, digit or hanzi are left out.
        starts: `(texts + 1,)`: text `i` is `pieces[starts[i]:starts[i + 1]]`.
        keys: `(texts,)`: equal where the pieces of two texts are.
    """

    pieces: FlatPieces
    starts: Starts
    keys: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.keys)

    def gather(self, which: NDArray[np.int64], *, longest: int) -> tuple[FlatPieces, Starts]:
        """Give the pieces of some texts, one after the other, and where each begins.

        Args:
            which: The texts.
            longest: A longer text is cut after so many pieces.
        """
        first = self.starts[which]
        places, bounds = locate_stretches(first, np.minimum(self.starts[which + 1], first + longest))
        return self.pieces[places], bounds[:-1]


@dataclass(frozen=True, slots=True)
class PackedPairs:
    """Pairs of texts as pieces.

    Attributes:
        left: The English, or the question.
        right: The Chinese.
        sources: `(pairs,)` places in `names`.
        names: Of the sources.
    """

    left: Texts
    right: Texts
    sources: NDArray[np.int16]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sources)


class PieceCutter:
    """Cuts texts in the pieces that have a row."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        pieces = list_vocabulary(tokenizer)
        self._spoken = np.array([carries_word(piece) and piece not in {PAD, UNKNOWN} for piece in pieces])

    def cut(self, texts: Sequence[str]) -> list[FlatPieces]:
        """Give the pieces of each text."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        everything = [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]
        return [pieces[self._spoken[pieces]] for pieces in everything]

    def pack_texts(self, texts: Sequence[str]) -> Texts:
        """Cut texts, and lay their pieces one after the other. A text that comes often is cut once."""
        places: dict[str, int] = {}
        which = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int64)
        blocks: list[FlatPieces] = [np.empty(0, dtype=np.int32)]
        lengths, keys = [0], list[int]()
        for some in _take_blocks(places):
            cut = self.cut(some)
            blocks.append(np.concatenate(cut))
            lengths.extend(map(len, cut))
            keys.extend(map(_take_key, cut))
        starts = np.cumsum(np.array(lengths, dtype=np.int64))
        each = Texts(np.concatenate(blocks), starts, np.array(keys, dtype=np.int64))
        return each if len(each) == len(which) else _select(each, which)

    def pack_pairs(self, pairs: Iterable[Pair]) -> PackedPairs:
        """Cut both sides of pairs. A pair of which one side has no piece is left out."""
        kept = list(pairs)
        left = self.pack_texts([pair.left for pair in kept])
        right = self.pack_texts([pair.right for pair in kept])
        names = tuple(sorted({pair.source for pair in kept}))
        places = {name: place for place, name in enumerate(names)}
        sources = np.array([places[pair.source] for pair in kept], dtype=np.int16)
        said = np.flatnonzero((np.diff(left.starts) > 0) & (np.diff(right.starts) > 0))
        if len(said) == len(kept):
            return PackedPairs(left, right, sources, names)
        return PackedPairs(_select(left, said), _select(right, said), sources[said], names)


def save_pairs(path: Path, packed: PackedPairs) -> None:
    """Write pairs as a `.npz`, in one step."""
    sides = {"left": packed.left, "right": packed.right}
    arrays = {
        f"{side}_{name}": getattr(texts, name)
        for side, texts in sides.items()
        for name in ("pieces", "starts", "keys")
    }
    with replace_file(path) as unfinished:
        np.savez(unfinished, sources=packed.sources, names=np.array(packed.names, dtype=np.str_), **arrays)


def load_pairs(path: Path) -> PackedPairs:
    """Read what `save_pairs` wrote."""
    with np.load(path, allow_pickle=False) as file:
        left, right = (
            Texts(file[f"{side}_pieces"], file[f"{side}_starts"], file[f"{side}_keys"])
            for side in ("left", "right")
        )
        return PackedPairs(left, right, file["sources"], tuple(map(str, file["names"])))


def _take_blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(texts)
    while block := list(islice(remaining, _BLOCK)):
        yield block


def _take_key(pieces: FlatPieces) -> int:
    return int.from_bytes(hashlib.blake2b(pieces.tobytes(), digest_size=8).digest(), "little", signed=True)


def _select(texts: Texts, which: NDArray[np.int64]) -> Texts:
    longest = int(np.diff(texts.starts).max(initial=0))
    pieces, offsets = texts.gather(which, longest=longest)
    return Texts(pieces, np.append(offsets, len(pieces)).astype(np.int64), texts.keys[which])
