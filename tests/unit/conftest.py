"""What tests of answering share: a small index, and a lexicon whose glossary the tests know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.building import build_index, build_index_of_pages
from index.embedding import StaticEncoder, load_bundled_encoder
from index.lexicon import Lexicon
from index.store import Index, open_index
from index.zones import Gazetteer, load_gazetteer
from rag.pipeline import Pipeline
from tests.small_pages import build_small_index, open_small_pipeline
from tests.unit.index_fakes import COAL, COPPER, RULES
from tests.unit.rag_fakes import GLOSSARY, LONG_PAGES


@pytest.fixture(scope="session")
def encoder() -> StaticEncoder:
    return load_bundled_encoder()


@pytest.fixture(scope="session")
def lexicon(encoder: StaticEncoder) -> Lexicon:
    return Lexicon(encoder, GLOSSARY)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="session")
def long_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Zones of several passages each, of two sentences a passage; see `LONG_PAGES`."""
    folder = tmp_path_factory.mktemp("long") / "index"
    build_index_of_pages(LONG_PAGES, folder, rules=RULES)
    with open_index(folder) as index:
        yield index


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The whole way over the small pages, with the glossary and the models that ship."""
    opened = open_small_pipeline(build_small_index(tmp_path_factory.mktemp("small")))
    yield opened
    opened.index.close()


@pytest.fixture
def index_folder(tmp_path: Path) -> Path:
    """Where a test may make an index of its own."""
    return tmp_path / "index"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of two pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for page in (COAL, COPPER):
        (folder / page.source).write_text(page.text, "utf-8")
    return folder


@pytest.fixture
def index(pages: Path, tmp_path: Path) -> Path:
    """An index of them, under simple rules."""
    build_index(pages, tmp_path / "index", rules=RULES)
    return tmp_path / "index"
