"""A trained table of rows to folders: the float one for sentence-transformers, and the light one that ships.

Both mean the same: rows that stay silent in Zonewise (the unknown piece, bare punctuation) are zeros, so that
sentence-transformers, which averages every piece, gives the same vectors. A folder is written aside and then
takes its place whole; whatever interrupts it, no half folder is left.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding import Vectors, carries_word, list_vocabulary
from index.static_folders import (
    CONFIG_FILE,
    LIGHT_ROWS,
    LIGHT_SCALES,
    SPELLING_FILE,
    WEIGHTS_FILE,
    describe_light_rows,
)

_LARGEST_STEP = 127
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755


def write_float_folder(
    rows: Vectors, tokenizer: Tokenizer, folder: Path, *, others: Mapping[str, str | bytes] | None = None
) -> None:
    """Write a folder that `SentenceTransformer(folder)` reads: `StaticEmbedding`, then `Normalize`.

    Needs the extra `models`.

    Args:
        rows: `(vocabulary, dimensions)`: the row of each piece of the tokenizer.
        tokenizer: Cuts texts; it is left as it is.
        folder: A new folder, an empty one, or an encoder's, which is replaced with all that is in it.
        others: Further files by their names, such as the card `README.md` and a word table.

    Raises:
        ValueError: There are not as many rows as pieces, or a number is not finite.
        FileExistsError: The folder holds something else.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    spelling = _spell_compactly(tokenizer)
    table = StaticEmbedding(Tokenizer.from_str(spelling), embedding_weights=silence_rows(rows, tokenizer))
    model = SentenceTransformer(modules=[table, Normalize()], device="cpu", similarity_fn_name="cosine")
    with replace_folder(folder) as made:
        model.save_pretrained(str(made), create_model_card=False)
        _write_files(made, {**(others or {}), SPELLING_FILE: spelling})


class FolderTooLargeError(ValueError):
    """A folder would be larger than is allowed."""


def write_light_folder(
    rows: Vectors,
    tokenizer: Tokenizer,
    folder: Path,
    *,
    others: Mapping[str, str | bytes] | None = None,
    most_bytes: int | None = None,
) -> None:
    """Write a folder of int8 rows, a quarter of the size, that `StaticEncoder.load` reads.

    Args:
        rows: `(vocabulary, dimensions)`: the row of each piece of the tokenizer.
        tokenizer: Cuts texts; it is left as it is.
        folder: A new folder, an empty one, or an encoder's, which is replaced with all that is in it.
        others: Further files by their names, such as the card `README.md` and a word table.
        most_bytes: Of the whole folder, where that is bounded.

    Raises:
        ValueError: There are not as many rows as pieces, or a number is not finite.
        FolderTooLargeError: The folder would have more bytes; what stood there before is left.
        FileExistsError: The folder holds something else.
    """
    from safetensors.numpy import save_file

    steps, scales = quantise_rows(silence_rows(rows, tokenizer))
    config = json.dumps(describe_light_rows(*steps.shape), indent=2) + "\n"
    with replace_folder(folder) as made:
        save_file({LIGHT_ROWS: steps, LIGHT_SCALES: scales}, made / WEIGHTS_FILE)
        _write_files(
            made, {**(others or {}), SPELLING_FILE: _spell_compactly(tokenizer), CONFIG_FILE: config}
        )
        _require_small(made, most_bytes)


def _require_small(folder: Path, most_bytes: int | None) -> None:
    size = sum(path.stat().st_size for path in folder.iterdir())
    if most_bytes is not None and size > most_bytes:
        raise FolderTooLargeError(f"the light folder would have {size:,} bytes, more than {most_bytes:,}")


def silence_rows(rows: Vectors, tokenizer: Tokenizer) -> Vectors:
    """Copy the rows as float32, with zeros for the unknown piece and for pieces of bare punctuation.

    Raises:
        ValueError: There are not as many rows as pieces, or a number is not finite.
    """
    size = tokenizer.get_vocab_size()
    if rows.ndim != 2 or len(rows) != size:
        raise ValueError(f"rows of shape {rows.shape} do not fit a tokenizer of {size} pieces")
    if not np.isfinite(rows).all():
        raise ValueError("the rows have numbers that are not finite; the training has failed")
    silent = [row for row, piece in enumerate(list_vocabulary(tokenizer)) if not carries_word(piece)]
    unknown = json.loads(tokenizer.to_str())["model"].get("unk_id")
    copied = np.array(rows, dtype=np.float32, order="C")
    copied[silent if unknown is None else [*silent, unknown]] = 0
    return copied


def quantise_rows(rows: Vectors) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round each row to whole steps from -127 to 127, and give with it the length of its step.

    The largest number of a row becomes 127 steps. Trying finer steps, which cut the largest off, gains
    nothing at 256 dimensions. The step's length is chosen so that the row keeps its norm, which weighs the
    piece in late interaction; the direction does not depend on it.

    Args:
        rows: `(n, dimensions)`.

    Returns:
        `(n, dimensions)` steps, and `(n,)` lengths; both are zero for a row of zeros.
    """
    exact = rows.astype(np.float64)
    peaks = np.abs(exact).max(axis=1, initial=0.0)
    peaks[peaks == 0] = 1.0
    steps = np.rint(exact * (_LARGEST_STEP / peaks)[:, None])
    norms, rounded = (np.sqrt(np.einsum("ij,ij->i", table, table)) for table in (exact, steps))
    scales = norms / np.maximum(rounded, 1.0)
    return steps.astype(np.int8), scales.astype(np.float32)


@contextmanager
def replace_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write to, which takes the place of `folder` when the block ends well.

    Raises:
        FileExistsError: `folder` holds something that is no encoder's.
    """
    folder = folder.absolute()
    _require_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    made, before = aside / "new", aside / "before"
    try:
        made.mkdir()
        yield made
        for path in made.rglob("*"):
            path.chmod(
                _FOLDER_MODE if path.is_dir() else _FILE_MODE
            )  # weights are written for their owner alone
        if folder.exists():
            folder.rename(before)
        made.rename(folder)
    finally:
        if before.exists() and not folder.exists():  # interrupted between the two
            before.rename(folder)
        shutil.rmtree(aside)


def _require_replaceable(folder: Path) -> None:
    if not folder.exists():
        return
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else {folder.name}
    if names and not {WEIGHTS_FILE, SPELLING_FILE} <= names:
        raise FileExistsError(
            f"{folder} holds something that is no encoder's and would be lost; give another folder"
        )


def _spell_compactly(tokenizer: Tokenizer) -> str:
    """Write a tokenizer without white space, padding and truncation: half the size of a saved one."""
    copied = Tokenizer.from_str(tokenizer.to_str())
    copied.no_padding()
    copied.no_truncation()
    return copied.to_str()


def _write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
