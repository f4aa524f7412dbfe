import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building import build_index, build_index_of_pages
from index.builds import BuildStep, BuildSummary
from index.documents import Page
from index.embedding import load_bundled_encoder
from index.errors import IndexFolderError, NoPagesError
from index.reading import Refusal
from index.store import open_index
from tests.unit.adding_fakes import assert_same_index, read_texts
from tests.unit.index_fakes import COAL, COPPER, PLAIN, RULES, TRAVEL, HashEncoder, chunk, segment

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


def _build(pages: Sequence[Page], to: Path) -> BuildSummary:
    return build_index_of_pages(pages, to, rules=RULES)


def test_the_summary_counts_what_was_indexed(tmp_path: Path) -> None:
    summary = _build([COAL, COPPER, PLAIN], tmp_path / "index")

    assert (summary.pages, summary.articles, summary.zones, summary.passages) == (3, 4, 3, 5)
    assert (summary.embedded, summary.reused, summary.dropped) == (3, 0, 0)
    assert summary.unsplit == ("plain.txt",)
    assert summary.rebuilt_because == ""
    assert summary.seconds > 0


def test_only_changed_pages_are_embedded_and_gone_ones_dropped(tmp_path: Path) -> None:
    _build([COAL, COPPER, PLAIN], tmp_path / "index")
    changed = replace(COAL, text=COAL.text + "煤价下降。")

    summary = _build([changed, COPPER, TRAVEL], tmp_path / "index")

    assert (summary.embedded, summary.reused, summary.dropped, summary.generation) == (2, 1, 1, 2)
    assert read_texts(tmp_path / "index") == {page.source: page.text for page in (changed, COPPER, TRAVEL)}


def test_nothing_is_written_when_nothing_changed(tmp_path: Path) -> None:
    _build([COAL, COPPER], tmp_path / "index")
    steps: list[BuildStep] = []

    summary = build_index_of_pages([COAL, COPPER], tmp_path / "index", rules=RULES, on_step=steps.append)

    assert (summary.embedded, summary.reused, summary.generation) == (0, 2, 1)
    assert steps == [
        BuildStep("page", 1, "coal.txt"),
        BuildStep("page", 2, "copper.txt"),
        BuildStep("unchanged", 2),
    ]
    assert [folder.name for folder in (tmp_path / "index" / "generations").iterdir()] == ["000001"]


@pytest.mark.parametrize(
    ("encoder", "rules"),
    [(HashEncoder(), RULES), (None, replace(RULES, digest="other rules"))],
    ids=["another encoder", "other rules"],
)
def test_other_settings_embed_everything_again(
    tmp_path: Path, encoder: HashEncoder | None, rules: object
) -> None:
    _build([COAL, COPPER], tmp_path / "index")

    summary = build_index_of_pages([COAL], tmp_path / "index", encoder=encoder, rules=rules)  # type: ignore[arg-type]

    assert (summary.embedded, summary.reused, summary.dropped) == (1, 0, 1)
    assert summary.rebuilt_because == "the encoder or the rules have changed"


def test_a_damaged_index_is_built_again(tmp_path: Path) -> None:
    _build([COAL], tmp_path / "index")
    (tmp_path / "index" / "generations" / "000001" / "pieces.npy").unlink()

    summary = _build([COAL], tmp_path / "index")

    assert "pieces.npy is missing" in summary.rebuilt_because
    assert (summary.embedded, summary.generation) == (1, 2)
    assert read_texts(tmp_path / "index") == {"coal.txt": COAL.text}


def test_a_flipped_byte_is_found_with_verify(tmp_path: Path) -> None:
    _build([COAL], tmp_path / "index")
    path = tmp_path / "index" / "generations" / "000001" / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)

    assert _build([COAL], tmp_path / "index").rebuilt_because == ""
    summary = build_index_of_pages([COAL], tmp_path / "index", rules=RULES, verify=True)
    assert "is not what was written" in summary.rebuilt_because


def test_the_last_two_generations_are_kept(tmp_path: Path) -> None:
    for pages in ([COAL], [COPPER], [TRAVEL], [PLAIN]):
        _build(pages, tmp_path / "index")

    kept = sorted(folder.name for folder in (tmp_path / "index" / "generations").iterdir())
    assert kept == ["000003", "000004"]


def test_an_open_reader_is_served_while_newer_ones_are_written(tmp_path: Path) -> None:
    _build([COPPER], tmp_path / "index")
    with open_index(tmp_path / "index") as reader:
        for pages in ([COAL], [TRAVEL], [PLAIN]):
            _build(pages, tmp_path / "index")

        assert reader.sources() == ["copper.txt"]
        assert [reader.article(number).headline for number in range(2)] == ["铜加工项目投产", "新药下线"]


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_build_leaves_a_whole_index_and_no_litter(tmp_path: Path, step: str) -> None:
    _build([COAL], tmp_path / "index")

    def interrupt(done: BuildStep) -> None:
        if done.name == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index_of_pages([COPPER, TRAVEL], tmp_path / "index", rules=RULES, on_step=interrupt)

    switched = STEPS.index(step) >= STEPS.index("switched")
    expected = {page.source: page.text for page in ([COPPER, TRAVEL] if switched else [COAL])}
    assert read_texts(tmp_path / "index") == expected
    assert not list((tmp_path / "index" / "generations").glob(".tmp-*"))
    _build([COPPER, TRAVEL, PLAIN], tmp_path / "index")
    assert len(read_texts(tmp_path / "index")) == 3


def test_an_interrupted_first_build_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(done: BuildStep) -> None:
        if done.name == "synced":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index_of_pages([COPPER], tmp_path / "index", rules=RULES, on_step=interrupt)

    assert list(tmp_path.iterdir()) == []


KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from index.building import build_index_of_pages
from tests.unit.index_fakes import COPPER, RULES, TRAVEL

def kill(done):
    if done.name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

build_index_of_pages([COPPER, TRAVEL], Path(sys.argv[1]), rules=RULES, on_step=kill)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", ["page", "synced", "renamed", "switched"])
def test_a_killed_build_leaves_an_index_that_serves_and_can_be_written(tmp_path: Path, step: str) -> None:
    _build([COAL], tmp_path / "index")

    command = [sys.executable, "-c", KILLED_BUILD, str(tmp_path / "index"), step]
    result = subprocess.run(command, check=False, timeout=60)

    assert result.returncode == -signal.SIGKILL
    expected = [COPPER, TRAVEL] if step == "switched" else [COAL]
    assert read_texts(tmp_path / "index") == {page.source: page.text for page in expected}
    _build([PLAIN], tmp_path / "index")
    assert read_texts(tmp_path / "index") == {"plain.txt": PLAIN.text}
    kept = list((tmp_path / "index" / "generations").iterdir())
    assert len(kept) == 2
    assert all(folder.name.isdigit() for folder in kept)


def test_no_page_is_an_error_and_leaves_the_index(tmp_path: Path) -> None:
    _build([COAL], tmp_path / "index")

    with pytest.raises(NoPagesError, match="nothing to index"):
        _build([], tmp_path / "index")

    assert read_texts(tmp_path / "index") == {"coal.txt": COAL.text}


def test_a_source_that_comes_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'coal\.txt' or one of its articles is there twice"):
        _build([COAL, COAL], tmp_path / "index")

    assert not (tmp_path / "index").exists()


def test_a_folder_is_read_and_what_is_no_page_is_refused(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / "more").mkdir(parents=True)
    (pages / "coal.txt").write_text(COAL.text, "utf-8")
    (pages / "more" / "copper.md").write_bytes(COPPER.text.encode("gb18030"))
    (pages / "picture.png").write_bytes(b"\x89PNG")

    summary = build_index(pages, tmp_path / "index", rules=RULES)

    assert (summary.pages, summary.articles) == (2, 3)
    (refusal,) = summary.refusals
    assert isinstance(refusal, Refusal)
    assert refusal.source == "picture.png"
    with open_index(tmp_path / "index") as index:
        assert index.page("more/copper.md") == Page("more/copper.md", COPPER.text, "gb18030")


def test_an_index_among_its_own_pages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "coal.txt").write_text(COAL.text, "utf-8")

    with pytest.raises(IndexFolderError, match="would lie among the pages"):
        build_index(tmp_path, tmp_path / "index", rules=RULES)


def test_a_missing_folder_of_pages_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no such file or folder: .*pages"):
        build_index(tmp_path / "pages", tmp_path / "index", rules=RULES)


def test_pooled_vectors_are_those_of_zone_headline_and_text(tmp_path: Path) -> None:
    _build([COPPER], tmp_path / "index")

    expected = load_bundled_encoder().encode_passages(
        [
            "甲县经开区 铜加工项目投产\n甲县的铜加工企业投产。\n年产铜管八万吨。",
            "甲县经开区 铜加工项目投产\n工人三百名。",
            "乙市高新区 新药下线\n乙市的药厂下线了新药。\n产值二十四亿元。",
        ]
    )
    with open_index(tmp_path / "index") as index:
        np.testing.assert_allclose(index.vectors.matrix, expected, atol=1e-6)


def test_another_encoder_gets_zone_headline_and_text(tmp_path: Path) -> None:
    build_index_of_pages([COAL], tmp_path / "index", encoder=HashEncoder(), rules=RULES)

    expected = HashEncoder().encode_passages(["丙县经开区 煤矿改造\n丙县改造煤矿。煤炭产量上升。"])
    with open_index(tmp_path / "index") as index:
        np.testing.assert_array_equal(index.vectors.matrix, expected)
        assert index.manifest.settings.encoder == "hash"


words = st.sampled_from(["铜", "煤矿", "开发区", "二十亿元", "copper", "，", " ", "2024", "𠮷"])
bodies = st.lists(words, max_size=8).map("".join)
sentences = st.lists(bodies.map(lambda text: text + "。"), max_size=5).map("".join)
zones = st.sampled_from(["甲县经开区", "乙市高新区", ""])
page_texts = st.lists(st.tuples(zones, bodies, sentences), min_size=1, max_size=3).map(
    lambda parts: "\n\n".join(f"{zone}|{headline}|2024\n{body}" for zone, headline, body in parts)
)
folders = st.dictionaries(st.sampled_from("abcdef"), page_texts, min_size=1, max_size=4)


def _pages(folder: dict[str, str]) -> list[Page]:
    return [Page(source, folder[source]) for source in sorted(folder)]


@given(folder=folders)
@settings(max_examples=12, deadline=None)
def test_what_is_built_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, folder: dict[str, str]
) -> None:
    path = tmp_path_factory.mktemp("built") / "index"
    pages = _pages(folder)
    _build(pages, path)

    articles = [article for page in pages for article in segment(page)]
    passages = [passage for article in articles for passage in chunk(article)]
    with open_index(path) as index:
        assert [index.page(page.source) for page in pages] == pages
        assert [index.passage(number) for number in range(index.n_passages)] == passages
        assert index.n_articles == len(articles)
        for number, article in enumerate(articles):
            found = index.article(number)
            assert (found.id, found.body, found.published) == (article.id, article.body, article.published)
            np.testing.assert_array_equal(found.offsets, article.offsets)
            assert index.article_number(article.id) == number
            zone = int(index.article_zones[number])
            assert (index.zone_names[zone] if zone >= 0 else "") == article.zone
        for number in range(index.n_sentences):
            article = index.article(int(index.passage_articles[index.sentence_passages[number]]))
            start, end = index.sentence_spans[number]
            (expected,) = load_bundled_encoder().split([article.body[start:end]])
            pieces = index.pieces[index.sentence_pieces[number] : index.sentence_pieces[number + 1]]
            assert pieces.tolist() == expected.tolist()


@given(before=folders, after=folders)
@settings(max_examples=12, deadline=None)
def test_an_index_brought_up_to_date_is_one_built_anew(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, str], after: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("updated")
    _build(_pages(before), folder / "updated")
    summary = _build(_pages(after), folder / "updated")
    _build(_pages(after), folder / "anew")

    assert summary.embedded == sum(before.get(source) != text for source, text in after.items())
    assert summary.dropped == len(before.keys() - after.keys())
    with open_index(folder / "updated") as updated, open_index(folder / "anew") as anew:
        assert_same_index(updated, anew)
