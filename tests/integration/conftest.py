"""One small index for all tests of the whole way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.pipeline import Pipeline
from tests.small_pages import build_small_index, open_small_pipeline


@pytest.fixture(scope="session")
def small_index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small_index(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def pipeline(small_index_dir: Path) -> Iterator[Pipeline]:
    opened = open_small_pipeline(small_index_dir)
    yield opened
    opened.index.close()
