"""Encoders by name: their own prompts, unit length, told apart by their files, and refused clearly."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.building import build_index_of_pages, find_encoder_name
from index.embedding import BUNDLED_FOLDER, BUNDLED_NAME, Vectors, load_bundled_encoder
from index.errors import EncoderMismatchError, EncoderOutputError
from index.model_folders import INSTALL_LINE, ModelFolderError, digest_model, find_model_folder
from index.sentence_encoding import SentenceEncoder, load_encoder
from index.static_folders import read_static_folder
from index.store import open_index
from tests.tiny_models import PASSAGE_PROMPT, QUERY_PROMPT, make_causal_model, make_sentence_model
from tests.unit.index_fakes import COAL, COPPER, RULES, TRAVEL, HashEncoder
from training.exporting import write_float_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

pytestmark = pytest.mark.models

TEXTS = ["铜加工企业", "The zone makes copper foil.", "丙县经开区 煤矿改造\n丙县改造煤矿。"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sentence_model(tmp_path_factory.mktemp("sentence"))


@pytest.fixture(scope="module")
def tiny(folder: Path) -> SentenceEncoder:
    loaded = load_encoder(str(folder))
    assert isinstance(loaded, SentenceEncoder)
    return loaded


@pytest.fixture(scope="module")
def own(folder: Path) -> SentenceTransformer:
    """The same model as its own library reads it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu")


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def to_unit_length(vectors: object) -> Vectors:
    array = np.asarray(vectors, dtype=np.float32)
    unit: Vectors = array / np.linalg.norm(array, axis=1, keepdims=True)
    return unit


def test_queries_and_passages_get_the_models_own_prompts(
    tiny: SentenceEncoder, own: SentenceTransformer
) -> None:
    queries, passages = tiny.encode_queries(TEXTS), tiny.encode_passages(TEXTS)
    np.testing.assert_allclose(queries, to_unit_length(own.encode_query(TEXTS)), atol=1e-5)
    np.testing.assert_allclose(passages, to_unit_length(own.encode_document(TEXTS)), atol=1e-5)
    by_hand = [to_unit_length(own.encode([p + t for t in TEXTS])) for p in (QUERY_PROMPT, PASSAGE_PROMPT)]
    np.testing.assert_allclose(queries, by_hand[0], atol=1e-5)
    np.testing.assert_allclose(passages, by_hand[1], atol=1e-5)
    plain = to_unit_length(own.encode(TEXTS))
    assert np.abs(queries - plain).max() > 0.01
    assert np.abs(passages - plain).max() > 0.01
    assert np.abs(queries - passages).max() > 0.01


def test_vectors_have_unit_length_and_an_empty_text_gives_zeros(tiny: SentenceEncoder) -> None:
    vectors = tiny.encode_passages(["铜", "", " \n", "铝"])
    assert vectors.shape == (4, tiny.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 0, 1], atol=1e-6)
    assert tiny.encode_queries([]).shape == (0, 32)


def test_a_batch_is_its_texts_one_by_one(tiny: SentenceEncoder) -> None:
    many = [f"{text}{number}" for number in range(15) for text in TEXTS]
    one_by_one = np.concatenate([tiny.encode_passages([text]) for text in many])
    np.testing.assert_allclose(tiny.encode_passages(many), one_by_one, atol=1e-5)


def test_the_bundled_encoder_needs_no_name_and_its_float_folder_gives_the_same(tmp_path: Path) -> None:
    bundled = load_bundled_encoder()
    assert load_encoder("") is load_encoder(BUNDLED_NAME) is bundled
    read = read_static_folder(BUNDLED_FOLDER)
    write_float_folder(read.rows, read.tokenizer, tmp_path / "float")
    texts = ["铜加工", "copper foil"]
    other = load_encoder(str(tmp_path / "float"))
    np.testing.assert_allclose(other.encode_queries(texts), bundled.encode_queries(texts), atol=1e-3)


def test_a_digest_tells_weights_prompts_and_tokenizers_apart(
    folder: Path, copied: Path, tmp_path: Path
) -> None:
    before = digest_model(folder)
    assert digest_model(copied) == before
    (copied / "README.md").write_text("something else", "utf-8")
    assert digest_model(copied) == before
    assert digest_model(make_sentence_model(tmp_path / "other", seed=9)) != before
    for name, old, new in (
        ("config_sentence_transformers.json", json.dumps(QUERY_PROMPT), '"问："'),
        ("1_Pooling/config.json", '"mean"', '"cls"'),
    ):
        path = copied / name
        text = path.read_text("utf-8")
        changed = text.replace(old, new).replace(QUERY_PROMPT, "问：")
        assert changed != text
        path.write_text(changed, "utf-8")
        assert digest_model(copied) != before
        path.write_text(text, "utf-8")


def test_of_large_files_every_tensor_counts(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safetensors.numpy import load_file, save_file

    monkeypatch.setattr("index.model_folders._WHOLE_BYTES", 1000)
    monkeypatch.setattr("index.model_folders._SAMPLE_BYTES", 64)
    before = digest_model(copied)
    weights = load_file(copied / "model.safetensors")
    for name in weights:
        changed = {**weights, name: weights[name] + np.float32(0.25)}
        save_file(changed, copied / "model.safetensors")
        assert digest_model(copied) != before, name
    save_file(weights, copied / "model.safetensors")


def test_an_index_is_made_with_it_and_refuses_the_bundled_one(
    tiny: SentenceEncoder, folder: Path, tmp_path: Path
) -> None:
    to = tmp_path / "index"
    build_index_of_pages([COAL], to, encoder=tiny, rules=RULES)
    with open_index(to, encoder=tiny) as index:
        expected = tiny.encode_passages(["丙县经开区 煤矿改造\n丙县改造煤矿。煤炭产量上升。"])
        np.testing.assert_allclose(index.vectors.matrix, expected, atol=1e-6)
    assert find_encoder_name(to) == str(folder)
    with pytest.raises(EncoderMismatchError) as caught:
        open_index(to, encoder=load_bundled_encoder())
    message = str(caught.value)
    assert f"was made with the encoder '{folder}', not with '{BUNDLED_NAME}'" in message
    assert f"ask with --encoder {folder} (or ZONEWISE_ENCODER={folder})" in message
    assert f"python -m index PAGES_DIR --to {to} --encoder {BUNDLED_NAME}" in message


def test_an_index_of_the_bundled_encoder_refuses_it(tiny: SentenceEncoder, tmp_path: Path) -> None:
    build_index_of_pages([COAL], tmp_path / "index", rules=RULES)
    with pytest.raises(EncoderMismatchError) as caught:
        open_index(tmp_path / "index", encoder=tiny)
    assert f"made with the encoder '{BUNDLED_NAME}', not with '{tiny.name}'" in str(caught.value)
    assert "ask without --encoder and ZONEWISE_ENCODER, or build" in str(caught.value)


def test_the_same_name_with_other_weights_is_refused(
    tiny: SentenceEncoder, folder: Path, tmp_path: Path
) -> None:
    build_index_of_pages([COAL], tmp_path / "index", encoder=tiny, rules=RULES)
    changed = SentenceEncoder(name=str(folder), digest="other", model=tiny._model)
    with pytest.raises(
        EncoderMismatchError, match="when that had other weights or settings; build the index again"
    ):
        open_index(tmp_path / "index", encoder=changed)


def test_vectors_of_two_encoders_are_never_mixed(tiny: SentenceEncoder, tmp_path: Path) -> None:
    to = tmp_path / "index"
    build_index_of_pages([COAL, COPPER], to, rules=RULES)
    summary = build_index_of_pages([COAL, COPPER, TRAVEL], to, encoder=tiny, rules=RULES)
    assert (summary.embedded, summary.reused) == (3, 0)
    assert summary.rebuilt_because == "the encoder or the rules have changed"
    again = build_index_of_pages([COAL, COPPER, TRAVEL], to, encoder=tiny, rules=RULES)
    assert (again.embedded, again.reused) == (0, 3)


def test_the_same_model_in_another_folder_embeds_nothing_again(
    tiny: SentenceEncoder, copied: Path, tmp_path: Path
) -> None:
    to = tmp_path / "index"
    build_index_of_pages([COAL], to, encoder=tiny, rules=RULES)
    moved = load_encoder(str(copied))
    summary = build_index_of_pages([COAL, COPPER], to, encoder=moved, rules=RULES)
    assert (summary.embedded, summary.reused) == (1, 1)
    assert find_encoder_name(to) == str(copied)
    open_index(to, encoder=tiny).close()


def test_progress_is_told_after_each_page_and_not_after_all(tmp_path: Path) -> None:
    events: list[str] = []

    class Telling(HashEncoder):
        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            events.append("encode")
            return super().encode_passages(texts)

    build_index_of_pages(
        [COAL, COPPER],
        tmp_path / "index",
        encoder=Telling(),
        rules=RULES,
        on_step=lambda step: events.append(step.name),
    )
    assert events[:4] == ["encode", "page", "encode", "page"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda vectors: vectors[:, :5],
            r"shape \(\d, 5\) for \d passages of coal\.txt, and should give \(\d, 8\)",
        ),
        (lambda vectors: vectors[:-1], r"shape \(0, 8\) for 1 passages"),
        (lambda vectors: vectors * np.nan, r"not finite \(NaN or infinity\) for a passage of coal\.txt"),
    ],
    ids=["another dimension", "too few", "not finite"],
)
def test_vectors_that_cannot_be_searched_never_reach_an_index(
    tmp_path: Path, spoil: Callable[[Vectors], Vectors], message: str
) -> None:
    class Spoilt(HashEncoder):
        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            return spoil(super().encode_passages(texts))

    with pytest.raises(EncoderOutputError, match=message):
        build_index_of_pages([COAL], tmp_path / "index", encoder=Spoilt(), rules=RULES)
    assert find_encoder_name(tmp_path / "index") == ""


def test_numbers_that_are_not_finite_are_refused(copied: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(copied / "model.safetensors")
    save_file(
        {name: np.full_like(one, np.nan) for name, one in weights.items()}, copied / "model.safetensors"
    )
    encoder = load_encoder(str(copied))
    with pytest.raises(ModelFolderError, match=r"not finite \(NaN or infinity\)"):
        encoder.encode_passages(["铜"])


def test_a_pickle_in_a_part_of_the_model_is_refused(copied: Path) -> None:
    (copied / "1_Pooling" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelFolderError, match=r"a pickle \(pytorch_model\.bin\), which can run code"):
        load_encoder(str(copied))


def test_a_module_of_other_code_is_refused_and_not_run(copied: Path, tmp_path: Path) -> None:
    modules = json.loads((copied / "modules.json").read_text("utf-8"))
    modules[1]["type"] = "strange_module.Strange"
    (copied / "modules.json").write_text(json.dumps(modules), "utf-8")
    (copied / "strange_module.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    with pytest.raises(ModelFolderError, match="program code of its own, which is never run"):
        load_encoder(str(copied))
    assert not (tmp_path / "ran").exists()


def test_a_language_model_is_no_encoder(tmp_path: Path) -> None:
    make_causal_model(tmp_path / "lm", "铜")
    with pytest.raises(
        ModelFolderError, match=r"no sentence-transformers encoder \(.* has no modules\.json\)"
    ):
        load_encoder(str(tmp_path / "lm"))


def test_a_name_is_found_in_the_local_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelFolderError, match="hf download Zonewise/tiny"):
        find_model_folder("Zonewise/tiny")
    repository = tmp_path / "models--Zonewise--tiny"
    snapshot = repository / "snapshots" / ("a" * 40)
    shutil.copytree(folder, snapshot)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("a" * 40, "utf-8")
    assert find_model_folder("Zonewise/tiny") == snapshot


@pytest.mark.parametrize("package", ["torch", "sentence_transformers"])
def test_a_missing_extra_is_said_with_the_line_that_installs_it(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelFolderError) as caught:
        load_encoder(str(tmp_path / package))
    assert f"needs {package}, which the extra `models` installs: {INSTALL_LINE}" in str(caught.value)
