"""What tests of added pages share: short ways to add, remove and read back, under simple rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from index.adding import AddSummary, RemoveSummary, add_pages, remove_pages
from index.documents import Page
from index.store import Index, open_index
from tests.unit.index_fakes import RULES

STEPS = [
    "pages copied",
    "page",
    "pages written",
    "words weighed",
    "manifest written",
    "synced",
    "checked",
    "renamed",
    "switched",
    "old removed",
]
"""What is told while a page is added to others, in order."""


def add(to: Path, *pages: Page) -> AddSummary:
    return add_pages([(page.source, page.text.encode()) for page in pages], to, rules=RULES)


def remove(to: Path, *sources: str) -> RemoveSummary:
    return remove_pages(sources, to, rules=RULES)


def read_texts(path: Path) -> dict[str, str]:
    """Give the text of every page of the current generation, in order, after reading all of it."""
    with open_index(path) as opened:
        opened.verify()
        return {source: opened.page(source).text for source in opened.sources()}


def read_files(path: Path) -> dict[str, bytes]:
    folder = path / "added"
    return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}


def assert_same_index(one: Index, other: Index) -> None:
    assert one.sources() == other.sources()
    assert one.zones == other.zones
    arrays = [name for name, value in vars(one).items() if isinstance(value, np.ndarray)]
    assert len(arrays) == 12
    for name in arrays:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    np.testing.assert_array_equal(one.vectors.matrix, other.vectors.matrix)
    np.testing.assert_array_equal(one.keywords.idfs, other.keywords.idfs)
    terms = {int(piece): 1.0 for piece in one.pieces[:20]}
    np.testing.assert_array_equal(one.keywords.scores(terms), other.keywords.scores(terms))
    for number in range(one.n_articles):
        mine, yours = one.article(number), other.article(number)
        np.testing.assert_array_equal(mine.offsets, yours.offsets)
        assert replace(mine, offsets=yours.offsets) == yours
