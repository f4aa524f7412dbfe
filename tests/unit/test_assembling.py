"""Settings to a pipeline: what is missing or unfit is said, with what to do."""

from pathlib import Path

import pytest

from index.building import build_index_of_pages
from index.errors import EncoderMismatchError, IndexNotFoundError
from rag.assembling import open_pipeline
from rag.settings import Settings
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
