from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.arrays import (
    ArrayWriter,
    StretchWriter,
    format_faiss_header,
    load_array,
    load_faiss_vectors,
)
from index.errors import IndexCorruptError


def _write_vectors(path: Path, vectors: np.ndarray) -> None:
    with ArrayWriter(path, np.float32, width=vectors.shape[1], header=format_faiss_header) as array:
        array.append(vectors)


@pytest.mark.parametrize("width", [None, 2], ids=["flat", "two wide"])
def test_numpy_reads_what_was_appended(tmp_path: Path, width: int | None) -> None:
    whole = np.arange(24, dtype=np.int32).reshape((24,) if width is None else (12, 2))

    with ArrayWriter(tmp_path / "a.npy", np.int32, width=width) as array:
        array.append(whole[:3])
        array.append(whole[3:3])
        array.append(whole[3:])

    np.testing.assert_array_equal(np.load(tmp_path / "a.npy", allow_pickle=False), whole)
    np.testing.assert_array_equal(load_array(tmp_path / "a.npy"), whole)
    assert array.rows == len(whole)


@pytest.mark.parametrize("width", [None, 3], ids=["flat", "three wide"])
def test_an_empty_array_is_read_back_empty(tmp_path: Path, width: int | None) -> None:
    ArrayWriter(tmp_path / "a.npy", np.int16, width=width).close()

    array = load_array(tmp_path / "a.npy")

    assert array.shape == ((0,) if width is None else (0, 3))
    assert array.dtype == np.int16


def test_rows_of_another_width_are_refused(tmp_path: Path) -> None:
    with (
        ArrayWriter(tmp_path / "a.npy", np.int32, width=2) as array,
        pytest.raises(ValueError, match=r"width 3 do not fit an array of width 2"),
    ):
        array.append(np.zeros((1, 3), dtype=np.int32))


@given(lengths=st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=5))
@settings(max_examples=30, deadline=None)
def test_stretches_begin_where_the_one_before_ends(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[list[int]]
) -> None:
    path = tmp_path_factory.mktemp("starts") / "starts.npy"
    stretches = StretchWriter(path)
    for some in lengths:
        stretches.append(np.array(some, dtype=np.int32))
    stretches.close()

    flat = [length for some in lengths for length in some]
    assert load_array(path).tolist() == [sum(flat[:i]) for i in range(len(flat) + 1)]


@pytest.mark.parametrize("rows", [0, 1, 7])
def test_the_flat_file_is_byte_for_byte_that_of_faiss(tmp_path: Path, rows: int) -> None:
    vectors = np.random.default_rng(5).standard_normal((rows, 4), dtype=np.float32)
    theirs = faiss.IndexFlatIP(4)
    theirs.add(vectors)

    _write_vectors(tmp_path / "vectors.faiss", vectors)

    assert (tmp_path / "vectors.faiss").read_bytes() == faiss.serialize_index(theirs).tobytes()
    np.testing.assert_array_equal(load_faiss_vectors(tmp_path / "vectors.faiss"), vectors)
    assert faiss.read_index(str(tmp_path / "vectors.faiss")).ntotal == rows


def test_a_flat_file_holds_float32_only() -> None:
    with pytest.raises(ValueError, match="float32 vectors, not int32"):
        format_faiss_header(np.dtype(np.int32), 1, 4)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-4],
        lambda data: data[:20],
        lambda data: b"IxF2" + data[4:],
        lambda data: data + b"1234",
    ],
    ids=["a vector cut short", "a header cut short", "another kind of index", "too long"],
)
def test_a_spoilt_flat_file_says_to_build_again(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "vectors.faiss"
    _write_vectors(path, np.ones((3, 4), dtype=np.float32))
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]

    with pytest.raises(IndexCorruptError, match="build the index again"):
        load_faiss_vectors(path)


def test_a_pickle_in_an_array_file_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{"an": "object"}], dtype=object), allow_pickle=True)

    with pytest.raises(IndexCorruptError, match="build the index again"):
        load_array(tmp_path / "a.npy")


def test_a_missing_array_says_to_build_again(tmp_path: Path) -> None:
    with pytest.raises(IndexCorruptError, match=r"a\.npy cannot be read"):
        load_array(tmp_path / "a.npy")
