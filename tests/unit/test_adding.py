"""Pages added to an index and taken out again: what is found, what is refused, and what a failure leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from index.adding import (
    MAX_FILES_AT_ONCE,
    AddedPage,
    AddingError,
    AddSummary,
    KnownFile,
    RemoveSummary,
    add_pages,
    list_added,
    remove_pages,
)
from index.building import build_index, build_index_of_pages
from index.builds import BuildStep
from index.documents import Page
from index.errors import (
    EncoderMismatchError,
    IndexBusyError,
    IndexCorruptError,
    IndexNotFoundError,
    NoPagesError,
)
from index.generations import IndexDiskError, open_target
from index.reading import Refusal
from index.store import Index, open_index
from tests.unit.index_fakes import COAL, COPPER, PLAIN, RULES, TRAVEL, HashEncoder

STEPS = [
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
    """An index of them."""
    build_index(pages, tmp_path / "index", rules=RULES)
    return tmp_path / "index"


def _add(to: Path, *pages: Page) -> AddSummary:
    return add_pages([(page.source, page.text.encode()) for page in pages], to, rules=RULES)


def _remove(to: Path, *sources: str) -> RemoveSummary:
    return remove_pages(sources, to, rules=RULES)


def _texts(path: Path) -> dict[str, str]:
    """Give the text of every page of the current generation, in order, after reading all of it."""
    with open_index(path) as opened:
        opened.verify()
        return {source: opened.page(source).text for source in opened.sources()}


def _files(path: Path) -> dict[str, bytes]:
    folder = path / "added"
    return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}


def _assert_same_index(one: Index, other: Index) -> None:
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


def test_a_page_is_added_and_what_was_found_is_told(index: Path) -> None:
    summary = add_pages([("travel.txt", TRAVEL.text.encode("gb18030"))], index, rules=RULES)

    assert summary.pages == (
        AddedPage(
            name="travel.txt",
            source="added/travel.txt",
            articles=1,
            zones=("丁山示范区",),
            headlines=("农家乐迎客",),
            published="2022",
            warning="",
            encoding="gb18030",
        ),
    )
    assert (summary.already_there, summary.refusals, summary.generation) == ((), (), 2)
    assert summary.build is not None
    assert (summary.build.embedded, summary.build.reused, summary.build.dropped) == (1, 2, 0)
    assert list(_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]
    assert _files(index) == {"travel.txt": TRAVEL.text.encode("gb18030")}


def test_several_zones_headlines_and_dates_are_told_in_the_order_of_the_page(index: Path) -> None:
    text = "甲县经开区|三厂开工|2024\n三厂。\n\n乙市高新区|四厂开工|2023\n四厂。\n\n甲县经开区||\n五厂。"

    (page,) = add_pages([("new.txt", text.encode())], index, rules=RULES).pages

    assert (page.articles, page.zones) == (3, ("甲县经开区", "乙市高新区"))
    assert (page.headlines, page.published) == (("三厂开工", "四厂开工"), "2023/2024")


def test_a_page_that_cannot_be_split_comes_with_a_warning(index: Path) -> None:
    (page,) = _add(index, PLAIN).pages

    assert page.warning == "could not be split into articles; all of it is one"
    assert (page.articles, page.zones, page.headlines, page.published) == (1, (), (), "")


def test_what_is_no_page_is_refused_and_the_rest_is_added(index: Path) -> None:
    files = [("a.png", b"\x89PNG"), ("travel.txt", TRAVEL.text.encode()), ("empty.txt", b" \n")]

    summary = add_pages(files, index, rules=RULES)

    assert [page.source for page in summary.pages] == ["added/travel.txt"]
    assert [refusal.source for refusal in summary.refusals] == ["a.png", "empty.txt"]
    assert summary.refusals[1] == Refusal("empty.txt", "is empty; remove it or put its text in")


def test_nothing_is_written_when_all_are_refused(index: Path) -> None:
    summary = add_pages([("a.png", b"\x89PNG")], index, rules=RULES)

    assert (summary.pages, summary.build, summary.generation) == ((), None, 1)
    assert len(summary.refusals) == 1
    assert not (index / "added").exists()


def test_a_text_that_is_there_is_not_added_twice(index: Path) -> None:
    _add(index, TRAVEL)

    files = [
        ("other.txt", COAL.text.encode("gb18030")),
        ("again.txt", TRAVEL.text.encode()),
        ("plain.txt", PLAIN.text.encode()),
        ("plain too.txt", PLAIN.text.encode()),
    ]
    summary = add_pages(files, index, rules=RULES)

    assert summary.already_there == (
        KnownFile("other.txt", "coal.txt"),
        KnownFile("again.txt", "added/travel.txt"),
        KnownFile("plain too.txt", "added/plain.txt"),
    )
    assert [page.source for page in summary.pages] == ["added/plain.txt"]
    assert sorted(_files(index)) == ["plain.txt", "travel.txt"]


def test_nothing_is_written_when_all_is_there(index: Path) -> None:
    summary = _add(index, COAL)

    assert (summary.build, summary.generation) == (None, 1)
    assert summary.already_there == (KnownFile("coal.txt", "coal.txt"),)


def test_a_name_that_is_taken_by_another_text_gets_a_number(index: Path) -> None:
    _add(index, replace(TRAVEL, source="news.txt"))

    summary = _add(index, replace(PLAIN, source="NEWS.txt"), replace(COPPER, source="x.txt"))

    assert [page.source for page in summary.pages] == ["added/NEWS (2).txt"]
    assert _texts(index)["added/news.txt"] == TRAVEL.text
    assert _texts(index)["added/NEWS (2).txt"] == PLAIN.text


def test_a_name_never_leaves_the_folder(index: Path) -> None:
    (page,) = add_pages([("../../CURRENT/..\\.evil\n.txt", TRAVEL.text.encode())], index, rules=RULES).pages

    assert page.source == "added/evil.txt"
    assert sorted(_files(index)) == ["evil.txt"]


def test_building_again_finds_nothing_to_do(pages: Path, index: Path) -> None:
    _add(index, TRAVEL, replace(PLAIN, source="a.txt"))

    summary = build_index(pages, index, rules=RULES)

    assert (summary.embedded, summary.reused, summary.dropped, summary.generation) == (0, 4, 0, 2)


def test_building_takes_in_changed_pages_and_keeps_the_added_ones(pages: Path, index: Path) -> None:
    _add(index, TRAVEL)
    (pages / "coal.txt").unlink()
    (pages / "plain.txt").write_text(PLAIN.text, "utf-8")

    summary = build_index(pages, index, rules=RULES)

    assert (summary.embedded, summary.reused, summary.dropped) == (1, 2, 1)
    assert list(_texts(index)) == ["copper.txt", "plain.txt", "added/travel.txt"]


def test_other_rules_and_another_encoder_embed_the_added_pages_from_their_files(
    pages: Path, index: Path
) -> None:
    _add(index, TRAVEL)

    summary = build_index(pages, index, encoder=HashEncoder(), rules=replace(RULES, digest="other"))

    assert (summary.embedded, summary.reused) == (3, 0)
    assert list(_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]


def test_a_damaged_index_is_built_again_with_the_added_pages(pages: Path, index: Path) -> None:
    _add(index, TRAVEL)
    (index / "generations" / "000002" / "articles.sqlite").unlink()

    with pytest.raises(IndexCorruptError, match="build the index again"):
        _add(index, PLAIN)
    assert sorted(_files(index)) == ["travel.txt"]

    build_index(pages, index, rules=RULES)
    assert list(_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]


def test_adding_under_other_rules_reads_every_page_anew(index: Path) -> None:
    summary = add_pages([("travel.txt", TRAVEL.text.encode())], index, rules=replace(RULES, digest="other"))

    assert summary.build is not None
    assert (summary.build.embedded, summary.build.reused) == (3, 0)
    assert summary.build.rebuilt_because == "the encoder or the rules have changed"


def test_a_folder_of_pages_named_as_added_ones_are_is_refused(pages: Path, index: Path) -> None:
    (pages / "added").mkdir()
    (pages / "added" / "travel.txt").write_text(TRAVEL.text, "utf-8")

    summary = build_index(pages, index, rules=RULES)

    (refusal,) = summary.refusals
    assert refusal.source == "added/travel.txt"
    assert "give that folder another name" in refusal.reason
    assert list(_texts(index)) == ["coal.txt", "copper.txt"]
    with pytest.raises(ValueError, match=r"'added/x\.txt' stands in a folder named 'added'"):
        build_index_of_pages([replace(COAL, source="added/x.txt")], index, rules=RULES)


def test_an_empty_folder_does_not_leave_the_added_pages_alone(index: Path, tmp_path: Path) -> None:
    _add(index, TRAVEL)
    (tmp_path / "nothing").mkdir()

    with pytest.raises(NoPagesError):
        build_index(tmp_path / "nothing", index, rules=RULES)

    assert len(_texts(index)) == 3


def test_an_added_file_that_is_spoilt_is_refused_by_name(pages: Path, index: Path) -> None:
    _add(index, TRAVEL)
    (index / "added" / "travel.txt").write_bytes(b"\x00\x01")

    summary = build_index(pages, index, rules=RULES)

    assert [refusal.source for refusal in summary.refusals] == ["added/travel.txt"]
    assert list(_texts(index)) == ["coal.txt", "copper.txt"]


def test_pages_are_listed_with_size_and_time(index: Path) -> None:
    assert list_added(index) == ()
    _add(index, TRAVEL, PLAIN)
    os.utime(index / "added" / "travel.txt", (1_700_000_000, 1_700_000_000))

    plain, travel = list_added(index)

    assert (plain.source, plain.size_bytes) == ("added/plain.txt", len(PLAIN.text.encode()))
    assert (travel.source, travel.added_at) == ("added/travel.txt", "2023-11-14T22:13:20+00:00")


def test_a_page_is_removed(index: Path) -> None:
    _add(index, TRAVEL, PLAIN)

    summary = _remove(index, "added/travel.txt")

    assert (summary.sources, summary.generation) == (("added/travel.txt",), 3)
    assert (summary.build.embedded, summary.build.reused, summary.build.dropped) == (0, 3, 1)
    assert list(_texts(index)) == ["coal.txt", "copper.txt", "added/plain.txt"]
    assert sorted(_files(index)) == ["plain.txt"]


@pytest.mark.parametrize(
    "sources",
    [["coal.txt"], ["added/travel.txt", "added/none.txt"], ["added/../CURRENT"], ["added/"], []],
    ids=["of the folder", "one unknown", "a path", "no name", "none"],
)
def test_only_added_pages_are_removed(index: Path, sources: Sequence[str]) -> None:
    _add(index, TRAVEL)

    with pytest.raises(AddingError, match="added"):
        _remove(index, *sources)

    assert len(_texts(index)) == 3
    assert sorted(_files(index)) == ["travel.txt"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "no file was given"),
        ([(f"{n}.txt", b"x") for n in range(MAX_FILES_AT_ONCE + 1)], "51 files are too many at once"),
        ([(f"{n}.txt", b"x" * (8 << 20)) for n in range(9)], "75,497,472 bytes, which is too much"),
    ],
    ids=["none", "too many", "too much"],
)
def test_bounds_are_told(index: Path, files: list[tuple[str, bytes]], message: str) -> None:
    with pytest.raises(AddingError, match=message):
        add_pages(files, index, rules=RULES)

    assert not (index / "added").exists()


def test_a_file_that_is_too_large_is_refused(index: Path) -> None:
    data = "开发区。".encode() * (1 << 20)

    (refusal,) = add_pages([("large.txt", data)], index, rules=RULES).refusals

    assert refusal.reason == "is larger than 8,388,608 bytes; split it into its newspaper pages"


def test_there_must_be_an_index(tmp_path: Path) -> None:
    for act in (lambda: _add(tmp_path, COAL), lambda: _remove(tmp_path, "a"), lambda: list_added(tmp_path)):
        with pytest.raises(IndexNotFoundError, match="there is no index in"):
            act()
    assert list(tmp_path.iterdir()) == []


def test_another_encoder_is_refused_and_the_own_one_is_found(index: Path) -> None:
    with pytest.raises(EncoderMismatchError, match="not with 'hash'"):
        add_pages([("t.txt", TRAVEL.text.encode())], index, encoder=HashEncoder(), rules=RULES)

    assert not (index / "added").exists()


def test_while_another_writes_it_is_busy(index: Path) -> None:
    with open_target(index), pytest.raises(IndexBusyError):
        _add(index, TRAVEL)

    assert not (index / "added").exists()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError(30, "Read-only file system"), "Read-only file system"),
    ],
    ids=["full", "read-only"],
)
def test_a_disk_that_cannot_be_written_is_told_and_nothing_is_lost(
    index: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str
) -> None:
    _add(index, TRAVEL)

    def fail(handle: int) -> None:
        del handle
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(IndexDiskError, match=f"{message}.* is as it was"):
            _add(index, PLAIN)
        with pytest.raises(IndexDiskError, match=message):
            _remove(index, "added/travel.txt")

    assert list(_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]
    assert sorted(_files(index)) == ["travel.txt"]
    assert len(_add(index, PLAIN).pages) == 1


FULL_DISK = """
import resource, sys
from pathlib import Path
from index.adding import add_pages
from index.embedding import load_bundled_encoder
from index.generations import IndexDiskError
from tests.unit.index_fakes import RULES, TRAVEL

load_bundled_encoder()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    add_pages([("travel.txt", TRAVEL.text.encode())], Path(sys.argv[1]), rules=RULES)
except IndexDiskError:
    sys.exit(7)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file")
@pytest.mark.parametrize("most_bytes", [20, 300, 9000, 50000])
def test_a_disk_that_is_full_at_any_file_leaves_the_index(index: Path, most_bytes: int) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(index), str(most_bytes)]
    result = subprocess.run(command, check=False, timeout=60, capture_output=True, text=True)

    assert result.returncode == 7, result.stderr
    assert list(_texts(index)) == ["coal.txt", "copper.txt"]
    assert _files(index) == {}


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_adding_leaves_the_old_or_the_new_state(index: Path, step: str) -> None:
    def interrupt(done: BuildStep) -> None:
        if done.name == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_pages([("travel.txt", TRAVEL.text.encode())], index, rules=RULES, on_step=interrupt)

    switched = STEPS.index(step) >= STEPS.index("switched")
    assert list(_texts(index)) == ["coal.txt", "copper.txt", *(["added/travel.txt"] if switched else [])]
    assert sorted(_files(index)) == (["travel.txt"] if switched else [])
    assert not list((index / "generations").glob(".tmp-*"))
    _add(index, PLAIN)
    assert len(_texts(index)) == (4 if switched else 3)


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_removal_leaves_the_old_or_the_new_state(index: Path, step: str) -> None:
    _add(index, TRAVEL)

    def interrupt(done: BuildStep) -> None:
        if done.name == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remove_pages(["added/travel.txt"], index, rules=RULES, on_step=interrupt)

    switched = STEPS.index(step) >= STEPS.index("switched")
    assert list(_texts(index)) == ["coal.txt", "copper.txt", *([] if switched else ["added/travel.txt"])]
    assert sorted(_files(index)) == ([] if switched else ["travel.txt"])


KILLED = """
import os, signal, sys
from pathlib import Path
from index.adding import add_pages, remove_pages
from tests.unit.index_fakes import PLAIN, RULES

def kill(done):
    if done.name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[3] == "add":
    add_pages([("plain.txt", PLAIN.text.encode())], Path(sys.argv[1]), rules=RULES, on_step=kill)
else:
    remove_pages(["added/travel.txt"], Path(sys.argv[1]), rules=RULES, on_step=kill)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", ["page", "renamed", "switched"])
@pytest.mark.parametrize("act", ["add", "remove"])
def test_when_killed_the_old_or_new_state_serves_and_the_next_build_ends_it(
    pages: Path, index: Path, step: str, act: str
) -> None:
    _add(index, TRAVEL)

    command = [sys.executable, "-c", KILLED, str(index), step, act]
    result = subprocess.run(command, check=False, timeout=60)

    assert result.returncode == -signal.SIGKILL
    before = ["coal.txt", "copper.txt", "added/travel.txt"]
    after = (
        ["coal.txt", "copper.txt"]
        if act == "remove"
        else ["coal.txt", "copper.txt", "added/plain.txt", "added/travel.txt"]
    )
    assert list(_texts(index)) == (after if step == "switched" else before)
    build_index(pages, index, rules=RULES)
    assert list(_texts(index)) == after
    assert not [name for name in _files(index) if name.startswith(".")]


def test_what_a_killed_writer_left_is_taken_in_by_the_next_adding(index: Path) -> None:
    (index / "added").mkdir()
    (index / "added" / "travel.txt").write_text(TRAVEL.text, "utf-8")

    summary = add_pages([("again.txt", TRAVEL.text.encode())], index, rules=RULES)

    assert summary.already_there == (KnownFile("again.txt", "added/travel.txt"),)
    assert list(_texts(index)) == ["coal.txt", "copper.txt", "added/travel.txt"]


def test_steps_are_told_with_how_many_there_will_be(index: Path) -> None:
    steps: list[BuildStep] = []
    add_pages([("t.txt", TRAVEL.text.encode())], index, rules=RULES, on_step=steps.append)

    assert steps[0] == BuildStep("page", 1, "coal.txt", 3)
    assert steps[2] == BuildStep("page", 3, "added/t.txt", 3)
    assert [step.name for step in steps[3:]] == STEPS[1:]


def test_a_reader_keeps_what_it_opened_while_pages_come_and_go(index: Path) -> None:
    with open_index(index) as reader:
        _add(index, TRAVEL)
        _add(index, PLAIN)
        _remove(index, "added/travel.txt")

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
    build_index_of_pages(own, folder / "same", rules=RULES)

    summary = add_pages([(name, text.encode()) for name, text in files], folder / "index", rules=RULES)

    assert len(summary.pages) + len(summary.already_there) == len(files)
    added = {page.source for page in summary.pages}
    texts = _texts(folder / "index")
    assert sorted(texts) == sorted({page.source for page in own} | added)
    assert {text for _, text in files} <= set(texts.values())
    everything = [*own, *(Page(source, texts[source]) for source in sorted(added))]
    again = build_index_of_pages(own, folder / "index", rules=RULES)
    assert (again.embedded, again.generation) == (0, summary.generation)
    assert [page.source for page in everything] == list(texts)

    if added:
        remove_pages(sorted(added), folder / "index", rules=RULES)
    with open_index(folder / "index") as one, open_index(folder / "same") as other:
        _assert_same_index(one, other)
