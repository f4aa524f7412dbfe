"""Settings to a pipeline: what is missing or unfit is said, with what to do."""

from pathlib import Path

import pytest

from index.building import build_index_of_pages
from index.errors import EncoderMismatchError, IndexNotFoundError
from rag.assembling import open_pipeline
from rag.checking.verifying import StatementChecker
from rag.settings import SettingError, Settings
from tests.small_pages import open_small_pipeline
from tests.unit.index_fakes import COAL, RULES, HashEncoder


def test_no_index_is_said_with_its_path(index_folder: Path) -> None:
    with pytest.raises(IndexNotFoundError, match=str(index_folder)):
        open_pipeline(Settings(index_dir=index_folder))


def test_an_index_of_another_encoder_is_refused(index_folder: Path) -> None:
    build_index_of_pages([COAL], index_folder, encoder=HashEncoder(), rules=RULES)
    with pytest.raises(EncoderMismatchError, match="'hash'"):
        open_pipeline(Settings(index_dir=index_folder))


def test_the_zones_of_the_index_are_known(index_folder: Path) -> None:
    build_index_of_pages([COAL], index_folder, rules=RULES)
    pipeline = open_small_pipeline(index_folder)
    assert pipeline.gazetteer.get("丙县经开区") is not None
    pipeline.index.close()


def test_a_model_comes_with_the_check_of_what_it_writes(index_folder: Path) -> None:
    build_index_of_pages([COAL], index_folder, rules=RULES)
    quoting = open_pipeline(Settings(index_dir=index_folder))
    assert (quoting.resources.chat_model, quoting.resources.checker) == (None, None)
    quoting.index.close()
    url = "http://127.0.0.1:9/v1"
    writing = open_pipeline(Settings(index_dir=index_folder, model="openai:none", model_url=url))
    assert writing.resources.chat_model is not None
    assert writing.resources.chat_model.name == "openai:none"
    assert isinstance(writing.resources.checker, StatementChecker)
    writing.index.close()


def test_a_model_that_cannot_be_connected_is_said_before_the_index_is_opened(index_folder: Path) -> None:
    with pytest.raises(SettingError, match="nobody"):
        open_pipeline(Settings(index_dir=index_folder, model="nobody:x"))
