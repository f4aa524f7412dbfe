"""Folders of static encoders: the float one of sentence-transformers, and the light one that ships.

Both have `tokenizer.json`, and in `model.safetensors` one row for each of its pieces. The float folder holds
them as `embedding.weight`. The light one holds int8 `rows` and one float32 number in `scales` for each, which
multiplies it; its `config.json` says so, and of which version the format is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import EncoderFolderError

WEIGHTS_FILE, SPELLING_FILE, CONFIG_FILE = "model.safetensors", "tokenizer.json", "config.json"
FLOAT_ROWS = "embedding.weight"
LIGHT_ROWS, LIGHT_SCALES = "rows", "scales"
LIGHT_FORMAT = "zonewise-static-int8"
LIGHT_VERSION = 1
"""Grows when the files change their meaning."""

Tensors = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class StaticFolder:
    """What a folder of either kind holds.

    Attributes:
        rows: `(vocabulary, dimensions)` float32; must not be written to.
        tokenizer: Cuts a text into pieces; pads and truncates nothing.
        digest: The first 16 hex digits of a SHA-256 over its files.
    """

    rows: NDArray[np.float32]
    tokenizer: Tokenizer
    digest: str


def describe_light_rows(rows: int, dimensions: int) -> dict[str, str | int]:
    """Give what `config.json` of a light folder says of a table of this shape."""
    return {"format": LIGHT_FORMAT, "version": LIGHT_VERSION, "rows": rows, "dimensions": dimensions}


def read_static_folder(folder: Path) -> StaticFolder:
    """Read a float or a light folder; its tensors tell which it is.

    Raises:
        EncoderFolderError: A file is missing or is not what it should be.
    """
    contents = [_read_bytes(folder, name) for name in (WEIGHTS_FILE, SPELLING_FILE)]
    tensors = _parse_tensors(contents[0], folder / WEIGHTS_FILE)
    if set(tensors) == {FLOAT_ROWS}:
        rows = _read_float_rows(tensors, folder)
    elif set(tensors) == {LIGHT_ROWS, LIGHT_SCALES}:
        contents.append(_read_bytes(folder, CONFIG_FILE))
        rows = _read_light_rows(tensors, contents[-1], folder)
    else:
        raise EncoderFolderError(
            f"{folder / WEIGHTS_FILE} holds {sorted(tensors)}; a static encoder holds one table,"
            f" {FLOAT_ROWS}, or {LIGHT_ROWS} and {LIGHT_SCALES}"
        )
    tokenizer = _parse_tokenizer(contents[1], folder / SPELLING_FILE)
    if tokenizer.get_vocab_size() != len(rows):
        raise EncoderFolderError(
            f"{folder}: the tokenizer knows {tokenizer.get_vocab_size()} pieces and the table has"
            f" {len(rows)} rows; they are not of one encoder"
        )
    return StaticFolder(rows, tokenizer, _digest_contents(contents))


def _read_bytes(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.is_file():
        raise EncoderFolderError(f"{folder} is no static encoder: {name} is missing")
    return path.read_bytes()


def _parse_tensors(content: bytes, path: Path) -> Tensors:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(content)
    except (SafetensorError, TypeError, ValueError) as error:  # half a file; a number format numpy lacks
        raise EncoderFolderError(f"{path} cannot be read as a static encoder's table ({error})") from error


def _parse_tokenizer(content: bytes, path: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_buffer(content)  # a third faster than from_file
    except ValueError as error:
        raise EncoderFolderError(f"{path} cannot be read as a tokenizer ({error})") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _read_float_rows(tensors: Tensors, folder: Path) -> NDArray[np.float32]:
    table = tensors[FLOAT_ROWS]
    if table.ndim != 2 or not np.issubdtype(table.dtype, np.floating):
        raise EncoderFolderError(
            f"{folder / WEIGHTS_FILE}: {FLOAT_ROWS} is {table.dtype} of shape {table.shape}; it should be a"
            " table of floating-point numbers"
        )
    return np.ascontiguousarray(table, dtype=np.float32)


def _read_light_rows(tensors: Tensors, config: bytes, folder: Path) -> NDArray[np.float32]:
    rows, scales = tensors[LIGHT_ROWS], tensors[LIGHT_SCALES]
    path = folder / WEIGHTS_FILE
    if rows.dtype != np.int8 or rows.ndim != 2:
        raise EncoderFolderError(f"{path}: {LIGHT_ROWS} is {rows.dtype} of shape {rows.shape}, not int8 rows")
    if scales.dtype != np.float32 or scales.shape != rows.shape[:1]:
        raise EncoderFolderError(
            f"{path}: {LIGHT_SCALES} is {scales.dtype} of shape {scales.shape}; it should be one float32"
            f" number for each of the {len(rows)} rows"
        )
    if not (np.isfinite(scales).all() and (scales >= 0).all()):
        raise EncoderFolderError(f"{path}: {LIGHT_SCALES} has numbers below zero or not finite")
    _check_config(config, folder / CONFIG_FILE, describe_light_rows(*rows.shape))
    scaled = np.empty(rows.shape, dtype=np.float32)
    np.multiply(rows, scales[:, None], out=scaled)
    return scaled


def _check_config(content: bytes, path: Path, expected: dict[str, str | int]) -> None:
    try:
        config = json.loads(content)
        found = {name: config.get(name) for name in expected}
    except (ValueError, AttributeError) as error:
        raise EncoderFolderError(
            f"{path} cannot be read as a static encoder's description ({error!r})"
        ) from error
    if found["format"] != LIGHT_FORMAT:
        raise EncoderFolderError(f"{path} has the format {found['format']!r}, not {LIGHT_FORMAT!r}")
    if found["version"] != LIGHT_VERSION:
        raise EncoderFolderError(
            f"{path} has version {found['version']!r} of the format, and this program reads {LIGHT_VERSION};"
            " take a folder and a program that go together"
        )
    if found != expected:
        raise EncoderFolderError(
            f"{path} tells of {found['rows']} rows of {found['dimensions']}, and {WEIGHTS_FILE} has"
            f" {expected['rows']} of {expected['dimensions']}; they are not of one encoder"
        )


def _digest_contents(contents: list[bytes]) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]
