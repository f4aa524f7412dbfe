"""An index of another version's bundled encoder is refused with what to type, and is then built anew."""

from pathlib import Path

import numpy as np
import pytest

from index.__main__ import main as index_main
from index.building import build_index, build_index_of_pages, find_encoder_name
from index.embedding import BUNDLED_FOLDER, BUNDLED_NAME, StaticEncoder, load_bundled_encoder
from index.errors import EncoderMismatchError
from index.manifest import FORMAT
from index.model_folders import ModelFolderError
from index.sentence_encoding import load_encoder
from index.static_folders import read_static_folder
from index.store import open_index
from rag import sample_index
from rag.__main__ import main as rag_main
from rag.sample_index import ensure_sample_index
from tests.small_pages import PAGES
from tests.unit.index_fakes import COAL, RULES, HashEncoder

EARLIER = "zonewise-static-v0"
QUESTION = "哪些开发区发展铜加工？"


@pytest.fixture(scope="module")
def earlier() -> StaticEncoder:
    """The bundled encoder as an earlier version may have had it: half as wide, under its name of then."""
    read = read_static_folder(BUNDLED_FOLDER)
    rows = np.ascontiguousarray(read.rows[:, : read.rows.shape[1] // 2])
    return StaticEncoder(name=EARLIER, digest="older", rows=rows, tokenizer=read.tokenizer)


@pytest.fixture
def earlier_index(index_folder: Path, earlier: StaticEncoder) -> Path:
    with pytest.MonkeyPatch.context() as then:
        then.setattr("index.building.load_bundled_encoder", lambda: earlier)
        build_index(PAGES, index_folder)
    with open_index(index_folder) as index:
        settings = index.manifest.settings
        assert (settings.encoder, settings.dimensions, settings.pieces_digest) == (
            EARLIER,
            earlier.dimensions,
            "older",
        )
    return index_folder


def test_asking_is_refused_with_what_to_type(earlier_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rag_main([QUESTION, "--index", str(earlier_index)]) == 1
    assert capsys.readouterr().err == (
        f"error: the index in {earlier_index} was made with the encoder '{EARLIER}' of another version of"
        f" Zonewise, and this one has '{BUNDLED_NAME}'; build the index again:"
        f" python -m index PAGES_DIR --to {earlier_index}\n"
    )


def test_what_is_to_be_typed_builds_everything_anew(
    earlier_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find_encoder_name(earlier_index) == ""
    assert index_main([str(PAGES), "--to", str(earlier_index)]) == 0
    said = capsys.readouterr()
    assert "everything was indexed anew: the encoder or the rules have changed" in said.err
    assert "3 new or changed, 0 unchanged, 0 dropped" in said.out
    bundled = load_bundled_encoder()
    with open_index(earlier_index, encoder=bundled, splitter=bundled) as index:
        assert (index.manifest.settings.encoder, index.generation) == (BUNDLED_NAME, 2)
        assert index.vectors.matrix.shape[1] == bundled.dimensions
    assert rag_main([QUESTION, "--index", str(earlier_index)]) == 0


def test_an_index_laid_out_by_another_version_is_refused_and_built_anew(
    index_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as then:
        then.setattr("index.renewing.FORMAT", FORMAT - 1)
        then.setattr("index.manifest.FORMAT", FORMAT - 1)
        build_index(PAGES, index_folder)
    assert rag_main([QUESTION, "--index", str(index_folder)]) == 1
    assert capsys.readouterr().err == (
        f"error: the index in {index_folder} was made by another version of Zonewise (format {FORMAT - 1};"
        f" this one reads {FORMAT}); build it again: python -m index PAGES_DIR --to {index_folder}\n"
    )
    assert index_main([str(PAGES), "--to", str(index_folder)]) == 0
    assert "the index that was there was made by another version of Zonewise" in capsys.readouterr().err
    assert rag_main([QUESTION, "--index", str(index_folder)]) == 0


def test_an_encoder_of_another_maker_is_named_in_what_to_type(earlier_index: Path) -> None:
    with pytest.raises(EncoderMismatchError) as caught:
        open_index(earlier_index, encoder=HashEncoder())
    assert str(caught.value).endswith(f"python -m index PAGES_DIR --to {earlier_index} --encoder hash")


def test_an_index_of_another_maker_needs_the_words_of_this_version(
    index_folder: Path, earlier: StaticEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr("index.building.load_bundled_encoder", lambda: earlier)
        build_index_of_pages([COAL], index_folder, encoder=HashEncoder(), rules=RULES)
    with pytest.raises(EncoderMismatchError) as caught:
        open_index(index_folder, encoder=HashEncoder(), splitter=load_bundled_encoder())
    assert str(caught.value).endswith(f"build the index again: python -m index PAGES_DIR --to {index_folder}")
    assert find_encoder_name(index_folder) == "hash"  # so that the line needs no --encoder

    summary = build_index_of_pages([COAL], index_folder, encoder=HashEncoder(), rules=RULES)
    assert (summary.embedded, summary.reused) == (1, 0)
    open_index(index_folder, encoder=HashEncoder(), splitter=load_bundled_encoder()).close()


def test_its_name_is_refused_as_an_encoder_to_ask_with() -> None:
    with pytest.raises(ModelFolderError, match=r"leave out --encoder and ZONEWISE_ENCODER.*python -m index"):
        load_encoder(EARLIER)


def test_the_index_of_the_sample_is_made_anew_without_fuss(
    earlier_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sample_index, "SAMPLE_PAGES", PAGES)
    ensure_sample_index(earlier_index)
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"making the index of the sample pages in {earlier_index} …"
    assert second.startswith("indexed 8 articles in ")
    with open_index(earlier_index, encoder=load_bundled_encoder()) as index:
        assert index.n_articles == 8
