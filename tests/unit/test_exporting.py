"""An encoder is exported twice, and both folders give the vectors of the table."""

import os
import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tokenizers import Tokenizer

from index.embedding import BUNDLED_FOLDER, StaticEncoder, Vectors, load_bundled_encoder
from index.reading import read_pages
from tests.encoder_folders import make_rows, make_tokenizer
from training.exporting import (
    FolderTooLargeError,
    quantise_rows,
    replace_folder,
    silence_rows,
    write_float_folder,
    write_light_folder,
)

SAMPLE_PAGES = Path(__file__).parents[2] / "sample" / "pages"
LIGHT_FILES = {"config.json", "model.safetensors", "tokenizer.json"}
FLOAT = st.floats(-1e6, 1e6, width=32)


@given(arrays(np.float32, st.tuples(st.integers(1, 5), st.integers(1, 16)), elements=FLOAT))
def test_rounded_rows_keep_norm_and_direction(rows: Vectors) -> None:
    steps, scales = quantise_rows(rows)
    assert [steps.dtype.name, scales.dtype.name] == ["int8", "float32"]
    for row, step, scale in zip(rows.astype(np.float64), steps.astype(np.float64), scales, strict=True):
        norm = np.linalg.norm(row)
        if norm < 1e-30:  # float32 has no number that small to keep it with
            continue
        assert np.abs(step).max() == 127
        assert np.linalg.norm(step) * float(scale) == pytest.approx(norm, rel=1e-6)
        # Each number is off by half a step at most, of a row that is 127 steps long or more.
        assert row @ step / (norm * np.linalg.norm(step)) > 1 - (0.5 * 4 / 127) ** 2


def test_a_row_of_zeros_stays_one() -> None:
    steps, scales = quantise_rows(np.zeros((2, 3), dtype=np.float32))
    assert (steps.tolist(), scales.tolist()) == ([[0, 0, 0]] * 2, [0.0, 0.0])


def test_punctuation_and_the_unknown_piece_are_silenced() -> None:
    rows = make_rows()
    silenced = silence_rows(rows, make_tokenizer())
    assert np.flatnonzero(~silenced.any(axis=1)).tolist() == [0, 1, 2]  # [UNK], ▁, 。
    np.testing.assert_array_equal(silenced[3:], rows[3:])
    assert rows.any(axis=1).all()


def test_a_light_folder_is_read_back(tmp_path: Path) -> None:
    rows = make_rows()
    write_light_folder(
        rows, make_tokenizer(), tmp_path / "light", others={"README.md": "# 名片\n", "words": b"\xff"}
    )
    encoder = StaticEncoder.load(tmp_path / "light")
    np.testing.assert_allclose(encoder.rows[3:], rows[3:], atol=np.abs(rows).max() / 127)
    np.testing.assert_allclose(encoder.norms[3:], np.linalg.norm(rows[3:], axis=1), rtol=1e-6)
    expected = rows[[3, 4]].sum(axis=0)
    (vector,) = encoder.encode_passages(["铜加工。"])
    assert vector @ expected / np.linalg.norm(expected) > 0.9999
    assert {path.name for path in (tmp_path / "light").iterdir()} == {*LIGHT_FILES, "README.md", "words"}
    assert (tmp_path / "light" / "README.md").read_text("utf-8") == "# 名片\n"
    assert (tmp_path / "light" / "words").read_bytes() == b"\xff"


def test_padding_of_training_does_not_ship(tmp_path: Path) -> None:
    tokenizer = make_tokenizer()
    tokenizer.enable_padding(length=16)
    tokenizer.enable_truncation(1)
    write_light_folder(make_rows(), tokenizer, tmp_path / "light")
    shipped = Tokenizer.from_file(str(tmp_path / "light" / "tokenizer.json"))
    assert (shipped.padding, shipped.truncation) == (None, None)
    assert tokenizer.padding is not None
    assert tokenizer.truncation is not None


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (np.ones((3, 4), dtype=np.float32), "do not fit a tokenizer of 7 pieces"),
        (np.full((7, 4), np.nan, dtype=np.float32), "not finite"),
    ],
    ids=["too few", "no numbers"],
)
def test_rows_that_cannot_be_right_are_not_written(tmp_path: Path, rows: Vectors, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write_light_folder(rows, make_tokenizer(), tmp_path / "light")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_export_leaves_the_folder_before(tmp_path: Path) -> None:
    write_light_folder(make_rows(), make_tokenizer(), tmp_path / "light")

    def write_half() -> None:
        with replace_folder(tmp_path / "light") as made:
            (made / "model.safetensors").write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert [path.name for path in tmp_path.iterdir()] == ["light"]
    assert {path.name for path in (tmp_path / "light").iterdir()} == LIGHT_FILES
    assert StaticEncoder.load(tmp_path / "light").dimensions == 8


def test_an_interruption_while_folders_change_places_brings_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "light").mkdir()
    rename = Path.rename

    def interrupt(path: Path, to: Path) -> Path:
        if path.name == "new":
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_light_folder(make_rows(), make_tokenizer(), tmp_path / "light")
    assert list(tmp_path.rglob("*")) == [tmp_path / "light"]


def test_an_encoder_is_replaced_whole_and_nothing_else_is(tmp_path: Path) -> None:
    write_light_folder(make_rows(), make_tokenizer(), tmp_path / "light", others={"old.txt": "old"})
    write_light_folder(make_rows(seed=2), make_tokenizer(), tmp_path / "light")
    assert {path.name for path in (tmp_path / "light").iterdir()} == LIGHT_FILES
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="no encoder's and would be lost"):
        write_light_folder(make_rows(), make_tokenizer(), tmp_path / "letters")
    assert (tmp_path / "letters" / "mine.txt").read_text() == "mine"


def make_texts(count: int, vocabulary: tuple[str, ...]) -> list[str]:
    """Make texts of 1 to 40 parts: words of the sample pages, pieces of the vocabulary, punctuation."""
    pages = "\n".join(page.text for page in read_pages(SAMPLE_PAGES).pages)
    words = re.findall(r"[\u3400-\u9fff]{1,6}|[A-Za-z]+|[0-9.]+", pages)
    chance = random.Random(5)
    texts = []
    for _ in range(count):
        parts = [
            chance.choice(words) if chance.random() < 0.6 else chance.choice(vocabulary).replace("▁", " ")
            for _ in range(chance.randint(1, 40))
        ]
        texts.append(chance.choice(["", " "]).join(parts) + chance.choice(["", "。", "?", "!"]))
    return texts


@pytest.mark.models
def test_the_float_and_the_light_folder_give_the_same_vectors(tmp_path: Path) -> None:
    transformers = pytest.importorskip("sentence_transformers", reason="the models extra is not installed")
    bundled = load_bundled_encoder()
    tokenizer = Tokenizer.from_file(str(BUNDLED_FOLDER / "tokenizer.json"))
    noise = np.random.default_rng(5).normal(0, 0.02, bundled.rows.shape)
    rows = (bundled.rows + noise).astype(np.float32)  # rows that no int8 step fits, whatever is bundled
    write_float_folder(rows, tokenizer, tmp_path / "float")
    write_light_folder(rows, tokenizer, tmp_path / "light")

    texts = make_texts(1000, bundled.vocabulary)
    light = StaticEncoder.load(tmp_path / "light")
    model = transformers.SentenceTransformer(str(tmp_path / "float"), device="cpu")
    cosines = (light.encode_passages(texts) * model.encode(texts)).sum(axis=1)
    assert cosines.min() >= 0.999
    assert light.encode_passages(["。"]).any() == model.encode(["。"]).any() == np.False_
    same = StaticEncoder.load(tmp_path / "float")  # and Zonewise reads the float folder too
    np.testing.assert_allclose(same.encode_passages(texts), model.encode(texts), atol=1e-5)


def test_a_light_folder_that_is_too_large_leaves_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "light"
    write_light_folder(make_rows(), make_tokenizer(), folder, others={"README.md": "before"})
    size = sum(path.stat().st_size for path in folder.iterdir())
    bounded = {"README.md": "before"}
    write_light_folder(make_rows(), make_tokenizer(), folder, others=bounded, most_bytes=size)
    with pytest.raises(FolderTooLargeError, match=f"{size + 1:,} bytes, more than {size:,}"):
        write_light_folder(
            make_rows(), make_tokenizer(), folder, others={"README.md": "after.."}, most_bytes=size
        )
    assert (folder / "README.md").read_text("utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["light"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_all_files_may_be_read_by_everybody(tmp_path: Path) -> None:
    write_light_folder(make_rows(), make_tokenizer(), tmp_path / "light")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "light").iterdir()}
    assert modes == dict.fromkeys(LIGHT_FILES, 0o644)
