"""Arrays on disk that grow row by row: `.npy` files, and the flat vectors of faiss.

Rows are appended to the file and the header is completed at the end, so that an index of any size is
written in bounded memory. Both formats are those of their makers: numpy and faiss read the files.
"""

from __future__ import annotations

import struct
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.errors import IndexCorruptError

_NPY_HEADER_BYTES = 128
_FAISS_FLAT = struct.Struct("<4siqqq?iQ")
_FAISS_FLAT_IP = b"IxFI"
_FAISS_UNUSED = 1 << 20
_ROWS_AT_ONCE = 1 << 16


class HeaderFormat(Protocol):
    """Writes the header of a file for an array of so many rows; its length never depends on them."""

    def __call__(self, dtype: np.dtype[Any], rows: int, width: int | None) -> bytes:
        """Give the header's bytes."""
        ...


def format_npy_header(dtype: np.dtype[Any], rows: int, width: int | None) -> bytes:
    """Give a header of NPY format 1.0, padded to 128 bytes so that it can be written over."""
    shape = (rows,) if width is None else (rows, width)
    text = f"{{'descr': {dtype.str!r}, 'fortran_order': False, 'shape': {shape!r}, }}"
    room = _NPY_HEADER_BYTES - len(b"\x93NUMPY\x01\x00") - 2
    padded = text.ljust(room - 1) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", room) + padded.encode("ascii")


def format_faiss_header(dtype: np.dtype[Any], rows: int, width: int | None) -> bytes:
    """Give the header that `faiss.write_index` gives an `IndexFlatIP` (little endian, float32 rows).

    Raises:
        ValueError: The rows are not float32 vectors.
    """
    if dtype != np.float32 or width is None:
        raise ValueError(f"a flat faiss index holds float32 vectors, not {dtype} of width {width}")
    is_trained, inner_product = True, 0
    return _FAISS_FLAT.pack(
        _FAISS_FLAT_IP, width, rows, _FAISS_UNUSED, _FAISS_UNUSED, is_trained, inner_product, rows * width
    )


class ArrayWriter:
    """One array on disk, appended to; use it in a `with`, which completes the header at its end.

    Attributes:
        path: The file.
        rows: How many rows were appended.
    """

    def __init__(
        self,
        path: Path,
        dtype: DTypeLike,
        *,
        width: int | None = None,
        header: HeaderFormat = format_npy_header,
    ) -> None:
        self.path = path
        self.rows = 0
        self._dtype = np.dtype(dtype).newbyteorder("<")
        self._width = width
        self._header = header
        self._file: BinaryIO = path.open("wb")
        self._write_header()

    def append(self, rows: NDArray[Any]) -> None:
        """Add rows at the end.

        Raises:
            ValueError: They have another width than the array.
        """
        width = None if rows.ndim == 1 else rows.shape[1]
        if width != self._width:
            raise ValueError(f"rows of width {width} do not fit an array of width {self._width}")
        self._file.write(np.ascontiguousarray(rows, dtype=self._dtype).tobytes())
        self.rows += len(rows)

    def copy_first(self, rows: NDArray[Any], count: int) -> None:
        """Add the first rows of an array of any size, some at a time."""
        for first in range(0, count, _ROWS_AT_ONCE):
            self.append(rows[first : min(first + _ROWS_AT_ONCE, count)])

    def close(self) -> None:
        """Complete the header and close the file; a second call does nothing."""
        if self._file.closed:
            return
        self._file.seek(0)
        self._write_header()
        self._file.close()

    def _write_header(self) -> None:
        self._file.write(self._header(self._dtype, self.rows, self._width))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class StretchWriter:
    """Where stretches of a flat array begin: `(n + 1,)` int64; `i` is `[starts[i], starts[i + 1])`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._array = ArrayWriter(path, np.int64)
        self._array.append(np.zeros(1, dtype=np.int64))
        self._total = 0

    def append(self, lengths: NDArray[np.int32]) -> None:
        """Add stretches of these lengths."""
        ends = self._total + np.cumsum(lengths, dtype=np.int64)
        if len(ends):
            self._total = int(ends[-1])
        self._array.append(ends)

    def copy_first(self, starts: NDArray[np.int64], count: int) -> None:
        """Add the first stretches of an array of starts, before anything is added."""
        self._array.copy_first(starts[1:], count)
        self._total = int(starts[count])

    def close(self) -> None:
        """Complete the file."""
        self._array.close()


def load_array(path: Path) -> NDArray[Any]:
    """Map a `.npy` file into memory, read-only.

    Raises:
        IndexCorruptError: The file is missing or is no array.
    """
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise IndexCorruptError(f"{path} cannot be read ({error}); build the index again") from error
    return array


def load_faiss_vectors(path: Path) -> NDArray[np.float32]:
    """Read the vectors of a flat faiss file without importing faiss (0.4 s): `(n, d)` float32.

    Raises:
        IndexCorruptError: The file is missing or is no flat inner-product index.
    """
    try:
        with path.open("rb") as file:
            magic, width, rows, *_, floats = _FAISS_FLAT.unpack(file.read(_FAISS_FLAT.size))
            vectors = np.fromfile(file, dtype="<f4")
    except (OSError, struct.error) as error:
        raise IndexCorruptError(f"{path} cannot be read ({error}); build the index again") from error
    if magic != _FAISS_FLAT_IP or not len(vectors) == floats == rows * width:
        raise IndexCorruptError(f"{path} is no flat inner-product index of faiss; build the index again")
    return vectors.reshape(rows, width)
