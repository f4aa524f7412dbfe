"""Added pages listed and taken out again, and what is left then."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from index.adding import (
    AddingError,
    add_pages,
    list_added,
    remove_pages,
)
from index.building import build_index_of_pages
from index.documents import Page
from index.store import open_index
from tests.unit.adding_fakes import add, assert_same_index, read_files, read_texts, remove
from tests.unit.index_fakes import PLAIN, RULES, TRAVEL


def test_pages_are_listed_with_size_and_time(index: Path) -> None:
    assert list_added(index) == ()
    add(index, TRAVEL, PLAIN)
    os.utime(index / "added" / "travel.txt", (1_700_000_000, 1_700_000_000))

    plain, travel = list_added(index)

    assert (plain.source, plain.size_bytes) == ("added/plain.txt", len(PLAIN.text.encode()))
    assert (travel.source, travel.added_at) == ("added/travel.txt", "2023-11-14T22:13:20+00:00")


def test_a_page_is_removed(index: Path) -> None:
    add(index, TRAVEL, PLAIN)

    summary = remove(index, "added/travel.txt")

    assert (summary.sources, summary.generation) == (("added/travel.txt",), 3)
    assert (summary.build.embedded, summary.build.reused, summary.build.dropped) == (0, 3, 1)
    assert list(read_texts(index)) == ["coal.txt", "copper.txt", "added/plain.txt"]
    assert sorted(read_files(index)) == ["plain.txt"]


@pytest.mark.parametrize(
    "sources",
    [["coal.txt"], ["added/travel.txt", "added/none.txt"], ["added/../CURRENT"], ["added/"], []],
    ids=["of the folder", "one unknown", "a path", "no name", "none"],
)
def test_only_added_pages_are_removed(index: Path, sources: Sequence[str]) -> None:
    add(index, TRAVEL)

    with pytest.raises(AddingError, match="added"):
        remove(index, *sources)

    assert len(read_texts(index)) == 3
    assert sorted(read_files(index)) == ["travel.txt"]


def test_a_reader_keeps_what_it_opened_while_pages_come_and_go(index: Path) -> None:
    with open_index(index) as reader:
        add(index, TRAVEL)
        add(index, PLAIN)
        remove(index, "added/travel.txt")

        assert reader.sources() == ["coal.txt", "copper.txt"]
        assert [reader.article(number).headline for number in range(3)] == [
            "煤矿改造",
            "铜加工项目投产",
            "新药下线",
        ]


words = st.sampled_from(["铜", "煤矿", "开发区", "二十亿元", "copper", "，", " ", "2024", "𠮷"])
bodies = st.lists(words, max_size=8).map("".join)
zones = st.sampled_from(["甲县经开区", "乙市高新区", ""])
page_texts = st.lists(st.tuples(zones, bodies, bodies), min_size=1, max_size=3).map(
    lambda parts: "\n\n".join(f"{zone}|{headline}|2024\n{body}。" for zone, headline, body in parts)
)
names = st.text("ab./\\ 页1", max_size=5).map(lambda stem: stem + ".txt")
given_files = st.lists(st.tuples(names, page_texts), min_size=1, max_size=4)


@given(before=st.lists(page_texts, min_size=1, max_size=3), files=given_files)
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_adding_and_removing_gives_back_the_index(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], files: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("given")
    own = [Page(f"{number}.txt", text) for number, text in enumerate(before)]
    build_index_of_pages(own, folder / "index", rules=RULES)
    for name in ("same", "anew"):
        build_index_of_pages(own, folder / name, rules=RULES)

    summary = add_pages([(name, text.encode()) for name, text in files], folder / "index", rules=RULES)

    assert len(summary.pages) + len(summary.already_there) == len(files)
    added = {page.source for page in summary.pages}
    texts = read_texts(folder / "index")
    assert sorted(texts) == sorted({page.source for page in own} | added)
    assert {text for _, text in files} <= set(texts.values())
    everything = [*own, *(Page(source, texts[source]) for source in sorted(added))]
    if added:
        shutil.copytree(folder / "index" / "added", folder / "anew" / "added")
    build_index_of_pages(own, folder / "anew", rules=RULES)
    with open_index(folder / "index") as one, open_index(folder / "anew") as other:
        assert_same_index(one, other)
    again = build_index_of_pages(own, folder / "index", rules=RULES)
    assert (again.embedded, again.generation) == (0, summary.generation)
    assert [page.source for page in everything] == list(texts)

    if added:
        remove_pages(sorted(added), folder / "index", rules=RULES)
    with open_index(folder / "index") as one, open_index(folder / "same") as other:
        assert_same_index(one, other)
