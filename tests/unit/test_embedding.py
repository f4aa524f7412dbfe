"""The bundled encoder reads as its folder says: means of rows, unit length, punctuation silent."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import BUNDLED_FOLDER, EncoderFolderError, StaticEncoder, load_bundled_encoder

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


def test_a_folder_without_weights_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EncoderFolderError, match=r"model\.safetensors is missing"):
        StaticEncoder.load(tmp_path)


def test_a_tokenizer_of_another_encoder_is_refused(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"embedding.weight": np.ones((3, 4), dtype=np.float32)}, tmp_path / "model.safetensors")
    (tmp_path / "tokenizer.json").write_bytes((BUNDLED_FOLDER / "tokenizer.json").read_bytes())
    with pytest.raises(EncoderFolderError, match="not of one encoder"):
        StaticEncoder.load(tmp_path)


def test_the_digest_follows_the_files(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    table = load_file(BUNDLED_FOLDER / "model.safetensors")["embedding.weight"].copy()
    table[100, 0] += 1
    save_file({"embedding.weight": table}, tmp_path / "model.safetensors")
    (tmp_path / "tokenizer.json").write_bytes((BUNDLED_FOLDER / "tokenizer.json").read_bytes())
    assert StaticEncoder.load(tmp_path).digest != ENCODER.digest
    assert StaticEncoder.load(BUNDLED_FOLDER).digest == ENCODER.digest


@pytest.mark.models
def test_vectors_are_those_of_sentence_transformers() -> None:
    transformers = pytest.importorskip("sentence_transformers", reason="the models extra is not installed")
    model = transformers.SentenceTransformer(str(BUNDLED_FOLDER), device="cpu")
    texts = ["哪些开发区发展铜加工", "which zones invest in copper processing", "年产10万吨铝材"]
    expected = model.encode(texts, normalize_embeddings=True)
    cosines = (ENCODER.encode_passages(texts) * expected).sum(axis=1)
    assert cosines.min() > 0.999
