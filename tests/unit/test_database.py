from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.database import ArticleReader, ArticleWriter, pack_offsets, unpack_offsets
from index.documents import Article, Dated, Page, Zone
from index.errors import IndexCorruptError

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
dates = st.builds(
    Dated,
    year=st.none() | st.integers(1900, 2100),
    month=st.none() | st.integers(1, 12),
    day=st.none() | st.integers(1, 31),
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    body = draw(texts)
    steps = draw(st.lists(st.integers(0, 5), min_size=len(body), max_size=len(body)))
    starts = np.cumsum(np.array(steps, dtype=np.int32), dtype=np.int32)
    lengths = draw(st.lists(st.integers(0, 3), min_size=len(body), max_size=len(body)))
    return Article(
        id=draw(texts),
        source=draw(texts),
        ordinal=draw(st.integers(0, 50)),
        zone=draw(texts),
        headline=draw(texts),
        byline=draw(texts),
        dateline=draw(texts),
        published=draw(dates),
        body=body,
        offsets=np.stack([starts, starts + np.array(lengths, dtype=np.int32)], axis=1).astype(np.int32),
        page_start=draw(st.integers(0, 10_000)),
        page_end=draw(st.integers(0, 10_000)),
        is_whole_page=draw(st.booleans()),
    )


def _write(path: Path, pages: Sequence[tuple[Page, Sequence[Article]]]) -> ArticleReader:
    writer = ArticleWriter(path)
    for page, some in pages:
        writer.add_page(page, some, sha256="0" * 64, warning="odd")
    writer.commit()
    return ArticleReader(path)


def assert_same(article: Article, other: Article) -> None:
    for name in Article.__slots__:
        one, two = getattr(article, name), getattr(other, name)
        if name == "offsets":
            np.testing.assert_array_equal(one, two)
            assert two.dtype == np.int32
        else:
            assert (one, type(one)) == (two, type(two))


@given(article=articles())
@settings(max_examples=50, deadline=None)
def test_offsets_are_unpacked_as_they_were_packed(article: Article) -> None:
    unpacked = unpack_offsets(pack_offsets(article.offsets))

    np.testing.assert_array_equal(unpacked, article.offsets)
    assert unpacked.shape == (len(article.body), 2)


@given(some=st.lists(articles(), max_size=4, unique_by=lambda article: article.id), text=texts)
@settings(max_examples=40, deadline=None)
def test_articles_and_pages_are_read_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, some: list[Article], text: str
) -> None:
    page = Page("one.txt", text, "gb18030")
    reader = _write(tmp_path_factory.mktemp("base") / "articles.sqlite", [(page, some)])

    found = reader.read_articles(range(len(some) + 1))
    assert list(found) == list(range(len(some)))
    for number, article in enumerate(some):
        assert_same(article, found[number])
        assert reader.find_article(article.id) == number
    assert reader.read_page("one.txt") == page
    (record,) = reader.list_pages()
    assert (record.source, record.first_article, record.end_article) == ("one.txt", 0, len(some))
    reader.close()


def test_a_run_of_plain_offsets_packs_small() -> None:
    places = np.arange(10_000, dtype=np.int32)

    assert len(pack_offsets(np.stack([places, places + 1], axis=1))) < 1000


def test_zones_keep_their_order_and_whether_they_are_listed(tmp_path: Path) -> None:
    zones = [
        Zone("乙经开区", "乙经济技术开发区", "Yi ETDZ", "乙", "Yi", "乙", "Yi"),
        Zone("甲高新区", "甲高新区", "", "", "", "甲", "", listed=False),
    ]
    writer = ArticleWriter(tmp_path / "articles.sqlite")
    for zone in zones:
        writer.add_zone(zone)
    writer.commit()

    reader = ArticleReader(tmp_path / "articles.sqlite")
    assert reader.read_zones() == tuple(zones)
    reader.close()


def test_a_source_that_comes_twice_is_an_error(tmp_path: Path) -> None:
    writer = ArticleWriter(tmp_path / "articles.sqlite")
    writer.add_page(Page("one.txt", "a"), [], sha256="", warning="")

    with pytest.raises(ValueError, match=r"'one\.txt' or one of its articles is there twice"):
        writer.add_page(Page("one.txt", "b"), [], sha256="", warning="")
    writer.close()


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    reader = _write(tmp_path / "articles.sqlite", [])

    assert reader.read_articles([0, -1]) == {}
    assert reader.find_article("x") is None
    assert reader.read_page("x") is None
    reader.close()


@pytest.mark.parametrize(
    "content", [None, b"", b"no database at all, but long enough"], ids=["missing", "empty", "text"]
)
def test_a_file_that_is_no_database_says_to_build_again(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "articles.sqlite"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(IndexCorruptError, match="build the index again"):
        ArticleReader(path)


def test_a_path_with_marks_of_an_address_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "索引 100%?mode=rwc#x"
    folder.mkdir()

    _write(folder / "articles.sqlite", []).close()
