"""A float and a light folder are read as what they hold; any other is refused by what is wrong with it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.embedding import StaticEncoder
from index.errors import EncoderFolderError
from index.static_folders import read_static_folder
from tests.encoder_folders import PIECES, make_rows, make_tokenizer, save_light_by_hand

COUNT = len(PIECES)
Spoil = Callable[[Path], object]


@pytest.fixture
def light(tmp_path: Path) -> Path:
    return save_light_by_hand(tmp_path / "light")


def save_float(folder: Path, table: Any) -> Path:
    folder.mkdir(exist_ok=True)
    save_file({"embedding.weight": table}, folder / "model.safetensors")
    make_tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def change_tensors(**tensors: Any) -> Spoil:
    def change(folder: Path) -> None:
        path = folder / "model.safetensors"
        save_file({**load_file(path), **tensors}, path)

    return change


def change_config(**values: Any) -> Spoil:
    def change(folder: Path) -> None:
        path = folder / "config.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")

    return change


def rewrite(name: str, content: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(content)


def test_a_light_row_is_its_steps_times_its_scale(light: Path) -> None:
    read = read_static_folder(light)
    assert read.rows.dtype == np.float32
    np.testing.assert_allclose(read.rows[[0, 1, 6]], [[0.0, 0.0], [1.0, 1.5], [36.0, 39.0]])
    assert read.tokenizer.encode("铜加工 copper").tokens[-1] == "▁copper"


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_float_folder_is_read_in_any_precision(tmp_path: Path, dtype: type[np.floating[Any]]) -> None:
    rows = make_rows()
    encoder = StaticEncoder.load(save_float(tmp_path, rows.astype(dtype)))
    assert (encoder.name, encoder.dimensions, encoder.rows.dtype) == (tmp_path.name, 8, np.dtype(np.float32))
    np.testing.assert_allclose(encoder.rows, rows, atol=2e-3)


def test_the_digest_follows_every_file(light: Path, tmp_path: Path) -> None:
    spoils = [
        change_tensors(scales=np.ones(COUNT, dtype=np.float32)),
        rewrite("tokenizer.json", make_tokenizer().to_str(pretty=True).encode() + b"\n"),
        change_config(note="changed"),
    ]
    digests = {read_static_folder(light).digest, read_static_folder(light).digest}
    assert len(digests) == 1
    for number, spoil in enumerate(spoils):
        copied = Path(shutil.copytree(light, tmp_path / str(number)))
        spoil(copied)
        digests.add(read_static_folder(copied).digest)
    assert len(digests) == 4
    assert all(len(digest) == 16 for digest in digests)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_missing_file_is_named(light: Path, name: str) -> None:
    (light / name).unlink()
    with pytest.raises(EncoderFolderError, match=f"{name} is missing"):
        read_static_folder(light)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (rewrite("model.safetensors", b"half"), "cannot be read as a static encoder's table"),
        (rewrite("model.safetensors", b""), "cannot be read as a static encoder's table"),
        (rewrite("tokenizer.json", b"{}"), "cannot be read as a tokenizer"),
        (rewrite("tokenizer.json", b"\xff"), "cannot be read as a tokenizer"),
        (rewrite("config.json", b"{"), "cannot be read as a static encoder's description"),
        (rewrite("config.json", b"[]"), "cannot be read as a static encoder's description"),
        (rewrite("config.json", b"{}"), "has the format None, not 'zonewise-static-int8'"),
        (change_config(format="gguf"), "has the format 'gguf'"),
        (change_config(version=2), "has version 2 of the format, and this program reads 1"),
        (change_config(rows=8), r"tells of 8 rows of 2, and model\.safetensors has 7 of 2"),
        (change_config(dimensions=3), r"tells of 7 rows of 3, and model\.safetensors has 7 of 2"),
        (change_tensors(rows=np.ones((COUNT, 2), np.int16)), "rows is int16 of shape .7, 2., not int8"),
        (change_tensors(rows=np.ones(COUNT, np.int8)), "rows is int8 of shape .7,., not int8 rows"),
        (change_tensors(scales=np.ones(COUNT, np.float16)), "scales is float16 .* one float32"),
        (change_tensors(scales=np.ones(3, np.float32)), "one float32 number for each of the 7 rows"),
        (change_tensors(scales=np.full(COUNT, np.nan, np.float32)), "below zero or not finite"),
        (change_tensors(scales=np.full(COUNT, -1, np.float32)), "below zero or not finite"),
        (
            change_tensors(more=np.ones(1, np.float32)),
            r"holds \['more', 'rows', 'scales'\]; a static encoder",
        ),
    ],
)
def test_a_spoilt_light_folder_is_refused_by_what_is_wrong(light: Path, spoil: Spoil, message: str) -> None:
    spoil(light)
    with pytest.raises(EncoderFolderError, match=message) as caught:
        read_static_folder(light)
    assert str(light) in str(caught.value)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            np.ones((COUNT, 4), dtype=np.int8),
            "is int8 of shape .7, 4.; it should be a table of floating-point",
        ),
        (np.ones(COUNT, dtype=np.float32), "is float32 of shape .7,.; it should be a table"),
        (np.ones((3, 4), dtype=np.float32), "knows 7 pieces and the table has 3 rows; they are not of one"),
    ],
    ids=["whole numbers", "no table", "another tokenizer"],
)
def test_a_spoilt_float_folder_is_refused_by_what_is_wrong(tmp_path: Path, table: Any, message: str) -> None:
    with pytest.raises(EncoderFolderError, match=message):
        read_static_folder(save_float(tmp_path, table))
