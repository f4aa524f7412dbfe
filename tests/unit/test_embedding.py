"""The bundled encoder reads as its folder says: means of rows, unit length, punctuation silent."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import (
    BUNDLED_FOLDER,
    BUNDLED_NAME,
    carries_word,
    is_other_bundled,
    load_bundled_encoder,
)
from index.static_folders import read_static_folder
from training.exporting import write_float_folder

ENCODER = load_bundled_encoder()


def cosine(first: str, second: str) -> float:
    vectors = ENCODER.encode_passages([first, second])
    return float(vectors[0] @ vectors[1])


def test_a_text_is_the_unit_mean_of_its_rows() -> None:
    pieces = ENCODER.split(["铜加工产业"])[0]
    mean = ENCODER.rows[pieces].mean(axis=0)
    np.testing.assert_allclose(
        ENCODER.encode_passages(["铜加工产业"])[0], mean / np.linalg.norm(mean), rtol=1e-5, atol=1e-6
    )


def test_a_translation_is_nearer_than_another_sentence() -> None:
    assert cosine("The factory produces copper foil.", "该厂生产铜箔。") > 0.5
    assert cosine("The factory produces copper foil.", "学生参观了博物馆。") < 0.2


def test_queries_and_passages_are_read_alike() -> None:
    np.testing.assert_array_equal(ENCODER.encode_queries(["醋"]), ENCODER.encode_passages(["醋"]))


@pytest.mark.parametrize("text", ["", "？！……", "   "], ids=["empty", "punctuation", "spaces"])
def test_a_text_that_says_nothing_is_the_zero_vector(text: str) -> None:
    assert not ENCODER.encode_queries([text]).any()


@given(st.lists(st.text(alphabet="铜铝a b。,12", max_size=12), max_size=5))
def test_a_batch_is_its_texts_one_by_one(texts: list[str]) -> None:
    batch = ENCODER.encode_passages(texts)
    assert batch.shape == (len(texts), ENCODER.dimensions)
    for text, vector in zip(texts, batch, strict=True):
        np.testing.assert_allclose(ENCODER.encode_passages([text])[0], vector, atol=1e-6)


def test_spans_are_where_the_pieces_stand() -> None:
    text = "年产8万吨copper箔"
    pieces, spans = ENCODER.split_with_spans(text)
    words = [text[start:end] for start, end in spans.tolist()]
    assert "copper" in words
    assert "".join(words).replace(" ", "") in text
    assert len(pieces) == len(words)


def test_texts_beyond_one_batch_are_the_same_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["铜加工", "", "copper", "。", "年产8万吨铝材"]
    whole, pieces = ENCODER.encode_passages(texts), ENCODER.split(texts)
    monkeypatch.setattr("index.embedding._TEXTS_AT_ONCE", 2)
    np.testing.assert_array_equal(ENCODER.encode_passages(texts), whole)
    assert [some.tolist() for some in ENCODER.split(texts)] == [some.tolist() for some in pieces]


def test_no_texts_give_no_vectors() -> None:
    assert ENCODER.encode_queries([]).shape == (0, ENCODER.dimensions)


@pytest.mark.parametrize(
    ("piece", "expected"),
    [("铜", True), ("▁zone", True), ("don'", True), ("8", True), ("▁", False), ("……", False), ("", False)],
)
def test_a_piece_without_letter_hanzi_or_digit_carries_no_word(piece: str, *, expected: bool) -> None:
    assert carries_word(piece) is expected


def test_only_the_bundled_encoders_of_other_versions_are_known_as_such() -> None:
    assert is_other_bundled("zonewise-static-v0")
    assert not is_other_bundled(BUNDLED_NAME)
    assert not is_other_bundled("zonewise-static-v0/mine")
    assert not is_other_bundled("")


@pytest.mark.models
def test_vectors_are_those_of_sentence_transformers(tmp_path: Path) -> None:
    transformers = pytest.importorskip("sentence_transformers", reason="the models extra is not installed")
    read = read_static_folder(BUNDLED_FOLDER)
    write_float_folder(read.rows, read.tokenizer, tmp_path / "float")
    model = transformers.SentenceTransformer(str(tmp_path / "float"), device="cpu")
    texts = ["哪些开发区发展铜加工", "which zones invest in copper processing", "年产10万吨铝材"]
    expected = model.encode(texts, normalize_embeddings=True)
    cosines = (ENCODER.encode_passages(texts) * expected).sum(axis=1)
    assert cosines.min() > 0.999
